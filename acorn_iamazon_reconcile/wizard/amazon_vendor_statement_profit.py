# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections import defaultdict

from odoo import models

from ..models.proof.amazon_vendor_proof_profit import Told

NOTHING = (0.0, 0.0)


class AmazonVendorStatement(models.TransientModel):
    """Revenue and deductions of the period by account: what the documents say, and what stands on
    the accounts."""

    _inherit = "amazon.vendor.statement"

    def _get_profit(self, others):
        """:return: {currency: list of a dict for each account: name, kinds (name, amount), told,
        ledger, balance, ledger_balance, is_proven}"""
        self.ensure_one()
        if not (self.account_id and self.date_from and self.date_to):
            return {}
        proof = self.env["amazon.vendor.proof"]
        told = proof._tell_profit(self.account_id, self.date_from, self.date_to)
        places = self.env["account.account"].union(*(one.account for one in told))
        items = proof._read_profit(
            self.account_id, places, self._get_partners(told), self.date_from, self.date_to
        )
        owners = proof._find_owners(items.move_id)
        items = items.filtered(lambda i: owners[i.move_id] in (self.account_id, None))
        told += self._tell_others(items, told, others)
        found = defaultdict(lambda: NOTHING)
        for item in items:
            key = item.account_id, item.currency_id
            found[key] = self._add(found[key], item.amount_currency, item.balance)
        return self._group_profit(told, found)

    def _get_partners(self, told):
        types = self.env["amazon.vendor.deduction.type"].union(
            *(one.kind for one in told if not isinstance(one.kind, str))
        )
        customers = self.account_id.sudo().partner_id | self._get_invoices().partner_id
        return (customers | types.partner_id).commercial_partner_id

    def _tell_others(self, items, told, others):
        """Provisions and other entries of Amazon's that none of the documents made: their own
        records tell them, one kind beside the others."""
        places = {one.account.id for one in told} | {*items.account_id.ids}
        found = [
            one for other in others if other.day >= self.date_from for one in self._tell(other)
        ]
        return [one for one in found if one.account.id in places]

    def _tell(self, other):
        if other.entry.is_invoice():
            yield from self.env["amazon.vendor.proof"]._tell_document(other.entry, other.kind)
            return
        account, currency = self.env["account.account"], self.env["res.currency"]
        for part in other.postings:
            if len(part.accounts) == 1:
                yield Told(
                    account.browse(part.accounts),
                    currency.browse(part.currency),
                    other.kind,
                    float(part.amount),
                    float(part.balance),
                )

    def _group_profit(self, told, found):
        """:param found: {(account, currency): (amount, balance)} of the ledger"""
        by_place = defaultdict(list)
        for one in told:
            by_place[one.account, one.currency].append(one)
        rows = defaultdict(list)
        for place, currency in sorted(
            {*by_place, *found}, key=lambda key: (key[0].code or "", key[0].id, key[1].id)
        ):
            key = place, currency
            rows[currency].append(self._make_row(place, currency, by_place[key], found[key]))
        return rows

    def _make_row(self, place, currency, told, ledger):
        totals, whole = defaultdict(float), NOTHING
        for one in told:
            totals[one.kind] += one.amount
            whole = self._add(whole, one.amount, one.balance)
        return {
            "name": place.display_name,
            "kinds": [
                (name, currency.round(totals[kind]))
                for kind, name in self._get_names(totals)
                if not currency.is_zero(totals[kind])
            ],
        } | self._compare(currency, whole, ledger)
