# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acorn_iamazon.rights import check_invoice, right

MOST_FINDINGS = 50
REPORT = "acorn_iamazon_reconcile.action_report_statement"


class Event(NamedTuple):
    """What changed the balance with Amazon.

    :ivar kind: a text, or a type of deduction
    :ivar amount: in its currency, above zero where Amazon owes more
    :ivar balance: in the company's currency; of a line of a remittance all with its first event
    :ivar code: the vendor code, empty where there is none
    """

    date: date
    currency: Any
    kind: Any
    amount: float
    balance: float
    code: str


class AmazonVendorStatement(models.TransientModel):
    """The month's statement: what was open, what was invoiced, paid and deducted, what is open now,
    made of the documents; and the proof that the ledger says the same, item by item."""

    _name = "amazon.vendor.statement"
    _description = "Amazon Statement"
    _inherit = "amazon.vendor.given"

    account_id = fields.Many2one(
        "amazon.vendor.account",
        required=True,
        default=lambda self: self.env["amazon.vendor.account"].search([], limit=1),
    )
    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: fields.Date.context_today(self) + relativedelta(day=1),
    )
    date_to = fields.Date(
        "To",
        required=True,
        default=lambda self: fields.Date.context_today(self) + relativedelta(day=31),
    )
    description = fields.Html("Statement", compute="_compute_description")
    is_proven = fields.Boolean(compute="_compute_description")
    has_strange = fields.Boolean(compute="_compute_description")

    @api.depends("account_id", "date_from", "date_to")
    def _compute_description(self):
        for statement in self:
            others = statement._explain_others()
            sections, findings = statement._get_sections(others), statement._find_wrong(others)
            ties = all(section["is_proven"] for section in sections)
            statement.is_proven = ties and not findings
            statement.has_strange = any(not one.kind for one in others)
            statement.description = self.env["ir.qweb"]._render(
                "acorn_iamazon_reconcile.statement_sections",
                {
                    "sections": sections,
                    "findings": findings[:MOST_FINDINGS],
                    "more": max(0, len(findings) - MOST_FINDINGS),
                    "company_currency": statement.account_id.company_id.currency_id,
                },
            )

    @right("see")
    def action_print(self):
        return self.env.ref(REPORT).report_action(self)

    @right("open")
    def action_accept(self):
        """A person answers for the entries that nothing stands behind, as they are today.

        :return: the statement again
        :raise UserError: when there is none
        """
        self.ensure_one()
        check_invoice(self.account_id)
        entries = self._find_strange()
        if not entries:
            raise UserError(self.env._("A document or a record stands behind each entry."))
        entries.check_access("write")
        entries._amazon_accept()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Amazon Statement"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _find_strange(self):
        """:return: entries that no document, payment, provision or take-over stands behind"""
        strange = (one.entry for one in self._explain_others() if not one.kind)
        return self.env["account.move"].union(*strange)

    def _explain_others(self):
        """:return: what was booked beside documents and remittances, as :class:`Other`"""
        if not (self.account_id and self.date_to):
            return []
        self.env.flush_all()
        return self.env["amazon.vendor.proof"]._explain_others(self.account_id, self.date_to)

    # === FIGURES === #

    def _find_wrong(self, others=None):
        """:return: list of (record, sentence): where the books part from the documents"""
        self.ensure_one()
        if not (self.account_id and self.date_to):
            return []
        return self.env["amazon.vendor.proof"]._prove(self.account_id, self.date_to, others)

    def _get_sections(self, others=None):
        """The documents make the statement; the ledger is asked for the same figure on its own.

        :param others: as :meth:`_explain_others` returns them; looked for when not given
        :return: a dict for each currency: currency, opening, lines (name, amount), closing, ledger,
            the last two also as balance and ledger_balance in the company's currency, codes (see
            :meth:`_get_open_by_code`), items (entry, due date, what is open), profit, bills and
            kept (see :meth:`_get_profit`, :meth:`_get_bills`, :meth:`_get_kept`), is_proven
        """
        self.ensure_one()
        if not (self.account_id and self.date_from and self.date_to):
            return []
        self.env.flush_all()
        ledger, others = self._get_items(), self._choose_told(others)
        events = [*self._get_events(ledger, others)]
        by_currency = defaultdict(list)
        for event in events:
            by_currency[event.currency].append(event)
        items = ledger.grouped("currency_id")
        profit, bills, kept = self._get_profit(others), self._get_bills(others), self._get_kept()
        currencies = self.env["res.currency"].union(*by_currency, *items, *profit, *bills, *kept)
        return [
            self._make_section(
                currency,
                by_currency[currency],
                items.get(currency, ledger[:0]),
                profit.get(currency, []),
                bills.get(currency),
                kept.get(currency, []),
            )
            for currency in currencies.sorted("name")
        ]

    def _make_section(self, currency, events, items, profit, bills, kept):
        before = [event for event in events if event.date < self.date_from]
        after = [event for event in events if event.date >= self.date_from]
        totals = defaultdict(float)
        for event in after:
            totals[event.kind] += event.amount
        company = self.account_id.company_id.currency_id
        balance = company.round(sum(event.balance for event in events))
        ledger_balance = company.round(sum(items.mapped("balance")))
        closing = currency.round(sum(event.amount for event in events))
        ledger = currency.round(sum(items.mapped("amount_currency")))
        codes = self._get_open_by_code(currency, events, items)
        rows = [*codes, *profit, *kept, *filter(None, [bills])]
        return {
            "currency": currency,
            "opening": currency.round(sum(event.amount for event in before)),
            "lines": [
                (name, currency.round(totals[kind]))
                for kind, name in self._get_names(totals)
                if not currency.is_zero(totals[kind])
            ],
            "closing": closing,
            "ledger": ledger,
            "balance": balance,
            "ledger_balance": ledger_balance,
            "codes": codes,
            "items": self._get_open_items(currency, items),
            "profit": profit,
            "bills": bills,
            "kept": kept,
            "is_proven": currency.is_zero(closing - ledger)
            and company.is_zero(balance - ledger_balance)
            and all(row["is_proven"] for row in rows),
        }

    def _get_open_items(self, currency, items):
        """:return: (entry, due date, open amount) of what was open on the last day, oldest first"""
        totals = defaultdict(float)
        due = {}
        for item in items:
            totals[item.move_id] += self._get_open_amount(item)
            due.setdefault(item.move_id, item.date_maturity or item.date)
        return [
            (move, due[move], currency.round(amount))
            for move, amount in sorted(totals.items(), key=lambda pair: (due[pair[0]], pair[0].id))
            if not currency.is_zero(amount)
        ]

    def _get_open_amount(self, item):
        """:return: what of the item no settlement until the last day took"""
        taken = sum(
            partial.debit_amount_currency
            for partial in item.matched_credit_ids
            if partial.max_date <= self.date_to
        ) - sum(
            partial.credit_amount_currency
            for partial in item.matched_debit_ids
            if partial.max_date <= self.date_to
        )
        return item.amount_currency - taken

    # === ONE ROAD: THE LEDGER === #

    def _get_items(self):
        return self.env["amazon.vendor.proof"]._get_ledger_items(self.account_id, self.date_to)

    # === THE OTHER ROAD: THE DOCUMENTS === #

    def _get_invoices(self):
        return self.env["amazon.vendor.proof"]._get_invoices(self.account_id, self.date_to)

    def _get_events(self, items, others):
        """:param items: of the ledger
        :param others: as :meth:`_choose_told` returns them
        :return: what changed the balance, as :class:`Event`"""
        proof = self.env["amazon.vendor.proof"]
        remittances = proof._get_remittances(self.account_id, self.date_to)
        documents = proof._get_documents(self.account_id, remittances, self.date_to)
        invoices = documents.filtered(lambda move: move.is_sale_document())
        codes = self._get_codes(invoices | items.move_id)
        for move in invoices:
            sign = -move.direction_sign
            yield Event(
                move.date, move.currency_id, move.move_type, sign * move.amount_total,
                move.amount_total_signed, codes[move],
            )  # fmt: skip
        for remittance in remittances:
            yield from self._get_remittance_events(remittance)
        for other in others:
            for part in other.postings:
                place = self.env["account.account"].browse(part.accounts)
                if place and all(one.account_type == "asset_receivable" for one in place):
                    yield self._make_other_event(other, part, codes)

    def _get_remittance_events(self, remittance):
        """The receivable falls by what was paid and by what was deducted, told by Amazon's lines;
        a deduction with a credit note of its own falls by that note."""
        day = remittance.payment_id.move_id.date or remittance.date
        noted = {
            item["line"]
            for item in remittance._read_plan()
            if item["role"] != "settlement" and remittance._is_note(item)
        }
        changed = [("paid", -line.paid, line) for line in remittance.line_ids]
        changed += [
            (deduction_type, -kept, line)
            for line, deduction_type, kept in remittance._get_deductions()
            if line.id not in noted or deduction_type != line.deduction_type_id
        ]
        balances = remittance._get_settled_balances()
        for kind, amount, line in changed:
            balance, code = float(balances.pop(line.id, 0)), self._get_line_code(line)
            yield Event(day, remittance.currency_id, kind, amount, balance, code)

    def _choose_told(self, others=None):
        """:return: what was booked beside documents and remittances until the last day, as their
        own records tell it"""
        others = self._explain_others() if others is None else others
        return [one for one in others if one.day and one.day <= self.date_to]

    def _make_other_event(self, other, part, codes):
        return Event(
            part.day or other.day,
            self.env["res.currency"].browse(part.currency),
            other.kind,
            float(part.amount),
            float(part.balance),
            codes.get(other.entry, ""),
        )

    def _get_names(self, totals):
        types = self.env["amazon.vendor.deduction.type"].union(
            *(kind for kind in totals if not isinstance(kind, str))
        )
        return [
            ("opening", self.env._("Taken over from before")),
            ("out_invoice", self.env._("Invoices")),
            ("out_refund", self.env._("Credit notes")),
            ("paid", self.env._("Paid by Amazon")),
            ("other_payment", self.env._("Other payments")),
            *(
                (kind, self.env._("Deducted: %s", kind.name))
                for kind in types.sorted(lambda kind: (kind.sequence, kind.id))
            ),
            ("kept", self.env._("Taken off Amazon's payments")),
            ("in_invoice", self.env._("Bills of Amazon")),
            ("in_refund", self.env._("Credit notes of Amazon")),
            ("claim", self.env._("Disputed, and not decided")),
            ("provision", self.env._("Provisions")),
            ("exchange", self.env._("Differences of exchange")),
            ("cash_basis", self.env._("Taxes due by payment")),
            ("bank", self.env._("Lines of the bank")),
            ("reversed", self.env._("Entries that were reversed")),
            ("entry", self.env._("Entries that were accepted")),
        ]
