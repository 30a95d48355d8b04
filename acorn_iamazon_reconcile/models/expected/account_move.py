# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from dataclasses import dataclass

from odoo import api, fields, models

EXPECTED_FIELDS = (
    "amazon_expected_shortage",
    "amazon_expected_price_claim",
    "amazon_expected_discount",
    "amazon_expected_amount",
    "amazon_expected_reason",
)


@dataclass(frozen=True)
class LineFacts:
    """What became of a line of an invoice, in units; amounts are without taxes, in its currency.

    :ivar received: by Amazon's own figures; None while it has booked none of the order
    :ivar agreed_price: of the purchase order
    """

    product: object
    ordered: float
    accepted: float
    shipped: float
    received: float | None
    invoiced: float
    price: float
    agreed_price: float

    @property
    def short_shipped(self):
        return max(0.0, self.invoiced - self.shipped) * self.price

    @property
    def short_received(self):
        return (
            0.0 if self.received is None else max(0.0, self.invoiced - self.received) * self.price
        )

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
        for move in wanted:
            shortage, price, discount = parts = move._amazon_get_expected_parts()
            move.amazon_expected_shortage = shortage
            move.amazon_expected_price_claim = price
            move.amazon_expected_discount = discount
            left = move.currency_id.round(move.amount_residual - sum(parts))
            move.amazon_expected_amount = max(0, left)
            move.amazon_expected_reason = move._amazon_describe_expected(*parts)

    def _amazon_follow_state(self):
        super()._amazon_follow_state()
        self._amazon_refresh_expected()

    def _amazon_refresh_expected(self):
        """What is open of these invoices, or goods or prices of their orders, changed."""
        for name in EXPECTED_FIELDS:
            self.env.add_to_compute(self._fields[name], self.sudo())

    def _amazon_get_expected(self, without=None):
        """
        :param without: a remittance whose deductions do not count as taken yet
        :return: what Amazon will pay of what is open
        """
        left = self.amount_residual - sum(self._amazon_get_expected_parts(without))
        return max(0, self.currency_id.round(left))

    def _amazon_get_expected_parts(self, without=None):
        """:return: what will be kept: (shortage, price claim, discount)"""
        short = max(self._amazon_count("short_shipped"), self._amazon_count("short_received"))
        overcharge = self._amazon_count("overcharge")
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

    def _amazon_get_expected_discount(self):
        term = self.invoice_payment_term_id
        if not term.early_discount or not self.amount_residual:
            return 0.0
        taken = sum(self.sudo().amazon_remittance_line_ids.mapped("discount"))
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
        return [
            LineFacts(
                product=line.product_id,
                ordered=order_line.amazon_ordered_quantity * order_line._amazon_get_unit_size(),
                accepted=order_line.product_uom_qty,
                shipped=order_line.qty_delivered,
                received=(
                    order_line.amazon_received_quantity
                    if order_line.order_id.amazon_receipt_state in ("short", "received")
                    else None
                ),
                invoiced=line.quantity,
                price=line.price_unit,
                agreed_price=order_line.price_unit,
            )
            for line in self.invoice_line_ids
            for order_line in line.sale_line_ids[:1]
        ]

    def _amazon_count(self, name):
        """
        :param name: ``short_shipped``, ``short_received`` or ``overcharge``
        :return: the amount of that over all lines, with taxes: deductions include them
        """
        amount = sum(getattr(fact, name) for fact in self._amazon_get_facts())
        factor = self.amount_total / self.amount_untaxed if self.amount_untaxed else 1.0
        return self.currency_id.round(amount * factor)
