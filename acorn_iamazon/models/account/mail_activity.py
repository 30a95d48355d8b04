# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...rights import MANAGER


class MailActivity(models.Model):
    """What is asked about Amazon is neither forged nor silenced. An open activity of a matter keeps
    it from being asked again: our methods make it, and those who are concerned clear it."""

    _name = "mail.activity"
    _inherit = ["mail.activity", "amazon.vendor.guarded"]

    amazon_key = fields.Char(
        "Amazon Matter",
        index="btree_not_null",
        readonly=True,
        copy=False,
        help="What is asked, by a name that is the same in every language: the activity is found "
        "by it when the matter is settled.",
        prefetch="amazon",
    )

    def write(self, vals):
        self._check_amazon_concerned()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_others(self):
        self._check_amazon_concerned()

    def _check_amazon_concerned(self):
        """Whoever is asked answers, or hands it over; so do those who work for the account.

        :raise AccessError: when somebody else changes what is asked about Amazon, or clears it
        """
        if not self._are_set_by_methods():
            return
        # Of one's own, and of what has to do with no account, nothing more is read.
        others = self.sudo().filtered(lambda activity: activity.user_id != self.env.user)
        for activity in others.filtered("amazon_key"):
            record = others.env[activity.res_model].browse(activity.res_id).exists()
            if record and not self._is_concerned(record._amazon_get_account()):
                raise AccessError(
                    self.env._(
                        "%(summary)s (%(record)s): this is asked of %(asked)s. Only they, members "
                        "of the Amazon account and managers of Amazon Vendor change or clear it.",
                        summary=activity.summary or activity.display_name,
                        record=record.display_name,
                        asked=activity.user_id.name,
                    )
                )

    @api.model
    def _is_concerned(self, account):
        user = self.env.user
        if user.has_group(MANAGER):
            return account.company_id in user.company_ids
        return user in account.member_ids | account.user_id
