# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The scorecard tells how the trade went, from the first acknowledgement to the payment."""

from odoo import Command
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

    def test_measures_are_not_added_up(self):
        self.trade()
        self.env.flush_all()
        scores = self.env["amazon.vendor.scorecard"]
        [(of_all,)] = scores._read_group([("account_id", "=", self.account.id)], [], ["rate:avg"])
        self.assertFalse(of_all)

    def test_what_is_expected_or_cancelled_is_not_paid(self):
        invoice = self.trade()
        remittance = self.get_paid(**{invoice.name: "229.47"})
        for state in ("expected", "cancelled"):
            remittance.state = state
            rates = self.get_rates()
            self.assertNotIn("shortage", rates, state)
            self.assertNotIn("days_to_pay", rates, state)

    def test_measures_of_invoices_know_the_vendor_code(self):
        invoice = self.trade()
        self.get_paid(**{invoice.name: "229.47"})
        code = invoice.invoice_line_ids.sale_line_ids.order_id.amazon_code_id
        self.assertTrue(code)
        self.env.flush_all()
        found = self.env["amazon.vendor.scorecard"].search([("account_id", "=", self.account.id)])
        of_code = found.filtered(lambda score: score.code_id == code).mapped("measure")
        for measure in ("invoice_acceptance", "days_to_pay"):
            self.assertIn(measure, of_code)

    def test_payments_in_two_currencies_count_in_the_companys(self):
        euro = self.env.ref("base.EUR")
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "name": "2020-01-01", "rate": 0.5}
        )
        invoice = self.trade()
        remittance = self.get_paid(**{invoice.name: "229.47"})
        before = self.get_rates()["shortage"]
        self.add_payment(remittance, euro, 1000, invoice)
        # 1000 EUR are 2000 of the company's dollars.
        paid = sum(
            line.paid for line in remittance.line_ids.filtered(lambda line: line.kind == "invoice")
        )
        self.assertAlmostEqual(
            self.get_rates()["shortage"], before * paid / (paid + 2000), delta=0.01
        )

    def add_payment(self, remittance, currency, amount, invoice):
        """Amazon pays an invoice in another currency, without a deduction."""
        self.env["amazon.vendor.remittance"].create(
            {
                "account_id": self.account.id,
                "name": "EURO0001",
                "source": remittance.source,
                "date": remittance.date,
                "currency_id": currency.id,
                "amount": amount,
                "line_ids": [
                    Command.create({"number": invoice.name, "move_id": invoice.id, "paid": amount})
                ],
            }
        )

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
