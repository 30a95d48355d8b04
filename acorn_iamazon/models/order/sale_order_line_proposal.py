# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import format_date


class SaleOrderLine(models.Model):
    """The proposed answer to one line, and why."""

    _inherit = "sale.order.line"

    amazon_free_quantity = fields.Integer(
        "Free",
        readonly=True,
        copy=False,
        help="What was free to promise by the ship window when the answer was proposed, in "
        "Amazon's unit of this line.",
        prefetch="amazon",
    )
    amazon_proposal_note = fields.Char(
        "Proposed Because", readonly=True, copy=False, prefetch="amazon"
    )

    @api.model
    def _amazon_prepare_unknown(self, mapping):
        """:return: the values of a line whose product is not ours: it is refused from the start"""
        if mapping.product_id != mapping._get_unknown_product():
            return {}
        return {"product_uom_qty": 0.0, "amazon_rejection_reason": "InvalidProductIdentifier"}

    def _amazon_prepare_proposal(self, free, free_later, receipts):
        """
        :param free: eaches that are free by the ship window
        :param free_later: eaches that are free when a back-order must be there
        :param receipts: (date, eaches) on their way, earliest first
        :return: the values of the line
        """
        size = self._amazon_get_unit_size()
        ordered = self.amazon_ordered_quantity
        available = max(int(min(free, ordered * size) // size), 0)
        values = {
            "amazon_backordered_quantity": 0,
            "amazon_scheduled_ship_date": False,
            "amazon_free_quantity": available,
            **self._amazon_prepare_refusal(),
        }
        if "product_uom_qty" in values:
            return values
        missing = ordered - available
        back_ordered, date = 0, False
        if missing and self.amazon_back_order_allowed:
            more = max(int(min(free_later, ordered * size) // size) - available, 0)
            back_ordered, date = self._amazon_find_back_order(min(more, missing), receipts)
        values |= {
            **self._amazon_prepare_quantity((available + back_ordered) * size),
            "amazon_backordered_quantity": back_ordered,
            "amazon_scheduled_ship_date": date,
            "amazon_proposal_note": self._amazon_describe_proposal(available, back_ordered, date),
        }
        if missing > back_ordered:
            values["amazon_rejection_reason"] = "TemporarilyUnavailable"
        return values

    def _amazon_count_promised(self, values):
        """:param dict values: the proposed values of the line
        :return: the eaches that they promise"""
        unit = self.env["uom.uom"].browse(values.get("product_uom_id"))
        return self._amazon_to_eaches(values["product_uom_qty"], unit)

    def _amazon_prepare_refusal(self):
        """:return: the values of a line that is refused whatever is in stock, else nothing"""
        mapping = self.sudo().amazon_product_id
        if self.product_id == mapping._get_unknown_product():
            reason, note = "InvalidProductIdentifier", self.env._("Not our product")
        elif mapping.is_obsolete or not self.product_id.active:
            reason, note = "ObsoleteProduct", self.env._("Obsolete")
        elif not self.product_id.sale_ok:
            reason, note = "TemporarilyUnavailable", self.env._("Not for sale now")
        elif self.amazon_price_decision == "reject":
            # A person's choice: Amazon has no reason of its own for a cost.
            reason, note = "TemporarilyUnavailable", self.env._("Rejected for its cost")
        else:
            return {}
        return {
            "product_uom_qty": 0.0,
            "amazon_rejection_reason": reason,
            "amazon_proposal_note": note,
        }

    def _amazon_find_back_order(self, amount, receipts):
        """:param amount: how many could be back-ordered, in Amazon's unit
        :return: (how many, when): the receipt after the window that brings them all"""
        if not amount:
            return 0, False
        size = self._amazon_get_unit_size()
        window = self.order_id._amazon_get_ship_by()
        units, last = 0.0, False
        for date, quantity in receipts:
            if date <= window:
                continue
            if date > self.order_id._amazon_get_back_order_limit():
                break
            units, last = units + quantity, date
            if units >= amount * size:
                break
        return min(amount, int(units // size)), last

    def _amazon_describe_proposal(self, available, back_ordered, date):
        unit = self.amazon_unit
        if back_ordered:
            note = self.env._(
                "%(free)s %(unit)s free by the window, %(later)s more on %(date)s",
                free=available,
                unit=unit,
                later=back_ordered,
                date=format_date(self.env, date),
            )
        else:
            note = self.env._("%(free)s %(unit)s free by the window", free=available, unit=unit)
        if self.amazon_price_decision in ("open", "ask"):
            return f"{note}; {self.env._('the cost is to be decided')}"
        return note
