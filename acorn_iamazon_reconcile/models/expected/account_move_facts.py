# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from dataclasses import dataclass

from odoo import models


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
    def unshipped(self):
        return max(0.0, self.invoiced - self.shipped)

    @property
    def unreceived(self):
        return 0.0 if self.received is None else max(0.0, self.invoiced - self.received)

    @property
    def overcharge(self):
        return max(0.0, self.price - self.agreed_price) * self.invoiced


class AccountMove(models.Model):
    """What our own records, and Amazon's receipts, say of an invoice."""

    _inherit = "account.move"

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

    def _amazon_get_tax_factor(self):
        """:return: what an amount without taxes is multiplied by: deductions include them"""
        return self.amount_total / self.amount_untaxed if self.amount_untaxed else 1.0

    def _amazon_count_short(self, name):
        """:param name: ``unshipped`` or ``unreceived``
        :return: the amount of the missing units, with taxes"""
        amount = sum(getattr(fact, name) * fact.price for fact in self._amazon_get_facts())
        return self.currency_id.round(amount * self._amazon_get_tax_factor())

    def _amazon_count_overcharge(self):
        amount = sum(fact.overcharge for fact in self._amazon_get_facts())
        return self.currency_id.round(amount * self._amazon_get_tax_factor())
