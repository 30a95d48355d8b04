# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections import defaultdict
from decimal import Decimal

from odoo import models

from ...booking import Item, Role, Tax


class AmazonVendorRemittance(models.Model):
    """A deduction that Amazon took in slices and gives back whole: the taxes of each slice were
    rounded by themselves, so that those of the whole amount would leave cents behind. What stands
    there is taken back item by item instead."""

    _inherit = "amazon.vendor.remittance"

    def _plan_given_back(self, line, deduction_type, amount, planned, common):
        """
        :param float amount: below zero for what is given back
        :param planned: items of this plan, that may be slices of the same deduction
        :param dict common: what all items of the line have
        :return: the items; none where it gives back less, or more, than what stands there
        """
        if amount >= 0 or not (line.move_id and deduction_type.is_taxed_as_document):
            return []
        standing = self._get_standing(line, deduction_type, planned)
        if sum(standing.values(), Decimal(0)) != -self._round(amount):
            return []
        key = line._make_key(Role.DEDUCTION, deduction_type)
        bases = [(shape, taken) for shape, taken in standing.items() if taken and not shape[-1]]
        # Taxes of nothing stay: without a tax beside a base, Odoo makes taxes and tags of its own.
        taxes = [(shape, taken) for shape, taken in standing.items() if shape[-1]]
        return [
            *(
                self._plan_back(
                    f"{key}/{place}" if place else key,
                    shape,
                    taken,
                    {**common, "analytic": deduction_type.analytic_distribution or None},
                )
                for place, (shape, taken) in enumerate(bases)
            ),
            *(
                self._plan_back(f"{key}/back{place}:{shape[-1]}", shape, taken, common)
                for place, (shape, taken) in enumerate(taxes)
            ),
        ]

    def _plan_back(self, key, shape, taken, common):
        account, taxes, tags, part = shape
        role = Role.TAX if part else Role.DEDUCTION
        tax = Tax(taxes, tags, part)
        return Item(role=role, key=key, account=account, amount=-taken, tax=tax, **common)

    def _get_standing(self, line, deduction_type, planned):
        """:return: {(account, taxes, tags, part of a tax): amount} of what was taken of the invoice
        as deductions of the type, and not given back"""
        others = self.env["amazon.vendor.remittance.line"].search(
            [
                ("account_id", "=", line.account_id.id),
                ("move_id", "=", line.move_id.id),
                ("deduction_type_id", "=", deduction_type.id),
                ("kind", "=", "deduction"),
                ("remittance_state", "=", "posted"),
                ("id", "not in", self.line_ids.ids),
            ]
        )
        standing = defaultdict(Decimal)
        for remittance in others.remittance_id:
            for item in remittance._read_plan():
                if item["line"] in others.ids and self._is_taken(item["key"], deduction_type):
                    if "taxes" not in item:
                        return {}  # a former version's plan tells no taxes
                    tax = Tax(tuple(item["taxes"]), tuple(item["tags"]), item["part"] or None)
                    standing[self._get_shape(item["account"], tax)] += Decimal(item["amount"])
        same = self.line_ids.filtered(
            lambda one: (
                one.move_id == line.move_id and one.deduction_type_id == line.deduction_type_id
            )
        )
        for item in planned:
            if item.line in same.ids and self._is_taken(item.key, deduction_type):
                standing[self._get_shape(item.account, item.tax or Tax())] += item.amount
        return standing

    def _is_taken(self, key, deduction_type):
        """:return: whether an item of that key is what a deduction of the type was booked by"""
        parts = key.split("/")[0].split(":")
        return parts[0] == Role.DEDUCTION.value and parts[2] == str(deduction_type.id)

    def _get_shape(self, account, tax):
        return account, tuple(sorted(tax.taxes)), tuple(sorted(tax.tags)), tax.repartition
