# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, models

from odoo.addons.acorn_iamazon.quantities import InvoiceShare, Quantities, allot


class AmazonVendorQuantity(models.AbstractModel):
    """What was invoiced of a line, and which of its units each invoice is for."""

    _inherit = "amazon.vendor.quantity"

    @api.model
    def _collect(self, lines):
        numbers = super()._collect(lines)
        for line in lines:
            numbers[line] |= line._amazon_count_invoiced()
        return numbers

    @api.model
    def _read_shares(self, lines):
        """The totals of a line belong to its invoices in their order, each unit once.

        :param lines: order lines
        :return: :class:`InvoiceShare` by invoice line
        """
        shares = {}
        for line in lines.filtered("amazon_item_sequence").sudo():
            invoiced = line._amazon_read_invoiced()
            places = list(invoiced.values())
            quantities = Quantities(**line._amazon_count_received())
            parts = zip(
                invoiced,
                places,
                allot(quantities.shipped, places),
                allot(quantities.shipped - quantities.missing, places),
                allot(quantities.received, places),
                strict=True,
            )
            shares |= {invoice_line: InvoiceShare(*numbers) for invoice_line, *numbers in parts}
        return shares
