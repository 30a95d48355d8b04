# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acorn_iamazon.rights import right

from ...rules import RULES, find_problems
from .account_move import KINDS, REFUSED_STATES

LEVELS = {"error": "danger", "warning": "warning"}


class AccountMove(models.Model):
    """What the rules find, on the invoice; and the warnings that somebody accepted."""

    _inherit = "account.move"

    amazon_acceptance_ids = fields.One2many(
        "amazon.vendor.rule.acceptance",
        "move_id",
        "Accepted warnings",
        groups="account.group_account_invoice,account.group_account_readonly,"
        "acorn_iamazon.group_manager",
    )

    @api.model
    def _amazon_get_rules(self):
        """:return: the rules of the addons that are installed here: the process may know more"""
        installed = self.env.registry._init_modules
        return [rule for rule in RULES if rule.addon in installed]

    def _amazon_get_accepted_warnings(self):
        """:return: (code of the rule, sentence or None for any) -> reason"""
        acceptances = (
            self.env["amazon.vendor.rule.acceptance"]
            .sudo()
            .search(
                [
                    ("account_id", "=", self.sudo().amazon_account_id.id),
                    ("move_id", "in", (False, *self.ids)),
                ]
            )
        )
        return {
            (record.code, record.message if record.move_id else None): record.reason
            for record in acceptances
        }

    def _amazon_accept_warnings(self, reason, for_account=False):
        """Let the invoice go in spite of its warnings.

        :param str reason: why
        :param bool for_account: whether the same rules are accepted for all invoices of the account
        """
        self.ensure_one()
        self.check_access("write")
        findings = [
            finding
            for finding in find_problems(self)
            if finding.severity == "warning" and finding.is_blocking
        ]
        if not findings:
            raise UserError(self.env._("%s has no warning to accept.", self.display_name))
        values = [
            {
                "account_id": self.sudo().amazon_account_id.id,
                "move_id": False if for_account else self.id,
                "code": code,
                "message": message,
                "reason": reason,
                "user_id": self.env.uid,
            }
            for code, message in {
                (finding.code, False if for_account else finding.message): None
                for finding in findings
            }
        ]
        self.env["amazon.vendor.rule.acceptance"].sudo().create(values)
        self.message_post(
            body=self.env._(
                "Warnings accepted: %(reason)s\n%(warnings)s",
                reason=reason,
                warnings="\n".join(finding.message for finding in findings),
            )
        )

    @right("see")
    def action_amazon_accept_warnings(self):
        """Ask why the warnings may be passed over."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acorn_iamazon_account.amazon_vendor_acceptance_action"
        )
        return action | {"context": {"default_move_id": self.id}}

    # === SHOWN === #

    def _get_alerts(self):
        alerts = super()._get_alerts()
        if (
            self.id
            and self.amazon_account_id
            and self.move_type in KINDS
            and (self.state == "draft" or self.amazon_submission_state in REFUSED_STATES)
        ):
            findings = [f for f in find_problems(self) if f.code != "posted"]
            alerts |= self._amazon_get_alerts_of(findings)
        return alerts

    def _amazon_get_alerts_of(self, findings):
        """:return: one alert a finding, in the form of Odoo's alerts, each with its button; and one
        to accept the warnings"""
        alerts = {}
        for place, finding in enumerate(findings):
            label, action = finding.get_button()
            message = finding.message
            level = LEVELS[finding.severity]
            if not finding.is_blocking:
                message = self.env._(
                    "%(warning)s Accepted: %(reason)s", warning=message, reason=finding.reason
                )
                level = "info"
            alerts[f"amazon_{self.id}_{finding.code}_{place}"] = {
                "level": level,
                "message": message,
                "action_text": label,
                "action": action,
            }
        if any(f.severity == "warning" and f.is_blocking for f in findings):
            alerts[f"amazon_{self.id}_accept"] = {
                "level": "info",
                "message": self.env._("Amazon gets the invoice when its warnings are accepted."),
                "action_text": self.env._("Accept the warnings"),
                "action": self.action_amazon_accept_warnings(),
            }
        return alerts
