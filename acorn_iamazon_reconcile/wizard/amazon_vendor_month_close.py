# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acorn_iamazon.rights import right

from .amazon_vendor_statement import REPORT


class AmazonVendorMonthClose(models.TransientModel):
    """The end of a month in one step: what still waits is told, known deductions are provided for,
    the statement of each account is printed, and the account says until when it is closed."""

    _name = "amazon.vendor.month.close"
    _description = "Close the Month with Amazon"
    _inherit = "amazon.vendor.given"

    date = fields.Date("Until", required=True, default=lambda self: self._get_last_month_end())
    account_ids = fields.Many2many(
        "amazon.vendor.account",
        string="Accounts",
        required=True,
        default=lambda self: self.env["amazon.vendor.account"]._find_to_close(
            self._get_last_month_end()
        ),
    )
    description = fields.Html(compute="_compute_description", sanitize=False)

    @api.model
    def _get_last_month_end(self):
        return fields.Date.context_today(self) + relativedelta(day=1, days=-1)

    @api.depends("account_ids", "date")
    def _compute_description(self):
        for wizard in self:
            wizard.description = self.env["ir.qweb"]._render(
                "acorn_iamazon_reconcile.month_close_facts",
                {"facts": [wizard._get_facts(account) for account in wizard.account_ids]},
            )

    def _get_facts(self, account):
        """:return: of an account: whether its statement ties, what is to be provided for, and what
        waits for somebody"""
        account = account._origin
        missing = self.env["amazon.vendor.provision"]._find_missing(account)
        remittances = self.env["amazon.vendor.remittance"]._read_group(
            [
                ("account_id", "=", account.id),
                ("state", "in", ("draft", "matched")),
                ("date", "<=", self.date),
            ],
            [],
            ["__count"],
        )[0][0]
        statement = self._make_statement(account)
        by_currency = {}
        for move, _type, amount in missing:
            by_currency[move.currency_id] = by_currency.get(move.currency_id, 0.0) + amount
        return {
            "account": account,
            "is_proven": statement.is_proven,
            "provided": ", ".join(
                currency.format(amount) for currency, amount in by_currency.items()
            ),
            "cannot_provide": bool(missing) and not account.provision_account_id,
            "remittances": remittances,
        }

    def _make_statement(self, account):
        return self.env["amazon.vendor.statement"].create(
            {
                "account_id": account.id,
                "date_from": self.date + relativedelta(day=1),
                "date_to": self.date,
            }
        )

    @right("book")
    def action_close(self):
        """Provide for what is known, print the statements, and note until when it is closed.

        :raise UserError: when there is no account to close
        """
        self.ensure_one()
        if not self.account_ids:
            raise UserError(self.env._("Choose the accounts whose month is to be closed."))
        for account in self.account_ids:
            self._provide(account)
        statements = self.env["amazon.vendor.statement"].union(
            *(self._make_statement(account) for account in self.account_ids)
        )
        self.account_ids.sudo().closed_until = self.date
        return {
            **self.env.ref(REPORT).report_action(statements),
            "close_on_report_download": True,
        }

    def _provide(self, account):
        provisions = self.env["amazon.vendor.provision"]
        missing = provisions._find_missing(account)
        if missing and account.provision_account_id:
            journal = self.env["account.journal"].search(
                [("type", "=", "general"), ("company_id", "=", account.company_id.id)], limit=1
            )
            provisions._book(account, missing, self.date, journal)
