# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import Command, models
from odoo.exceptions import UserError


class AmazonVendorRemittance(models.Model):
    """Booking a remittance: one payment with a line for each invoice and each deduction."""

    _inherit = "amazon.vendor.remittance"  # pylint: disable=consider-merging-classes-inherited

    def action_post(self):
        """Book the remittances and reconcile the invoices that they pay.

        :raise UserError: naming what is missing; then nothing is booked
        """
        for remittance in self:
            remittance._check_postable()
            remittance._post_payment()

    def _check_postable(self):
        if not self.try_lock_for_update() or self.state == "posted":
            raise UserError(self.env._("%s is booked already, or somebody is at it.", self.name))
        if self.state == "cancelled":
            raise UserError(self.env._("Payment %s was cancelled by Amazon.", self.name))
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
        if self.currency_id.compare_amounts(self.amount, 0) <= 0:
            raise UserError(
                self.env._(
                    "%(name)s: Amazon paid %(amount)s. Only payments above zero are booked here.",
                    name=self.name,
                    amount=self.amount,
                )
            )
        if self.payment_currency_id not in (self.currency_id, self.env["res.currency"]):
            raise UserError(
                self.env._(
                    "%(name)s: the invoices are in %(ours)s, the payment in %(theirs)s. Book it by "
                    "hand: payments in another currency are not booked here yet.",
                    name=self.name,
                    ours=self.currency_id.name,
                    theirs=self.payment_currency_id.name,
                )
            )

    def _post_payment(self):
        account = self.account_id.sudo()
        journal = account._get_remittance_journal()
        if not journal:
            raise UserError(
                self.env._("%s has no bank journal. Make one in Accounting.", self.company_id.name)
            )
        payment = (
            self.env["account.payment"]
            .with_company(self.company_id)
            .create(
                {
                    "payment_type": "inbound",
                    "partner_type": "customer",
                    "partner_id": account.partner_id.commercial_partner_id.id,
                    "journal_id": journal.id,
                    "currency_id": self.currency_id.id,
                    "amount": self.amount,
                    "date": self.date,
                    "memo": self.name,
                    "payment_reference": self.name,
                }
            )
        )
        line_values = self._prepare_journal_items(payment)
        payment._generate_journal_entry(line_ids=[Command.create(v) for v in line_values])
        payment.action_post()
        self._reconcile_invoices(payment)
        self.write({"payment_id": payment.id, "state": "posted"})

    # === JOURNAL ITEMS === #

    def _prepare_journal_items(self, payment):
        """:return: the items in the order: money, one an invoice, one a deduction"""
        amounts = [(payment.outstanding_account_id, self.name, self.amount, payment.partner_id)]
        for line in self._get_invoice_lines():
            amounts.append(
                (
                    self._get_receivable(line.move_id).account_id[:1],
                    line.move_id.name,
                    -(line.paid + line.discount + line.withholding),
                    payment.partner_id,
                )
            )
        amounts += self._get_deduction_amounts(payment)
        return self._balance(amounts)

    def _get_invoice_lines(self):
        return self.line_ids.filtered(lambda line: line.kind in ("invoice", "credit_note"))

    def _get_receivable(self, move):
        return move.line_ids.filtered(lambda item: item.display_type == "payment_term")

    def _get_deduction_amounts(self, payment):
        """:return: (account, label, amount, partner) of deductions, discounts and withholding"""
        discount = self.env.ref("acorn_iamazon_reconcile.deduction_type_discount")
        withholding = self.env.ref("acorn_iamazon_reconcile.deduction_type_withholding")
        amounts = []
        for line in self.line_ids:
            parts = [(discount, line.discount), (withholding, line.withholding)]
            if line.kind == "deduction":
                whole = line.paid + line.discount + line.withholding
                parts.append((line.deduction_type_id, -whole))
            for deduction_type, amount in parts:
                if not self.currency_id.is_zero(amount):
                    label = f"{deduction_type.name} {line.number}"
                    account = self._get_account_of(deduction_type)
                    amounts.append((account, label, amount, payment.partner_id))
        return amounts

    def _get_account_of(self, deduction_type):
        account = (
            deduction_type.with_company(self.company_id).account_id
            or self.account_id.sudo()._get_deduction_account()
        )
        if not account:
            raise UserError(
                self.env._(
                    "No account for %(type)s. Choose one on the type of deduction, or the default "
                    "of the Amazon account %(account)s.",
                    type=deduction_type.name,
                    account=self.account_id.name,
                )
            )
        return account

    def _balance(self, amounts):
        """Convert to the company's currency; what rounding leaves goes with the largest item."""
        company = self.company_id
        items = [
            {
                "account_id": account.id,
                "name": label,
                "partner_id": partner.id,
                "currency_id": self.currency_id.id,
                "amount_currency": self.currency_id.round(amount),
                "balance": self.currency_id._convert(
                    amount, company.currency_id, company, self.date
                ),
                "date_maturity": self.date,
            }
            for account, label, amount, partner in amounts
        ]
        rest = company.currency_id.round(sum(item["balance"] for item in items))
        if not company.currency_id.is_zero(rest):
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
        for move in lines.move_id:
            move.matched_payment_ids += payment

    # === UNDO === #

    def action_unpost(self):
        """Take the booking back: the invoices are open again, the payment is cancelled."""
        for remittance in self.filtered(lambda r: r.state == "posted"):
            payment = remittance.payment_id
            payment.move_id.line_ids.remove_move_reconcile()
            payment.action_draft()
            payment.action_cancel()
            remittance.write({"payment_id": False, "state": "matched"})
            remittance.message_post(
                body=self.env._("The booking %s was undone.", payment.move_id.name or payment.name)
            )
