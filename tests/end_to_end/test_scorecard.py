# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The scorecard tells how the trade went, from the first acknowledgement to the payment."""

from odoo.tests.common import new_test_user, tagged

from odoo.addons.acorn_iamazon.tests.common import make_item, recent_order

from .common import TradeCase


@tagged("post_install", "-at_install")
class TestScorecard(TradeCase):
    def get_rates(self):
        self.env.flush_all()
        groups = self.env["amazon.vendor.scorecard"]._read_group(
            [("account_id", "=", self.account.id)], ["measure"], ["rate:avg"]
        )
        return dict(groups)

    def test_account_without_trade_has_nothing_to_measure(self):
        self.assertEqual(self.get_rates(), {})
        self.assertFalse(self.account.scorecard)

    def test_order_that_went_well_all_the_way(self):
        self.trade()
        rates = self.get_rates()
        self.assertEqual(
            {name: rates[name] for name in ("confirmation", "invoice_acceptance")},
            {"confirmation": 100.0, "invoice_acceptance": 100.0},
        )
        self.assertEqual(rates["on_time_acknowledgement"], 100.0)
        self.assertEqual(rates["on_time_notice"], 100.0)

    def test_shortage_counts_against_what_was_paid(self):
        invoice = self.trade()
        self.get_paid(**{invoice.name: "229.47"})
        rates = self.get_rates()
        self.assertAlmostEqual(rates["shortage"], 100 * 229.47 / invoice.amount_total, delta=0.01)
        self.assertEqual(rates["chargeback"], 0)
        self.assertIn("days_to_pay", rates)

    def test_rate_of_a_group_is_weighted_by_the_units(self):
        self.place(
            recent_order("SMALL001", make_item("8806098286500", 10, "10.00")),
            recent_order("LARGE001", make_item("8806098286500", 90, "10.00")),
        )
        self.account.action_fetch_purchase_orders()
        self.get_order("SMALL001").order_line.product_uom_qty = 0
        for number in ("SMALL001", "LARGE001"):
            self.get_order(number).action_amazon_acknowledge()
        self.account.action_send_documents()
        # 0 of 10 and 90 of 90 are 90 of 100, not half.
        self.assertEqual(self.get_rates()["confirmation"], 90.0)

    def test_tile_shows_what_misses_its_target(self):
        invoice = self.trade()
        self.get_paid(**{invoice.name: "229.47"})
        self.env.flush_all()
        lines = {line["measure"]: line for line in self.account.scorecard}
        self.assertTrue(lines["confirmation"]["is_met"])
        self.assertFalse(lines["shortage"]["is_met"], "less would be better")

    def test_target_of_an_account_goes_before_the_general_one(self):
        self.trade()
        self.env["amazon.vendor.target"].create(
            {"measure": "confirmation", "account_id": self.account.id, "target": 101}
        )
        self.env.flush_all()
        lines = {line["measure"]: line for line in self.account.scorecard}
        self.assertFalse(lines["confirmation"]["is_met"])

    def test_stranger_sees_no_scorecard(self):
        self.trade()
        stranger = new_test_user(self.env, "score-stranger", groups="acorn_iamazon.group_user")
        self.env.flush_all()
        scores = self.env["amazon.vendor.scorecard"].with_user(stranger)
        self.assertFalse(scores.search([]))
        self.assertFalse(scores._read_group([], ["measure"], ["rate:avg"]))
