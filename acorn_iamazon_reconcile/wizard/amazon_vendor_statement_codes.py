# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections import defaultdict

from odoo import models

# Items of a remittance's entry that are what Amazon kept, by the beginnings of their keys.
KEPT = ("deduction", "tax", "document", "bill")
NOTHING = (0.0, 0.0)


class AmazonVendorStatement(models.TransientModel):
    """By vendor code: what is open, and what Amazon kept by type; by the documents, and in the
    ledger. An item of a remittance's entry is known by its key, which names the line."""

    _inherit = "amazon.vendor.statement"

    # === CODES === #

    def _get_codes(self, moves):
        """:return: {entry: its vendor code, empty where it has none, or several}; a document that
        was booked for a deduction has that of the deduction"""
        lines = self.env["amazon.vendor.remittance.line"].sudo()
        booked = {
            line.document_id: line for line in lines.search([("document_id", "in", moves.ids)])
        }
        return {
            move: self._get_code(move)
            or (self._get_line_code(booked[move]) if move in booked else "")
            or self._get_settled_code(move)
            for move in moves
        }

    def _get_settled_code(self, move):
        """:return: the code of the invoices that a payment by hand, or a difference of exchange,
        settles; empty where they have several"""
        if move.is_invoice():
            return ""
        items = move.line_ids
        settled = items.matched_debit_ids.debit_move_id | items.matched_credit_ids.credit_move_id
        codes = {self._get_code(one) for one in settled.move_id if one.is_invoice()}
        return codes.pop() if len(codes) == 1 else ""

    def _get_code(self, move):
        codes = move.invoice_line_ids.sale_line_ids.order_id.sudo().amazon_code_id
        if not codes and move.amazon_account_id:
            codes = move._amazon_get_code()
        return codes.name if len(codes) == 1 else ""

    def _get_line_code(self, line):
        """:return: the code of the invoice that the line is about; without one, what Amazon says,
        else the only one of the account"""
        if line.move_id:
            return self._get_code(line.move_id)
        codes = self.account_id.sudo().code_ids
        return line.vendor_code or (codes.name if len(codes) == 1 else "")

    def _find_lines(self, items):
        """:return: {item of a remittance's entry: its line}"""
        numbers = {}
        for item in items:
            parts = (item.amazon_key or "").split(":")
            if len(parts) > 1 and parts[1].isdigit():
                numbers[item] = int(parts[1])
        lines = self.env["amazon.vendor.remittance.line"].sudo().browse(set(numbers.values()))
        there = set(lines.exists().ids)
        return {item: lines.browse(n) for item, n in numbers.items() if n in there}

    # === WHAT IS OPEN === #

    def _get_open_by_code(self, currency, events, items):
        """:param items: of the ledger
        :return: list of a dict for each code: name, told, ledger, balance, ledger_balance,
            is_proven"""
        told, found = defaultdict(lambda: NOTHING), defaultdict(lambda: NOTHING)
        for event in events:
            told[event.code] = self._add(told[event.code], event.amount, event.balance)
        codes, lines = self._get_codes(items.move_id), self._find_lines(items)
        for item in items:
            line = lines.get(item)
            code = self._get_line_code(line) if line else codes[item.move_id]
            found[code] = self._add(found[code], item.amount_currency, item.balance)
        rows = [
            {"name": code or self.env._("No vendor code")}
            | self._compare(currency, told[code], found[code])
            for code in sorted({*told, *found})
        ]
        return [row for row in rows if row["told"] or row["balance"] or not row["is_proven"]]

    # === WHAT AMAZON KEPT === #

    def _get_kept(self):
        """:return: {currency: list of a dict for each type and code: name, code, told, ledger,
        balance, ledger_balance, is_proven}: by Amazon's lines, and in the entries; with taxes
        """
        if not (self.account_id and self.date_from and self.date_to):
            return {}
        remittances = self._get_booked().filtered(
            lambda one: self.date_from <= one.payment_id.move_id.date <= self.date_to
        )
        told, found = self._tell_kept(remittances), self._read_kept(remittances)
        rows = defaultdict(list)
        for key in sorted(
            {*told, *found}, key=lambda key: (key[1].sequence, key[1].id, key[2], key[0].id)
        ):
            currency, kind, code = key
            rows[currency].append(
                {"name": kind.name, "code": code or self.env._("No vendor code")}
                | self._compare(currency, told[key], found[key])
            )
        return rows

    def _tell_kept(self, remittances):
        """:return: {(currency, type, code): (amount, balance)} by Amazon's lines, and by what the
        booking meant them to be in the company's currency"""
        told = defaultdict(lambda: NOTHING)
        for remittance in remittances:
            for line, kind, amount in remittance._get_deductions():
                key = remittance.currency_id, kind, self._get_line_code(line)
                told[key] = self._add(told[key], amount, 0.0)
            lines = {line.id: line for line in remittance.line_ids}
            for item in remittance._read_plan():
                if item["key"].startswith(KEPT):
                    line = lines[item["line"]]
                    kind = self._get_kind_of(item["key"], line)
                    key = remittance.currency_id, kind, self._get_line_code(line)
                    told[key] = self._add(told[key], 0.0, float(item["balance"]))
        return told

    def _read_kept(self, remittances):
        """:return: {(currency, type, code): (amount, balance)} by the journal items"""
        found = defaultdict(lambda: NOTHING)
        entries = remittances.payment_id.move_id.filtered(lambda entry: entry.state == "posted")
        items = entries.line_ids.filtered(lambda i: (i.amazon_key or "").startswith(KEPT))
        for item, line in self._find_lines(items).items():
            kind = self._get_kind_of(item.amazon_key, line)
            key = item.currency_id, kind, self._get_line_code(line)
            found[key] = self._add(found[key], item.amount_currency, item.balance)
        return found

    def _get_kind_of(self, key, line):
        """:return: the type of deduction that an item is of, by its key"""
        parts = key.split("/")[0].split(":")
        kinds = self.env["amazon.vendor.deduction.type"]
        return kinds.browse(int(parts[2])) if len(parts) > 2 else line.deduction_type_id

    # === BOTH ROADS === #

    def _compare(self, currency, told, found):
        """:param told: (amount, balance in the company's currency)"""
        company = self.account_id.company_id.currency_id
        amount, balance = currency.round(told[0]), company.round(told[1])
        return {
            "told": amount,
            "ledger": currency.round(found[0]),
            "balance": balance,
            "ledger_balance": company.round(found[1]),
            "is_proven": currency.is_zero(amount - found[0])
            and company.is_zero(balance - found[1]),
        }

    def _add(self, pair, amount, balance):
        return pair[0] + amount, pair[1] + balance
