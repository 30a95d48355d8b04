# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

from ...rights import get_told

ACTIVITY_DEADLINE = "acorn_iamazon.mail_activity_type_deadline"


class SaleOrder(models.Model):
    """The deadline of the acknowledgement: how long there is, and who is told in time."""

    _inherit = "sale.order"

    amazon_time_left = fields.Char(
        "Time Left", compute="_compute_amazon_time_left", compute_sudo=True
    )
    amazon_deadline_state = fields.Selection(
        [("later", "In time"), ("soon", "Soon"), ("late", "Late")],
        compute="_compute_amazon_time_left",
        compute_sudo=True,
    )
    amazon_deadline_alerted = fields.Boolean(readonly=True, copy=False, prefetch="amazon")

    @api.depends("state", "amazon_acknowledge_by", "amazon_acknowledgement_state")
    def _compute_amazon_time_left(self):
        self.amazon_time_left = self.amazon_deadline_state = False
        now = fields.Datetime.now()
        for order in self.filtered("amazon_acknowledge_by"):
            if order.amazon_acknowledgement_state != "to_acknowledge":
                continue  # an order that was cancelled here is to be answered all the same
            minutes = int((order.amazon_acknowledge_by - now).total_seconds() // 60)
            alert = order.amazon_account_id.alert_hours * 60
            state = "late" if minutes < 0 else "soon" if minutes <= alert else "later"
            order.amazon_deadline_state = state
            order.amazon_time_left = order._amazon_show_minutes(minutes)

    def _amazon_show_minutes(self, minutes):
        hours, rest = divmod(abs(minutes), 60)
        days, hours = divmod(hours, 24)
        if days:
            text = self.env._("%(days)s d %(hours)s h", days=days, hours=hours)
        else:
            text = self.env._("%(hours)s h %(minutes)s min", hours=hours, minutes=rest)
        return self.env._("%s late", text) if minutes < 0 else self.env._("%s left", text)

    def _amazon_alert_deadline(self):
        self.amazon_deadline_alerted = True
        for order in self:
            order._amazon_ask(
                "deadline",
                self.env._("Acknowledge %s", order.amazon_purchase_order_number),
                self.env._(
                    "%s. An order that is not acknowledged in time costs a chargeback.",
                    order.amazon_time_left,
                ),
                ACTIVITY_DEADLINE,
                deadline=order.amazon_acknowledge_by.date(),
                renew=True,
            )

    def _amazon_end_deadline_alert(self):
        self._amazon_settle("deadline")

    def write(self, vals):
        self._amazon_check_money(vals)
        if "amazon_acknowledge_by" in vals:
            moved = self.filtered(
                lambda order: (
                    order.amazon_deadline_alerted
                    and order.amazon_acknowledge_by
                    != fields.Datetime.to_datetime(vals["amazon_acknowledge_by"])
                )
            )
            if moved:
                super(SaleOrder, moved).write({"amazon_deadline_alerted": False})
        is_unasked = vals.get("state") == "cancel" and not get_told("cancel")
        awaited = self.filtered(lambda order: is_unasked and order._amazon_is_awaited())
        result = super().write(vals)
        awaited._amazon_note_cancelled()
        if vals.get("commitment_date"):
            self.filtered("amazon_account_id")._amazon_move_deadlines()
        if "partner_shipping_id" in vals:
            for order in self.filtered("amazon_account_id"):
                order._amazon_compare_destination()
        return result

    def _amazon_move_deadlines(self):
        """Odoo tells a new date to the last step of a delivery only; a step before it that has the
        old one would not be reduced with its line, and goods leave that nobody wants."""
        for order in self:
            moves = order.order_line.move_ids.filtered(
                lambda move: (
                    move.state not in ("done", "cancel")
                    and move.location_final_id.usage == "customer"
                )
            )
            moves.date_deadline = order.commitment_date
