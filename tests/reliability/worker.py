# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""A worker of Odoo's in a process of its own: ``worker.py DATABASE NAME PLAY JSON``.

The plays are what a scheduled action or a person would start; see the functions at the end.
"""

import json
import os
import sys
import time
from contextlib import suppress
from pathlib import Path

from psycopg2 import OperationalError

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tools import config

PATIENCE = 400
JOBS = ("fetch_purchase_orders", "apply_documents", "send_documents", "poll_transactions")


class Worker:
    """One connection to the database; what meets another worker's transaction is done again."""

    def __init__(self, database, name):
        log = os.environ.get("ACORN_WORKER_LOG")
        level = ["--log-handler=:DEBUG", f"--logfile={log}"] if log else ["--log-level=error"]
        config.parse_config(["-d", database, "--no-http", *level], setup_logging=True)
        self.registry = Registry(database)
        accounts = self.registry["amazon.vendor.account"]
        accounts._get_suite_version = lambda _account: name  # the sandbox sees who calls

    def run(self, work):
        for _attempt in range(20):
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env = env(context={"allowed_company_ids": env.company.ids})
                try:
                    return work(env)
                except OperationalError:
                    cr.rollback()
                    time.sleep(0.05)
        raise RuntimeError("The other worker is always first.")


def prepare(worker, accounts, products):
    """Make the accounts, and the products that their orders name."""

    def create(env):
        env.ref("base.USD").active = True
        env.company.partner_id.write(
            {
                "street": "250 Executive Park Blvd",
                "city": "San Francisco",
                "zip": "94134",
                "country_id": env.ref("base.us").id,
            }
        )
        env["stock.warehouse"].search([]).partner_id = env.company.partner_id
        env["product.product"].create(
            [
                {
                    "name": f"Product {sku}",
                    "default_code": sku,
                    "is_storable": True,
                    "invoice_policy": "delivery",
                    "taxes_id": False,
                }
                for sku in products
            ]
        )
        env["amazon.vendor.account"].create(accounts)

    worker.run(create)


def work(worker, seconds=PATIENCE):
    """Run the scheduled actions until nothing is left to do."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for job in JOBS:
            worker.run(lambda env, job=job: _run_due(env, job))
            worker.run(_make_due)
        worker.run(_acknowledge)
        if worker.run(_is_done):
            return


def _run_due(env, work):
    """Do that work for each account, as the accounts' scheduled actions do."""
    for account in env["amazon.vendor.account"].search([]):
        job = account.job_ids.filtered(lambda job: job.code == work)
        if job._is_due():
            account._do_work(job)


def send(worker):
    """Send what is ready, settle what was cut short."""
    worker.run(_make_due)
    worker.run(lambda env: env["amazon.vendor.account"].search([]).action_send_documents())


def poll(worker):
    worker.run(lambda env: env["amazon.vendor.account"].search([]).action_poll_transactions())


def trade(worker):
    """Take the orders in, and let everything else become ready: answers, notices, invoices."""
    worker.run(lambda env: env["amazon.vendor.account"].search([]).action_fetch_purchase_orders())
    worker.run(_acknowledge)
    worker.run(_deliver_and_invoice)


def invoice(worker):
    """Take the orders in, ship and invoice them; nothing is submitted."""
    worker.run(lambda env: env["amazon.vendor.account"].search([]).action_fetch_purchase_orders())
    worker.run(_acknowledge)
    worker.run(lambda env: _deliver_and_invoice(env, submit=False))


def answer(worker):
    """Take the orders in and answer them; nothing is sent."""
    worker.run(lambda env: env["amazon.vendor.account"].search([]).action_fetch_purchase_orders())
    worker.run(_acknowledge)


def look(worker, path):
    """Do what is due, as the scheduled actions do, and write down how the accounts stand."""

    def tell(env):
        accounts = env["amazon.vendor.account"]._get_all_accounts()
        for account in accounts:
            account._run_lane()
        asked = env["mail.activity"].search_count([("amazon_key", "=", "shut")])
        told = {"shut": accounts.mapped("shut"), "asked": asked}
        Path(path).write_text(json.dumps(told))

    worker.run(tell)


def confirm(worker):
    """An administrator says that this database is the real one now."""
    worker.run(lambda env: env["amazon.vendor.account"].search([]).action_confirm_identity())


def press_send(worker, at):
    """A person presses Submit on each invoice, from that moment on.

    :param float at: seconds since the epoch, so that another person does it at the same time
    """
    invoices = worker.run(lambda env: env["account.move"].search([], order="id").ids)
    time.sleep(max(0, at - time.time()))
    for number in invoices:
        with suppress(UserError):  # somebody else is at it
            worker.run(lambda env, n=number: env["account.move"].browse(n).action_amazon_submit())


def import_remittances(worker, count, lines):
    """Invoices, and matched remittances that pay them less a shortage claim each.

    :param int count: of the remittances
    :param int lines: invoices that each of them pays
    """

    def create(env):
        account = env["amazon.vendor.account"].search([])
        account.book_automatically = True
        moves = env["account.move"].create(
            [_prepare_invoice(env, account) for _invoice in range(count * lines)]
        )
        moves.action_post()
        shortage = env.ref("acorn_iamazon_reconcile.deduction_type_shortage")
        env["amazon.vendor.remittance"].create(
            [
                _prepare_remittance(account, place, moves[place * lines :][:lines], shortage)
                for place in range(count)
            ]
        )._update_matched_state()

    worker.run(create)


def _prepare_invoice(env, account):
    return {
        "move_type": "out_invoice",
        "partner_id": account.partner_id.id or env.company.partner_id.id,
        "invoice_date": "2026-10-05",
        "amazon_account_id": account.id,
        "invoice_line_ids": [(0, 0, {"name": "Kettle", "price_unit": 100, "tax_ids": False})],
    }


def _prepare_remittance(account, place, moves, shortage):
    claim = {"number": f"{moves[0].name}SC", "paid": -10, "invoice_amount": -10}
    claim |= {"move_id": moves[0].id, "deduction_type_id": shortage.id}
    lines = [
        {"number": move.name, "paid": 100, "invoice_amount": 100, "move_id": move.id}
        for move in moves
    ]
    return {
        "name": f"4001{place:04}",
        "account_id": account.id,
        "date": "2026-11-20",
        "currency_id": moves.currency_id.id,
        "amount": 100 * len(moves) - 10,
        "source": "spreadsheet",
        "line_ids": [(0, 0, line) for line in [*lines, claim]],
    }


def book(worker):
    """The scheduled action that books what is matched."""
    worker.run(lambda env: _run_due(env, "book_remittances"))


def decide(worker, known):
    """A person looked into Vendor Central for what has an unknown fate.

    :param dict known: the numbers that Amazon has, by kind of document
    """

    def choose(env):
        for document in env["amazon.vendor.document"].search([("state", "=", "unknown")]):
            if document.number in known.get(document.kind, ()):
                document.action_mark_accepted()
            else:
                document.action_mark_missing()

    worker.run(choose)


def change_while_running(worker, values=None):
    """A person changes the account while its lane runs, as Odoo's scheduler runs it.

    :param values: of the account; it is deleted without any
    """

    def change(env):
        account = env["amazon.vendor.account"].search([])
        account.write(values) if values else account.unlink()

    with worker.registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        account = env["amazon.vendor.account"].search([])
        account.cron_id.nextcall = "2000-01-01"
        account.resting_until = "2999-01-01"  # the run is a short one
        cr.commit()
        job = env["ir.cron"]._acquire_one_job(cr, account.cron_id.id)
        worker.run(change)
        worker.registry["ir.cron"]._process_job(cr, job)


def leave_lane(worker):
    """A worker died after the account got another lane; the nightly upkeep comes."""

    def leave(env):
        account = env["amazon.vendor.account"].search([])
        account.cron_id = False
        account._make_lanes()

    worker.run(leave)
    worker.run(lambda env: env["amazon.vendor.account"]._gc_lanes())


def _make_due(env):
    """Time passes quickly here: what waits for its next look is looked at now."""
    for table, field in (
        ("amazon_vendor_document", "next_poll_at"),
        ("amazon_vendor_document", "next_attempt_at"),
        ("amazon_vendor_account", "resting_until"),
    ):
        env.cr.execute(f"UPDATE {table} SET {field} = NULL WHERE {field} IS NOT NULL")
    env.cr.execute(
        "UPDATE amazon_vendor_failure SET next_attempt_at = now() - interval '1 hour' "
        "WHERE next_attempt_at > now()"
    )


def _acknowledge(env):
    orders = env["sale.order"].search([("amazon_acknowledgement_state", "=", "to_acknowledge")])
    for order in orders.ids:
        locked = env["sale.order"].browse(order).try_lock_for_update()
        if locked.amazon_acknowledgement_state == "to_acknowledge":
            locked.action_amazon_acknowledge()
        env.cr.commit()


def _deliver_and_invoice(env, submit=True):
    for order in env["sale.order"].search([("amazon_account_id", "!=", False)]):
        for move in order.picking_ids.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        order.picking_ids.button_validate()
        invoice = order._create_invoices()
        invoice.action_post()
        if submit:
            invoice.action_amazon_submit()


def _is_done(env):
    documents = env["amazon.vendor.document"]
    unfinished = documents.search_count(
        [("state", "in", ["new", "ready", "sending", "sent"])], limit=1
    )
    unanswered = env["sale.order"].search_count(
        [("amazon_acknowledgement_state", "=", "to_acknowledge")], limit=1
    )
    return documents.search_count([], limit=1) and not unfinished and not unanswered


PLAYS = {"prepare": prepare, "work": work, "send": send, "poll": poll, "trade": trade}
PLAYS |= {"decide": decide, "invoice": invoice, "press_send": press_send}
PLAYS |= {"answer": answer, "look": look, "confirm": confirm}
PLAYS |= {"import_remittances": import_remittances, "book": book}
PLAYS |= {"change_while_running": change_while_running, "leave_lane": leave_lane}


def main():
    database, name, play, arguments = sys.argv[1:]
    PLAYS[play](Worker(database, name), **json.loads(arguments))


if __name__ == "__main__":
    main()
