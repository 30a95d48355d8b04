# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models


class AmazonVendorAccount(models.Model):
    """People come and go; what is asked of them stays."""

    _inherit = "amazon.vendor.account"

    def _let_go(self, users):
        """They are members no more: the account's history is not theirs to read, and others are
        asked what they were asked."""
        self.message_unsubscribe(users.partner_id.ids)
        self._hand_over(users)

    def _hand_over_what_nobody_reads(self):
        """What is asked of people who cannot log in any more."""
        archived = self.env["res.users"].sudo().with_context(active_test=False)
        self._hand_over(archived.search([("active", "=", False)]))

    def _hand_over(self, users):
        """Ask others what these users are asked about the account's records, but for the records
        that they look after themselves, such as the orders of a salesperson."""
        open_ones = self.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True)
        asked = open_ones.search([("user_id", "in", users.ids), ("amazon_key", "!=", False)])
        for activity in asked:
            record = self.env[activity.res_model].browse(activity.res_id)
            if record.sudo()._amazon_get_account() not in self:
                continue
            responsible = record._amazon_get_responsible()
            if responsible != activity.user_id:
                activity.user_id = responsible
