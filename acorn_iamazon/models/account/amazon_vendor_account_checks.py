# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from functools import partial

from odoo import models

from ...rights import right


class AmazonVendorAccount(models.Model):
    """The health check of an account; what it looks at stands in the folder ``checks``."""

    _inherit = "amazon.vendor.account"

    @right("run")
    def action_run_checks(self):
        """Check the connection and the settings, and keep the findings on the account."""
        for account in self._as_workers():
            account.resting_until = False  # it looks anew
            account._hand_over_what_nobody_reads()
            checks = account.env["amazon.vendor.check"]
            account._run_local_job("run_checks", partial(checks._run, account))

    @right("ask")
    def action_request_checks(self):
        self._let_run("run_checks")
        return self._notify_requested(self.env._("The health check runs within a minute."))
