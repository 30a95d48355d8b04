# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...checks import bad, get_checks

_logger = logging.getLogger(__name__)

WORST_FIRST = ("bad", "warning", "good")
# Checks of what grows old, with the field of the account that tells since when it is there.
AGEING = {"secret_age": "lwa_client_secret_date", "authorisation_age": "authorised_at"}


class AmazonVendorCheck(models.Model):
    """One line of an account's health check, as it was found last."""

    _name = "amazon.vendor.check"
    _description = "Amazon Health Check"
    _inherit = "amazon.vendor.owned"
    _order = "sequence, id"

    account_id = fields.Many2one(
        "amazon.vendor.account", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True, precompute=True)
    sequence = fields.Integer()
    code = fields.Char(required=True)
    name = fields.Char("Check", required=True)
    status = fields.Selection(
        [("good", "Good"), ("warning", "Warning"), ("bad", "Bad")], required=True
    )
    finding = fields.Char()
    mend = fields.Char("What to do")
    date = fields.Datetime("Checked on", required=True, default=fields.Datetime.now)

    _code_unique = models.Constraint("unique (account_id, code)", "One line a check.")

    @api.model
    def _run(self, account, codes=None):
        """Hold an account against the checks, each in a transaction of its own, and keep what they
        find in place of what they found before.

        :param codes: of the checks to run; all of them when not given
        """
        lines = [
            {
                "account_id": account.id,
                "sequence": WORST_FIRST.index(finding.status) * 1000 + check.place,
                "code": check.code,
                "name": self.env._(check.name),
                "status": finding.status,
                "finding": finding.text,
                "mend": finding.mend,
            }
            for check, finding in self._find(account, codes)
        ]
        account.sudo().check_ids.unlink()
        self._tell_of_ages(self.sudo().create(lines))
        account._commit()

    def _tell_of_ages(self, lines):
        """What ends on a day that is known is told before it ends: nobody looks at a health check
        that has been green for a year."""
        for line in lines:
            begun = AGEING.get(line.code)
            if not begun or not line.account_id[begun]:
                continue
            for status in set(WORST_FIRST) - {line.status}:
                line.account_id._amazon_settle(f"age {line.code} {status}")
            if line.status != "good":  # asked once, and anew when it is over
                line.account_id._amazon_ask(
                    f"age {line.code} {line.status}",
                    f"{line.account_id.name}: {line.finding}",
                    line.mend,
                )

    def _find(self, account, codes):
        """:return: the checks and what each found"""
        for check in get_checks(self.env):
            if codes is None or check.code in codes:
                yield check, self._try(account, check)

    def _try(self, account, check):
        """:return: what the check found; one that fails keeps no other from running"""
        try:
            finding = check.function(account)
            account._commit()
            return finding
        except UserError as error:
            self._give_up(account)
            return bad(str(error), self.env._("Mend what the finding names."))
        except Exception as error:
            self._give_up(account)
            _logger.exception("Amazon account %s: the check %s failed", account.id, check.code)
            return bad(
                self.env._("The check itself failed: %s", repr(error)),
                self.env._("Tell the developers of ACORN iAmazon, with the log of the server."),
            )

    def _give_up(self, account):
        if account._can_commit():
            self.env.cr.rollback()
