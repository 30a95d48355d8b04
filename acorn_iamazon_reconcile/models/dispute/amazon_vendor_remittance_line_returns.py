# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import re

from odoo import models

from odoo.addons.acorn_iamazon.quantities import allot


class AmazonVendorRemittanceLine(models.Model):
    """What Amazon charges for goods that it sent back: the returns notice and what arrived."""

    _inherit = "amazon.vendor.remittance.line"

    def _find_return(self):
        """:return: the return that the number of the deduction is of: the number of the notice,
        alone or with the product line or the centre behind it"""
        parts = re.split(r"[\s_/-]+", self.number or "")
        names = list(dict.fromkeys(filter(None, [self.number, *parts])))
        found = (
            self.env["amazon.vendor.return"]
            .sudo()
            .search([("account_id", "=", self.account_id.id), ("name", "in", names)])
        )
        whole = found.filtered(lambda notice: notice.name == self.number)
        return whole or (found if len(found) == 1 else found[:0])

    def _judge_return(self):
        notice = self._find_return()
        if not notice:
            return self._say_unsure(
                self.env._(
                    "No returns notice %s is known: type or import it in Amazon Vendor, Shipments, "
                    "Returns.",
                    self.number,
                )
            )
        if notice.currency_id != self.currency_id:
            return self._say_unsure(
                self.env._("Return %(number)s is in %(currency)s.", **self._name_return(notice))
            )
        right = self._get_share_of_return(notice)
        names = self._name_return(notice)
        if self.currency_id.compare_amounts(right, -self.paid) >= 0:
            reason = self.env._("Goods of return %(number)s for %(right)s arrived.", **names)
            return "leave", self.currency_id.round(-self.paid), reason
        if notice.state in ("draft", "expected"):
            return self._say_unsure(
                self.env._("Return %(number)s has not arrived whole yet.", **names)
            )
        notes = [f"{line._get_label()}: {line.note}" for line in notice.line_ids if line.note]
        reason = self.env._("Of return %(number)s goods for %(right)s arrived.", **names)
        return "dispute", right, "\n".join([reason, *notes])

    def _name_return(self, notice):
        return {
            "number": notice.name,
            "currency": notice.currency_id.name,
            "right": notice.currency_id.format(self._get_value_of_return(notice)),
        }

    def _get_value_of_return(self, notice):
        """:return: what arrived, with the taxes of its orders: deductions include them"""
        orders = notice.line_ids.move_ids.sale_line_id.order_id
        untaxed = sum(orders.mapped("amount_untaxed"))
        factor = sum(orders.mapped("amount_total")) / untaxed if untaxed else 1.0
        return notice.amount_arrived * factor

    def _get_share_of_return(self, notice):
        """Amazon may charge a return in parts, such as by product line: what arrived justifies each
        amount once.

        :return: the part of what arrived that this deduction takes, the earlier ones first"""
        others = self.sudo().search(
            [
                ("account_id", "=", self.account_id.id),
                ("number", "=like", f"%{notice.name}%"),
                ("kind", "=", "deduction"),
                ("paid", "<", 0),
                ("remittance_state", "!=", "cancelled"),
            ]
        )
        lines = (others | self).filtered(lambda line: line._find_return() == notice)
        lines = lines.sorted(lambda line: (str(line.remittance_id.date or ""), line.id))
        shares = allot(self._get_value_of_return(notice), [-line.paid for line in lines])
        return self.currency_id.round(dict(zip(lines.ids, shares, strict=True))[self.id])
