# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Failures as they come about in life: Amazon does something, people press their buttons, time goes
by and the account's scheduled action works. Nothing here calls what is to be found: an alarm."""

from contextlib import ExitStack
from datetime import timedelta
from unittest.mock import patch

from cryptography.fernet import Fernet

from odoo import Command, fields
from odoo.tests.common import freeze_time, new_test_user

from odoo.addons.acorn_iamazon import secret_box
from odoo.addons.acorn_iamazon.spapi.session import LimitedSession
from odoo.addons.acorn_iamazon.tests.common import make_item, recent_order

from .common import TradeCase

KETTLE = "8806098286500"
FORECAST = "GET_VENDOR_FORECASTING_REPORT"
LONG = 9999  # calls: until the test is over
BUSY = {
    "status": 429,
    "content_type": "application/json",
    "body": '{"errors": [{"code": "QuotaExceeded", "message": "Slow down."}]}',
}
MAIL = """From: {sender}
To: advices@acorn.example
Subject: Remittance advice
Message-ID: <1@{sender}>
Content-Type: text/html

<p>Hello</p>"""
# What is of no matter here, and would ask Amazon many questions: its turn comes another day.
BESIDE = (
    "run_checks",
    "sweep_purchase_orders",
    "plan_demand",
    "send_digest",
    "fetch_transport",
    "fetch_payments",
)
FETCHED_UNTIL = ("fetched_until", "status_fetched_until", "remittances_fetched_until")


class FailureCase(TradeCase):
    """Each ``make_…`` lets the failure of that code come about, up to the moment at which it is
    there; that somebody hears of it is up to the scheduled action."""

    @classmethod
    def get_scenario(cls, fixture):
        return {**fixture.make_scenario(), "reports": {FORECAST: [{}]}}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "sales_team.group_sale_manager,acorn_iamazon.group_user"
        cls.responsible, cls.seller = (
            new_test_user(cls.env, name, groups=groups, email=f"{name}@acorn.example")
            for name in ("rita", "sam")
        )
        cls.admin = cls.env.ref("base.user_admin")
        cls.admin.email = "admin@acorn.example"
        cls.account.write(
            {
                "user_id": cls.responsible.id,
                "member_ids": [Command.set((cls.admin | cls.responsible | cls.seller).ids)],
                # It is not its first day.
                **dict.fromkeys(FETCHED_UNTIL, fields.Datetime.now() - timedelta(minutes=30)),
            }
        )
        cls.env["amazon.vendor.job"]._prepare_for(cls.account)

    def setUp(self):
        super().setUp()
        self.start_clock()
        self.addCleanup(lambda: self.around.close())
        self.put_aside(*BESIDE)

    def start_clock(self):
        """It stands still but for who moves it, until ``around`` is closed."""
        self.around = ExitStack()
        self.clock = self.around.enter_context(freeze_time(fields.Datetime.now()))

    # === TIME AND PEOPLE === #

    def get_job(self, work):
        return self.account.job_ids.filtered(lambda job: job.code == work)

    def put_aside(self, *works):
        for work in works:
            self.get_job(work).next_run_at = fields.Datetime.now() + timedelta(days=90)

    def travel(self, **time):
        """Let time go by in which no worker is there."""
        self.tick(timedelta(**time))

    def tick(self, time):
        """Also on the database's clock, by which the limits of calls are kept."""
        self.clock.tick(time)
        self.env.cr.execute(
            "UPDATE amazon_vendor_rate SET moment = moment - %s WHERE account_id = %s",
            [time.total_seconds(), self.account.id],
        )

    def live(self, minutes=0, until=lambda: False):
        """Let time go by; the scheduled action runs now, and whenever it wakes itself, but not
        twice in a minute, as cron workers look: in life it looks every ten minutes besides.

        :param until: whether that is enough already"""
        end = fields.Datetime.now() + timedelta(minutes=minutes)
        while True:
            self.account._run_lane()
            if until() or (now := fields.Datetime.now()) >= end:
                return
            due = max(self.account._get_next_due() or end, now + timedelta(minutes=1))
            self.tick(min(due, end) - now)

    def run_now(self, work):
        """Somebody presses Run Now, and the scheduled action runs."""
        self.get_job(work).action_run_now()
        self.live()

    def out_of_order(self, operation, **fault):
        """From now on Amazon does not do that."""
        self.sandbox.tell("fault", operation=operation, times=LONG, **fault)

    # === THE WAY OF AN ORDER, AS PEOPLE AND THE SCHEDULED ACTION GO IT === #

    def order(self, number="4HEARD01", sku=KETTLE):
        """Amazon orders, and it is fetched."""
        self.place(recent_order(number, make_item(sku, 3, "5.00")))
        self.run_now("fetch_purchase_orders")
        order = self.get_order(number)
        order.user_id = self.seller
        return order

    def answer(self):
        """:return: the answer to an order, not sent yet"""
        order = self.order()
        order.action_amazon_acknowledge()
        return order.amazon_document_ids.filtered(lambda d: d.kind == "acknowledgement")

    def send_answer(self):
        """:return: the answer, sent, and refused by nobody"""
        answer = self.answer()
        self.live()
        self.assertEqual(answer.state, "sent", answer.error_message)
        return answer

    def ship_order(self):
        """:return: the order, delivered; Amazon knows it"""
        order = self.send_answer().sale_order_id
        self.ship(order)
        self.live(1)
        self.assertEqual(order.picking_ids.mapped("amazon_shipment_state"), ["accepted"])
        return order

    def send_invoice(self):
        """:return: the invoice of a delivered order, sent"""
        invoice = self.ship_order()._create_invoices()
        invoice.invoice_user_id = self.seller
        invoice.action_post()
        invoice.action_amazon_submit()
        self.live()
        self.assertEqual(invoice._get_amazon_submissions().mapped("state"), ["sent"])
        return invoice

    def receive_payment(self):
        """:return: what Amazon paid of an invoice, matched"""
        invoice = self.send_invoice()
        number = self.sandbox.tell("pay")["payment_number"]
        self.account.action_request_fetch_remittances()
        self.live()
        remittance = self.env["amazon.vendor.remittance"].search([("name", "=", number)])
        self.assertEqual(remittance.state, "matched")
        self.assertEqual(remittance.line_ids.move_id, invoice)
        return remittance

    # === ONE FOR EACH === #

    def make_account_put_off(self):
        self.out_of_order("getPurchaseOrders", **BUSY)

    def make_order_nearly_late(self):
        order = self.order()
        hours = self.account.alert_hours
        soon = order.amazon_acknowledge_by - timedelta(hours=hours, minutes=1)
        self.tick(soon - fields.Datetime.now())
        self.live()
        self.assertFalse(order._amazon_get_asked("deadline"), "it has time still")
        self.travel(minutes=1)

    def make_answer_not_shown(self):
        self.sandbox.tell("settings", ignore_acknowledgements=True)
        self.send_answer()

    def make_answer_differs(self):
        answer = self.send_answer()
        self.sandbox.tell("acknowledged", number=answer.number, line="1", accepted=2, rejected=1)
        self.live(30)

    def make_invoice_late(self):
        self.sandbox.tell("settings", invoice_seconds=10**7)
        invoice = self.send_invoice()
        self.live(20)
        self.travel(hours=self.account.invoice_accept_hours - 2)
        self.live()
        self.assertFalse(invoice._amazon_get_asked("late"), "it has time still")
        self.travel(minutes=100)

    def make_remittances_refused(self):
        self.sandbox.tell("settings", remittance_marketplaces=[])
        self.get_job("fetch_remittances").action_run_now()

    def make_order_not_applied(self):
        self.place(recent_order("4HEARD02", make_item("UNKNOWN", 3, "5.00")))
        self.get_job("fetch_purchase_orders").action_run_now()

    def make_record_failed(self):
        """The company has no journal for the invoice."""
        self.account.invoice_automatically = True
        self.put_aside("create_invoices")
        self.ship_order()
        journals = self.env["account.journal"].search(
            [("type", "=", "sale"), ("company_id", "=", self.env.company.id)]
        )
        drafts = [("journal_id", "in", journals.ids), ("state", "=", "draft")]
        self.env["account.move"].search(drafts).unlink()
        journals.active = False
        self.get_job("create_invoices").action_run_now()

    def make_fetch_stuck(self):
        self.out_of_order("getPurchaseOrders", cut="before")

    def make_poll_stuck(self):
        self.send_answer()
        self.travel(minutes=1)
        self.out_of_order("getTransaction", cut="before")

    def make_job_dead(self):
        """What kills the worker is not to be caught."""
        self.put_aside("fetch_order_status", "fetch_remittances")
        with patch.object(LimitedSession, "send", side_effect=SystemExit):
            for _time in range(2):
                self.travel(minutes=10)
                try:
                    self.live(5)
                except SystemExit:
                    continue
                self.fail("the worker lived on")

    def make_key_missing(self):
        key = Fernet.generate_key().decode()
        self.around.enter_context(patch.object(secret_box, "_get_key_of_file", lambda: key))
        self.account.invalidate_recordset()

    def make_database_copied(self):
        self.env["ir.config_parameter"].set_param("database.uuid", "another")
        self.account.invalidate_recordset()

    def make_token_revoked(self):
        self.order()
        self.sandbox.tell("revoke")
        self.get_job("fetch_purchase_orders").action_run_now()

    def make_credentials_age(self):
        self.account.authorised_at = fields.Datetime.now() - timedelta(days=340)
        self.put_aside(*self.account.job_ids.mapped("code"))
        self.get_job("run_checks").next_run_at = fields.Datetime.now() + timedelta(days=1)

    def make_role_refused(self):
        self.sandbox.tell("settings", missing_roles=["getPurchaseOrders"])

    def make_document_refused(self):
        self.send_answer()
        self.sandbox.tell("fail_transaction", operation="submitAcknowledgement")
        self.travel(minutes=1)

    def make_unknown_fate(self):
        """The answer is lost, and Amazon shows quantities that are not ours."""
        answer = self.answer()
        self.sandbox.tell("fault", operation="submitAcknowledgement", cut="after")
        self.live()
        self.sandbox.tell("acknowledged", number=answer.number, line="1", accepted=1, rejected=2)
        return answer

    def make_wish_failed(self):
        wish = self.env["amazon.vendor.fetch.request"].create(
            {"account_id": self.account.id, "number": "4NOTHERE"}
        )
        wish.action_request()

    def make_report_failed(self):
        """Amazon's report is no report."""
        self.sandbox.tell("settings", report_content="<html>", report_packed=False)
        self.ask_for_report()

    def ask_for_report(self):
        self.account.report_schedule_ids = [Command.create({"report_type": FORECAST})]
        self.account.action_request_reports()

    def make_invoice_refused(self):
        self.send_invoice()
        error = {"code": "INVALID_TAX", "message": "Invalid tax", "details": ""}
        self.sandbox.tell("fail_transaction", operation="submitInvoices", errors=[error])
        self.travel(minutes=1)

    def make_mail_unread(self):
        self.receive_mail("payments@amazon.example")

    def make_mail_refused(self):
        self.receive_mail("stranger@evil.example")

    def receive_mail(self, sender):
        domain = self.env["mail.alias.domain"].search([], limit=1) or self.env[
            "mail.alias.domain"
        ].create({"name": "acorn.example"})
        domain.name = "acorn.example"
        self.account.write(
            {
                "remittance_senders": "payments@amazon.example",
                "alias_name": "advices",
                "alias_domain_id": domain.id,
            }
        )
        self.account.alias_id.alias_status = "valid"
        self.env["mail.thread"].message_process(False, MAIL.format(sender=sender))

    def make_remittance_not_booked(self):
        """The books are closed on the day on which Amazon paid."""
        self.account.book_automatically = True
        self.put_aside("book_remittances")
        remittance = self.receive_payment()
        self.env.company.fiscalyear_lock_date = remittance.date
        self.account.action_request_book_remittances()

    def make_bank_unmatched(self):
        """The bank kept a fee, and no account is chosen for it."""
        self.env.company.chart_template = "us"  # has none to propose
        self.account.write({"bank_fee_limit": 5.0, "bank_fee_account_id": False})
        remittance = self.receive_payment()
        remittance.action_post()
        self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.account._get_remittance_journal().id,
                "date": remittance.date,
                "payment_ref": f"AMAZON {remittance.name}",
                "amount": remittance.amount - 1.0,
            }
        )

    def make_settlement_undone(self):
        remittance = self.receive_payment()
        remittance.action_post()
        self.take_apart(remittance.line_ids.move_id)
        return remittance

    def take_apart(self, invoice):
        groups = "account.group_account_manager"
        accountant = new_test_user(
            self.env, f"apart-{len(self.env['res.users'].search([]))}", groups=groups
        )
        invoice.with_user(accountant).line_ids.remove_move_reconcile()
