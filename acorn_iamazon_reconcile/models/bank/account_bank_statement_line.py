# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acorn_iamazon.rights import right

from ...booking import share_out
from ...matcher import Deposit, find_payments


class AccountBankStatementLine(models.Model):
    """A deposit on the bank statement is the money of one remittance or of several."""

    _inherit = "account.bank.statement.line"

    amazon_remittance_ids = fields.One2many(
        "amazon.vendor.remittance",
        "bank_line_id",
        "Amazon Remittances",
        readonly=True,
        groups="account.group_account_invoice,acorn_iamazon.group_user",
    )
    amazon_left_alone = fields.Boolean(
        readonly=True,
        help="A person undid the match: it is not made again by itself.",
        prefetch="amazon",
    )
    amazon_reason = fields.Char("Amazon Match", readonly=True, prefetch="amazon")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._amazon_get_accounts()._wake_for("match_bank_lines")
        return lines

    def _amazon_get_accounts(self):
        """:return: the accounts whose remittances are paid into the lines' journals"""
        accounts = self.env["amazon.vendor.account"].sudo()
        return accounts.search([("company_id", "in", self.company_id.ids)]).filtered(
            lambda account: account._get_remittance_journal() in self.journal_id
        )

    # === FIND === #

    @right("change")
    def action_amazon_match(self):
        """Find the remittances of the chosen lines; what is not sure says why."""
        waiting = self.filtered(
            lambda line: not line.is_reconciled and not line.amazon_remittance_ids
        )
        waiting.amazon_left_alone = False
        for line in waiting:
            line._amazon_match()

    def _amazon_note_failure(self, message):
        """The line itself says why it is not reconciled."""
        self.amazon_reason = message

    def _amazon_match(self):
        """:raise UserError: when what was found cannot be reconciled"""
        self.ensure_one()
        remittances = self._amazon_find_waiting()
        accounts = remittances.account_id.sudo()
        currency, amount = self._amazon_get_money()
        units = remittances._make_units(currency)
        finding = find_payments(
            self._amazon_make_deposit(units(amount), accounts),
            [remittance._make_payment(self) for remittance in remittances],
            max(accounts.mapped("bank_days"), default=0),
            units(min(accounts.mapped("bank_fee_limit"), default=0.0)),
        )
        reason = self._amazon_describe(finding.reason)
        if reason != self.amazon_reason:
            self.amazon_reason = reason
        if finding.payments:
            self._amazon_take(remittances.browse([payment.id for payment in finding.payments]))

    def _amazon_find_waiting(self):
        """:return: remittances in the line's journal whose money has not come yet"""
        accounts = self._amazon_get_accounts()
        return self.env["amazon.vendor.remittance"].search(
            [
                ("account_id", "in", accounts.ids),
                ("bank_line_id", "=", False),
                ("state", "not in", ("cancelled", "before")),
            ],
            order="date, id",
        )

    def _amazon_get_money(self):
        """:return: (currency, amount) of the transaction"""
        if self.foreign_currency_id:
            return self.foreign_currency_id, self.amount_currency
        return self.currency_id, self.amount

    def _amazon_make_deposit(self, amount, accounts):
        details = self.transaction_details or ""
        parts = (self.payment_ref, self.ref, self.partner_name, self.transaction_type, str(details))
        text = " ".join(filter(None, parts))
        partners = accounts.partner_id.commercial_partner_id
        return Deposit(
            date=self.date,
            amount=amount,
            text=text,
            is_amazon="amazon" in text.lower() or self.partner_id.commercial_partner_id in partners,
        )

    def _amazon_describe(self, reason):
        return {
            "number": self.env._("The bank names the payment number."),
            "exchanged": self.env._("The bank names the payment number, and changed the money."),
            "amount": self.env._("One payment of this amount in these days."),
            "sum": self.env._("Several payments make this amount, and only these."),
            "fee": self.env._("The payment less the bank's fee."),
            "differs": self.env._("The bank names a payment of another amount."),
            "several": self.env._("Several payments fit: choose."),
            "none": self.env._("No payment of Amazon's fits."),
        }[reason]

    # === TAKE === #

    def _amazon_take(self, remittances):
        """The line brought these remittances: what was only expected is confirmed by it, what is
        booked is reconciled, what is not booked yet waits with the line.

        :raise UserError: when they cannot be reconciled
        """
        self.ensure_one()
        taken = remittances.filtered("bank_line_id")
        if self.is_reconciled or taken:
            raise UserError(
                self.env._(
                    "%(line)s: this line, or %(names)s, is matched already. Undo that first.",
                    line=self.payment_ref or self.display_name,
                    names=", ".join((taken or remittances).mapped("name")),
                )
            )
        remittances.bank_line_id = self
        self.amazon_left_alone = False
        remittances.action_confirm_expected()
        self._amazon_reconcile()

    def _amazon_reconcile(self):
        """Reconcile the line with the payments, once all its remittances are booked."""
        self.ensure_one()
        remittances = self.amazon_remittance_ids
        if any(one.state != "posted" for one in remittances):
            return
        money = remittances._get_outstanding_items()
        if not self.is_reconciled:
            self._amazon_check_open(money)
            self._amazon_replace_suspense(money)
        own = {item.amazon_key: item for item in self.move_id.line_ids if not item.reconciled}
        self.env["account.move.line"]._reconcile_plan(
            [
                item + own[key]
                for remittance, item in money.items()
                if (key := remittance._make_bank_key()) in own
            ]
        )

    def _amazon_check_open(self, money):
        """:param dict money: the open item of each remittance"""
        remittances = self.amazon_remittance_ids
        if len(money) != len(remittances):
            raise UserError(
                self.env._(
                    "%(names)s: the money of these payments is reconciled with something else "
                    "already. Undo that first.",
                    names=", ".join(remittances.mapped("name")),
                )
            )

    def _amazon_replace_suspense(self, money):
        self.partner_id = self.amazon_remittance_ids.payment_id.partner_id[:1]
        _liquidity, suspense, _others = self._seek_for_lines()
        self.with_context(force_delete=True, skip_readonly_check=True).line_ids = [
            *(Command.delete(item.id) for item in suspense),
            *(Command.create(values) for values in self._amazon_prepare_items(money)),
        ]

    def _amazon_prepare_items(self, money):
        """:param dict money: the open item of each remittance
        :return: values of one item for each payment, and one for what the bank kept"""
        values = []
        for remittance, item in money.items():
            amount = -item.amount_residual_currency
            counterpart = self._prepare_counterpart_amounts_using_st_line_rate(
                item.currency_id, -item.amount_residual, amount
            )
            values.append(
                {
                    "amazon_key": remittance._make_bank_key(),
                    "name": item.name,
                    "account_id": item.account_id.id,
                    "partner_id": item.partner_id.id,
                    "currency_id": item.currency_id.id,
                    "amount_currency": amount,
                    "balance": counterpart["balance"],
                }
            )
        currency, amount = self._amazon_get_money()
        liquidity, _suspense, _others = self._seek_for_lines()
        if {value["currency_id"] for value in values} != {currency.id}:
            return self._amazon_share_deposit(values, -liquidity.balance)
        fee = -currency.round(amount + sum(value["amount_currency"] for value in values))
        rest = -(liquidity.balance + sum(value["balance"] for value in values))
        if not currency.is_zero(fee):
            values.append(self._amazon_prepare_fee(currency, fee, rest))
        else:
            values[-1]["balance"] += rest
        return values

    def _amazon_share_deposit(self, values, balance):
        """The bank changed the money: what it gave pays them in full, in proportion. What it is
        above or below the books' rate becomes a difference of exchange when it is reconciled.

        :param list values: of the items
        :param float balance: of all of them together
        """
        remittance = self.amazon_remittance_ids[:1]
        company = remittance._describe_currency(self.company_currency_id)
        weights = [Decimal(str(abs(value["balance"]))) for value in values]
        for value, share in zip(
            values, share_out(Decimal(str(balance)), weights, company), strict=True
        ):
            value["balance"] = float(share)
        return values

    def _amazon_prepare_fee(self, currency, fee, balance):
        """:raise UserError: when no account is set"""
        account = self.amazon_remittance_ids.account_id.sudo()[:1]
        fee_account = account._get_bank_fee_account()
        if not fee_account:
            raise UserError(
                self.env._(
                    "%(line)s is %(fee)s lower than its remittances. Set the account of bank fees "
                    "on the Invoices page of the Amazon account %(account)s.",
                    line=self.payment_ref or self.display_name,
                    fee=currency.format(fee),
                    account=account.name,
                )
            )
        return {
            "name": self.env._("Bank fee %s", self.payment_ref or ""),
            "account_id": fee_account.id,
            "partner_id": False,
            "currency_id": currency.id,
            "amount_currency": fee,
            "balance": balance,
        }

    # === UNDO === #

    def _amazon_release(self):
        """Give the line its suspense item back; the remittances stay the line's own. In a closed
        period the entry stays as it is, and waits for the next booking of the remittances."""
        remittances = self.amazon_remittance_ids
        if self.is_reconciled and not self.move_id._amazon_get_locks():
            self.action_undo_reconciliation()
        remittances.bank_line_id = self

    def action_undo_reconciliation(self):
        result = super().action_undo_reconciliation()
        if not self:
            return result
        remittances = self.sudo().amazon_remittance_ids
        if remittances:
            remittances.bank_line_id = False
        return result

    @right("change")
    def action_amazon_undo(self):
        """Take the match back; it is not made again by itself."""
        for line in self.filtered("amazon_remittance_ids"):
            line.amazon_left_alone = True
            line.amazon_reason = self.env._("Undone by %s.", self.env.user.name)
            if line.is_reconciled:
                line.action_undo_reconciliation()
            line.amazon_remittance_ids.bank_line_id = False

    # === SCREENS === #

    @api.model
    @right("open")
    def action_amazon_open_bank_lines(self):
        """:return: the lines of the journals into which Amazon pays"""
        accounts = self.env["amazon.vendor.account"].search(
            [("company_id", "in", self.env.companies.ids)]
        )
        journals = accounts.sudo().mapped(lambda account: account._get_remittance_journal().id)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acorn_iamazon_reconcile.account_bank_statement_line_action"
        )
        return {**action, "domain": [("journal_id", "in", journals)]}

    @right("change")
    def action_amazon_choose(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Choose Remittances"),
            "res_model": "amazon.vendor.bank.match",
            "view_mode": "form",
            "target": "new",
            "context": {"default_bank_line_id": self.id},
        }
