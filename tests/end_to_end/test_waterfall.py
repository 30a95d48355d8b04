# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""From the order to the payment: each step, what falls out before it, and where that is seen."""

from odoo import fields
from odoo.tests.common import tagged

from odoo.addons.acorn_iamazon.tests.common import make_item, make_purchase_order

from .common import TradeCase


@tagged("post_install", "-at_install")
class TestWaterfall(TradeCase):
    """21 kettles in cases and 5 filters; one filter never arrives, and Amazon keeps its price."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls.trade()
        cls.order = cls.get_order("6jD9W1MB")
        cls.sandbox.tell("remember")

    def receive_short(self):
        for line in self.order.order_line:
            missing = 1 if line.product_id == self.filter else 0
            line.amazon_received_quantity = line.qty_delivered - missing
        self.order.amazon_last_received_at = fields.Datetime.now()
        self.env.flush_all()

    def pay_short(self):
        self.receive_short()
        self.get_paid(**{self.invoice.name: "229.47"}).action_post()
        self.env.invalidate_all()

    def get_steps(self, record):
        """:return: (units, amount) by step, and by what falls out before a step"""
        return {
            row["code"].split("_")[0] if row["code"].startswith("kept") else row["code"]: (
                row["units"],
                row["amount"],
            )
            for step in record.amazon_waterfall
            for row in (step, *step["parts"])
        }

    def test_order_that_is_not_answered_is_open(self):
        self.place_second()
        steps = self.get_steps(self.get_order("SECOND01"))
        self.assertEqual(steps["ordered"][0], "6")
        self.assertEqual(steps["open"][0], "6")
        self.assertEqual(steps["accepted"][0], "")

    def place_second(self):
        self.receive(make_purchase_order("SECOND01", [make_item("8806098286500", 6, "10.00")]))

    def test_order_tells_units_and_money_to_the_payment(self):
        self.pay_short()
        steps = self.get_steps(self.order)
        units = {code: steps[code][0] for code in ("ordered", "accepted", "shipped", "received")}
        self.assertEqual(
            units, {"ordered": "26", "accepted": "26", "shipped": "26", "received": "25"}
        )
        self.assertEqual(steps["missing"][0], "1")
        self.assertIn("229.47", steps["missing"][1])
        self.assertEqual(steps["invoiced"][0], "26")

    def test_invoice_tells_what_was_kept_and_paid(self):
        self.pay_short()
        steps = self.get_steps(self.invoice)
        self.assertIn("229.47", steps["kept"][1])
        paid = self.invoice.amount_total - 229.47
        self.assertEqual(steps["paid"][1], self.invoice.currency_id.format(paid))
        self.assertNotIn("unpaid", steps)

    def test_invoice_that_nobody_paid_is_open(self):
        steps = self.get_steps(self.invoice)
        total = self.invoice.currency_id.format(self.invoice.amount_total)
        self.assertEqual(steps["unpaid"][1], total)

    def get_code(self, record, start):
        return next(
            part["code"]
            for step in record.amazon_waterfall
            for part in step["parts"]
            if part["code"].startswith(start)
        )

    def test_what_was_kept_leads_to_the_verdict(self):
        self.pay_short()
        dispute = self.env["amazon.vendor.dispute"].search([("move_id", "=", self.invoice.id)])
        for record in (self.invoice, self.order):
            action = record.action_amazon_open_step(self.get_code(record, "kept"))
            self.assertEqual((action["res_model"], action["res_id"]), (dispute._name, dispute.id))

    def test_dispute_shows_the_story_of_its_invoice_and_leads_to_amazons_line(self):
        self.pay_short()
        dispute = self.env["amazon.vendor.dispute"].search([("move_id", "=", self.invoice.id)])
        self.assertEqual(dispute.amazon_waterfall, self.invoice.amazon_waterfall)
        action = dispute.action_amazon_open_step(self.get_code(dispute, "kept"))
        self.assertEqual(action["res_model"], "amazon.vendor.remittance.line")

    def test_verdict_and_its_deadline_stand_beside_what_was_kept(self):
        self.pay_short()
        dispute = self.env["amazon.vendor.dispute"].search([("move_id", "=", self.invoice.id)])
        notes = [part["note"] for step in self.invoice.amazon_waterfall for part in step["parts"]]
        self.assertTrue(dispute.verdict_reason)
        words = dict(dispute._fields["verdict"]._description_selection(self.env))
        self.assertTrue(any(words[dispute.verdict] in note for note in notes), notes)

    def test_steps_lead_to_what_they_are_made_of(self):
        self.pay_short()
        models = {
            code: self.order.action_amazon_open_step(code)["res_model"]
            for code in ("accepted", "shipped", "invoiced", "paid")
        }
        self.assertEqual(
            models,
            {
                "accepted": "amazon.vendor.document",
                "shipped": "stock.picking",
                "invoiced": "account.move",
                "paid": "amazon.vendor.remittance",
            },
        )
