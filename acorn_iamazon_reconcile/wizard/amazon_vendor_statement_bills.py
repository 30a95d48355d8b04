# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections import defaultdict

from odoo import models

from ..booking import Role

PURCHASES = ("in_invoice", "in_refund")


class AmazonVendorStatement(models.TransientModel):
    """Amazon's own bills, for advertising, co-op and services: what we owe Amazon, and what it took
    off its payments for them."""

    _inherit = "amazon.vendor.statement"

    def _get_bills(self, others):
        """:return: {currency: dict: opening, lines (name, amount), closing, ledger, is_proven} of
        what we owe Amazon, above zero where we do"""
        self.ensure_one()
        if not (self.account_id and self.date_from and self.date_to):
            return {}
        items = self._get_payable_items()
        events = defaultdict(list)
        for day, currency, kind, amount in self._tell_bills(items, others):
            events[currency].append((day, kind, amount))
        by_currency = items.grouped("currency_id")
        currencies = self.env["res.currency"].union(*events, *by_currency)
        return {
            currency: self._make_bills(currency, events[currency], by_currency.get(currency))
            for currency in currencies
        }

    def _make_bills(self, currency, events, items):
        totals, opening = defaultdict(float), 0.0
        for day, kind, amount in events:
            if day < self.date_from:
                opening += amount
            else:
                totals[kind] += amount
        closing = currency.round(opening + sum(totals.values()))
        ledger = currency.round(-sum(items.mapped("amount_currency")) if items else 0.0)
        return {
            "opening": currency.round(opening),
            "lines": [
                (name, currency.round(totals[kind]))
                for kind, name in self._get_names(totals)
                if not currency.is_zero(totals[kind])
            ],
            "closing": closing,
            "ledger": ledger,
            "is_proven": currency.is_zero(closing - ledger),
        }

    def _get_payable_items(self):
        proof = self.env["amazon.vendor.proof"]
        return proof._get_payable_items(self.account_id, self.date_to)

    def _get_booked(self):
        return self.env["amazon.vendor.proof"]._get_remittances(self.account_id, self.date_to)

    def _tell_bills(self, items, others):
        """:return: (day, currency, kind, by how much we owe more)"""
        bills = items.move_id.filtered(lambda move: move.move_type in PURCHASES)
        for bill in bills:
            yield (
                bill.date,
                bill.currency_id,
                bill.move_type,
                bill.direction_sign * bill.amount_total,
            )
        remittances = self._get_booked()
        payable = items.account_id.ids
        for remittance in remittances:
            day = remittance.payment_id.move_id.date
            for item in remittance._read_plan():
                if item["role"] in (Role.BILL.value, Role.DOCUMENT.value) and (
                    item["account"] in payable
                ):
                    yield day, remittance.currency_id, "kept", -float(item["amount"])
        for other in others:
            for part in other.postings if other.entry not in bills else ():
                if part.accounts and part.accounts <= {*payable}:
                    currency = self.env["res.currency"].browse(part.currency)
                    yield part.day or other.day, currency, other.kind, -float(part.amount)
