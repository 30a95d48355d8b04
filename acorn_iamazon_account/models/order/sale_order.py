# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_invoice_grouping_keys(self):
        # One invoice a purchase order, unless the account asks for one a shipment or a day.
        return [*super()._get_invoice_grouping_keys(), "amazon_invoice_key"]

    def _prepare_invoice(self):
        values = super()._prepare_invoice()
        values["amazon_invoice_key"] = ""  # the keys of all invoices are compared
        account = self.sudo().amazon_account_id
        if account:
            values["amazon_account_id"] = account.id
            values["amazon_purchase_order_number"] = self.amazon_purchase_order_number
            values["amazon_invoice_key"] = self._amazon_get_invoice_key()
            journal = self.sudo().amazon_code_id.journal_id or account.journal_id
            if journal:
                values["journal_id"] = journal.id
        return values
