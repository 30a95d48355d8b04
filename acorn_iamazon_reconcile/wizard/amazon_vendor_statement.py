# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from odoo.addons.acorn_iamazon.rights import right

MOST_FINDINGS = 50
NOBODY = None
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

    @api.depends("account_id", "date_from", "date_to")
    def _compute_description(self):
        for statement in self:
            sections, findings = statement._get_sections(), statement._find_wrong()
            ties = all(section["is_proven"] for section in sections)
            statement.is_proven = ties and not findings
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

    # === FIGURES === #

    def _find_wrong(self):
        """:return: list of (record, sentence): where the books part from the documents"""
        self.ensure_one()
        if not (self.account_id and self.date_to):
            return []
        return self.env["amazon.vendor.proof"]._prove(self.account_id, self.date_to)

    def _get_sections(self):
        """The documents make the statement; the ledger is asked for the same figure on its own.

        :return: a dict for each currency: currency, opening, lines (name, amount), closing, ledger,
            the last two also as balance and ledger_balance in the company's currency, codes (see
            :meth:`_get_open_by_code`), items (entry, due date, what is open), profit, bills and
            kept (see :meth:`_get_profit`, :meth:`_get_bills`, :meth:`_get_kept`), is_proven
        """
        self.ensure_one()
        if not (self.account_id and self.date_from and self.date_to):
            return []
        self.env.flush_all()
        ledger = self._get_items()
        events = [*self._get_events(ledger)]
        by_currency = defaultdict(list)
        for event in events:
            by_currency[event.currency].append(event)
        items = ledger.grouped("currency_id")
        profit, bills, kept = self._get_profit(), self._get_bills(), self._get_kept()
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
        """:return: the items on the receivables of the customers, without those that belong to
        another account of Amazon's"""
        invoices = self._get_invoices()
        customers = self.account_id.sudo().partner_id | invoices.partner_id
        items = self.env["account.move.line"].search(
            [
                ("partner_id", "child_of", customers.commercial_partner_id.ids),
                ("company_id", "=", self.account_id.company_id.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("date", "<=", self.date_to),
            ],
            order="date, id",
        )
        owners = self._find_owners(items.move_id)
        return items.filtered(lambda i: owners[i.move_id] in (self.account_id, NOBODY))

    def _find_owners(self, moves):
        """:return: {entry: the account of Amazon's that it belongs to, or nobody}"""
        remittances = self.env["amazon.vendor.remittance"].sudo()
        payments = moves.origin_payment_id
        by_payment = {
            remittance.payment_id: remittance.account_id
            for remittance in remittances.search([("payment_id", "in", payments.ids)])
        }
        lines = self.env["amazon.vendor.remittance.line"].sudo()
        by_document = {
            line.document_id: line.account_id
            for line in lines.search([("document_id", "in", moves.ids)])
        }
        disputes = self.env["amazon.vendor.dispute"].sudo()
        by_claim = {
            entry: dispute.account_id
            for dispute in disputes.search([("claim_entry_ids", "in", moves.ids)])
            for entry in dispute.claim_entry_ids
        }
        return {
            move: move.amazon_account_id
            or by_claim.get(move)
            or by_payment.get(move.origin_payment_id)
            or by_document.get(move)
            or self._find_owner_by_settlement(move)
            for move in moves
        }

    def _find_owner_by_settlement(self, move):
        """An entry that settles invoices of one account of Amazon's is that account's; one that
        settles nothing is the first's whose customer it names."""
        items = move.line_ids.filtered(lambda i: i.account_id.account_type == "asset_receivable")
        partials = items.matched_debit_ids | items.matched_credit_ids
        settled = partials.debit_move_id.move_id | partials.credit_move_id.move_id
        accounts = (settled - move).amazon_account_id
        if len(accounts) == 1:
            return accounts
        sharing = self.env["amazon.vendor.account"].sudo()
        partners = items.partner_id.commercial_partner_id.ids
        domain = [("partner_id", "in", partners), ("company_id", "=", move.company_id.id)]
        return sharing.search(domain, order="id", limit=1) or NOBODY

    # === THE OTHER ROAD: THE DOCUMENTS === #

    def _get_invoices(self):
        return self.env["amazon.vendor.proof"]._get_invoices(self.account_id, self.date_to)

    def _get_events(self, items):
        """:param items: of the ledger: what stands behind none of the documents is told one by one
        :return: what changed the balance, as :class:`Event`"""
        proof = self.env["amazon.vendor.proof"]
        remittances = proof._get_remittances(self.account_id, self.date_to)
        invoices = self._get_invoices().filtered(lambda move: move.is_sale_document())
        codes = self._get_codes(invoices | items.move_id)
        for move in invoices:
            sign = -move.direction_sign
            yield Event(
                move.date, move.currency_id, move.move_type, sign * move.amount_total,
                move.amount_total_signed, codes[move],
            )  # fmt: skip
        for remittance in remittances:
            yield from self._get_remittance_events(remittance)
        known = invoices | remittances.payment_id.move_id
        others = items.filtered(lambda item: item.move_id not in known)
        for move, own in others.grouped("move_id").items():
            for currency, part in own.grouped("currency_id").items():
                yield Event(
                    move.date, currency, self._get_kind(move),
                    sum(part.mapped("amount_currency")), sum(part.mapped("balance")),
                    codes[move],
                )  # fmt: skip

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

    def _get_kind(self, move):
        if move.move_type in ("out_invoice", "out_refund"):
            return move.move_type
        if move.origin_payment_id:
            return "other_payment"
        if move.line_ids & self.account_id.sudo().opening_item_ids:
            return "opening"
        return "entry"

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
            ("entry", self.env._("Other entries")),
        ]
