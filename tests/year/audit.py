# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What the books and papers of the firm say, held against what is true of each unit and cent.

Each difference is a sentence under its kind; what is true is read from the world alone.
"""

from collections import Counter, defaultdict
from datetime import timedelta
from decimal import Decimal

from tests.world.claims import round_cents

TYPES = {"shortage": "shortage", "price": "price", "chargeback": "chargeback", "coop": "co_op"}
# What Amazon did so long ago the suite has heard, worked off and booked.
SETTLED = timedelta(days=2)


class Audit:
    """:param env: of the superuser
    :param amazon: the world"""

    def __init__(self, env, amazon):
        self._env, self._amazon = env, amazon
        self._settled = amazon.now - SETTLED
        self.findings = defaultdict(list)

    def run(self):
        """:return: kind -> list of sentences"""
        for compare in (
            self._compare_orders,
            self._compare_units,
            self._compare_invoices,
            self._compare_payments,
            self._compare_residuals,
            self._compare_deductions,
            self._compare_bank,
        ):
            compare()
        return {kind: found for kind, found in self.findings.items() if found}

    def _find(self, kind, sentence):
        self.findings[kind].append(sentence)

    def _search(self, model, *domain):
        return self._env[model].search(list(domain), order="id")

    # === DOCUMENTS === #

    def _compare_orders(self):
        numbers = Counter(
            self._search("sale.order", ("amazon_purchase_order_number", "!=", False)).mapped(
                "amazon_purchase_order_number"
            )
        )
        for number, order in self._amazon.orders.items():
            if order.placed < self._settled and numbers[number] != 1:
                self._find("documents", f"order {number} is here {numbers[number]} times")
        for number in set(numbers) - set(self._amazon.orders):
            self._find("documents", f"order {number} is none of Amazon's")

    def _compare_invoices(self):
        theirs = self._amazon.invoices.by_number
        ours = self._get_invoices()
        for number in set(theirs) - set(ours):
            self._find("documents", f"invoice {number} is Amazon's alone")
        for number, move in ours.items():
            invoice = theirs.get(number)
            if invoice is None:
                if move.create_date.replace(tzinfo=self._settled.tzinfo) < self._settled:
                    self._find("documents", f"invoice {number} never came to Amazon")
            elif invoice.faults:
                self._find("documents", f"invoice {number} is rejected: {invoice.faults}")
            elif _read(move.amount_total) != invoice.total:
                self._find("cents", f"invoice {number}: {move.amount_total}, not {invoice.total}")

    def _get_invoices(self):
        moves = self._search(
            "account.move",
            ("amazon_account_id", "!=", False),
            ("state", "=", "posted"),
            ("move_type", "=", "out_invoice"),
        )
        return {move.name: move for move in moves}

    # === UNITS === #

    def _compare_units(self):
        """In the unit of the line: what was answered, left, was told, received and invoiced."""
        lines = self._search("sale.order.line", ("amazon_item_sequence", "!=", False))
        noticed = Counter()
        for notice in self._amazon.shipments.notices.values():
            noticed.update(notice.quantities)
        invoiced = Counter()
        for invoice in self._amazon.invoices.by_number.values():
            for line in invoice.lines if not invoice.faults else []:
                invoiced[line.order, line.line] += line.units
        for line in lines:
            order = self._amazon.orders.get(line.order_id.amazon_purchase_order_number)
            theirs = order and order.get_line(line.amazon_item_sequence)
            if theirs:
                self._compare_line(line, order, theirs, noticed, invoiced)

    def _compare_line(self, line, order, theirs, noticed, invoiced):
        key, size = (order.number, theirs.sequence), theirs.product.size
        name = f"order {order.number}, line {theirs.sequence}"
        left = line.qty_delivered / size
        is_quiet = order.touched < self._settled and self._is_quiet(line, theirs)
        if is_quiet and noticed[key] != left:
            self._find("units", f"{name}: {left:g} left, Amazon was told of {noticed[key]}")
        if is_quiet and invoiced[key] != left:
            self._find("units", f"{name}: {left:g} left, {invoiced[key]} invoiced")
        if left > theirs.accepted:
            self._find("units", f"{name}: {left:g} left, {theirs.accepted} accepted")
        received = line.amazon_received_quantity / size
        if (theirs.last_receipt or order.placed) < self._settled and received != theirs.received:
            self._find("units", f"{name}: {theirs.received} received, the suite says {received:g}")
        if is_quiet and line.order_id.state == "sale" and not self._is_asked(line.order_id):
            promised = line.product_uom_qty / size
            wanted = max(min(theirs.accepted, theirs.ordered), left)
            if promised != wanted:
                self._find("units", f"{name}: {promised:g} promised, {wanted} wanted and accepted")

    def _is_quiet(self, line, theirs):
        """:return: whether nothing of the line was on its way in the last days"""
        moves = line.move_ids.filtered(lambda move: move.state == "done")
        last = max(moves.mapped("date"), default=None)
        return not last or last.replace(tzinfo=self._settled.tzinfo) < self._settled

    def _is_asked(self, order):
        return bool(order.activity_ids or order.amazon_has_pending_change)

    # === MONEY === #

    def _compare_payments(self):
        """Each payment is here once, booked once, over its amount; a failed one is not booked."""
        ours = self._get_remittances()
        self._booked = {r.name for found in ours.values() for r in found if r.state == "posted"}
        for payment in self._amazon.remittances.payments:
            found = ours.pop(payment.number, [])
            if payment.date >= self._settled:
                continue
            states = [remittance.state for remittance in found]
            right = ["cancelled"] if payment.is_failed else ["posted"]
            if states != right and not (payment.is_failed and not found):
                self._find("payments", f"payment {payment.number} is {states}, not {right}")
            for remittance in found:
                if _read(remittance.amount) != payment.amount:
                    self._find(
                        "cents",
                        f"payment {payment.number}: {remittance.amount}, not {payment.amount}",
                    )
        for number in ours:
            self._find("payments", f"payment {number} is none of Amazon's")

    def _get_remittances(self):
        by_number = defaultdict(list)
        for remittance in self._search("amazon.vendor.remittance", ("source", "!=", "api")):
            by_number[remittance.name].append(remittance)
        return by_number

    def _sum_settled(self):
        """:return: number of a document -> what the payments that are booked settle of it"""
        settled = defaultdict(Decimal)
        for payment in self._amazon.remittances.payments:
            for document, amount in payment.lines if payment.number in self._booked else []:
                settled[document.number] += amount
        return settled

    def _compare_residuals(self):
        settled = self._sum_settled()
        for number, move in self._get_invoices().items():
            left = _read(move.amount_total) - settled[number]
            if _read(move.amount_residual) != left:
                self._find("bookings", f"invoice {number}: {move.amount_residual} open, not {left}")

    def _compare_deductions(self):
        """What is kept stands on the books under its kind, over its amount."""
        told, codes = defaultdict(Decimal), {}
        lines = self._search("amazon.vendor.remittance.line", ("kind", "=", "deduction"))
        for line in lines.filtered(lambda line: line.remittance_id.state == "posted"):
            told[line.number] += _read(line.paid)
            codes[line.number] = line.deduction_type_id.code or line.deduction_type_id.name
        settled = self._sum_settled()
        for number, document in self._amazon.claims.documents.items():
            if document.kind == "invoice" or not (settled[number] or told[number]):
                continue
            if told[number] != settled[number]:
                self._find("bookings", f"{number}: {told[number]} booked, {settled[number]} kept")
            kind = _get_kind(document)
            if kind and not codes.get(number, "").startswith(TYPES[kind]):
                self._find("bookings", f"{number} is {kind}, booked as {codes.get(number)}")

    def _compare_bank(self):
        lines = self._search("account.bank.statement.line")
        for line in lines:
            is_old = line.date < (self._settled - timedelta(days=1)).date()
            if is_old and not line.is_reconciled:
                self._find("cents", f"bank: {line.payment_ref} {line.amount}: {line.amazon_reason}")
        waiting = self._search("account.move.line", ("parent_state", "=", "posted")).filtered(
            lambda item: item.account_id.reconcile and item.journal_id.type == "bank"
        )
        old = waiting.filtered(
            lambda item: (
                item.account_id.account_type == "asset_current"
                and item.amount_residual
                and item.date < (self._settled - timedelta(days=3)).date()
            )
        )
        for item in old:
            self._find("cents", f"outstanding {item.move_id.name}: {item.amount_residual}")


def _get_kind(document):
    if document.kind == "reversal":
        return "shortage" if document.number.endswith("SCR") else "price"
    return document.kind


def _read(amount):
    return round_cents(Decimal(repr(amount)))
