# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""A worker of Odoo's in a process of its own; :mod:`fork_server` starts it.

The plays are what a scheduled action or a person would start; see the functions at the end.
"""

import json
import os
import time
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import requests
from psycopg2 import OperationalError

from odoo import SUPERUSER_ID, Command, api
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
        self.database = database
        self.registry = Registry(database).check_signaling()
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


def hire(worker, logins):
    """People who do everything, for all accounts; their passwords are their names."""
    groups = (
        *("acorn_iamazon.group_manager", "account.group_account_manager"),
        *("sales_team.group_sale_manager", "stock.group_stock_manager", "base.group_user"),
        "account.group_account_basic",
    )

    def create(env):
        people = env["res.users"].create(
            [
                {
                    "name": login.title(),
                    "login": login,
                    "password": login,
                    "group_ids": [Command.set([env.ref(group).id for group in groups])],
                }
                for login in logins
            ]
        )
        env["amazon.vendor.account"].search([]).member_ids = people

    worker.run(create)


def open_shop(worker, accounts, products, logins):
    """All that is needed before the first order."""
    prepare(worker, accounts, products)
    automate(worker)
    hire(worker, logins)


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


def invoice(worker):
    """Take the orders in, ship and invoice them; nothing is submitted."""
    worker.run(lambda env: env["amazon.vendor.account"].search([]).action_fetch_purchase_orders())
    worker.run(_acknowledge)
    worker.run(_deliver_and_invoice)


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


def look_for_the_dead(worker):
    """The next look at the accounts begins: whose worker died is not shown as running any more."""
    worker.run(lambda env: env["amazon.vendor.account"].search([]).job_ids._end_interrupted())


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


# === WORK BY WORK === #


def automate(worker):
    """The account does by itself what it can; Odoo's own scheduled actions are out of the way."""

    def choose(env):
        account = env["amazon.vendor.account"].search([])
        account.write(
            {
                "book_automatically": True,
                "invoice_automatically": True,
                "invoice_review": False,
            }
        )
        lanes = account.cron_id.ids
        env["ir.cron"].search([("id", "not in", lanes)]).active = False

    worker.run(choose)


def fetch(worker):
    for job in ("fetch_purchase_orders", "apply_documents"):
        worker.run(lambda env, job=job: _run_due(env, job))


def do_invoice(worker):
    worker.run(lambda env: _run_due(env, "create_invoices"))


def match_bank_lines(worker):
    worker.run(lambda env: _run_due(env, "match_bank_lines"))


def run_lane(worker):
    """What a cron worker of Odoo's does when it wakes up."""
    worker.run(lambda env: env["amazon.vendor.account"].search([])._wake_lanes())
    worker.registry["ir.cron"]._process_jobs(worker.database)


def run_lane_of(worker, account):
    """What a cron worker of another host does with the lane of that account."""
    with worker.registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        lane = _find_account(env, account)
        lane._wake_lanes()
        cr.commit()
        job = env["ir.cron"]._acquire_one_job(cr, lane.cron_id.id)
        if job:
            worker.registry["ir.cron"]._process_job(cr, job)


def do_work(worker, account, work):
    """One work of an account, whose time has come, as its lane does it."""

    def run(env):
        job = _find_account(env, account).job_ids.filtered(lambda job: job.code == work)
        job.next_run_at = False
        env.cr.commit()
        if job._is_due():
            job.account_id._do_work(job)

    worker.run(run)


def _find_account(env, name):
    account = env["amazon.vendor.account"].search([("name", "=", name)])
    return account.with_company(account.company_id)


def press(worker, model, method, number):
    """A person presses a button on a record."""
    worker.run(lambda env: getattr(env[model].browse(number), method)())


def ship(worker, number):
    """A person ships all of a transfer."""

    def validate(env):
        picking = env["stock.picking"].browse(number)
        for move in picking.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        picking.button_validate()

    worker.run(validate)


def watch(worker, people, path):
    """Between what people do, lanes do all that is due; meanwhile somebody else watches.

    :param list people: plays of theirs
    :param path: of a file for [address, what was locked meanwhile] of each call to Amazon
    """
    calls, send = [], requests.Session.send

    def watch_and_send(session, request, **options):
        address = f"{request.method} {urlsplit(request.url).path}"
        calls.append([address, _find_locked(worker.database)])
        return send(session, request, **options)

    requests.Session.send = watch_and_send
    for play in (None, *people):
        if play:
            PLAYS[play](worker)
        let_be_due(worker)
        if play:
            worker.run(_put_off_checks)
        worker.run(lambda env: env["amazon.vendor.account"].search([])._run_lane())
    Path(path).write_text(json.dumps(calls))


def _put_off_checks(env):
    """The health check asks the same whatever people did."""
    env.cr.execute(
        "UPDATE amazon_vendor_job SET next_run_at = now() + interval '1 day' "
        "WHERE code = 'run_checks'"
    )


def _find_locked(database):
    """:return: the tables in which others than the asker hold rows, written or locked: whoever does
    has a transaction with a number of its own; those who only read have none"""
    with closing(psycopg2.connect(dbname=database)) as connection:
        cursor = connection.cursor()
        cursor.execute(
            "SELECT DISTINCT relation::regclass::text FROM pg_locks "
            "WHERE mode IN ('RowShareLock', 'RowExclusiveLock') AND pid IN (SELECT pid "
            "FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'transactionid' "
            "AND granted AND datname = current_database()) ORDER BY 1"
        )
        return [name for (name,) in cursor.fetchall()]


def request_order(worker):
    """A person wants one order, by its number."""

    def request(env):
        for account in env["amazon.vendor.account"].search([]):
            env["amazon.vendor.fetch.request"].create(
                {"account_id": account.id, "number": "4WANTED0"}
            ).action_request()

    worker.run(request)


def request_reports(worker):
    worker.run(lambda env: env["amazon.vendor.account"].search([]).action_request_reports())


def request_transport(worker):
    """A person has Amazon's carrier fetch what is to be shipped."""

    def request(env):
        waiting = env["stock.picking"].search([("state", "not in", ("done", "cancel"))], limit=1)
        for move in waiting.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        waiting.write(
            {
                "amazon_freight_term": "Collect",
                "amazon_requested_pickup": datetime.now() + timedelta(days=2),
                "amazon_shipment_type": "SmallParcel",
            }
        )
        waiting.action_amazon_request_transport()

    worker.run(request)


def send_by_hand(worker):
    """What went to Amazon is what a person typed there; Odoo only built the same: a shadow run."""

    def compare(env):
        env["amazon.vendor.account"].search([]).sudo().live_mode = "shadow"
        env["amazon.vendor.document"].search([("kind", "=", "invoice")]).write(
            {"state": "shadow", "shadow_state": "waiting"}
        )

    worker.run(compare)


def acknowledge(worker):
    worker.run(_acknowledge)


def deliver(worker):
    """A person ships order by order."""

    def ship(env):
        for picking in env["stock.picking"].search([("state", "not in", ("done", "cancel"))]):
            for move in picking.move_ids:
                move.write({"quantity": move.product_uom_qty, "picked": True})
            picking.button_validate()
            env.cr.commit()

    worker.run(ship)


def submit(worker):
    """A person submits invoice by invoice."""

    def press(env):
        for move in env["account.move"].search(
            [("move_type", "=", "out_invoice"), ("state", "=", "posted")], order="id"
        ):
            if not move.amazon_document_ids:
                move.action_amazon_submit()
                env.cr.commit()

    worker.run(press)


def upload(worker, filename, content):
    """A person uploads what Vendor Central exports, and uploads it again when unsure."""

    def read(env):
        account = env["amazon.vendor.account"].search([])
        remittances = env["amazon.vendor.remittance"].import_file(
            account, filename, content.encode()
        )
        remittances.filtered(lambda r: r.state in ("draft", "to_match")).action_match()

    worker.run(read)


def get_money(worker, number, amount):
    """The bank's statement has it once."""

    def receive(env):
        account = env["amazon.vendor.account"].search([])
        env["account.bank.statement.line"].create(
            {
                "journal_id": account._get_remittance_journal().id,
                "payment_ref": f"AMAZON.COM SERVICES {number}",
                "amount": amount,
            }
        )

    worker.run(receive)


def undo(worker, number):
    """A person undoes a booking."""

    def unpost(env):
        remittance = env["amazon.vendor.remittance"].search([("name", "=", number)])
        if remittance.state == "posted":
            remittance.action_unpost()

    worker.run(unpost)


def let_be_due(worker):
    """Hours pass: what waits for its interval, or for its next look, is due."""

    def forget(env):
        _make_due(env)
        env.cr.execute("UPDATE amazon_vendor_job SET next_run_at = NULL")

    worker.run(forget)


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
                document.action_mark_accepted("Vendor Central")
            else:
                document.action_mark_missing("Vendor Central")

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
        account.cron_id.nextcall = datetime.now() - timedelta(minutes=1)
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


def owe(worker, numbers):
    """Each payment of Amazon's pays one invoice, and is matched to it.

    :param list numbers: of the payments
    """
    # Odoo knows our addons only since its settings were read.
    from odoo.addons.acorn_iamazon_reconcile.tests.files import make_csv, make_line, make_payment

    def pay(env):
        account = env["amazon.vendor.account"].search([])
        for number in numbers:
            invoice = env["account.move"].create(
                {
                    "move_type": "out_invoice",
                    "partner_id": account.partner_id.id,
                    "amazon_account_id": account.id,
                    "invoice_line_ids": [
                        Command.create({"name": "Kettle", "price_unit": 100, "tax_ids": False})
                    ],
                }
            )
            invoice.action_post()
            day = f"{invoice.invoice_date:%m/%d/%Y}"
            line = make_line(invoice.name, "100.00", number, date=day)
            content = make_csv([make_payment(number, "100.00", day)], [line])
            env["amazon.vendor.remittance"].import_file(account, "Payments.csv", content)
        remittances = env["amazon.vendor.remittance"].search([])
        remittances.action_match()
        assert set(remittances.mapped("state")) == {"matched"}, remittances.line_ids.mapped(
            "match_reason"
        )

    worker.run(pay)


def _wait_in_between(reached, go):
    """Say that this moment is reached, and wait until the other worker had its turn."""
    Path(reached).touch()
    deadline = time.monotonic() + 60
    while not Path(go).exists() and time.monotonic() < deadline:
        time.sleep(0.05)


def press_book(worker, number, told, reached=None, go=None):
    """A person presses Book.

    :param told: the path of a file for what the person is told
    :param reached: the path of a file that says that the books were read; then waits for ``go``
    """
    remittances = worker.registry["amazon.vendor.remittance"]
    apply_plan = remittances._apply_plan

    def wait_and_apply(self, plan):
        if reached:
            _wait_in_between(reached, go)
        return apply_plan(self, plan)

    remittances._apply_plan = wait_and_apply

    def press(env):
        env["amazon.vendor.remittance"].search([("name", "=", number)]).action_post()
        env.cr.flush()
        return "booked"

    try:
        answer = worker.run(press)
    except UserError as error:
        answer = str(error)
    Path(told).write_text(answer)


def pay_by_hand(worker, number, told, reached=None, go=None):
    """A person registers the payment of the invoice that this payment of Amazon's pays.

    :param told: as :func:`press_book`; so are the others
    """

    def pay(env):
        remittance = env["amazon.vendor.remittance"].search([("name", "=", number)])
        context = {
            "active_model": "account.move",
            "active_ids": remittance.line_ids.move_id.ids,
        }
        env["account.payment.register"].with_context(context).create({}).action_create_payments()
        env.flush_all()
        if reached:
            _wait_in_between(reached, go)
        return "paid"

    try:
        answer = worker.run(pay)
    except UserError as error:
        answer = str(error)
    Path(told).write_text(answer)


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


def _deliver_and_invoice(env):
    for order in env["sale.order"].search([("amazon_account_id", "!=", False)]):
        for move in order.picking_ids.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        order.picking_ids.button_validate()
        invoice = order._create_invoices()
        invoice.action_post()


def _is_done(env):
    documents = env["amazon.vendor.document"]
    unfinished = documents.search_count(
        [("state", "in", ["new", "ready", "sending", "sent"])], limit=1
    )
    unanswered = env["sale.order"].search_count(
        [("amazon_acknowledgement_state", "=", "to_acknowledge")], limit=1
    )
    return documents.search_count([], limit=1) and not unfinished and not unanswered


PLAYS = {
    "look_for_the_dead": look_for_the_dead,
    "prepare": prepare,
    "automate": automate,
    "open_shop": open_shop,
    "let_be_due": let_be_due,
    "work": work,
    "lane": run_lane,
    "lane_of": run_lane_of,
    "do_work": do_work,
    "watch": watch,
    "request_order": request_order,
    "request_reports": request_reports,
    "request_transport": request_transport,
    "send_by_hand": send_by_hand,
    "press": press,
    "ship": ship,
    "fetch": fetch,
    "acknowledge": acknowledge,
    "send": send,
    "poll": poll,
    "decide": decide,
    "deliver": deliver,
    "invoice": invoice,
    "do_invoice": do_invoice,
    "submit": submit,
    "press_send": press_send,
    "upload": upload,
    "book": book,
    "get_money": get_money,
    "bank": match_bank_lines,
    "undo": undo,
    "answer": answer,
    "look": look,
    "confirm": confirm,
    "change_while_running": change_while_running,
    "leave_lane": leave_lane,
    "owe": owe,
    "press_book": press_book,
    "pay_by_hand": pay_by_hand,
}
