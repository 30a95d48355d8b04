# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import Command, models
from odoo.exceptions import AccessError, UserError


class AmazonVendorRemittance(models.Model):
    """Booking a remittance: one payment with a line for each invoice and each deduction."""

    _inherit = "amazon.vendor.remittance"

    def action_post(self):
        """Book the remittances and reconcile the invoices that they pay.

        :raise UserError: naming what is missing; then nothing is booked
        """
        for remittance in self:
            remittance._check_postable()
            remittance._create_documents()
            remittance._post_payment()
            remittance._reconcile_documents()
        self.line_ids._look_for_disputes()
        self.env["amazon.vendor.provision"].sudo()._reverse_landed(self)
        self._settle_bank_lines()

    def action_unpost(self):
        """Take the booking back: the invoices are open again, the payment is cancelled.

        :raise UserError: when the books are closed at the date of the payment; nothing is undone
        """
        booked = self.filtered(lambda remittance: remittance.state == "posted")
        for remittance in booked:
            remittance._check_lock_dates()
        booked._release_bank_lines()
        for remittance in booked:
            remittance._cancel_payment()
        booked._cancel_documents()
        booked.line_ids._forget_disputes()
        self.env["amazon.vendor.provision"].sudo()._restore_landed(booked)

    def _cancel_payment(self):
        """Exchange differences that the reconciliation booked are reversed by Odoo."""
        payment = self.payment_id
        invoices = self.line_ids.move_id
        payment.move_id.line_ids.remove_move_reconcile()
        invoices.matched_payment_ids -= payment
        payment.action_draft()
        payment.action_cancel()
        self.write({"payment_id": False, "state": "matched"})
        self.message_post(
            body=self.env._("The booking %s was undone.", payment.move_id.name or payment.name)
        )

    def _check_postable(self):
        if not self.env["account.payment"].has_access("create"):
            raise AccessError(
                self.env._(
                    "%(user)s may not book %(name)s: ask an administrator for the right Invoicing "
                    "in Accounting.",
                    user=self.env.user.name,
                    name=self.name,
                )
            )
        if not self.try_lock_for_update() or self.state == "posted":
            raise UserError(self.env._("%s is booked already, or somebody is at it.", self.name))
        if self.state == "cancelled":
            raise UserError(self.env._("Payment %s was cancelled by Amazon.", self.name))
        if self.state == "expected":
            raise UserError(
                self.env._(
                    "%s is only expected: import the payment, or confirm that it came.", self.name
                )
            )
        if self.count_open or not self.line_ids:
            raise UserError(
                self.env._(
                    "%(name)s: %(count)s lines over %(amount)s are not matched. "
                    "Choose an invoice or a type of deduction for each.",
                    name=self.name,
                    count=self.count_open,
                    amount=self.amount_open,
                )
            )
        if not self.currency_id.is_zero(self.difference):
            raise UserError(
                self.env._(
                    "%(name)s: Amazon paid %(amount)s, but the lines make %(lines)s: "
                    "%(difference)s is not explained. "
                    "Export the payment with a login that sees all lines, and import it again.",
                    name=self.name,
                    amount=self.amount,
                    lines=self.amount_lines,
                    difference=self.difference,
                )
            )
        self._check_lock_dates()

    def _check_lock_dates(self):
        """:raise UserError: when the books are closed at the date of the payment"""
        journal = self._get_journal()
        has_tax = bool(self._get_deduction_types().tax_id)
        locks = self.company_id._get_violated_lock_dates(self.date, has_tax, journal)
        if locks:
            lock_date, field = locks[-1]
            raise UserError(
                self.env._(
                    "%(name)s: Amazon paid on %(date)s, but the books are closed up to %(lock)s "
                    "(%(field)s). Ask an accounting manager to open the period.",
                    name=self.name,
                    date=self.date,
                    lock=lock_date,
                    field=self.company_id._fields[field].get_description(self.env)["string"],
                )
            )

    def _get_journal(self):
        journal = self.account_id.sudo()._get_remittance_journal()
        if not journal:
            raise UserError(
                self.env._("%s has no bank journal. Make one in Accounting.", self.company_id.name)
            )
        return journal

    def _post_payment(self):
        """A payment below zero is money that goes back to Amazon: an outbound payment."""
        currency, amount = self._get_money()
        payment = (
            self.env["account.payment"]
            .with_company(self.company_id)
            .create(
                {
                    "payment_type": "outbound" if amount < 0 else "inbound",
                    "partner_type": "customer",
                    "partner_id": self.account_id.sudo().partner_id.commercial_partner_id.id,
                    "journal_id": self._get_journal().id,
                    "currency_id": currency.id,
                    "amount": abs(amount),
                    "date": self.date,
                    "memo": self.name,
                    "payment_reference": self.name,
                }
            )
        )
        items = self._prepare_journal_items(payment)
        payment._generate_journal_entry(line_ids=[Command.create(item) for item in items])
        payment.action_post()
        self._reconcile_invoices(payment)
        self.write({"payment_id": payment.id, "state": "posted"})

    def _get_money(self):
        """:return: (currency, amount) of what reaches the bank"""
        if self.payment_currency_id in (self.currency_id, self.env["res.currency"]):
            return self.currency_id, self.amount
        return self.payment_currency_id, self.payment_amount

    # === JOURNAL ITEMS === #

    def _prepare_journal_items(self, payment):
        """:return: the items in the order: money, one an invoice, deductions with their taxes"""
        partner = payment.partner_id
        items = [
            self._prepare_item(payment.outstanding_account_id, self.name, self.amount, partner)
        ]
        for line in self._get_invoice_lines():
            account = self._get_receivable(line.move_id).account_id[:1]
            amount = -(line.paid + line.discount + line.withholding + line.rounding)
            items.append(self._prepare_item(account, line.move_id.name, amount, partner))
        items += self._prepare_deduction_items(partner)
        items += self._prepare_document_items()
        return self._balance(items)

    def _prepare_item(self, account, label, amount, partner, **values):
        return {
            "account_id": account.id,
            "name": label,
            "partner_id": partner.id,
            "currency_id": self.currency_id.id,
            "amount_currency": self.currency_id.round(amount),
            "date_maturity": self.date,
            **values,
        }

    def _get_invoice_lines(self):
        return self.line_ids.filtered(lambda line: line.kind in ("invoice", "credit_note"))

    def _get_receivable(self, move):
        return move.line_ids.filtered(lambda item: item.display_type == "payment_term")

    def _balance(self, items):
        """Convert to the company's currency; what rounding leaves goes with the largest item.

        A payment in another currency than its invoices' is worth what reached the bank.
        """
        company = self.company_id
        ours = company.currency_id
        money_currency, money = self._get_money()
        money_balance = money_currency._convert(money, ours, company, self.date)
        for item in items:
            if money_currency == self.currency_id or not self.amount:
                item["balance"] = self.currency_id._convert(
                    item["amount_currency"], ours, company, self.date
                )
            else:
                item["balance"] = ours.round(item["amount_currency"] * money_balance / self.amount)
        items[0].update(currency_id=money_currency.id, amount_currency=money, balance=money_balance)
        rest = ours.round(sum(item["balance"] for item in items))
        if not ours.is_zero(rest):
            largest = max(items[1:], key=lambda item: abs(item["balance"]))
            largest["balance"] -= rest
        return items

    def _reconcile_invoices(self, payment):
        """Pair by pair: one reconciliation of all would leave the rest on an invoice of Odoo's
        choice."""
        lines = self._get_invoice_lines()
        items = payment.move_id.line_ids.sorted("id")[1 : len(lines) + 1]
        pairs = []
        for line, item in zip(lines, items, strict=True):
            receivable = self._get_receivable(line.move_id).filtered(lambda i: not i.reconciled)
            pairs.append(receivable + item)
        self.env["account.move.line"]._reconcile_plan(pairs)
        lines.move_id.write({"matched_payment_ids": [Command.link(payment.id)]})
