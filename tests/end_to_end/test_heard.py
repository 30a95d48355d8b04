# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Everything that can fail is made to fail as it does in life, and somebody learns of it: who the
table says, where it says, and no later than it says."""

from pathlib import Path

from odoo import fields
from odoo.tests.common import tagged
from odoo.tools import mute_logger

from odoo.addons.acorn_iamazon.alarms import (
    ADMINISTRATOR,
    ALARMS,
    RESPONSIBLE,
    insert_table,
)

from .failures import FailureCase

TABLE = Path(__file__).parents[2] / "docs" / "alarms.md"
LOGGERS = (
    "odoo.addons.acorn_iamazon.models.exchange.amazon_vendor_failure",
    "odoo.addons.acorn_iamazon.models.exchange.amazon_vendor_account_lane",
)


@tagged("post_install", "-at_install")
class TestHeard(FailureCase):
    # === THE TEST === #

    def test_each_failure_reaches_a_person_in_time(self):
        for alarm in ALARMS.values():
            with self.subTest(alarm=alarm.code), self.env.cr.savepoint() as savepoint:
                self.mails = self.env["mail.mail"].search([])
                with mute_logger(*LOGGERS):
                    getattr(self, f"make_{alarm.code}")()
                    self.live(alarm.minutes, until=lambda alarm=alarm: self.find_asked(alarm))
                self.assert_heard(alarm)
                savepoint.rollback()
            self.begin_anew()

    def begin_anew(self):
        """What is rolled back in the database is not so in the caches and in the sandbox."""
        self.around.close()
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()
        self.sandbox.tell("scenario")
        self.start_clock()

    def find_asked(self, alarm):
        return self.env["mail.activity"].search(
            [("res_model", "=", alarm.model), ("amazon_key", "=like", f"{alarm.key}%")]
        )

    def assert_heard(self, alarm):
        asked = self.find_asked(alarm)
        self.assertTrue(asked, alarm.what)
        self.assertEqual(asked.user_id, self.get_person(alarm.who))
        self.assertTrue(asked[0].note, "it says what to do")
        mails = self.env["mail.mail"].search([]) - self.mails
        told = mails.filtered(lambda m: "admin@acorn.example" in m.recipient_ids.mapped("email"))
        self.assertEqual(bool(told), alarm.by_mail, alarm.what)

    def get_person(self, who):
        return {RESPONSIBLE: self.responsible, ADMINISTRATOR: self.admin}.get(who, self.seller)

    def test_at_least_twelve_kinds(self):
        self.assertGreaterEqual(len(ALARMS), 12)

    def test_what_goes_well_again_is_settled(self):
        self.make_fetch_stuck()
        self.live(15)
        self.sandbox.tell("clear_faults")
        self.make_order_not_applied()
        self.live()
        self.assertTrue(self.account._amazon_get_asked("apply"))
        self.account.document_ids.filtered(lambda d: d.state == "failed").action_ignore()
        self.order()
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
        remittance = self.make_settlement_undone()
        invoice = remittance.line_ids.move_id
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
        answer = self.make_unknown_fate()
        self.live(40)
        self.assertEqual(answer.state, "unknown")
        key = f"refused acknowledgement {answer.number}"
        self.assertTrue(answer.sale_order_id._amazon_get_asked(key))
        answer.action_mark_accepted("Vendor Central, Orders")
        self.assertFalse(answer.sale_order_id._amazon_get_asked(key))

    def test_refused_invoice_offers_its_support_case(self):
        self.make_invoice_refused()
        self.live()
        invoice = self.env["account.move"].search([("amazon_submission_state", "=", "rejected")])
        action = invoice.action_amazon_open_support_case()
        case = self.env[action["res_model"]].with_context(**action["context"]).create({})
        self.assertEqual(case.document_id, invoice._get_amazon_submissions()[:1])
        self.assertIn("Invalid tax", case.text)

    def test_table_is_of_today(self):
        text = TABLE.read_text()
        self.assertEqual(insert_table(text), text)
