# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Everything that can fail is made to fail, and somebody learns of it."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from cryptography.fernet import Fernet

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests.common import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.acorn_iamazon import secret_box
from odoo.addons.acorn_iamazon.alarms import ALARMS, insert_table
from odoo.addons.acorn_iamazon.spapi import DataError
from odoo.addons.acorn_iamazon.spapi.errors import AuthorisationError, ThrottledError
from odoo.addons.acorn_iamazon.tests.common import make_item, make_purchase_order

from .common import TradeCase

TABLE = Path(__file__).parents[2] / "docs" / "alarms.md"
LOGGERS = (
    "odoo.addons.acorn_iamazon.models.exchange.amazon_vendor_failure",
    "odoo.addons.acorn_iamazon.models.exchange.amazon_vendor_account_lane",
)


@tagged("post_install", "-at_install")
class TestHeard(TradeCase):
    def setUp(self):
        super().setUp()
        admin = self.env.ref("base.user_admin")
        admin.email = "admin@acorn.example"
        self.account.member_ids = admin
        self.mails = self.env["mail.mail"].search([])

    def break_off(self, record, work, error=None):
        """Some work raises with the record."""
        error = error or UserError("Choose a journal.")

        def do(_record):
            raise error

        self.account._work_through(work, record, do)

    def make_order(self):
        self.receive(make_purchase_order("4HEARD01", [make_item("8806098286500", 3, "5.00")]))
        return self.get_order("4HEARD01")

    def make_answer(self):
        order = self.make_order()
        order.action_amazon_acknowledge()
        answer = order.amazon_document_ids.filtered(lambda d: d.kind == "acknowledgement")
        answer.write({"state": "sending", "attempts": 1, "sending_at": "2026-11-20 08:00:00"})
        return answer

    def make_mail(self, sender):
        self.account.remittance_senders = "payments@amazon.example"
        mail = self.env["amazon.vendor.remittance.mail"].create(
            {"account_id": self.account.id, "email_from": sender}
        )
        mail.message_post(body="Hello", message_type="email", email_from=sender)

    def make_remittance(self):
        return self.env["amazon.vendor.remittance"].create(
            {
                "name": "400100999",
                "account_id": self.account.id,
                "date": "2026-11-20",
                "currency_id": self.env.company.currency_id.id,
                "amount": 10,
                "source": "spreadsheet",
            }
        )

    def fail_twice(self, model, method, run):
        with patch.object(type(self.env[model]), method, side_effect=ValueError("no number")):
            for _time in range(2):
                with suppress(ValueError):
                    run()

    # === ONE FOR EACH === #

    def make_account_put_off(self):
        error = ThrottledError("QuotaExceeded", operation="getPurchaseOrders")
        run = self.account.action_fetch_purchase_orders
        with patch.object(
            type(self.env["amazon.vendor.kind.purchase.order"]), "_fetch", side_effect=error
        ):
            for _time in range(9):
                run()
            self.assertFalse(self.account._amazon_get_asked("job fetch_purchase_orders"))
            run()

    def make_order_nearly_late(self):
        self.make_order().amazon_acknowledge_by = fields.Datetime.now() + timedelta(minutes=5)
        self.env["sale.order"]._amazon_alert_deadlines(self.account)

    def make_answer_not_shown(self):
        answer = self.make_answer()
        answer.write({"sent_at": "2026-11-20 08:00:00", "comparison_state": "waiting"})
        answer._set_evidence("accepted", "silence", False)
        self.account.status_fetched_until = fields.Datetime.now()
        answer._compare_acknowledgements(self.account)

    def make_answer_differs(self):
        self.make_answer()._set_comparison(["Line 1: acknowledged were 3, Amazon shows 2."])

    def make_invoice_late(self):
        invoice = self.trade()
        invoice._amazon_open_late_activity(invoice._get_amazon_submissions()[:1])

    def make_remittances_refused(self):
        error = AuthorisationError("Denied.", status=403, operation="getRemittanceHeaders")
        self.account._leave_remittances_in_peace(error)

    def make_order_not_applied(self):
        self.receive(make_purchase_order("4HEARD02", [make_item("UNKNOWN", 3, "5.00")]))

    def make_record_failed(self):
        self.break_off(self.make_order(), "acknowledge_orders")

    def make_fetch_stuck(self):
        run = self.account.action_fetch_purchase_orders
        self.fail_twice("amazon.vendor.kind.purchase.order", "_fetch", run)

    def make_poll_stuck(self):
        run = self.account.action_poll_transactions
        self.fail_twice("amazon.vendor.document", "_poll_sent", run)

    def make_job_dead(self):
        job = self.account.job_ids.filtered(lambda job: job.code == "plan_demand")
        for _time in range(2):
            job._set_started()
            job._end_interrupted()

    def make_key_missing(self):
        key = Fernet.generate_key().decode()
        with patch.object(secret_box, "_get_key_of_file", lambda: key):
            self.account.invalidate_recordset()
            self.account._run_lane()

    def make_database_copied(self):
        self.env["ir.config_parameter"].set_param("database.uuid", "another")
        self.account.invalidate_recordset()
        self.account._run_lane()

    def make_token_revoked(self):
        self.sandbox.tell("revoke")
        self.env["amazon.vendor.token"].search([]).unlink()
        self.account.action_fetch_purchase_orders()

    def make_credentials_age(self):
        self.account.authorised_at = fields.Datetime.now() - timedelta(days=340)
        self.account.action_run_checks()

    def make_role_refused(self):
        error = AuthorisationError("Denied.", status=403, operation="getPurchaseOrders")
        self.account._note_refused_operation("fetch_purchase_orders", error)

    def make_document_refused(self):
        self.make_answer()._set_evidence("rejected", False, "Wrong quantity")

    def make_unknown_fate(self):
        self.make_answer()._ask_person_about_fate()

    def make_wish_failed(self):
        wish = self.env["amazon.vendor.fetch.request"].create(
            {"account_id": self.account.id, "number": "4NOTHERE"}
        )
        orders = type(self.env["amazon.vendor.kind.purchase.order"])
        with patch.object(orders, "_store_number", side_effect=DataError("Not found.")):
            wish._serve(None)

    def make_report_failed(self):
        self.env["amazon.vendor.report"].create(
            {
                "account_id": self.account.id,
                "marketplace_id": self.account.marketplace_ids[:1].id,
                "report_type": "GET_VENDOR_SALES_REPORT",
                "start_date": "2026-11-02",
                "end_date": "2026-11-08",
            }
        )._fail("Reports need the role Brand Analytics.")

    def make_invoice_refused(self):
        invoice = self.trade()
        document = invoice._get_amazon_submissions()[:1]
        document._set_evidence("rejected", False, "Invalid tax")

    def make_mail_unread(self):
        self.make_mail("payments@amazon.example")

    def make_mail_refused(self):
        self.make_mail("stranger@evil.example")

    def make_remittance_not_booked(self):
        self.break_off(self.make_remittance(), "book_remittances")

    def make_bank_unmatched(self):
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.account._get_remittance_journal().id,
                "date": "2026-11-21",
                "payment_ref": "AMAZON 400100999",
                "amount": 10.0,
            }
        )
        self.break_off(line, "match_bank_lines")

    def make_settlement_undone(self):
        invoice = self.trade()
        self.get_paid().action_post()
        self.take_apart(invoice)
        return invoice

    def take_apart(self, invoice):
        groups = "account.group_account_manager"
        accountant = new_test_user(
            self.env, f"apart-{len(self.env['res.users'].search([]))}", groups=groups
        )
        invoice.with_user(accountant).line_ids.remove_move_reconcile()

    # === THE TEST === #

    def test_each_failure_reaches_a_person(self):
        for alarm in ALARMS.values():
            with self.subTest(alarm=alarm.code), self.env.cr.savepoint() as savepoint:
                with mute_logger(*LOGGERS):
                    getattr(self, f"make_{alarm.code}")()
                self.assert_heard(alarm)
                savepoint.rollback()
            # What is rolled back in the database is not in the caches and in the sandbox.
            self.env.invalidate_all()
            self.env.registry.clear_all_caches()
            self.sandbox.tell("scenario")

    def assert_heard(self, alarm):
        asked = self.env["mail.activity"].search(
            [("res_model", "=", alarm.model), ("amazon_key", "=like", f"{alarm.key}%")]
        )
        self.assertTrue(asked, alarm.what)
        self.assertTrue(asked[0].user_id.active)
        self.assertTrue(asked[0].note, "it says what to do")
        mails = self.env["mail.mail"].search([]) - self.mails
        told = mails.filtered(lambda m: "admin@acorn.example" in m.recipient_ids.mapped("email"))
        self.assertEqual(bool(told), alarm.by_mail, alarm.what)

    def test_at_least_twelve_kinds(self):
        self.assertGreaterEqual(len(ALARMS), 12)

    def test_what_goes_well_again_is_settled(self):
        self.make_fetch_stuck()
        self.account.action_fetch_purchase_orders()
        self.make_order_not_applied()
        self.account.document_ids.filtered(lambda d: d.state == "failed").action_ignore()
        self.receive(make_purchase_order("4HEARD03", [make_item("8806098286500", 3, "5.00")]))
        self.assertFalse(self.account._amazon_get_asked("apply", "job fetch_purchase_orders"))

    def test_authorisation_that_was_renewed_is_settled(self):
        self.make_credentials_age()
        self.account.action_run_checks()
        asked = self.account._amazon_get_asked("age authorisation_age warning")
        self.assertEqual(len(asked), 1)
        self.account.action_run_checks()
        again = self.account._amazon_get_asked("age authorisation_age warning")
        self.assertEqual(again, asked, "not asked anew each day")
        self.account.authorised_at = fields.Datetime.now()
        self.account.action_run_checks()
        self.assertFalse(
            self.account.activity_ids.filtered(lambda a: "age" in (a.amazon_key or ""))
        )

    def test_settlement_that_is_made_again_or_undone_is_settled(self):
        invoice = self.make_settlement_undone()
        remittance = invoice.amazon_remittance_line_ids.remittance_id
        self.assertIn(invoice.name, remittance.activity_ids.summary)
        item = remittance.payment_id.move_id.line_ids.filtered(
            lambda one: one.account_type == "asset_receivable" and not one.reconciled
        )
        (item | invoice._amazon_get_receivable()).reconcile()
        self.assertFalse(remittance.activity_ids)
        self.take_apart(invoice)
        self.assertTrue(remittance.activity_ids)
        remittance.action_unpost()
        self.assertFalse(remittance.activity_ids)

    def test_document_that_amazon_has_after_all_is_settled(self):
        answer = self.make_answer()
        answer._ask_person_about_fate()
        key = f"refused acknowledgement {answer.number}"
        self.assertTrue(answer.sale_order_id._amazon_get_asked(key))
        answer.action_mark_accepted("Vendor Central, Orders")
        self.assertFalse(answer.sale_order_id._amazon_get_asked(key))

    def test_refused_invoice_offers_its_support_case(self):
        self.make_invoice_refused()
        invoice = self.env["account.move"].search([("amazon_submission_state", "=", "rejected")])
        action = invoice.action_amazon_open_support_case()
        case = self.env[action["res_model"]].with_context(**action["context"]).create({})
        self.assertEqual(case.document_id, invoice._get_amazon_submissions()[:1])
        self.assertIn("Invalid tax", case.text)

    def test_one_failure_by_chance_writes_to_nobody(self):
        orders = type(self.env["amazon.vendor.kind.purchase.order"])
        with patch.object(orders, "_fetch", side_effect=ValueError), suppress(ValueError):
            self.account.action_fetch_purchase_orders()
        self.assertFalse(self.account._amazon_get_asked("job fetch_purchase_orders"))

    def test_table_is_of_today(self):
        text = TABLE.read_text()
        self.assertEqual(insert_table(text), text)
