# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections import Counter
from typing import Any, NamedTuple

from odoo import models

from .amazon_vendor_proof import SEVERAL
from .amazon_vendor_proof_others import Other

SETTLED, GAIN_OR_LOSS = "settled", "gain or loss"


class Side(NamedTuple):
    """One of the two items that a partial reconciliation joins.

    :ivar item: a journal item
    :ivar sign: 1 for the debit
    :ivar name: of the partial's amount in the currency of the item
    """

    item: Any
    sign: int
    name: str


class AmazonVendorProof(models.AbstractModel):
    """Differences of exchange, reckoned again: what an item was worth when it was booked, less what
    the settlement took of it at the worth of the other one."""

    _inherit = "amazon.vendor.proof"

    def _explain_exchange(self, entries):
        """The entry must be that of a settlement; on which day and over what, the settled items
        tell."""
        partials = self.env["account.partial.reconcile"].search(
            [("exchange_move_id", "in", entries.ids)]
        )
        places = self._get_exchange_places(entries.company_id[:1])
        for entry, own in partials.grouped("exchange_move_id").items():
            if len(own) == 1:
                postings = tuple(self._expect_exchange(entry, own, places))
                yield Other(entry, "exchange", self._get_exchange_day(entry, own), postings)

    def _get_exchange_places(self, company):
        """:return: accounts of gains and losses: those of the company, and what stood for them
        before, as most entries of the journal have it"""
        own = company.income_currency_exchange_account_id
        own |= company.expense_currency_exchange_account_id
        items = self.env["account.move.line"].search(
            [
                ("journal_id", "=", company.currency_exchange_journal_id.id),
                ("parent_state", "=", "posted"),
                ("account_type", "not in", ("asset_receivable", "liability_payable")),
            ]
        )
        counts = Counter(item.account_id.id for item in items)
        usual = [place for place, count in counts.items() if count > SEVERAL]
        return own | own.browse(usual)

    def _get_exchange_part(self, item, other):
        """:param other: the entry, as its settlement tells it: of what is owed, or of a tax that
        is due when it is paid"""
        settled = {a for one in other.postings if one.key == SETTLED for a in one.accounts}
        is_settled = item.account_type in ("asset_receivable", "liability_payable")
        return SETTLED if is_settled or item.account_id.id in settled else GAIN_OR_LOSS

    def _get_exchange_day(self, entry, partial):
        """:return: the day that was noted when it was made, for Odoo takes that day or the end of
        the period; without a note, any from the settlement on"""
        day = max(partial.debit_move_id.date, partial.credit_move_id.date)
        return entry.sudo().amazon_posted_on or max(day, entry.date)

    def _expect_exchange(self, entry, partial, places):
        """:param places: accounts of gains and losses"""
        sides = self._get_sides(partial)
        made = {side: self._reckon(side, partial) for side in sides}
        made = {side: found for side, found in made.items() if any(found)}
        items = self.env["account.move.line"].union(*(side.item for side in made or sides))
        currency = items.currency_id[:1]
        # Where both sides differ, their partners and currencies must agree, or are told by none.
        partner = items.partner_id if len(items.partner_id) == 1 else items.partner_id[:0]
        day = self._get_exchange_day(entry, partial)
        balance = sum(found[0] for found in made.values())
        amount = sum(found[1] for found in made.values())
        noted = (entry.sudo().amazon_posted or {}).values()
        if noted:
            places &= places.browse(dump["account"] for dump in noted)
        places -= items.account_id
        for key, accounts, sign in ((SETTLED, items.account_id, -1), (GAIN_OR_LOSS, places, 1)):
            yield self._make_expected(
                entry, key, accounts, partner, currency, sign * amount, sign * balance,
                day=day, tax=frozenset(),
            )  # fmt: skip

    def _get_sides(self, partial):
        return (
            Side(partial.debit_move_id, 1, "debit_amount_currency"),
            Side(partial.credit_move_id, -1, "credit_amount_currency"),
        )

    def _reckon(self, side, partial):
        """
        :return: (balance, amount in the currency of the item) that was left of the item when the
            partial had taken its part, and that the entry took
        """
        item, company = side.item, side.item.company_currency_id
        worth, amount = abs(item.balance), abs(item.amount_currency)
        partials = self._get_real_partials(item)
        found = (0.0, 0.0)
        for one in partials:
            is_last = one == partials[-1:] and self._is_settled(item)
            found = self._reckon_one(side, one, is_last, worth, amount)
            worth -= one.amount + found[0]
            amount -= one[side.name] + found[1]
            if one == partial:
                break
        return tuple(side.sign * company.round(part) for part in found)

    def _reckon_one(self, side, partial, is_last, worth, amount):
        """:param worth: what is left of the item before, in the company's currency
        :param amount: the same in its own"""
        company, own = side.item.company_currency_id, side.item.currency_id
        currency = self._get_settled_currency(partial)
        if currency == company and own != company:
            return (0.0, own.round(amount - partial[side.name]) if is_last else 0.0)
        if is_last:
            left = company.round(worth - partial.amount)
        else:
            left = max(0.0, company.round(self._get_own_worth(side, partial) - partial.amount))
        return left, left if own == company else 0.0

    def _get_own_worth(self, side, partial):
        """:return: what the partial took, at the rate of the item itself; nothing more where the
        two rates differ by rounding only"""
        company = side.item.company_currency_id
        amount = self._get_settled_amount(partial)
        ranges = []
        for one in self._get_sides(partial):
            rate = self._get_rate(one, partial)
            half = self._get_settled_currency(partial).rounding / 2
            ranges.append([company.round((amount + by) * rate) for by in (-half, 0, half)])
            if one.item == side.item:
                worth = ranges[-1][1]
        (low, debit, high), (other_low, credit, other_high) = ranges
        is_close = other_low <= debit <= other_high and low <= credit <= high
        return partial.amount if is_close else worth

    def _get_settled_currency(self, partial):
        company = partial.debit_move_id.company_currency_id
        currencies = partial.debit_move_id.currency_id | partial.credit_move_id.currency_id
        foreign = currencies - company
        return foreign if len(foreign) == 1 else company

    def _get_settled_amount(self, partial):
        """:return: what was settled, in the currency in which it was"""
        side = next(
            one
            for one in self._get_sides(partial)
            if one.item.currency_id == self._get_settled_currency(partial)
        )
        return partial[side.name]

    def _get_rate(self, side, partial):
        """:return: what one unit of the settled currency is worth by the item; an item in the
        company's currency takes the rate of the payment, or of its day"""
        item, company = side.item, side.item.company_currency_id
        currency = self._get_settled_currency(partial)
        if item.currency_id != company and item.amount_currency:
            return abs(item.balance / item.amount_currency)
        other = (partial.debit_move_id | partial.credit_move_id) - item
        if self._is_payment(other) and not self._is_payment(item) and other.amount_currency:
            return abs(other.balance / other.amount_currency)
        day = item.move_id.invoice_date if item.move_id.is_invoice(True) else item.date
        return 1 / (company._get_conversion_rate(company, currency, item.company_id, day) or 1)

    def _is_payment(self, item):
        return bool(item.move_id.origin_payment_id or item.move_id.statement_line_id)

    def _get_real_partials(self, item):
        """:return: those of the item that settle it, in their order, without those of differences
        of exchange"""
        partials = item.matched_debit_ids | item.matched_credit_ids
        moves = (partials.debit_move_id | partials.credit_move_id).move_id - item.move_id
        made = self.env["account.partial.reconcile"].search([("exchange_move_id", "in", moves.ids)])
        exchange = made.exchange_move_id
        return partials.filtered(
            lambda one: not ((one.debit_move_id | one.credit_move_id).move_id & exchange)
        ).sorted("id")

    def _is_settled(self, item):
        """:return: whether nothing is left of it in its own currency, by what settled it"""
        taken = sum(item.matched_credit_ids.mapped("debit_amount_currency"))
        taken -= sum(item.matched_debit_ids.mapped("credit_amount_currency"))
        return item.currency_id.is_zero(item.amount_currency - taken)
