# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections import defaultdict
from typing import Any, NamedTuple

from odoo import models
from odoo.fields import Domain

from .amazon_vendor_proof_others import Other

OWED_ON = ("asset_receivable", "liability_payable")
REFUNDS = ("out_refund", "in_refund")


class Due(NamedTuple):
    """An item of a document, as it was posted, whose taxes are due when it is paid.

    :ivar key: of what is due now
    :ivar place: where that stands
    :ivar source: where it stood until then
    :ivar taxes: that it is the base of
    :ivar part: of a tax that it is
    """

    key: str
    place: Any
    source: Any
    partner: Any
    amount: float
    taxes: Any
    part: Any
    is_refund: bool


class AmazonVendorProof(models.AbstractModel):
    """Taxes that are due when they are paid: with each settlement of a document Odoo takes their
    share to where the tax report finds it. Reckoned again: what was posted of the document, in the
    proportion in which it was settled."""

    _inherit = "amazon.vendor.proof"

    # === WHICH ENTRIES === #

    def _get_cash_basis_entries(self, origins, date_to):
        """:param origins: documents and whatever else was settled
        :return: the entries that settlements of these made, and those that undid them"""
        moves = self.env["account.move"]
        of_these = Domain("tax_cash_basis_origin_move_id", "in", origins.ids)
        noted = moves.sudo().search(of_these & Domain("amazon_posted_on", "<=", date_to))
        stands = Domain("state", "=", "posted") & Domain("date", "<=", date_to)
        return moves.search(of_these & (stands | Domain("id", "in", noted.ids)))

    def _find_not_due(self, documents, date_to):
        """What a settlement left out, the tax report never hears of."""
        wrong = []
        due = documents.filtered(lambda m: m.state == "posted" and m.company_id.tax_exigibility)
        for move in due:
            shares = self._reckon_cash_basis(move)
            until = [one for one in shares if one.max_date <= date_to]
            made = move.tax_cash_basis_created_move_ids.tax_cash_basis_rec_id
            if any(one not in made and not self._is_cancelling(one) for one in until):
                wrong.append((move, self.env._("taxes of what was paid of it are not due yet")))
        return wrong

    def _is_cancelling(self, partial):
        """:return: whether an invoice was cancelled by its reversal: Odoo makes nothing due then"""
        one, other = partial.debit_move_id.move_id, partial.credit_move_id.move_id
        is_reversal = other in (one.reversed_entry_id | one.reversal_move_ids)
        made = (one | other).tax_cash_basis_created_move_ids.tax_cash_basis_rec_id
        return is_reversal and partial not in made

    # === WHAT STANDS BEHIND THEM === #

    def _explain_cash_basis(self, entries):
        """Each is told by its settlement; one that was undone, and the one that undid it, by their
        notes."""
        for entry in entries.filtered("tax_cash_basis_rec_id"):
            shares = self._reckon_cash_basis(entry.tax_cash_basis_origin_move_id)
            partial = entry.tax_cash_basis_rec_id
            # Odoo takes another day where that of the settlement is closed: it was noted.
            day = entry.sudo().amazon_posted_on or max(partial.max_date, entry.date)
            postings = tuple(self._expect_cash_basis(entry, shares.get(partial, ()), day))
            yield Other(entry, "cash_basis", day, postings)

    def _get_cash_basis_part(self, item):
        """:return: what the item is in its entry: a base or a tax that is due now, or what takes it
        from where it was"""
        place, part = item.account_id.id, item.tax_repartition_line_id.id
        if not part and not item.tax_ids:
            return f"from:{place}"
        return self._make_cash_basis_key(place, item.tax_ids, part)

    def _make_cash_basis_key(self, place, taxes, part):
        return f"due:{place}:{part or ''}:{','.join(map(str, sorted(taxes.ids)))}"

    def _expect_cash_basis(self, entry, shares, day):
        """:param shares: list of (:class:`Due`, amount, balance) that the settlement made due"""
        tags, places = self._get_noted_tags(entry), self._get_noted_places(entry)
        totals, told = defaultdict(lambda: [0.0, 0.0]), {}
        for due, amount, balance in shares:
            due = self._put_where_noted(due, places)
            taxes = self._join_tax(due.taxes.ids, self._get_due_tags(due), due.part.id)
            if due.key in tags:
                taxes = frozenset(one for one in taxes if one[0] != "tag") | tags[due.key]
            for key, place, sign, tax in (
                (due.key, due.place, 1, taxes),
                (f"from:{due.source.id}", due.source, -1, frozenset()),
            ):
                told[key] = place, due.partner, tax
                totals[key][0] += sign * amount
                totals[key][1] += sign * balance
        currency = entry.tax_cash_basis_origin_move_id.currency_id
        for key, (place, partner, tax) in told.items():
            yield self._make_expected(
                entry, key, place, partner, currency, *totals[key], day=day, tax=tax
            )

    def _get_noted_tags(self, entry):
        """:return: {key: tags}: those of the tax may be others since"""
        envs, tags = self.env, defaultdict(frozenset)
        for dump in (entry.sudo().amazon_posted or {}).values():
            if dump["part"] or dump["taxes"]:
                taxes = envs["account.tax"].browse(dump["taxes"])
                key = self._make_cash_basis_key(dump["account"], taxes, dump["part"])
                tags[key] |= self._join_tax((), dump["tags"], False)
        return tags

    def _get_noted_places(self, entry):
        """:return: {(taxes, part of a tax): accounts}: of the company and the tax others may have
        been chosen since"""
        places = defaultdict(set)
        for dump in (entry.sudo().amazon_posted or {}).values():
            if dump["part"] or dump["taxes"]:
                places[tuple(sorted(dump["taxes"])), dump["part"]].add(dump["account"])
        return places

    def _put_where_noted(self, due, places):
        noted = places[tuple(sorted(due.taxes.ids)), due.part.id]
        if due.place.id in noted or len(noted) != 1:
            return due
        place = due.place.browse(noted)
        key = self._make_cash_basis_key(place.id, due.taxes, due.part.id)
        return due._replace(key=key, place=place, source=due.source if due.part else place)

    def _get_due_tags(self, due):
        return (due.taxes.get_tax_tags(due.is_refund, "base") | due.part.tag_ids).ids

    # === RECKONED AGAIN === #

    def _reckon_cash_basis(self, move):
        """:return: {partial reconciliation: list of (:class:`Due`, amount, balance)}"""
        dues = self._read_due(move)
        owed = move.line_ids.filtered(lambda item: item.account_type in OWED_ON)
        if not dues or not owed:
            return {}
        company = move.company_id.currency_id
        name = "balance" if move.currency_id == company else "amount_currency"
        whole = sum(abs(item[name]) for item in owed)
        left, rest = [due.amount for due in dues], whole
        shares = {}
        for partial, side in self._get_settling(owed):
            taken = partial.amount if name == "balance" else partial[side.name]
            if not whole or company.is_zero(taken):
                continue
            rest -= taken
            rate = 1.0 if name == "balance" else self._get_due_rate(move, partial, side)
            shares[partial] = []
            for place, due in enumerate(dues):
                amount = move.currency_id.round(due.amount * taken / whole)
                if due.part and (move.currency_id.is_zero(rest) or abs(left[place]) < abs(amount)):
                    amount = move.currency_id.round(left[place])
                left[place] -= amount
                shares[partial].append((due, amount, amount * rate))
        return shares

    def _get_settling(self, owed):
        """:return: list of (partial reconciliation, :class:`Side` of the document), in order"""
        found = [
            (partial, side)
            for item in owed
            for partial in self._get_real_partials(item)
            for side in self._get_sides(partial)
            if side.item == item
        ]
        return sorted(found, key=lambda pair: pair[0].id)

    def _get_due_rate(self, move, partial, side):
        """:return: what one unit of the document's currency was worth when it was settled"""
        other = (partial.debit_move_id | partial.credit_move_id) - side.item
        both_are_documents = move.is_invoice(True) and other.move_id.is_invoice(True)
        one = side.item if both_are_documents else other
        if other.currency_id == side.item.currency_id:
            return abs(one.balance / one.amount_currency) if one.amount_currency else 0.0
        company = move.company_id
        day = move.date if both_are_documents else other.date
        rates = self.env["res.currency"]
        return 1 / rates._get_conversion_rate(
            company.currency_id, side.item.currency_id, company, day
        )

    def _read_due(self, move):
        """:return: list of :class:`Due`, of what was posted, or, where that was not noted, is"""
        standing = {f"{item.id}": item for item in move.line_ids}
        noted = move.sudo().amazon_posted or {k: i._amazon_dump() for k, i in standing.items()}
        found = (self._make_due(move, standing.get(key), dump) for key, dump in noted.items())
        return [due for due in found if due]

    def _make_due(self, move, item, dump):
        """
        :param item: None where it is gone
        :param dict dump: what was posted of it
        """
        envs = self.env
        part = envs["account.tax.repartition.line"].browse(dump["part"] or ())
        taxes = envs["account.tax"].browse(dump["taxes"]).flatten_taxes_hierarchy()
        taxes = taxes.filtered(lambda tax: tax.tax_exigibility == "on_payment")
        if part.tax_id.tax_exigibility != "on_payment":
            part = part.browse()
        source = envs["account.account"].browse(dump["account"])
        if source.account_type in OWED_ON or not (taxes or part):
            return None
        own = move.company_id.account_cash_basis_base_account_id
        place = (part.account_id or own or source) if part else (own or source)
        return Due(
            key=self._make_cash_basis_key(place.id, taxes, part.id),
            place=place,
            source=source if part else place,
            partner=envs["res.partner"].browse(dump["partner"]),
            amount=dump["amount"],
            taxes=taxes,
            part=part,
            is_refund=item.is_refund if item else move.move_type in REFUNDS,
        )
