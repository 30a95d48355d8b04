# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The accountant of truth: Amazon, the database and the books say the same, and what is not well is
known to somebody."""

from collections import Counter
from contextlib import closing
from decimal import Decimal

import psycopg2

from tests.reliability.books import RESIDUALS
from tests.reliability.processes import execute

from .people import get_known

KINDS = {
    "acknowledgement": "acknowledgements",
    "shipment_confirmation": "shipmentConfirmations",
    "invoice": "invoices",
}
# What the accountant is to find, put there by hand.
TAMPERINGS = {
    "lost": "UPDATE sale_order SET amazon_purchase_order_number = 'X' WHERE id IN "
    "(SELECT min(id) FROM sale_order WHERE amazon_purchase_order_number <> '')",
    "twice": "UPDATE account_move SET invoice_origin = 'the same' WHERE move_type = 'out_invoice'",
    "untrue": "UPDATE amazon_vendor_job SET state = 'running'",
    "unheard": "UPDATE amazon_vendor_document SET state = 'failed' WHERE direction = 'out'",
}
# One of each, in the database.
SINGLE = {
    "sale_order": "amazon_purchase_order_number",
    "stock_picking WHERE state = 'done'": "sale_id",
    "account_move WHERE move_type = 'out_invoice' AND state = 'posted'": "invoice_origin",
    "amazon_vendor_remittance": "unique_payment_id",
    "account_bank_statement_line": "payment_ref",
    "account_payment WHERE state <> 'canceled'": "memo",
    "amazon_vendor_document WHERE direction = 'out' AND state NOT IN "
    "('superseded', 'cancelled', 'failed', 'rejected')": "account_id || ' ' || kind || number",
}


class Accountant:
    """
    :param doubles: of the accounts that are well
    :param sick: names of the accounts that are not, and lasted long enough to be heard of"""

    def __init__(self, database, doubles, sick):
        self.database, self.doubles, self.sick = database, doubles, sick

    def ask(self, at_rest=True):
        """:param at_rest: whether nobody is at work
        :return: sentences on what is wrong, by ``lost``, ``twice``, ``untrue``, ``unheard``"""
        self.at_rest = at_rest
        with closing(psycopg2.connect(dbname=self.database)) as connection:
            connection.autocommit = True
            self._cursor = connection.cursor()
            return self._look()

    def _look(self):
        looks = {
            "lost": self._find_lost,
            "twice": self._find_twice,
            "untrue": self._find_untrue,
            "unheard": self._find_unheard,
        }
        return {name: list(look()) for name, look in looks.items()}

    def tell_documents(self):
        """:return: lines on what became of what was sent, for whoever looks for a cause"""
        return [
            f"{times} {kind} {state}: {' '.join((message or '').split())[:300]}"
            for kind, state, message, times in execute(
                self.database,
                "SELECT kind, state, error_message, count(*) FROM amazon_vendor_document "
                "WHERE direction = 'out' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            )
        ]

    def find_blind(self):
        """Puts what is wrong into the database, at the end of all: what found nothing finds it.

        :return: what was put there and was not found"""
        for name, tampering in TAMPERINGS.items():
            before = len(self.ask()[name])
            execute(self.database, tampering)
            if len(self.ask()[name]) <= before:
                yield f"the accountant does not see: {tampering}"

    def _fetch(self, query, *parameters):
        self._cursor.execute(query, parameters)
        return self._cursor.fetchall()

    def _fetch_set(self, query, *parameters):
        return {value for (value,) in self._fetch(query, *parameters)}

    # === LOST === #

    def _find_lost(self):
        orders = self._fetch_set("SELECT amazon_purchase_order_number FROM sale_order")
        payments = self._fetch_set("SELECT name FROM amazon_vendor_remittance")
        for double in self.doubles:
            for number, order in double.amazon.orders.items():
                if number not in orders:
                    yield f"order {number} of {double.name} is not in Odoo"
                elif not order.answered:
                    yield f"order {number} of {double.name} was not answered"
            for payment in double.amazon.remittances.payments:
                if payment.number not in payments:
                    yield f"payment {payment.number} of {double.name} is not in Odoo"
            yield from self._find_not_sent(double)

    def _find_not_sent(self, double):
        """What was shipped and invoiced here, and Amazon was not told of."""
        for kind, query in (
            (
                "shipment_confirmation",
                "SELECT count(*) FROM stock_picking WHERE state = 'done' AND sale_id IN "
                "(SELECT id FROM sale_order WHERE amazon_account_id = %s)",
            ),
            (
                "invoice",
                "SELECT count(*) FROM account_move WHERE move_type = 'out_invoice' "
                "AND state = 'posted' AND amazon_account_id = %s",
            ),
        ):
            ((here,),) = self._fetch(query, self._get_account(double))
            there = len(get_known(double, kind))
            if here != there:
                yield f"{kind} of {double.name}: {here} in Odoo, {there} at Amazon"
        ((open_orders,),) = self._fetch(
            "SELECT count(*) FROM sale_order ord WHERE amazon_account_id = %s AND NOT EXISTS "
            "(SELECT 1 FROM account_move WHERE invoice_origin = ord.name AND state = 'posted')",
            self._get_account(double),
        )
        if open_orders:
            yield f"{open_orders} orders of {double.name} were never invoiced"

    def _get_account(self, double):
        ((number,),) = self._fetch(
            "SELECT id FROM amazon_vendor_account WHERE name = %s", double.name
        )
        return number

    # === TWICE === #

    def _find_twice(self):
        for double in self.doubles:
            for (kind, number), times in Counter(double.taken).items():
                if times > 1:
                    yield f"{double.name} was sent {kind} {number} {times} times"
        for source, name in SINGLE.items():
            query = f"SELECT {name}, count(*) FROM {source} GROUP BY 1 HAVING count(*) > 1"
            for key, times in self._fetch(query):
                if key is not None:
                    yield f"{times} times: {key}, {source}"

    # === UNTRUE === #

    def _find_untrue(self):
        for double in self.doubles:
            yield from self._find_wrong_documents(double)
            yield from self._find_wrong_quantities(double)
            yield from self._find_wrong_money(double)
        for name, code in self._fetch(
            "SELECT account.name, code FROM amazon_vendor_job job "
            "JOIN amazon_vendor_account account "
            "ON account.id = job.account_id WHERE job.state = 'running' AND %s",
            self.at_rest,
        ):
            yield f"{code} of {name} is shown as running, and nobody is at it"
        for (name,) in self._fetch(
            "SELECT move.name FROM account_move move JOIN account_move_line item "
            "ON item.move_id = move.id GROUP BY move.id HAVING sum(item.balance) <> 0"
        ):
            yield f"the entries of {name} do not balance"
        for number, account, shown, left in self._fetch(RESIDUALS):
            yield f"item {number} of {account} is shown as open by {shown}, it is {left}"

    def _find_wrong_documents(self, double):
        for kind, number, state in self._fetch(
            "SELECT kind, number, state FROM amazon_vendor_document WHERE direction = 'out' "
            "AND state NOT IN ('superseded', 'cancelled') AND account_id = %s",
            self._get_account(double),
        ):
            if (state == "accepted") != (number in get_known(double, kind)):
                yield f"{kind} {number} of {double.name} is shown as {state}"

    def _find_wrong_quantities(self, double):
        for number, order in double.amazon.orders.items():
            here = self._fetch(
                "SELECT id FROM sale_order_line WHERE amazon_item_sequence <> '' AND order_id = "
                "(SELECT id FROM sale_order WHERE amazon_purchase_order_number = %s)",
                number,
            )
            if here and len(here) != len(order.lines):
                yield f"order {number}: {len(here)} lines in Odoo, {len(order.lines)} at Amazon"
            total = sum(line.ordered * line.cost for line in order.lines)
            for (shown,) in self._fetch(
                "SELECT amount_untaxed FROM sale_order WHERE amazon_purchase_order_number = %s",
                number,
            ):
                if _differs(shown, total):
                    yield f"order {number}: {shown} in Odoo, {total} at Amazon"

    def _find_wrong_money(self, double):
        """Each payment to the cent, and what each invoice leaves open."""
        paid = dict(self._fetch("SELECT name, amount FROM amazon_vendor_remittance"))
        states = dict(self._fetch("SELECT name, state FROM amazon_vendor_remittance"))
        for payment in double.amazon.remittances.payments:
            if _differs(paid.get(payment.number, payment.amount), payment.amount):
                yield f"payment {payment.number}: {paid[payment.number]}, not {payment.amount}"
            if states.get(payment.number, "posted") != "posted":
                yield f"payment {payment.number} is {states[payment.number]}"
        residuals = dict(
            self._fetch("SELECT name, amount_residual FROM account_move WHERE state = 'posted'")
        )
        for number, document in double.amazon.claims.documents.items():
            if _differs(residuals.get(number, document.open), document.open):
                yield f"invoice {number}: {residuals[number]} is open, not {document.open}"

    # === UNHEARD === #

    def _find_unheard(self):
        for what, query in UNHEARD.items():
            for (name,) in self._fetch(query):
                yield f"{what}: {name}, and nobody was asked"
        asked = self._fetch_set(
            "SELECT account.name FROM amazon_vendor_account account JOIN mail_activity activity "
            "ON activity.res_model = 'amazon.vendor.account' AND activity.res_id = account.id "
            "WHERE activity.amazon_key <> ''"
        )
        for name in self.sick - asked:
            yield f"{name} cannot be reached, and nobody was asked"
        for (name,) in self._fetch(
            "SELECT account.name FROM amazon_vendor_account account LEFT JOIN ir_cron cron "
            "ON cron.id = account.cron_id WHERE cron.active IS NOT TRUE"
        ):
            yield f"{name} has no lane that runs"


def _differs(shown, true):
    """:return: whether two amounts are not the same to the cent; Odoo's come as floats"""
    return abs(Decimal(str(shown)) - true) >= Decimal("0.005")


ASKED = (
    "NOT EXISTS (SELECT 1 FROM mail_activity activity WHERE activity.amazon_key <> '' "
    "AND activity.res_model = '{model}' AND activity.res_id = {record})"
)
_OF_DOCUMENT = (
    "SELECT document.kind || ' ' || document.number FROM amazon_vendor_document document WHERE "
    + " AND ".join(
        ASKED.format(model=model, record=f"document.{field}")
        for model, field in (
            ("sale.order", "sale_order_id"),
            ("account.move", "move_id"),
            ("stock.picking", "picking_id"),
            ("amazon.vendor.account", "account_id"),
        )
    )
)
UNHEARD = {
    "a document that failed": f"{_OF_DOCUMENT} AND document.state = 'failed'",
    "a document that Amazon refused": f"{_OF_DOCUMENT} AND document.state = 'rejected'",
    "a document of unknown fate": f"{_OF_DOCUMENT} AND document.state = 'unknown'",
    "work that is stuck": "SELECT account.name || ' ' || job.code FROM amazon_vendor_job job "
    "JOIN amazon_vendor_account account ON account.id = job.account_id "
    "WHERE job.failures_in_a_row > 4 AND account.name LIKE 'vendor%%' AND "
    + ASKED.format(model="amazon.vendor.account", record="job.account_id"),
    "a failure that does not mend itself": "SELECT failure.subject FROM amazon_vendor_failure "
    "failure WHERE failure.error_category IN ('data', 'internal') AND NOT EXISTS "
    "(SELECT 1 FROM mail_activity WHERE amazon_key LIKE 'failure ' || failure.work || '%%')",
    "an account whose work stopped": "SELECT account.name FROM amazon_vendor_account account "
    "WHERE (account.paused OR account.connection_state <> 'connected') "
    "AND account.name LIKE 'vendor%%' AND "
    + ASKED.format(model="amazon.vendor.account", record="account.id"),
}
