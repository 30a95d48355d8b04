# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import logging

from odoo import api, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

LONGEST_LIST = 5


class AmazonVendorAccount(models.Model):
    """The health check of an account: each check is a method that returns what it found.

    The checks themselves stand by subject in the files ``amazon_vendor_account_checks_*.py``; other
    addons add theirs by extending :meth:`_get_checks`.
    """

    _inherit = "amazon.vendor.account"

    def action_run_checks(self):
        """Check the connection and the settings, and keep the findings on the account."""
        for account in self._as_workers():
            account._run_local_job(
                "run_checks", lambda account=account: account._store_checks(account._run_checks())
            )

    def action_request_checks(self):
        self._let_run("run_checks")
        return self._notify_requested(self.env._("The health check runs within a minute."))

    def _get_checks(self):
        """:return: code -> (name, method); a method returns (status, finding, what to do)"""
        return {}

    def _run_checks(self):
        return {
            code: (name, *self._run_check(code, check))
            for code, (name, check) in self._get_checks().items()
        }

    def _run_check(self, code, check):
        """:return: (status, finding, what to do); a check that fails keeps no other from running"""
        try:
            result = check()
            self._commit()
        except Exception as error:
            if self._can_commit():
                self.env.cr.rollback()
            if isinstance(error, UserError):
                return "bad", str(error), self.env._("Mend what the finding names.")
            _logger.exception("Amazon account %s: the check %s failed", self.id, code)
            return (
                "bad",
                self.env._("The check itself failed: %s", repr(error)),
                self.env._("Tell the developers of ACORN iAmazon, with the log of the server."),
            )
        return result

    def _store_checks(self, checks):
        self.sudo().check_ids.unlink()
        self.env["amazon.vendor.check"].sudo().create(
            [
                {
                    "account_id": self.id,
                    "sequence": sequence,
                    "code": code,
                    "name": name,
                    "status": status,
                    "finding": finding,
                    "mend": mend,
                }
                for sequence, (code, (name, status, finding, mend)) in enumerate(checks.items())
            ]
        )
        self._commit()

    @api.model
    def _shorten_list(self, names):
        """:return: the names as one text; of a long list its beginning, and how many follow"""
        names = list(names)
        shown, rest = ", ".join(names[:LONGEST_LIST]), len(names) - LONGEST_LIST
        if rest <= 0:
            return shown
        return self.env._("%(names)s and %(count)s more", names=shown, count=rest)

    def _get_next_step(self, category):
        """:return: what a person can do about an error of the category"""
        return {
            "authorisation": self.env._(
                "Renew the authorisation in Vendor Central (Integration, API Integration) and "
                "type the new refresh token or client secret here."
            ),
            "throttled": self.env._("Nothing: the work goes on when Amazon allows more calls."),
            "network": self.env._(
                "Check that this server reaches Amazon; the work is repeated by itself."
            ),
            "data": self.env._("Mend what the message names, then press Retry."),
            "internal": self.env._("Tell the developers of ACORN iAmazon, with the request ID."),
        }[category]
