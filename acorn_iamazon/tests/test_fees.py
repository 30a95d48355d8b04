# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import date, datetime, timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.tests.common import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import AmazonCase


@tagged("post_install", "-at_install")
class TestFees(TransactionCase):
    """The table of fees that comes with the addon: dated, with its sources."""

    def get_rate(self, kind, day, days_in_window=0, country="us", share=1.0):
        marketplace = self.env.ref(f"acorn_iamazon.marketplace_{country}")
        day = date.fromisoformat(day)
        start = day - timedelta(days=days_in_window)
        fees = self.env["amazon.vendor.fee"]._get_all()
        return fees._get_rate(kind, day, marketplace, start, share)

    def test_each_rate_says_where_it_is_from(self):
        fees = self.env["amazon.vendor.fee"].with_context(active_test=False).search([])
        self.assertTrue(fees)
        self.assertFalse(fees.filtered(lambda fee: not fee.source))

    def test_what_is_never_delivered_costs_half_in_north_america_since_july_2025(self):
        self.assertEqual(self.get_rate("not_filled", "2025-07-20"), 10)
        self.assertEqual(self.get_rate("not_filled", "2025-07-21"), 5)
        self.assertEqual(self.get_rate("not_filled", "2026-01-15", country="de"), 10)

    def test_reducing_is_free_on_the_first_business_days_of_the_window(self):
        # 15 January 2026 is a Thursday: with a weekend in between, seven days are five.
        self.assertEqual(self.get_rate("down_confirmed", "2026-01-15", 6), 0)
        self.assertEqual(self.get_rate("down_confirmed", "2026-01-15", 7), 3)
        self.assertEqual(self.get_rate("down_confirmed", "2026-01-15", 5, country="de"), 3)

    def test_delivering_beyond_the_order_costs_all_of_it_since_july_2025(self):
        self.assertEqual(self.get_rate("overage", "2025-06-30"), 0)
        self.assertEqual(self.get_rate("overage", "2026-01-15"), 100)

    def test_rejecting_in_time_costs_what_the_table_says_beyond_the_free_share(self):
        self.assertEqual(self.get_rate("rejected", "2026-01-15"), 0)
        # Whose products are of the categories that Amazon charges it for activates the line.
        self.env.ref("acorn_iamazon.fee_rejected").active = True
        self.assertAlmostEqual(self.get_rate("rejected", "2026-01-15"), 2.4)
        self.assertAlmostEqual(self.get_rate("rejected", "2026-01-15", share=0.4), 1.5)
        self.assertEqual(self.get_rate("rejected", "2026-01-15", share=0.2), 0)

    def test_amounts_per_unit_are_those_of_the_country(self):
        fees = self.env["amazon.vendor.fee"]._get_all()
        day = date(2026, 3, 1)
        found = {
            code: fees._get_fee("label", day, self.env.ref(f"acorn_iamazon.marketplace_{code}"))
            for code in ("de", "uk", "us")
        }
        self.assertEqual((found["de"].amount, found["de"].currency_id.name), (0.14, "EUR"))
        self.assertEqual((found["uk"].amount, found["uk"].currency_id.name), (0.12, "GBP"))
        self.assertFalse(found["us"])

    def test_line_of_a_marketplace_goes_before_a_newer_one_of_all(self):
        fees = self.env["amazon.vendor.fee"]
        fees.create({"kind": "not_filled", "date_from": "2026-02-01", "percent": 7, "source": "x"})
        self.assertEqual(self.get_rate("not_filled", "2026-03-01"), 5)
        self.assertEqual(self.get_rate("not_filled", "2026-03-01", country="de"), 7)

    def test_amount_without_a_currency_is_refused(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.env["amazon.vendor.fee"].create(
                {"kind": "label", "date_from": "2026-02-01", "amount": 0.2}
            )


@tagged("post_install", "-at_install")
class TestDeadlines(AmazonCase):
    """How long Amazon waits for an answer: by the table, or as an account has it."""

    def get_deadline(self, ordered_at, country="us"):
        self.account.marketplace_ids = self.env.ref(f"acorn_iamazon.marketplace_{country}")
        return str(self.account._get_acknowledge_by(datetime.fromisoformat(ordered_at)))

    def add_rule(self, country="us", **values):
        self.env["amazon.vendor.deadline"].create(
            {
                "date_from": "2026-06-01",
                "hours": 24,
                "days": "business",
                "marketplace_ids": [
                    Command.set(self.env.ref(f"acorn_iamazon.marketplace_{country}").ids)
                ],
                "source": "Vendor Central, 1 June 2026",
                **values,
            }
        )

    def test_answer_is_due_within_24_hours(self):
        self.assertEqual(self.get_deadline("2026-12-04 22:00:00"), "2026-12-05 22:00:00")

    def test_hours_of_business_days_stand_still_on_the_weekend_of_the_country(self):
        self.add_rule()
        self.assertEqual(self.get_deadline("2026-12-04 22:00:00"), "2026-12-07 22:00:00")
        self.add_rule("sa")
        # In Riyadh Friday and Saturday are the weekend.
        self.assertEqual(self.get_deadline("2026-12-03 10:00:00", "sa"), "2026-12-06 10:00:00")

    def test_saturday_begins_where_the_marketplace_is(self):
        self.add_rule()
        # 03:00 UTC of Saturday is still Friday in New York: two hours run before the weekend.
        self.assertEqual(self.get_deadline("2026-12-05 03:00:00"), "2026-12-08 03:00:00")

    def test_rule_of_a_country_and_a_day_leaves_the_others_alone(self):
        self.add_rule(hours=48, days="all")
        self.assertEqual(self.get_deadline("2026-12-01 10:00:00"), "2026-12-03 10:00:00")
        self.assertEqual(self.get_deadline("2026-12-01 10:00:00", "de"), "2026-12-02 10:00:00")
        self.assertEqual(self.get_deadline("2026-05-29 10:00:00"), "2026-05-30 10:00:00")

    def test_hours_of_the_account_go_before_the_table(self):
        self.account.acknowledgement_hours = 12
        self.assertEqual(self.get_deadline("2026-12-01 10:00:00"), "2026-12-01 22:00:00")

    def test_without_a_rule_nobody_is_told_a_deadline(self):
        self.env["amazon.vendor.deadline"].search([]).active = False
        self.assertEqual(self.get_deadline("2026-12-01 10:00:00"), "False")

    def test_each_rule_says_where_it_is_from(self):
        rules = self.env["amazon.vendor.deadline"].search([])
        self.assertTrue(rules)
        self.assertFalse(rules.filtered(lambda rule: not rule.source))
