# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import json
from collections import defaultdict

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.acorn_iamazon.rights import right

from ...matcher import SURE, Document, Entry, Line, Matcher, Rule, make_match_key, make_short_key
from ...matcher.history import RETURNS
from ...matcher.numbers import read_formal_reference

OPEN_STATES = ("not_paid", "partial", "in_payment")
MATCH_FIELDS = (
    "move_id",
    "opening_item_id",
    "deduction_type_id",
    "kind",
    "match_reason",
    "match_confidence",
    "reversed_line_id",
    "rounding",
    "rule_id",
    "chain_key",
    "is_paid_by_hand",
    "is_repayment",
)
REMITTANCE_SUMS = (
    "amount_lines",
    "amount_invoices",
    "amount_deductions",
    "amount_open",
    "difference",
    "count_open",
)
LINE_FIELDS = (
    "id",
    "number",
    "original_number",
    "description",
    "date",
    "invoice_amount",
    "paid",
    "discount",
    "withholding",
    "remittance_id",
)
HISTORY_FIELDS = (
    "id",
    "number_key",
    "chain_key",
    "move_id",
    "opening_item_id",
    "deduction_type_id",
    "paid",
    "discount",
    "withholding",
    "remittance_id",
)
DOCUMENT_FIELDS = (
    "id",
    "name",
    "amazon_match_key",
    "amazon_purchase_order_number",
    "invoice_date",
    "currency_id",
    "amount_total",
    "amount_residual",
    "move_type",
    "state",
    "amazon_told_elsewhere",
    "ref",
)
# So many of the latest own numbers tell the own series.
MOST_NAMES = 5000


class AmazonVendorRemittance(models.Model):
    """Finding what each line is about. Documents, history and rules are read once, the finding is
    done in memory, and the results go back in one statement: the number of queries depends neither
    on the lines nor on the invoices."""

    _inherit = "amazon.vendor.remittance"

    @right("change")
    def action_match(self):
        """Match the open lines to invoices, credit notes and types of deductions.

        What is not sure stays open, with the reason and the candidates, for a person to choose.
        """
        self.check_access("write")
        self._match_waiting()
        # What came later may tell what waits since, such as a claim its reversal.
        self._find_answered()._match_waiting()

    def _match_waiting(self):
        waiting = self.filtered(lambda remittance: remittance.state in ("draft", "matched"))
        for (account, currency), remittances in waiting.grouped(
            lambda remittance: (remittance.account_id, remittance.currency_id)
        ).items():
            remittances._match_lines(account, currency)
        waiting._update_matched_state()

    def _find_answered(self):
        """:return: the other remittances with open lines that share a history with what is matched
        here"""
        matched = self.line_ids.filtered(lambda line: line.kind != "open")
        keys = {line.chain_key for line in matched}
        keys |= {(line.number_key or "") + ending for line in matched for ending in RETURNS}
        if not matched:
            return self.browse()
        lines = self.env["amazon.vendor.remittance.line"].search(
            Domain("account_id", "in", self.account_id.ids)
            & Domain("kind", "=", "open")
            & Domain("is_hidden", "=", False)
            & Domain("remittance_id", "not in", self.ids)
            & Domain("remittance_id.state", "in", ("draft", "matched"))
            & Domain("chain_key", "in", list(keys - {False, ""}))
        )
        return lines.remittance_id

    def _match_lines(self, account, currency):
        self.env.flush_all()
        lines = self._load_open_lines(currency)
        if not lines:
            return
        rules = self._load_rules(account)
        types = self.env["amazon.vendor.deduction.type"].search([])  # pylint: disable=no-search-all
        keys, roots = self._collect_keys(lines, rules, types)
        wanted = keys | roots
        history = self._load_history(account, currency, wanted)
        documents = self._load_documents(account, history, wanted)
        chains = self._collect_chains(lines, history, documents)
        known = {entry.line for entry in history}
        more = self._load_history(account, currency, chains - wanted)
        history += [entry for entry in more if entry.line not in known]
        matcher = Matcher(
            documents,
            history,
            rules,
            lambda number, description: self._recognise(types, number, description),
            account.sudo().match_tolerance,
            self._load_names(account),
            account.sudo().with_context(active_test=False).code_ids.mapped("name"),
        )
        self._store_matches(matcher.match(lines), matcher, currency)

    def _recognise(self, types, number, description):
        deduction_type, root = types._recognise(number, description)
        return deduction_type.id, root

    # === WHAT GOES IN === #

    def _load_open_lines(self, currency):
        line_model = self.env["amazon.vendor.remittance.line"]
        domain = [
            ("remittance_id", "in", self.ids),
            ("kind", "=", "open"),
            ("is_hidden", "=", False),
        ]
        units = self._make_units(currency)
        return [
            Line(
                id=row["id"],
                number=row["number"],
                description=row["description"] or "",
                date=row["date"],
                currency=currency.id,
                whole=units(row["invoice_amount"]),
                paid=units(row["paid"]),
                settled=units(row["paid"]) + units(row["discount"]) + units(row["withholding"]),
                origin=row["remittance_id"],
                original=row["original_number"] or "",
            )
            for row in self._read_rows(line_model, domain, LINE_FIELDS)
        ]

    def _load_rules(self, account):
        return [
            Rule(
                rule.id,
                rule.kind,
                rule.pattern,
                rule.move_id.id,
                rule.deduction_type_id.id,
                1 if rule.line_id.paid > 0 else -1,
            )
            for rule in self.env["amazon.vendor.match.rule"].search(
                [("account_id", "=", account.id)]
            )
        ]

    def _load_names(self, account):
        """:return: the account's latest own numbers, of documents in any state"""
        domain = [
            ("amazon_account_id", "=", account.id),
            ("move_type", "in", ("out_invoice", "out_refund")),
            ("name", "not in", (False, "/")),
        ]
        rows = self._read_rows(self.env["account.move"], domain, ("name",), MOST_NAMES)
        return [row["name"] for row in rows]

    def _collect_keys(self, lines, rules, types):
        """:return: the keys of the lines' numbers, and those of all that they may be about"""
        affixes = [rule for rule in rules if rule.kind in ("prefix", "suffix")]
        keys, roots = set(), set()
        for line in lines:
            keys.update(line.key.removesuffix(ending) for ending in RETURNS)
            numbers = [root for root, _rounds in line.readings]
            reference = read_formal_reference(line.description)
            numbers += reference[:2] if reference else []
            _type, root = types._recognise(line.number, "")
            numbers += [number for number in (root, line.original) if number]
            roots.update(make_match_key(number) for number in numbers)
        for key in list(keys | roots):
            for rule in affixes:
                roots |= {key.removeprefix(rule.pattern), key.removesuffix(rule.pattern)}
        return keys - {""}, roots - {""}

    def _collect_chains(self, lines, history, documents):
        """:return: the keys of the documents that the lines name in another way than by their keys:
        what happened to these belongs to the history as well"""
        known = {entry.document for entry in history}
        numbers = [line.number for line in lines]
        numbers += [root for line in lines for root, _rounds in line.readings]
        shorts = {make_short_key(number) for number in numbers}
        return {
            document.key
            for document in documents
            if document.id in known or make_short_key(document.name) in shorts
        }

    def _load_history(self, account, currency, keys):
        """Matched lines of all payments that share a number or a chain with the lines at hand."""
        line_model = self.env["amazon.vendor.remittance.line"]
        wanted = list(keys)
        domain = (
            Domain("account_id", "=", account.id)
            & Domain("kind", "!=", "open")
            & Domain("remittance_id.state", "not in", ("cancelled", "expected"))
            & (Domain("number_key", "in", wanted) | Domain("chain_key", "in", wanted))
        )
        units = self._make_units(currency)
        return [
            Entry(
                row["id"],
                row["number_key"],
                row["chain_key"] or "",
                row["move_id"] or (row["opening_item_id"] and -row["opening_item_id"]),
                row["deduction_type_id"],
                units(row["paid"]) + units(row["discount"]) + units(row["withholding"]),
                row["remittance_id"],
            )
            for row in self._read_rows(line_model, domain, HISTORY_FIELDS)
        ]

    def _load_documents(self, account, history, keys):
        """The open invoices and credit notes, and those that a line names, in whatever state."""
        known = [entry.document for entry in history if entry.document]
        domain = (
            Domain("amazon_account_id", "=", account.id)
            & Domain("move_type", "in", ("out_invoice", "out_refund"))
            & (
                Domain("payment_state", "in", OPEN_STATES) & Domain("state", "=", "posted")
                | Domain("amazon_match_key", "in", list(keys))
                | Domain("id", "in", known)
            )
        )
        promised = self._load_promised(account)
        set_off = self._load_set_off(account)
        by_hand = self._load_paid_by_hand(account)
        rows = self._read_rows(self.env["account.move"], domain, DOCUMENT_FIELDS)
        currencies = self.env["res.currency"].browse({row["currency_id"] for row in rows})
        units = {currency.id: self._make_units(currency) for currency in currencies}
        return [
            self._make_document(
                row,
                units[row["currency_id"]],
                promised.get(row["id"], 0),
                set_off.get(row["id"], 0),
                by_hand.get(row["id"], 0),
            )
            for row in rows
        ] + self._load_opening(account)

    def _make_document(self, row, units, promised, set_off, by_hand):
        """
        :param dict row: with DOCUMENT_FIELDS
        :param units: as :meth:`_make_units` returns it
        :param float promised: what matched lines take of it
        :param float set_off: what Odoo set off of it against credit notes, or invoices
        :param float by_hand: what was registered as paid by hand, and the bank has not brought yet
        """
        sign = -1 if row["move_type"] == "out_refund" else 1
        left = units(row["amount_residual"]) + units(set_off)
        by_hand = 0 if left else units(by_hand)
        return Document(
            id=row["id"],
            name=row["name"],
            key=row["amazon_match_key"] or make_match_key(row["name"]),
            purchase_orders=row["amazon_purchase_order_number"] or "",
            date=row["invoice_date"],
            currency=row["currency_id"],
            total=units(row["amount_total"]),
            available=left + by_hand - sign * units(promised),
            is_refund=sign < 0,
            is_posted=row["state"] == "posted",
            is_paid_by_hand=bool(by_hand),
            other_name=(row["amazon_told_elsewhere"] and row["ref"]) or "",
        )

    def _load_set_off(self, account):
        """:return: {id: amount} of what Odoo set off between invoices and credit notes: Amazon
        settles each of them by a line of its own"""
        partials = self.env["account.partial.reconcile"].search(
            [
                ("debit_move_id.move_id.amazon_account_id", "=", account.id),
                ("debit_move_id.move_id.move_type", "=", "out_invoice"),
                ("credit_move_id.move_id.amazon_account_id", "=", account.id),
                ("credit_move_id.move_id.move_type", "=", "out_refund"),
            ]
        )
        amounts = defaultdict(float)
        for partial in partials:
            amounts[partial.debit_move_id.move_id.id] += partial.debit_amount_currency
            amounts[partial.credit_move_id.move_id.id] += partial.credit_amount_currency
        return amounts

    def _load_paid_by_hand(self, account):
        """:return: {id: amount} of what payments that somebody registered have paid, as long as the
        bank has not brought them"""
        invoices = [
            ("amazon_account_id", "=", account.id),
            ("move_type", "=", "out_invoice"),
        ]
        amounts = defaultdict(float)
        for partial in self.env["account.partial.reconcile"]._amazon_find_by_hand(invoices):
            amounts[partial.debit_move_id.move_id.id] += partial.debit_amount_currency
        return amounts

    def _load_promised(self, account):
        """:return: what matched lines that are not booked yet take of each invoice"""
        groups = self.env["amazon.vendor.remittance.line"]._read_group(
            [
                ("account_id", "=", account.id),
                ("kind", "in", ("invoice", "credit_note")),
                ("remittance_id.state", "in", ("draft", "matched")),
            ],
            ["move_id"],
            ["paid:sum", "discount:sum", "withholding:sum", "rounding:sum"],
        )
        return {move.id: sum(amounts) for move, *amounts in groups}

    def _read_rows(self, model, domain, names, limit=None):
        """Plain rows instead of records: a catalogue of fifty thousand invoices is read at once.
        The latest ones, where there are more than the limit; else in the order of their making."""
        order = "id desc" if limit else "id"
        query = model._search(Domain(domain), limit=limit, order=order)
        terms = [model._field_to_sql(query.table, name, query) for name in names]
        rows = self.env.execute_query(query.select(*terms))
        return [dict(zip(names, row, strict=True)) for row in rows]

    def _make_units(self, currency):
        """:return: the function that tells an amount in the currency's smallest units"""
        factor = 10**currency.decimal_places
        return lambda amount: round(float(amount or 0) * factor)

    # === WHAT COMES OUT === #

    def _store_matches(self, matches, matcher, currency):
        refunds = {d.id for d in matcher.catalogue.by_id.values() if d.is_refund}
        templates = self._get_reason_templates()
        rows, candidates = [], []
        for line_id, match in matches.items():
            rows.append(
                {
                    "id": line_id,
                    "match_reason": self._explain(match.reasons, templates, currency),
                    "match_confidence": match.confidence,
                    "kind": "open",
                    **self._prepare_match(match, refunds, currency),
                }
            )
            candidates += [
                {
                    "line_id": line_id,
                    **self._split_document(candidate.document),
                    "deduction_type_id": candidate.type or None,
                    "confidence": candidate.confidence,
                    "reason": self._explain(candidate.reasons, templates, currency),
                }
                for candidate in match.candidates
            ]
        self._write_matches(rows)
        self._write_candidates([row["id"] for row in rows], candidates)

    def _prepare_match(self, match, refunds, currency):
        """:return: values of a line whose match is sure, else none"""
        if match.confidence < SURE:
            return {}
        document = self._split_document(match.document)
        kind = "credit_note" if match.document in refunds else "invoice"
        if document["opening_item_id"]:
            kind = "opening"
            if match.type:  # a deduction settles nothing of it
                document["opening_item_id"] = None
        return {
            **document,
            "deduction_type_id": match.type or None,
            "kind": "deduction" if match.type else kind,
            "reversed_line_id": match.reversed,
            "is_paid_by_hand": any(code == "by_hand" for code, _values in match.reasons),
            "rounding": match.rounding / 10**currency.decimal_places,
            "rule_id": match.rule,
            "chain_key": match.chain or None,
        }

    def _split_document(self, number):
        """:return: the document of the matcher as an invoice, or an opening item"""
        is_opening = (number or 0) < 0
        return {
            "move_id": None if is_opening else number,
            "opening_item_id": -number if is_opening else None,
        }

    def _write_matches(self, rows):
        """One statement, for the ORM writes a hundred lines at a time when their values differ."""
        lines = self.env["amazon.vendor.remittance.line"]
        self.env.cr.execute(
            SQL(
                """UPDATE amazon_vendor_remittance_line AS line
                      SET move_id = v.move_id, opening_item_id = v.opening_item_id,
                          deduction_type_id = v.deduction_type_id,
                          kind = v.kind, match_reason = v.match_reason,
                          match_confidence = v.match_confidence, rule_id = v.rule_id,
                          reversed_line_id = v.reversed_line_id, rounding = v.rounding,
                          chain_key = COALESCE(v.chain_key, line.chain_key),
                          is_paid_by_hand = COALESCE(v.is_paid_by_hand, FALSE),
                          is_repayment = (v.kind = 'deduction' AND line.paid > 0)
                     FROM jsonb_to_recordset(%s::jsonb) AS v(
                          id int, move_id int, opening_item_id int, deduction_type_id int,
                          kind varchar,
                          match_reason varchar, match_confidence int, rule_id int,
                          reversed_line_id int, rounding numeric, chain_key varchar,
                          is_paid_by_hand bool)
                    WHERE line.id = v.id""",
                json.dumps(rows),
            )
        )
        lines.browse(row["id"] for row in rows).invalidate_recordset(MATCH_FIELDS)
        self.line_ids.fetch(["kind", "paid"])
        for name in REMITTANCE_SUMS:
            self.env.add_to_compute(self._fields[name], self)
        lines.browse(row["id"] for row in rows)._note_expected()

    def _write_candidates(self, line_ids, candidates):
        old = self.env["amazon.vendor.match.candidate"].search([("line_id", "in", line_ids)])
        old.unlink()
        if not candidates:
            return
        self.env.cr.execute(
            SQL(
                """INSERT INTO amazon_vendor_match_candidate (
                          line_id, account_id, company_id, move_id, opening_item_id,
                          deduction_type_id, confidence, reason, create_uid, create_date,
                          write_uid, write_date)
                   SELECT v.line_id, line.account_id, line.company_id, v.move_id,
                          v.opening_item_id, v.deduction_type_id, v.confidence, v.reason,
                          %(uid)s, now(), %(uid)s, now()
                     FROM jsonb_to_recordset(%(rows)s::jsonb) AS v(
                          line_id int, move_id int, opening_item_id int,
                          deduction_type_id int, confidence int, reason varchar)
                     JOIN amazon_vendor_remittance_line line ON line.id = v.line_id
                 ORDER BY v.line_id, v.confidence DESC""",
                uid=self.env.uid,
                rows=json.dumps(candidates),
            )
        )
        self.env["amazon.vendor.match.candidate"].invalidate_model()
        lines = self.env["amazon.vendor.remittance.line"].browse(line_ids)
        lines.invalidate_recordset(["candidate_ids", "candidate_id"])

    def _update_matched_state(self):
        for remittance in self:
            if remittance.state not in ("draft", "matched"):
                continue
            done = bool(remittance.line_ids) and not remittance.count_open
            remittance.state = "matched" if done else "draft"
