# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from functools import partial

from odoo import fields, models

from ...rights import right


class AmazonVendorAccount(models.Model):
    """One message a day with what needs attention, instead of one for each thing."""

    _inherit = "amazon.vendor.account"

    digest_daily = fields.Boolean(
        "Daily digest",
        default=True,
        help="One message a day to the members, and none when nothing needs attention.",
    )
    digest_date = fields.Date(readonly=True, copy=False)

    @right("run")
    def action_send_digest(self):
        """Tell the members what needs attention, once a day."""
        for account in self._as_workers():
            digest = account.env["amazon.vendor.digest"]
            account._run_local_job("send_digest", partial(digest._send, account))
