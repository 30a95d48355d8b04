# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.acorn_iamazon.rights import right


class AccountMove(models.Model):
    """Invoices to Amazon that were in the books before the account was connected."""

    _inherit = "account.move"

    @api.model
    def _amazon_find_earlier(self, account):
        """:return: the open invoices and credit notes of Amazon's companies that are no account's
        yet"""
        account = account.sudo()
        parties = self.env["amazon.vendor.party"].sudo().search([("account_id", "=", account.id)])
        customers = account.partner_id | parties.partner_id
        return self.search(
            [
                ("company_id", "=", account.company_id.id),
                ("amazon_account_id", "=", False),
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("state", "=", "posted"),
                ("payment_state", "in", ("not_paid", "partial")),
                ("commercial_partner_id", "in", customers.commercial_partner_id.ids),
            ],
            order="invoice_date, id",
        )

    def _amazon_take_over(self, account):
        """Amazon has them already: they are matched and followed, and never submitted."""
        self.sudo().write({"amazon_account_id": account.id, "amazon_told_elsewhere": True})
        self._amazon_note_posted()
        for move in self:
            move.message_post(
                body=self.env._("Taken over by the Amazon account %s.", account.sudo().name)
            )

    @right("send")
    def action_amazon_give_back(self):
        """They were taken over by mistake: they are ordinary invoices again.

        :raise UserError: when remittances name them
        """
        moves = self.filtered("amazon_told_elsewhere")
        named = moves.filtered(lambda move: move.sudo().amazon_remittance_line_ids)
        if named:
            raise UserError(
                self.env._(
                    "%(invoices)s: remittance %(remittances)s is matched to it. Take the match "
                    "back there first.",
                    invoices=", ".join(named.mapped("name")),
                    remittances=", ".join(
                        named.sudo().amazon_remittance_line_ids.remittance_id.mapped("name")
                    ),
                )
            )
        moves.sudo().write({"amazon_account_id": False, "amazon_told_elsewhere": False})
