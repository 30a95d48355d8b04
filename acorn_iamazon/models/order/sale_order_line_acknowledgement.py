# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from decimal import Decimal

from odoo import api, fields, models

from ...quantities import to_amount
from ...quantities.units import count_whole
from ...rights import right
from ...spapi import decimal_text, utc_text


class SaleOrderLine(models.Model):
    """The answer to a line of a purchase order: accepted, back-ordered and rejected add up to what
    Amazon ordered. A back-order is a promise: it stays on the order, as what is accepted does."""

    _inherit = "sale.order.line"

    amazon_purchase_order_number = fields.Char(
        related="order_id.amazon_purchase_order_number", string="Purchase Order"
    )
    amazon_time_left = fields.Char(related="order_id.amazon_time_left")
    amazon_accepted_quantity = fields.Integer(
        "Accepted",
        compute="_compute_amazon_answer",
        compute_sudo=True,
        inverse="_inverse_amazon_accepted_quantity",
        help="In Amazon's unit of this line.",
    )
    amazon_backordered_quantity = fields.Integer(
        "Back-ordered",
        copy=False,
        help="In Amazon's unit of this line: delivered after the window, by the dates given here.",
        prefetch="amazon",
    )
    amazon_rejected_quantity = fields.Integer(
        "Rejected",
        compute="_compute_amazon_answer",
        compute_sudo=True,
        help="What is neither accepted nor back-ordered, in Amazon's unit of this line.",
    )
    amazon_scheduled_ship_date = fields.Datetime(
        "Ship On",
        copy=False,
        help="Told to Amazon for what is back-ordered, else for what is accepted.",
        prefetch="amazon",
    )
    amazon_scheduled_delivery_date = fields.Datetime("Deliver On", copy=False, prefetch="amazon")

    @api.depends(
        "amazon_item_sequence",
        "product_uom_qty",
        "product_uom_id",
        "amazon_backordered_quantity",
        "amazon_ordered_quantity",
        "amazon_unit",
        "amazon_unit_size",
    )
    def _compute_amazon_answer(self):
        ours = self.filtered("amazon_item_sequence")
        (self - ours).amazon_accepted_quantity = 0
        (self - ours).amazon_rejected_quantity = 0
        for line in ours:
            eaches = line._amazon_to_eaches(line.product_uom_qty)
            promised = count_whole(eaches, line._amazon_get_unit_size())
            back_ordered = min(line.amazon_backordered_quantity, promised)
            line.amazon_accepted_quantity = promised - back_ordered
            line.amazon_rejected_quantity = max(line.amazon_ordered_quantity - promised, 0)

    def _inverse_amazon_accepted_quantity(self):
        for line in self.filtered("amazon_item_sequence"):
            promised = line.amazon_accepted_quantity + line.amazon_backordered_quantity
            line.write(line._amazon_prepare_quantity(promised * line._amazon_get_unit_size()))

    @api.onchange("amazon_accepted_quantity", "amazon_backordered_quantity")
    def _onchange_amazon_answer(self):
        """What is accepted is cut when more is back-ordered; the rest of the line is rejected."""
        if self.amazon_ordered_quantity:
            room = self.amazon_ordered_quantity - self.amazon_backordered_quantity
            accepted = min(self.amazon_accepted_quantity, max(room, 0))
            promised = accepted + self.amazon_backordered_quantity
            self.update(self._amazon_prepare_quantity(promised * self._amazon_get_unit_size()))

    def _amazon_get_answer(self):
        """:return: (accepted, back-ordered, rejected) in Amazon's unit
        :raise UserError: when the quantity of the line is no whole number of Amazon's unit"""
        promised = self._amazon_to_ordered_unit(self.product_uom_qty)
        back_ordered = min(self.amazon_backordered_quantity, promised)
        return promised - back_ordered, back_ordered, self.amazon_ordered_quantity - promised

    def _amazon_get_rejected_amount(self):
        """:return: what Amazon would have paid for what is rejected of the line"""
        units = self.amazon_rejected_quantity * self._amazon_get_unit_size()
        return self.currency_id.round(units * self._amazon_get_each_price())

    # === AMAZON'S RULES === #

    def _amazon_find_answer_problems(self, before):
        """:param before: the :class:`Answer` that Amazon was given earlier, or None
        :return: sentences on what Amazon would refuse"""
        eaches = self._amazon_to_eaches(self.product_uom_qty)
        if to_amount(eaches, self._amazon_get_unit_size()) is None:
            return [self._amazon_describe_part(eaches)]
        accepted, back_ordered, rejected = self._amazon_get_answer()
        unit = self.amazon_unit
        problems = []
        if rejected < 0:
            problems.append(
                self.env._(
                    "%(accepted)s are accepted, but Amazon ordered %(ordered)s %(unit)s only. "
                    "Lower the quantity.",
                    accepted=accepted + back_ordered,
                    ordered=self.amazon_ordered_quantity,
                    unit=unit,
                )
            )
        if back_ordered < 0:
            problems.append(self.env._("the back-ordered quantity cannot be negative."))
        if back_ordered > 0 and not self.amazon_back_order_allowed:
            problems.append(
                self.env._("Amazon allows no back-order of this line. Accept or reject it.")
            )
        if back_ordered > 0 and not (
            self.amazon_scheduled_ship_date or self.amazon_scheduled_delivery_date
        ):
            problems.append(
                self.env._("%(quantity)s are back-ordered: say when.", quantity=back_ordered)
            )
        if not self.amazon_net_cost and not self.price_unit:
            problems.append(self.env._("the line has no cost. Type the agreed price."))
        if self.amazon_price_decision == "ask" and accepted + back_ordered:
            problems.append(
                self.env._("the cost is being asked about. Choose to accept or to reject it.")
            )
        unknown = self.env["amazon.vendor.product"]._get_unknown_product()
        if self.product_id == unknown and accepted + back_ordered:
            problems.append(self.env._("the product is not ours. Reject the line."))
        if before:
            problems += self._amazon_find_correction_problems(before, accepted + back_ordered)
        return problems

    def _amazon_find_correction_problems(self, before, promised):
        """What was rejected stays rejected; after 48 hours quantities stay as they are (use case
        guide 2021, chapter Submit order acknowledgement)."""
        room = max(before.promised, self.amazon_ordered_quantity - before.rejected)
        if before.rejected and promised > room:
            return [
                self.env._(
                    "%(rejected)s were rejected before, and Amazon lets no rejection be taken "
                    "back: at most %(room)s can be accepted. Ask Amazon for a new order.",
                    rejected=before.rejected,
                    room=room,
                )
            ]
        unchanged = before.ordered == self.amazon_ordered_quantity
        if before.is_final and unchanged and promised != before.promised:
            return [
                self.env._(
                    "%(before)s were accepted more than 48 hours ago: only dates may change now.",
                    before=before.promised,
                )
            ]
        return []

    # === TO AMAZON === #

    def _amazon_build_acknowledgement_item(self):
        """:return: the item of submitAcknowledgement: every unit ordered is answered"""
        accepted, back_ordered, rejected = self._amazon_get_answer()
        dates = self._amazon_build_dates()
        answers = []
        if accepted:
            extra = {} if back_ordered else dates
            answers.append(self._amazon_build_answer("Accepted", accepted, **extra))
        if back_ordered:
            answers.append(self._amazon_build_answer("Backordered", back_ordered, **dates))
        if rejected:
            reason = self.amazon_rejection_reason or "TemporarilyUnavailable"
            answers.append(self._amazon_build_answer("Rejected", rejected, rejectionReason=reason))
        item = {
            "itemSequenceNumber": self.amazon_item_sequence,
            **self._amazon_build_identifiers(),
            "orderedQuantity": self._amazon_build_quantity(self.amazon_ordered_quantity),
            "netCost": self._amazon_build_net_cost(),
            "itemAcknowledgements": answers,
        }
        if self.amazon_list_price:
            item |= self._amazon_build_list_price()
        return item

    def _amazon_build_list_price(self):
        """:return: the list price of a book; where the purchase order has no other cost, the
        multiplier that makes the agreed price of it (Vendor Orders v1: .90 for 10 % off)"""
        currency = self.order_id.currency_id
        prices = {
            "listPrice": {
                "amount": f"{self.amazon_list_price:.{currency.decimal_places}f}",
                "currencyCode": currency.name,
            }
        }
        if not self.amazon_net_cost:
            multiplier = Decimal(repr(self._amazon_get_typed_price() / self.amazon_list_price))
            prices["discountMultiplier"] = decimal_text(round(multiplier, 4).normalize())
        return prices

    def _amazon_build_answer(self, code, amount, **extra):
        return {
            "acknowledgementCode": code,
            "acknowledgedQuantity": self._amazon_build_quantity(amount),
            **extra,
        }

    def _amazon_build_dates(self):
        dates = {
            "scheduledShipDate": self.amazon_scheduled_ship_date,
            "scheduledDeliveryDate": self.amazon_scheduled_delivery_date,
        }
        return {name: utc_text(moment) for name, moment in dates.items() if moment}

    @right("see")
    def action_amazon_acknowledge_orders(self):
        """Answer the orders of these lines, with the right that their own button asks for."""
        return self.order_id.action_request_amazon_acknowledge()
