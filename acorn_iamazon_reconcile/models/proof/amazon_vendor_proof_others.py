# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import date
from typing import Any, NamedTuple

from odoo import fields, models
from odoo.fields import Domain

from ...proof import compare
from .account_move import LEFT_OUT

LIVE_PAYMENTS = ("in_process", "paid")
LIQUIDITY, COUNTERPART = "liquidity", "counterpart"


class Other(NamedTuple):
    """An entry that no document and no remittance made, as its own record tells it.

    :ivar kind: what stands behind it; empty where nothing does
    :ivar day: on which that record has it
    :ivar postings: what it lets expect
    """

    entry: Any
    kind: str
    day: date | None
    postings: tuple


class AmazonVendorProof(models.AbstractModel):
    """What stands beside documents and remittances: payments by hand by ``account.payment``, lines
    of the bank by theirs, differences of exchange by the settlements that made them, provisions,
    what was taken over and what a person accepted by what was noted then. There is no rest: what
    none of these tells is named."""

    _inherit = "amazon.vendor.proof"

    def _explain_others(self, account, date_to):
        """:return: list of :class:`Other`"""
        entries = self._get_other_entries(account, fields.Date.to_date(date_to))
        told = {}
        for explain in (
            self._explain_invoices,
            self._explain_payments,
            self._explain_bank_lines,
            self._explain_exchange,
            self._explain_cash_basis,
            self._explain_noted,
        ):
            rest = entries - self.env["account.move"].union(*told)
            told |= {other.entry: other for other in explain(rest)}
        nothing = (Other(one, "", one.date, ()) for one in entries if one not in told)
        return [*told.values(), *nothing]

    def _find_wrong_others(self, others):
        """:param others: as :meth:`_explain_others` returns them"""
        explained = [one for one in others if one.kind]
        expected = [posting for one in explained for posting in one.postings]
        found = [posting for one in explained for posting in self._read_other(one)]
        wrong = [
            (self.env["account.move"].browse(one.entry), self._explain(one))
            for one in compare(expected, found)
        ]
        nothing = self.env._(
            "no document, payment, provision or take-over stands behind it: reverse it, take it "
            "over by First Month, or accept it on the statement"
        )
        return wrong + [(one.entry, nothing) for one in others if not one.kind]

    def _read_other(self, other):
        """:return: what stands in the ledger, in the parts in which it is expected"""
        if other.entry.state != "posted":
            return []
        groups = other.entry.line_ids.filtered(
            lambda item: item.display_type not in LEFT_OUT
        ).grouped(lambda item: self._get_other_part(other, item))
        return [self._make_posting(other.entry, key, items) for key, items in groups.items()]

    def _get_other_part(self, other, item):
        if other.kind == "other_payment":
            payment = other.entry.origin_payment_id
            if item.account_id == payment.outstanding_account_id:
                return LIQUIDITY
            return (
                COUNTERPART if item.account_id == payment.destination_account_id else f"{item.id}"
            )
        if other.kind == "bank" and item.account_id == item.journal_id.default_account_id:
            return LIQUIDITY
        if other.kind == "exchange":
            return self._get_exchange_part(item, other)
        if other.kind == "cash_basis":
            return self._get_cash_basis_part(item)
        if other.kind in ("out_invoice", "out_refund", "in_invoice", "in_refund"):
            return self._get_part(item)
        return item.amazon_key or f"{item.id}"

    # === WHICH ENTRIES === #

    def _get_other_entries(self, account, date_to):
        """:return: entries that stand in the ledger, and those that their own records tell of,
        wherever they stand"""
        remittances = self._get_remittances(account, "9999-12-31")
        known = self._get_documents(account, remittances, "9999-12-31")
        known |= remittances.payment_id.move_id | self._get_disputes(account).claim_entry_ids
        ledger = self._get_ledger_items(account, date_to)
        items = ledger | self._get_payable_items(account, date_to)
        items |= self._get_place_items(account, date_to, known)
        told = self._get_told_entries(account, date_to) - items.move_id - known
        owners = self._find_owners(told)
        told = told.filtered(lambda entry: owners[entry] in (account, None))
        partials = ledger.matched_debit_ids | ledger.matched_credit_ids
        made = partials.filtered(lambda one: one.max_date <= date_to).exchange_move_id
        due = self._get_cash_basis_entries(known | items.move_id, date_to)
        found = items.move_id | told | made | due
        reversals = found.search(
            Domain("reversed_entry_id", "in", found.ids)
            & Domain("state", "=", "posted")
            & Domain("date", "<=", date_to)
        )
        return ((found | reversals) - known).sorted("id")

    def _get_told_entries(self, account, date_to):
        """:return: entries of payments, and those that were noted: provisions, what was taken over,
        accepted, or undone, and invoices that go another way"""
        partners = self._get_partners(account, date_to).ids
        payments = self.env["account.payment"].search(
            Domain("partner_id", "child_of", partners)
            & Domain("company_id", "=", account.company_id.id)
            & Domain("state", "in", LIVE_PAYMENTS)
            & Domain("date", "<=", date_to)
            & Domain("move_id", "!=", False)
        )
        noted = self.env["account.move"].sudo()
        noted = noted.search(
            Domain("amazon_posted_on", "<=", date_to)
            & Domain("amazon_account_id", "=", False)
            & Domain("company_id", "=", account.company_id.id)
            & Domain("line_ids.partner_id", "child_of", partners)
        )
        return payments.move_id | noted.sudo(False)

    # === WHAT STANDS BEHIND THEM === #

    def _explain_invoices(self, entries):
        """Invoices of the same partners that go another way than by Amazon: their heads tell, and
        their lines as they were posted. One that nobody noted says of itself only."""
        moves = entries.filtered(lambda entry: entry.is_invoice() and entry.sudo().amazon_posted)
        accounts = self._get_receivables(moves)
        for move in moves:
            postings = tuple(self._expect_document(move, accounts, set()))
            yield Other(move, move.move_type, move.date, postings)

    def _explain_payments(self, entries):
        for entry in entries.filtered(lambda e: e.origin_payment_id.state in LIVE_PAYMENTS):
            yield Other(
                entry,
                "other_payment",
                entry.origin_payment_id.date,
                tuple(self._expect_payment(entry.origin_payment_id)),
            )

    def _expect_payment(self, payment):
        """What is written off with a payment is known where it was noted when it settled."""
        amount = payment.amount * (-1 if payment.payment_type == "outbound" else 1)
        balance = payment.amount_company_currency_signed
        own = payment.outstanding_account_id | payment.destination_account_id
        written_off = [
            self._read_note(payment.move_id, dump, item)
            for item, dump in (payment.move_id.sudo().amazon_posted or {}).items()
            if dump["account"] not in own.ids
        ]
        yield self._expect_amount(payment, LIQUIDITY, own[:1], amount, balance)
        amount += sum(float(one.amount) for one in written_off)
        balance += sum(float(one.balance) for one in written_off)
        place = payment.destination_account_id
        yield self._expect_amount(payment, COUNTERPART, place, -amount, -balance)
        yield from written_off

    def _expect_amount(self, record, key, place, amount, balance):
        """:param record: a payment or a line of the bank"""
        return self._make_expected(
            record.move_id, key, place, record.partner_id, record.currency_id, amount, balance,
            day=record.date,
        )  # fmt: skip

    def _explain_bank_lines(self, entries):
        """The bank tells its own side, the other one is told by what was noted when it settled
        something of Amazon's. What a person only put somewhere, a person answers for."""
        for entry in entries.sudo().filtered(lambda e: e.statement_line_id and e.amazon_posted):
            line = entry.sudo(False).statement_line_id
            yield Other(entry.sudo(False), "bank", line.date, tuple(self._expect_bank_line(line)))

    def _expect_bank_line(self, line):
        company, bank = line.company_id.currency_id, line.journal_id.default_account_id
        currency = line.journal_id.currency_id or company
        balance = currency._convert(line.amount, company, line.company_id, line.date)
        yield self._make_expected(
            line.move_id, LIQUIDITY, bank, line.partner_id, currency, line.amount, balance,
            day=line.date, tax=frozenset(),
        )  # fmt: skip
        for dump in line.move_id.sudo().amazon_posted.values():
            if dump["account"] != bank.id:
                yield self._read_note(line.move_id, dump)

    def _explain_noted(self, entries):
        """Provisions, what was taken over, what a person accepted, and what was undone."""
        provisions = self.env["amazon.vendor.provision"].sudo()
        domain = ["|", ("entry_id", "in", entries.ids), ("reversal_id", "in", entries.ids)]
        provided = provisions.search(domain)
        provided = provided.entry_id | provided.reversal_id
        openings = self.env["amazon.vendor.account"].sudo()
        opened = openings.search([("opening_item_ids", "in", entries.line_ids.ids)])
        opened = opened.opening_item_ids.move_id
        for entry in entries.sudo().filtered("amazon_posted"):
            kinds = {
                "provision": entry in provided,
                "opening": entry in opened,
                "entry": entry.amazon_accepted_by_id,
                "reversed": self._is_turned_round(entry),
            }
            if kind := next((name for name, is_so in kinds.items() if is_so), ""):
                postings = tuple(self._read_notes(entry, entry.amazon_posted))
                yield Other(entry.sudo(False), kind, entry.amazon_posted_on, postings)

    def _is_turned_round(self, entry):
        """What was undone where nothing may be deleted: an entry and its opposite, to the cent."""
        pair = (entry.reversed_entry_id or entry.reversal_move_ids).filtered(
            lambda one: one.state == "posted" and one.sudo().amazon_posted
        )
        return len(pair) == 1 and self._get_shape(entry) == self._get_shape(pair, -1)

    # === NOTES === #

    def _read_notes(self, entry, noted):
        """:param dict noted: what was posted, by the ids of the items"""
        for dump in noted.values():
            yield self._read_note(entry, dump)

    def _read_note(self, entry, dump, key=None):
        envs = self.env
        return self._make_expected(
            entry,
            key or dump["key"],
            envs["account.account"].browse(dump["account"]),
            envs["res.partner"].browse(dump["partner"]),
            envs["res.currency"].browse(dump["currency"]),
            dump["amount"],
            dump["balance"],
            day=fields.Date.to_date(dump["day"]),
            tax=self._join_tax(dump["taxes"], dump["tags"], dump["part"]),
        )
