# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from dataclasses import dataclass

from odoo import api, fields, models

from odoo.addons.acorn_iamazon.quantities import InvoiceShare

EXPECTED_FIELDS = (
    "amazon_expected_shortage",
    "amazon_expected_price_claim",
    "amazon_expected_discount",
    "amazon_expected_amount",
    "amazon_expected_reason",
)


@dataclass(frozen=True)
class LineFacts:
    """What became of a line of an invoice, in eaches; amounts are without taxes, in its currency.

    :ivar order_line: the line of the purchase order
    :ivar ordered: of the purchase order's line, in all
    :ivar accepted: of the purchase order's line, in all
    :ivar share: :class:`InvoiceShare`: what of that line belongs to the invoice
    :ivar is_counted: whether Amazon's figures of the order's receipts are there
    :ivar invoiced: on the line
    :ivar price: of an each
    :ivar agreed_price: of an each, on the purchase order
    """

    order_line: object
    product: object
    ordered: float
    accepted: float
    share: InvoiceShare
    is_counted: bool
    invoiced: float
    price: float
    agreed_price: float

    @property
    def shipped(self):
        return self.share.shipped

    @property
    def received(self):
        """By Amazon's own figures; None while it has booked none of the order."""
        return self.share.received if self.is_counted else None

    @property
    def short_shipped(self):
        return self.share.unshipped * self.price

    @property
    def short_received(self):
        return self.share.missing * self.price

    @property
    def overcharge(self):
        return max(0.0, self.price - self.agreed_price) * self.invoiced


class AccountMove(models.Model):
    """What Amazon will pay of an open invoice, and why less; what our own records, and Amazon's
    receipts, say of it."""

    _inherit = "account.move"

    amazon_expected_shortage = fields.Monetary(
        compute="_compute_amazon_expected",
        store=True,
        help="Invoiced and, by our own records or Amazon's receipts, not delivered; less what was "
        "deducted already.",
        prefetch="amazon",
    )
    amazon_expected_price_claim = fields.Monetary(
        compute="_compute_amazon_expected",
        store=True,
        help="Invoiced above the net cost of the purchase order; less what was deducted already.",
        prefetch="amazon",
    )
    amazon_expected_discount = fields.Monetary(
        compute="_compute_amazon_expected",
        store=True,
        help="The early-payment discount of the payment terms: Amazon takes it.",
        prefetch="amazon",
    )
    amazon_expected_amount = fields.Monetary(
        "Expected from Amazon",
        compute="_compute_amazon_expected",
        store=True,
        prefetch="amazon",
    )
    amazon_expected_reason = fields.Text(
        "Why less", compute="_compute_amazon_expected", store=True, prefetch="amazon"
    )

    @api.depends(
        # What changes only while the invoice is a draft is read when it is posted. What moves on
        # ordinary invoices, orders and transfers too is told by _amazon_refresh_expected: each
        # dependence on it would cost them.
        "amazon_account_id",
        "amazon_remittance_line_ids.paid",
        "amazon_remittance_line_ids.discount",
        "amazon_remittance_line_ids.deduction_type_id",
        "amazon_remittance_line_ids.remittance_state",
    )
    def _compute_amazon_expected(self):
        wanted = self.filtered(
            lambda move: (
                move.amazon_account_id
                and move.move_type == "out_invoice"
                and move.state == "posted"
            )
        )
        for name in EXPECTED_FIELDS:
            (self - wanted)[name] = False
        facts = wanted._amazon_read_facts()
        for move in wanted:
            shortage, price, discount = parts = move._amazon_get_expected_parts(facts[move])
            move.amazon_expected_shortage = shortage
            move.amazon_expected_price_claim = price
            move.amazon_expected_discount = discount
            left = move.currency_id.round(move.amount_residual - sum(parts))
            move.amazon_expected_amount = max(0, left)
            move.amazon_expected_reason = move._amazon_describe_expected(*parts)

    def _amazon_follow_state(self):
        self._amazon_refresh_expected()
        self._amazon_note_posted()
        companies = self.env["amazon.vendor.account"]
        if not companies._get_company_ids().issuperset(self.commercial_partner_id.ids):
            companies._forget_companies()
        return super()._amazon_follow_state()

    def _amazon_refresh_expected(self):
        """What is open of these invoices, or goods or prices of their orders, changed."""
        for name in EXPECTED_FIELDS:
            self.env.add_to_compute(self._fields[name], self.sudo())

    def _amazon_get_expected(self, without=None, facts=None):
        """
        :param without: a remittance whose deductions do not count as taken yet
        :param facts: the :class:`LineFacts` of the invoice, where they were read already
        :return: what Amazon will pay of what is open
        """
        facts = self._amazon_get_facts() if facts is None else facts
        parts = self._amazon_get_expected_parts(facts, without)
        left = self.amount_residual - sum(parts)
        return max(0, self.currency_id.round(left))

    def _amazon_get_expected_parts(self, facts, without=None):
        """
        :param facts: the :class:`LineFacts` of the invoice
        :param without: a remittance whose deductions do not count as taken yet
        :return: what will be kept: (shortage, price claim, discount)"""
        short = self._amazon_count("short_received", facts)
        overcharge = self._amazon_count("overcharge", facts)
        return (
            max(0, short - self._amazon_count_deducted("shortage", without)),
            max(0, overcharge - self._amazon_count_deducted("price", without)),
            self._amazon_get_expected_discount(),
        )

    def _amazon_count_deducted(self, code, without=None):
        """:param code: beginning of the codes of the deduction types
        :return: what Amazon kept of the invoice for that, less what it paid back"""
        lines = self.sudo().amazon_remittance_line_ids.filtered(
            lambda line: (
                line.kind == "deduction"
                and line.remittance_state != "cancelled"
                and line.remittance_id != without
                and (line.deduction_type_id.code or "").startswith(code)
            )
        )
        return -sum(lines.mapped("paid"))

    def _amazon_get_claimed_amount(self):
        """:return: what Amazon keeps of the invoice for shortages, without taxes"""
        claimed = self._amazon_count_deducted("shortage")
        return claimed * self.amount_untaxed / self.amount_total if self.amount_total else 0.0

    def _amazon_get_expected_discount(self):
        term = self.invoice_payment_term_id
        if not term.early_discount or not self.amount_residual:
            return 0.0
        lines = self.sudo().amazon_remittance_line_ids.filtered(
            lambda line: line.remittance_state not in ("cancelled", "expected")
        )
        taken = sum(lines.mapped("discount"))
        whole = self.currency_id.round(self.amount_total * term.discount_percentage / 100)
        return max(0, whole - taken)

    def _amazon_describe_expected(self, shortage, price, discount):
        parts = [
            (self.env._("Short delivered or received"), shortage),
            (self.env._("Price above the purchase order"), price),
            (self.env._("Discount of the payment terms"), discount),
        ]
        return "\n".join(
            f"{name}: {self.currency_id.format(amount)}"
            for name, amount in parts
            if not self.currency_id.is_zero(amount)
        )

    # === FACTS === #

    def _amazon_get_facts(self):
        """:return: a :class:`LineFacts` for each line that invoices a purchase order"""
        return self._amazon_read_facts().get(self, [])

    def _amazon_read_facts(self):
        """:return: the facts of many invoices, by invoice"""
        # In a form the lines are not those of the database, which the ledger knows.
        lines = self._origin.invoice_line_ids.filtered(lambda line: line._amazon_get_order_line())
        ledger = self.env["amazon.vendor.quantity"]
        shares = ledger._read_shares(lines.sale_line_ids) if lines else {}
        return {
            move: [
                line._amazon_make_facts(shares[line])
                for line in move._origin.invoice_line_ids
                if line in shares
            ]
            for move in self
        }

    def _amazon_count(self, name, facts=None):
        """
        :param name: ``short_shipped``, ``short_received`` or ``overcharge``
        :param facts: the :class:`LineFacts` of the invoice, where they were read already
        :return: the amount of that over all lines, with taxes: deductions include them
        """
        facts = self._amazon_get_facts() if facts is None else facts
        amount = sum(getattr(fact, name) for fact in facts)
        factor = self.amount_total / self.amount_untaxed if self.amount_untaxed else 1.0
        return self.currency_id.round(amount * factor)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _amazon_make_facts(self, share):
        """:param share: the :class:`InvoiceShare` of the line"""
        order_line = self._amazon_get_order_line().sudo()
        return LineFacts(
            order_line=order_line,
            product=self.product_id,
            ordered=order_line._amazon_count_ordered(),
            accepted=order_line._amazon_to_eaches(order_line.product_uom_qty),
            share=share,
            is_counted=order_line.order_id.amazon_receipt_state in ("short", "received"),
            invoiced=self._amazon_get_units(),
            price=self._amazon_get_net_price(),
            agreed_price=order_line._amazon_get_each_price(),
        )
