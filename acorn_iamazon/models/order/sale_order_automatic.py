# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import logging

from odoo import fields, models
from odoo.exceptions import UserError

from ...conflicts import CONFLICTS

_logger = logging.getLogger(__name__)


class SaleOrder(models.Model):
    """An order as the scheduled work acknowledges it."""

    _inherit = "sale.order"

    amazon_obstacle = fields.Char(
        "Not Acknowledged by Itself Because", readonly=True, copy=False, prefetch="amazon"
    )

    def _amazon_try_acknowledge(self, user):
        """Acknowledge as that user would, or ask them to look.

        :return: whether it was acknowledged"""
        try:
            with self.env.cr.savepoint():
                self.with_user(user).sudo().action_amazon_acknowledge()
                self.env.flush_all()
        except CONFLICTS:
            raise  # a conflict with another transaction: the next run acknowledges it
        except Exception as error:
            if not isinstance(error, UserError):
                _logger.exception("Amazon order %s cannot be acknowledged", self.id)
            self.env.invalidate_all()
            self._amazon_ask(
                "acknowledge", self.env._("Cannot be acknowledged"), str(error) or repr(error)
            )
            return False
        if self.amazon_obstacle:
            self.amazon_obstacle = False
        return True

    def _amazon_acknowledge_as_requested(self):
        user = self.amazon_acknowledge_requested_by_id
        self.amazon_acknowledge_requested_by_id = False
        self._amazon_try_acknowledge(user)

    def _amazon_acknowledge_if_allowed(self, proposals):
        """:param dict proposals: the proposed values of each line"""
        obstacle = self._amazon_find_obstacle(proposals)
        if obstacle:
            self._amazon_note_obstacle(obstacle)
            return
        for line, values in proposals.items():
            line.write(values)
        account = self.sudo().amazon_account_id
        self._amazon_try_acknowledge(account.user_id or self.env.user)

    def _amazon_note_obstacle(self, text):
        if self.amazon_obstacle != text:
            self.amazon_obstacle = text

    def _amazon_find_obstacle(self, proposals):
        """:param dict proposals: the proposed values of each line
        :return: why the limits of the account leave the order to a person, or None"""
        account = self.sudo().amazon_account_id
        if self.activity_ids:
            return self.env._("There is an open activity.")
        if any(line.amazon_price_decision in ("open", "ask") for line in proposals):
            return self.env._("A cost differs from what was agreed.")
        final = [
            line
            for line, values in proposals.items()
            if values.get("amazon_rejection_reason")
            in ("ObsoleteProduct", "InvalidProductIdentifier")
        ]
        if final:
            return self.env._("A product is obsolete or not ours.")
        if account.automatic_amount and self.amount_untaxed > account.automatic_amount:
            return self.env._("The order is larger than the limit.")
        ordered = sum(
            line.amazon_ordered_quantity * line._amazon_get_unit_size() for line in proposals
        )
        promised = sum(line._amazon_count_promised(values) for line, values in proposals.items())
        if not promised or promised * 100 < ordered * account.automatic_fill_percent:
            return self.env._(
                "%(promised)s of %(ordered)s units are in stock by the ship window.",
                promised=round(promised),
                ordered=ordered,
            )
        return None
