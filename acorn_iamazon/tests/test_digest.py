# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import fields
from odoo.tests.common import new_test_user, tagged

from ..spapi import DataError
from ..spapi.vendor_report import get_period_start
from .common import AmazonCase, make_item, make_purchase_order

STEADY = [20.0, 22.0, 18.0, 20.0, 19.0, 21.0, 20.0, 20.0, 22.0, 18.0]


@tagged("post_install", "-at_install")
class TestDigest(AmazonCase):
    """One message a day tells what needs attention; a day without trouble has none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.member = new_test_user(cls.env, "digest-member", groups="acorn_iamazon.group_user")
        cls.account.member_ids = cls.member
        cls.week = get_period_start("WEEK", fields.Date.today())

    def make_plan(self, **values):
        return self.env["amazon.vendor.plan"].create(
            {
                "account_id": self.account.id,
                "product_id": self.kettle.id,
                "warehouse_id": self.warehouse.id,
                "state": "planned",
                "proposed_source": "own",
                "first_week": self.week,
                "own_demand": [20.0] * 12,
                "history": STEADY,
                "lead_days": 14,
                "on_hand": 1000,
                **values,
            }
        )

    def get_digests(self):
        return self.env["mail.message"].search([("subject", "=", "ACORN US: what needs attention")])

    def send(self):
        self.account.action_send_digest()
        return self.get_digests()

    def test_day_without_trouble_has_no_message(self):
        self.make_plan()
        self.assertFalse(self.send())

    def test_product_that_runs_out_is_told_to_the_members(self):
        self.make_plan(on_hand=30)
        message = self.send()
        self.assertIn("Kettle 1.7 l", message.body)
        self.assertIn(str(self.week + timedelta(weeks=1)), message.body)
        self.assertEqual(message.notified_partner_ids, self.member.partner_id)

    def test_what_failed_comes_first(self):
        self.make_plan(on_hand=30)
        self.receive(make_purchase_order("4DIGEST1", [make_item("UNKNOWN", 3, "5.00")]))
        self.account._work_through("acknowledge_orders", ["4DIGEST2"], self.refuse)
        job = self.account.job_ids.filtered(lambda job: job.code == "fetch_purchase_orders")
        job.write({"failures_in_a_row": 2, "state": "failed", "message": "Amazon is away."})
        body = self.send().body
        places = [
            body.index(text)
            for text in ("Amazon is away.", "4DIGEST1", "4DIGEST2: Choose a carrier.", "Kettle")
        ]
        self.assertEqual(places, sorted(places))

    def refuse(self, _item):
        raise DataError("Choose a carrier.", status=400)

    def test_what_mends_itself_is_no_message(self):
        job = self.account.job_ids.filtered(lambda job: job.code == "fetch_purchase_orders")
        job.write({"failures_in_a_row": 1, "state": "failed", "message": "Amazon is away."})
        self.assertFalse(self.send())

    def test_week_far_above_the_usual_is_told(self):
        self.make_plan(history=[*STEADY, 70.0])
        self.assertIn("70 units", self.send().body)

    def test_week_somewhat_above_the_usual_is_not(self):
        self.make_plan(history=[*STEADY, 24.0])
        self.assertFalse(self.send())

    def test_all_of_a_day_is_one_message_and_the_next_day_has_its_own(self):
        self.make_plan(on_hand=30, history=[*STEADY, 70.0])
        self.assertEqual(len(self.send()), 1)
        self.assertEqual(len(self.send()), 1)
        self.account.digest_date -= timedelta(days=1)
        self.assertEqual(len(self.send()), 2)

    def test_long_list_is_cut_and_says_so(self):
        for number in range(14):
            product = self.make_product(f"Kettle {number}", f"SKU{number}")
            self.make_plan(product_id=product.id, on_hand=0)
        self.assertIn("and 4 more", self.send().body)

    def acknowledge(self, number, weeks_ago, ordered, accepted):
        self.receive(make_purchase_order(number, [make_item("8806098286500", ordered, "5.00")]))
        order = self.get_order(number)
        order.order_line.product_uom_qty = accepted
        order.amazon_purchase_order_date = self.week - timedelta(weeks=weeks_ago, days=-2)
        order.action_confirm()
        self.account.document_ids.filtered(lambda d: d.direction == "out").write(
            {"state": "accepted", "attempts": 1}
        )

    def test_falling_confirmation_rate_is_told(self):
        self.acknowledge("BEFORE01", 8, 100, 100)
        self.acknowledge("RECENT01", 2, 100, 80)
        self.assertIn("80.0 in the last four weeks, 100.0 in the eight before", self.send().body)

    def test_steady_confirmation_rate_is_not(self):
        self.acknowledge("BEFORE01", 8, 100, 98)
        self.acknowledge("RECENT01", 2, 100, 97)
        self.assertFalse(self.send())

    def test_less_accepted_than_amazon_expected_is_told(self):
        report = self.env["amazon.vendor.report"].create(
            {
                "account_id": self.account.id,
                "marketplace_id": self.account.marketplace_ids[:1].id,
                "report_type": "GET_VENDOR_FORECASTING_REPORT",
                "start_date": self.week,
                "end_date": self.week,
            }
        )
        model = self.env["amazon.vendor.forecast"]
        week = self.week - timedelta(weeks=2)
        model._upsert(
            [
                {
                    **model._get_common_values(report),
                    "asin": "B07K1M9RXT",
                    "product_id": self.kettle.id,
                    "generated_on": week,
                    "start_date": week,
                    "end_date": week + timedelta(days=6),
                    **dict.fromkeys(("mean_units", "p70_units", "p80_units", "p90_units"), 100),
                }
            ]
        )
        self.acknowledge("RECENT01", 2, 79, 79)
        self.assertIn("79 accepted, 100 expected by Amazon", self.send().body)

    def test_account_may_do_without(self):
        self.account.digest_daily = False
        self.make_plan(on_hand=30)
        self.run_due("send_digest")
        self.assertFalse(self.get_digests())
