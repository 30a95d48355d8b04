# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""A salesperson's day in a browser: from the order that waits to the notice that Amazon has."""

import pytest

from odoo.tests.common import HttpCase, new_test_user, tagged

from odoo.addons.acorn_iamazon.tests.common import make_item, recent_order

from .common import TradeCase


@pytest.mark.browser
@tagged("post_install", "-at_install")
class TestSalesperson(TradeCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.account.confirm_shipment_on_done = False
        user = new_test_user(
            self.env,
            "sales",
            "acorn_iamazon.group_user,sales_team.group_sale_salesman_all_leads,"
            "stock.group_stock_user",
            company_id=self.env.company.id,
        )
        self.account.member_ids += user
        for product in self.kettle, self.filter:
            self.env["stock.quant"]._update_available_quantity(
                product, self.warehouse.lot_stock_id, 100
            )
        self.place(
            recent_order(
                "4A7Q2KXV",
                make_item("8806098286500", 8, "24.90", isBackOrderAllowed=True),
                make_item("8806098286123", 10, "11.45", isBackOrderAllowed=True),
            )
        )
        self.account.action_fetch_purchase_orders()
        self.order = self.get_order("4A7Q2KXV")

    def get_sent(self, operation):
        self.account.action_send_documents()
        (call,) = self.sandbox.ask("received", operation=operation)
        return call["body"]

    def test_back_order_a_line_confirm_ship_half_and_send_the_notice(self):
        self.start_tour("/odoo/amazon-today", "amazon_acknowledge_with_a_back_order", login="sales")
        self.assertEqual(self.order.state, "sale")
        (acknowledgement,) = self.get_sent("submitAcknowledgement")["acknowledgements"]
        self.assertEqual(
            [
                [
                    (answer["acknowledgementCode"], answer["acknowledgedQuantity"]["amount"])
                    for answer in item["itemAcknowledgements"]
                ]
                for item in acknowledgement["items"]
            ],
            [[("Accepted", 8)], [("Accepted", 5), ("Backordered", 5)]],
        )

        self.start_tour(
            f"/odoo/amazon-orders/{self.order.id}",
            "amazon_ship_half_and_send_the_notice",
            login="sales",
        )
        (shipment,) = self.get_sent("SubmitShipmentConfirmations")["shipmentConfirmations"]
        self.assertEqual(
            [item["shippedQuantity"]["amount"] for item in shipment["shippedItems"]], [4]
        )
        backorder = self.order.picking_ids.filtered("backorder_id")
        self.assertEqual(sorted(backorder.move_ids.mapped("product_uom_qty")), [4, 10])
        self.assertEqual(self.order.amazon_stage, "to_ship")
