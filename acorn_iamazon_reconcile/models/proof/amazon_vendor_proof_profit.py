# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections import defaultdict
from dataclasses import replace
from typing import Any, NamedTuple

from odoo import api, fields, models

from ...booking import Role
from ...proof import compare
from .account_move import LEFT_OUT


class Told(NamedTuple):
    """What the documents say of an account of revenue or costs.

    :ivar kind: a text, or a type of deduction
    :ivar account: an account
    :ivar amount: in its currency, debits above zero
    :ivar balance: in the company's currency
    """

    account: Any
    currency: Any
    kind: Any
    amount: float
    balance: float


class AmazonVendorProof(models.AbstractModel):
    """Revenue, deductions and claims: what was posted against what stands there."""

    _inherit = "amazon.vendor.proof"

    # === LINE BY LINE === #

    def _find_wrong_lines(self, documents):
        """Each line of an invoice stands where it was posted, over what it was posted."""
        noted = documents.sudo().filtered("amazon_posted")
        expected = [posting for move in noted for posting in self._expect_lines(move)]
        found = [
            self._leave_tags_out(self._make_posting(move, f"{item.id}", item))
            for move in noted.filtered(lambda one: one.state == "posted")
            for item in move.line_ids.filtered(lambda one: one.display_type not in LEFT_OUT)
        ]
        return [
            (self.env["account.move"].browse(one.entry), self._explain(one))
            for one in compare(expected, found)
        ]

    def _leave_tags_out(self, posting):
        return replace(posting, tax=frozenset(one for one in posting.tax if one[0] != "tag"))

    def _expect_lines(self, move):
        """:param move: whose posted lines were noted"""
        for key, dump in move.amazon_posted.items():
            posting = self._read_note(move, dump, key)
            # Tags may be others since, by what the tax has now: see _find_wrong_tags.
            partner = move.commercial_partner_id.id
            yield self._leave_tags_out(replace(posting, partner=partner))

    # === CLAIM BY CLAIM === #

    def _get_disputes(self, account):
        disputes = self.env["amazon.vendor.dispute"].sudo()
        return disputes.search([("account_id", "=", account.id), ("claim_entry_ids", "!=", False)])

    def _find_wrong_claims(self, account, date_to):
        """Claims stand as they were booked, and come to what Amazon has not decided yet."""
        wrong, until = [], fields.Date.to_date(date_to)
        for dispute in self._get_disputes(account):
            days = {item["entry"]: item["day"] for item in dispute.claim_plan or ()}
            entries = dispute.claim_entry_ids.filtered(
                lambda e, days=days: (fields.Date.to_date(days.get(e.id)) or e.date) <= until
            )
            wrong += self._compare_claim(dispute, entries)
            if entries == dispute.claim_entry_ids:
                wrong += self._find_wrong_claim(dispute)
        return wrong

    def _compare_claim(self, dispute, entries):
        plan = [item for item in dispute.claim_plan or () if item["entry"] in entries.ids]
        expected = [self._read_note(entries.browse(item["entry"]), item) for item in plan]
        found = [
            self._make_posting(item.move_id, item.amazon_key or f"{item.id}", item)
            for item in entries.filtered(lambda e: e.state == "posted").line_ids
        ]
        return [
            (self.env["account.move"].browse(one.entry), self._explain(one))
            for one in compare(expected, found)
        ]

    def _find_wrong_claim(self, dispute):
        claimed, currency = dispute._get_claim(), dispute.currency_id
        booked = dispute.account_id.claims_account_id or dispute.amount_claimed
        if not booked or not currency.compare_amounts(claimed, dispute.amount_claimed):
            return []
        return [
            (
                dispute,
                self.env._(
                    "%(claimed)s is claimed from Amazon, %(booked)s stands on the account of "
                    "claims",
                    claimed=currency.format(claimed),
                    booked=currency.format(dispute.amount_claimed),
                ),
            )
        ]

    # === ACCOUNT BY ACCOUNT === #

    @api.model
    def _tell_profit(self, account, date_from, date_to):
        """What invoices, deductions and claims of a period say of accounts that are none of a
        balance with anybody.

        :return: list of :class:`Told`
        """
        remittances = self._get_remittances(account, date_to)
        told = [
            one
            for remittance in remittances
            if remittance.payment_id.move_id.date >= date_from
            for one in remittance._tell_deductions()
        ]
        documents = {line.document_id: line.deduction_type_id for line in remittances.line_ids}
        for move in self._get_documents(account, remittances, date_to):
            if move.date >= date_from and move.state == "posted":
                told += self._tell_document(move, documents.get(move) or move.move_type)
        for dispute in self._get_disputes(account):
            told += self._tell_claim(dispute, date_from, date_to)
        return told

    def _tell_document(self, move, kind):
        """:return: what its lines were posted as, or, where that was not noted, are"""
        posted = (move.sudo().amazon_posted or {}).values() or [
            item._amazon_dump() for item in move._amazon_get_product_items()
        ]
        accounts = self.env["account.account"]
        return [
            Told(
                accounts.browse(dump["account"]),
                move.currency_id,
                kind,
                dump["amount"],
                dump["balance"],
            )
            for dump in posted
            if dump["goods"]
        ]

    def _tell_claim(self, dispute, date_from, date_to):
        """:return: what was taken off the accounts of costs, and brought back"""
        days = {e.id: e.date for e in dispute.claim_entry_ids if e.state == "posted"}
        taxes = dispute.claim_entry_ids.line_ids.filtered("tax_repartition_line_id")
        left_out = set(taxes.mapped("amazon_key"))
        accounts = self.env["account.account"]
        return [
            Told(
                accounts.browse(item["account"]),
                dispute.currency_id,
                "claim",
                item["amount"],
                item["balance"],
            )
            for item in dispute.claim_plan or ()
            if item["entry"] in days
            and date_from <= days[item["entry"]] <= date_to
            and item["key"].startswith("disputed:")
            and item["key"] not in left_out
        ]

    @api.model
    def _read_profit(self, account, places, partners, date_from, date_to):
        """:param places: the accounts that the documents speak of
        :param partners: of Amazon, and of the types of deductions
        :return: their items in the period, and those of entries of ours with anybody"""
        remittances = self._get_remittances(account, date_to)
        own = self._get_documents(account, remittances, date_to) | remittances.payment_id.move_id
        own |= self._get_disputes(account).claim_entry_ids
        return self.env["account.move.line"].search(
            [
                ("account_id", "in", places.ids),
                ("company_id", "=", account.company_id.id),
                ("parent_state", "=", "posted"),
                ("date", ">=", date_from),
                ("date", "<=", date_to),
                ("tax_repartition_line_id", "=", False),
                ("display_type", "!=", "cogs"),
                "|",
                ("move_id", "in", own.ids),
                ("partner_id", "child_of", partners.ids),
            ]
        )


class AmazonVendorRemittance(models.Model):
    _inherit = "amazon.vendor.remittance"

    def _tell_deductions(self):
        """:return: what was booked for deductions, without taxes, by account"""
        types, accounts = self.env["amazon.vendor.deduction.type"], self.env["account.account"]
        totals = defaultdict(lambda: [0.0, 0.0])
        for item in self._read_plan():
            if item["role"] == Role.DEDUCTION.value:
                kind = types.browse(int(item["key"].split("/")[0].split(":")[2]))
                total = totals[kind, accounts.browse(item["account"])]
                total[0] += float(item["amount"])
                total[1] += float(item["balance"])
        return [
            Told(place, self.currency_id, kind, *total) for (kind, place), total in totals.items()
        ]
