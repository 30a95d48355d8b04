# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.acorn_iamazon.rights import telling


class AmazonVendorAccount(models.Model):
    """What Amazon owed when the books began in Odoo."""

    _inherit = "amazon.vendor.account"

    opening_item_ids = fields.Many2many(
        "account.move.line",
        "amazon_vendor_account_opening_item_rel",
        string="Opening items",
        copy=False,
        groups="account.group_account_invoice",
        help="Items of opening entries on the receivable of Amazon's companies, an invoice each or "
        "all in one sum: remittances settle them.",
    )
    books_begin = fields.Date(
        "Books begin on",
        copy=False,
        help="Payments of Amazon from before this day were booked in the former system: they are "
        "kept as history, and not booked here.",
    )

    def write(self, vals):
        self._refuse_alias(vals)
        with telling(alias=True):  # Odoo writes the alias that it makes of a name
            result = super().write(vals)
        if "opening_item_ids" in vals:
            self.sudo().opening_item_ids.move_id._amazon_note_posted()
        return result

    def _find_opening_items(self):
        """:return: open items of entries that somebody made by hand, or imported, on the receivable
        of Amazon's companies, and that are no other account's"""
        account = self.sudo()
        parties = self.env["amazon.vendor.party"].sudo().search([("account_id", "=", self.id)])
        customers = (account.partner_id | parties.partner_id).commercial_partner_id
        taken = (
            self.env["amazon.vendor.account"]
            .sudo()
            .search([("company_id", "=", account.company_id.id), ("id", "!=", account.id)])
        )
        return self.env["account.move.line"].search(
            Domain("company_id", "=", account.company_id.id)
            & Domain("account_type", "=", "asset_receivable")
            & Domain("parent_state", "=", "posted")
            & Domain("move_type", "=", "entry")
            & Domain("reconciled", "=", False)
            & Domain("payment_id", "=", False)
            & Domain("statement_line_id", "=", False)
            & Domain("partner_id.commercial_partner_id", "in", customers.ids)
            & Domain("id", "not in", taken.opening_item_ids.ids),
            order="date, id",
        )
