# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...reader.records import Payment, PaymentLine

API = {"filename": False, "file_digest": False, "source": "remittance_api"}
# What Amazon's status means here; what is none of these leaves the payment expected.
STATES = {"SUCCESSFUL": "draft", "FAILED": "cancelled"}


class AmazonVendorRemittance(models.Model):
    """Payments as the Remittance API tells them, beside what files and e-mails tell of them."""

    _inherit = "amazon.vendor.remittance"

    unique_payment_id = fields.Char(
        "Amazon's Payment ID",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="What Amazon's APIs know the payment by; files and the bank have its number.",
    )
    amazon_status = fields.Char("Status at Amazon", readonly=True, copy=False)
    header_digest = fields.Char(readonly=True, copy=False)
    count_told = fields.Integer(
        "Lines Told", readonly=True, copy=False, help="How many lines the payment has, by Amazon."
    )
    count_missing = fields.Integer(
        "Lines Missing",
        compute="_compute_count_missing",
        store=True,
        help="Lines that Amazon counts less those that it shows. As long as these differ, the "
        "payment is not booked by itself.",
    )

    @api.depends("count_told", "line_ids.is_hidden")
    def _compute_count_missing(self):
        for remittance in self:
            shown = len(remittance.line_ids.filtered(lambda line: not line.is_hidden))
            told = remittance.count_told
            remittance.count_missing = told - shown if told else 0

    @api.model
    def _take_told(self, account, told):
        """
        :param told: a :class:`~odoo.addons.acorn_iamazon.spapi.remittance.Remittance`
        :return: the remittance that it is now
        :raise UserError: when it cannot be used, or contradicts what is known; nothing is changed
        """
        payment = self._read_told(told)
        values = {
            **self._prepare_from_payment(account, payment, API),
            **self._prepare_told(told),
            "state": STATES.get(told.status, "expected"),
        }
        for place, item in enumerate(told.items):
            values["line_ids"][place][2]["vendor_code"] = item.vendor_code
        remittance = self._find_told(account, told, payment)
        if not remittance:
            remittance = self.create(values)
            remittance._set_aside_earlier()
            return remittance
        if remittance.name == told.identifier and told.number:
            remittance.name = told.number
        remittance._take_told_again(payment, values)
        remittance.write(self._prepare_told(told))
        return remittance

    @api.model
    def _prepare_told(self, told):
        return {
            "unique_payment_id": told.identifier,
            "amazon_status": told.status,
            "count_told": told.count or 0,
        }

    # === FROM THE API TO A PAYMENT === #

    @api.model
    def _read_told(self, told):
        """:return: a :class:`Payment`, as a file would bring it"""
        amount = self._find_amount(told)
        return Payment(
            number=told.number or told.identifier,
            date=told.paid_at.date(),
            currency=amount.currency,
            amount=amount.amount,
            payment_currency=told.amount.currency,
            payment_amount=told.amount.amount,
            status=told.status,
            rate=told.exchange_rate or 0,
            lines=[
                PaymentLine(
                    row=row,
                    number=item.number or self.env._("(no number)"),
                    date=item.issued_at and item.issued_at.date(),
                    description=item.description or item.kind or "",
                    invoice_amount=item.whole,
                    currency=item.currency,
                    withholding=item.withholding,
                    discount=item.discount,
                    paid=item.paid,
                    remaining=0,
                )
                for row, item in enumerate(told.items, 1)
            ],
        )

    @api.model
    def _find_amount(self, told):
        """:return: what was paid in the currency of the documents
        :raise UserError: when Amazon does not tell it, or tells two"""
        amounts = [amount for amount in (told.amount_of_documents, told.amount) if amount]
        currencies = {item.currency for item in told.items} or {amounts[0].currency}
        found = {amount for amount in amounts if {amount.currency} == currencies}
        if len(found) != 1:
            raise UserError(
                self.env._(
                    "Payment %(number)s: Amazon's API tells %(amounts)s, for documents in "
                    "%(currencies)s. What was paid of these is not clear: export the payment in "
                    "Vendor Central and import the file.",
                    number=told.number or told.identifier,
                    amounts=", ".join(f"{one.amount} {one.currency}" for one in amounts),
                    currencies=", ".join(sorted(currencies)),
                )
            )
        return found.pop()

    # === WHICH ONE IT IS === #

    @api.model
    def _find_told(self, account, told, payment):
        """:return: the remittance that the payment is already, or none: known by Amazon's id, by
        its number, or, where one side has no number, by all else at once"""
        mine = [("account_id", "=", account.id)]
        known = self.search([*mine, ("unique_payment_id", "=", told.identifier)], limit=1)
        if known:
            return known
        free = [*mine, ("unique_payment_id", "=", False)]
        names = list({payment.number, told.identifier})
        known = self.search([*free, ("name", "in", names)])
        known = known.filtered(lambda remittance: remittance._is_payment(payment))[:1]
        if known or told.number:
            return known
        others = self.search([*free, ("date", "=", payment.date), ("state", "!=", "expected")])
        return others.filtered(lambda remittance: remittance._is_twin(payment))[:1]

    @api.model
    def _find_unnumbered(self, account, payment):
        """:return: the payment that the API told without a number, and a file with one"""
        domain = [("account_id", "=", account.id), ("date", "=", payment.date)]
        domain += [("unique_payment_id", "!=", False)]
        unnumbered = self.search(domain).filtered(lambda one: one.name == one.unique_payment_id)
        found = unnumbered.filtered(lambda remittance: remittance._is_twin(payment))[:1]
        if found:
            found.name = payment.number
        return found

    def _is_twin(self, payment):
        """:return: whether amount, currency and all documents are the same"""
        currency = payment.currency or self._get_default_currency(self.account_id)
        shown = self.line_ids.filtered(lambda line: not line.is_hidden)
        return (
            self.currency_id.name == currency
            and not self.currency_id.compare_amounts(self.amount, float(payment.amount))
            and bool(payment.lines)
            and Counter(map(self._get_line_key, shown))
            == Counter(self._make_line_key(line.number, line.paid) for line in payment.lines)
        )

    # === WHAT CHANGES === #

    def _take_told_again(self, payment, values):
        """The payment is known: by the API itself, by a file, or from what was expected."""
        if values["state"] == "cancelled":
            self._void_told(payment)
        elif values["state"] == "expected":
            if self.state == "expected":
                self._expect_told(values)
        elif self.state == "cancelled":
            self._revive(payment)
        else:
            self._check_same(self, payment, self.env._("Amazon's Remittance API"))
            self._take_again(payment, values)

    def _expect_told(self, values):
        self.line_ids.unlink()
        self.write(values)

    def _void_told(self, payment):
        """A payment that failed: what was booked is taken back, and a person is told."""
        was_booked = self.state == "posted"
        if not self._void(payment) or not was_booked:
            return
        self._amazon_ask(
            "failed",
            self.env._("Payment %s failed after it was booked", self.name),
            self.env._(
                "Amazon says that payment %(number)s over %(amount)s failed. Its booking was taken "
                "back: the invoices are open again. Watch for the payment that takes its place.",
                number=self.name,
                amount=self.currency_id.format(self.amount),
            ),
        )

    def _revive(self, payment):
        """Amazon's last word counts: what failed has succeeded after all."""
        self._check_same(self, payment, self.env._("Amazon's Remittance API"))
        self.state = "draft"
        self._set_aside_earlier()
        self._amazon_settle("failed")
        self.message_post(body=self.env._("Amazon says of this payment: %s.", payment.status))
