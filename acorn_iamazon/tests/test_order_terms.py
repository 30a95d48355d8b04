# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import Command
from odoo.tests.common import tagged

from ..models.order.sale_order_terms import INCOTERMS, TYPE_TAGS
from .common import AmazonCase, make_item, make_purchase_order

KETTLE = "8806098286500"
FILTER = "8806098286123"


@tagged("post_install", "-at_install")
class TestOrderTerms(AmazonCase):
    """What a purchase order says beside its lines becomes part of the sale order."""

    def apply(self, number="4BZ7PQ2X", items=None, **details):
        items = items or [make_item(KETTLE, 3, "5.00")]
        document = self.receive(make_purchase_order(number, items, **details))
        self.assertEqual(document.state, "done", document.error_message)
        return self.get_order(number)

    def test_deal_code_and_payment_method_are_on_the_order(self):
        order = self.apply(dealCode="PRIMEDAY26", paymentMethod="Consignment")
        self.assertEqual(order.amazon_deal_code, "PRIMEDAY26")
        self.assertEqual(order.amazon_payment_method, "Consignment")

    def test_each_type_of_order_has_its_tag(self):
        for place, (order_type, tag) in enumerate(TYPE_TAGS.items()):
            order = self.apply(f"4TYPE{place}XX", purchaseOrderType=order_type)
            self.assertEqual(order.tag_ids, self.env.ref(tag), order_type)

    def test_type_that_amazon_changes_changes_the_tag_and_keeps_ours(self):
        order = self.apply(purchaseOrderType="RegularOrder")
        ours = self.env["crm.tag"].create({"name": "Key account"})
        order.tag_ids += ours
        self.apply(purchaseOrderType="RushOrder", purchaseOrderChangedDate="2026-03-02T09:00:00Z")
        self.assertEqual(order.tag_ids, ours | self.env.ref("acorn_iamazon.tag_rush_order"))

    def test_rush_order_has_urgent_transfers(self):
        order = self.apply(purchaseOrderType="RushOrder")
        self.assertEqual(order.amazon_priority, "1")
        order.action_confirm()
        self.assertEqual(set(order.picking_ids.mapped("priority")), {"1"})

    def test_each_incoterm_of_amazons_is_one_of_odoos(self):
        for place, (name, code) in enumerate(INCOTERMS.items()):
            order = self.apply(
                f"4INC{place:02}XX",
                importDetails={"internationalCommercialTerms": name, "portOfDelivery": "Ningbo"},
            )
            self.assertEqual(order.incoterm.code, code, name)
            self.assertEqual(order.incoterm_location, "Ningbo")

    def test_import_details_are_on_the_order(self):
        order = self.apply(
            importDetails={
                "methodOfPayment": "FOBPortOfCall",
                "importContainers": "1x40HC",
                "shippingInstructions": "Call before loading",
            }
        )
        self.assertEqual(order.amazon_freight_payment, "FOBPortOfCall")
        self.assertEqual(order.amazon_import_containers, "1x40HC")
        self.assertEqual(order.amazon_shipping_instructions, "Call before loading")

    def test_windows_are_shown_in_the_time_zone_of_the_warehouse(self):
        self.warehouse.partner_id.tz = "America/Los_Angeles"
        order = self.apply(shipWindow="2026-03-05T08:00:00Z--2026-03-09T07:00:00Z")
        self.assertEqual(str(order.amazon_ship_window_end), "2026-03-09 07:00:00")
        self.assertRegex(order.amazon_ship_window, r"03/05/2026,? 12:00:00.AM")
        self.assertIn("America/Los_Angeles", order.amazon_ship_window)

    def test_terms_of_the_vendor_code_are_those_of_the_order(self):
        term = self.env["account.payment.term"].create({"name": "60 days"})
        position = self.env["account.fiscal.position"].create({"name": "Export"})
        team = self.env["crm.team"].create({"name": "Amazon"})
        self.env["amazon.vendor.code"].create(
            {
                "account_id": self.account.id,
                "name": "ACRN1",
                "payment_term_id": term.id,
                "fiscal_position_id": position.id,
                "team_id": team.id,
            }
        )
        order = self.apply()
        self.assertEqual(order.payment_term_id, term)
        self.assertEqual(order.fiscal_position_id, position)
        self.assertEqual(order.team_id, team)

    def test_costs_in_a_currency_without_decimals_stay_whole(self):
        item = make_item(KETTLE, 3, "1234", "CASES", 7)
        item["netCost"]["currencyCode"] = "JPY"
        order = self.apply(items=[item])
        self.assertEqual(order.currency_id.name, "JPY")
        self.assertEqual(order.amount_untaxed, 3702)
        self.assertEqual(
            order.order_line._amazon_build_net_cost(), {"amount": "1234", "currencyCode": "JPY"}
        )

    def test_negative_quantity_orders_nothing_and_is_asked_about(self):
        order = self.apply(items=[make_item(KETTLE, -3, "5.00"), make_item(FILTER, 2, "1.00")])
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [0, 2])
        self.assertIn("ordered -3", order.activity_ids.note)

    def test_first_order_in_cases_of_a_vendor_code_asks_what_the_cost_means(self):
        item = make_item(KETTLE, 7, "10.00", "CASES", 3)
        first = self.apply("4CASE00X", [item])
        second = self.apply("4CASE01X", [item])
        self.assertIn("7 cases of 3 at a net cost of 10.0", first.activity_ids.note)
        self.assertIn("70.00", first.activity_ids.note)
        self.assertFalse(second.activity_ids)

    def test_checked_vendor_code_does_not_ask(self):
        self.env["amazon.vendor.code"].create(
            {"account_id": self.account.id, "name": "ACRN1", "cost_basis_checked": True}
        )
        self.assertFalse(self.apply(items=[make_item(KETTLE, 7, "9.00", "CASES", 3)]).activity_ids)

    def test_tax_registration_that_amazon_tells_goes_back_with_the_acknowledgement(self):
        order = self.apply(
            sellingParty={
                "partyId": "ACRN9",
                "taxInfo": {
                    "taxRegistrationType": "GST",
                    "taxRegistrationNumber": "29AAFCD5862R1ZR",
                },
            }
        )
        (body,) = order._amazon_build_acknowledgement()["acknowledgements"]
        self.assertEqual(
            body["sellingParty"],
            {
                "partyId": "ACRN9",
                "taxInfo": {
                    "taxRegistrationType": "GST",
                    "taxRegistrationNumber": "29AAFCD5862R1ZR",
                },
            },
        )


@tagged("post_install", "-at_install")
class TestPriceGuard(AmazonCase):
    """Amazon's costs are held against those agreed, by their effective dates."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agreed = cls.env["product.pricelist"].create(
            {
                "name": "Agreed with Amazon",
                "currency_id": cls.env.ref("base.USD").id,
                "item_ids": [
                    Command.create(cls.prepare_cost("10.00", "2025-01-01", "2026-02-28 23:59:59")),
                    Command.create(cls.prepare_cost("11.00", "2026-03-01 00:00:00", False)),
                ],
            }
        )
        cls.env["amazon.vendor.code"].create(
            {
                "account_id": cls.account.id,
                "name": "ACRN1",
                "agreed_pricelist_id": cls.agreed.id,
                "cost_basis_checked": True,
            }
        )

    @classmethod
    def prepare_cost(cls, cost, start, end):
        return {
            "applied_on": "0_product_variant",
            "product_id": cls.kettle.id,
            "compute_price": "fixed",
            "fixed_price": float(cost),
            "date_start": start,
            "date_end": end,
        }

    def apply(self, *items, **details):
        self.receive(make_purchase_order(items=items, **details))
        return self.get_order().order_line

    def test_cost_as_agreed_raises_nothing(self):
        line = self.apply(make_item(KETTLE, 3, "11.00"))
        self.assertEqual(line.amazon_agreed_cost, 11.0)
        self.assertFalse(line.amazon_price_decision)
        self.assertFalse(line.order_id.activity_ids)

    def test_cost_of_the_day_of_the_order_counts(self):
        line = self.apply(make_item(KETTLE, 3, "10.00"), purchaseOrderDate="2026-02-27T08:00:00Z")
        self.assertEqual(line.amazon_agreed_cost, 10.0)
        self.assertFalse(line.amazon_price_decision)

    def test_drift_is_flagged_on_arrival_and_the_order_keeps_amazons_cost(self):
        line = self.apply(make_item(KETTLE, 3, "10.25"))
        self.assertEqual(line.price_unit, 10.25)
        self.assertAlmostEqual(line.amazon_price_difference, -0.75)
        self.assertEqual(line.amazon_price_decision, "open")
        self.assertIn("Amazon pays 10.25 a unit, agreed are 11.00", line.order_id.activity_ids.note)

    def test_price_stays_amazons_when_the_quantity_or_our_prices_change(self):
        line = self.apply(make_item(KETTLE, 3, "10.25"))
        line.product_uom_qty = 2
        self.assertEqual(line.price_unit, 10.25)
        line.order_id.action_update_prices()
        self.assertEqual((line.price_unit, line.discount), (10.25, 0))

    def test_case_is_compared_by_the_unit(self):
        line = self.apply(make_item(KETTLE, 2, "33.00", "CASES", 3))
        self.assertFalse(line.amazon_price_decision)

    def test_difference_within_the_tolerance_passes(self):
        self.account.price_tolerance = 7.0
        self.assertFalse(self.apply(make_item(KETTLE, 3, "10.25")).amazon_price_decision)

    def test_product_without_an_agreed_cost_is_left_alone(self):
        line = self.apply(make_item(FILTER, 3, "10.25"))
        self.assertFalse(line.amazon_agreed_cost)
        self.assertFalse(line.amazon_price_decision)

    def test_cost_that_amazon_corrects_settles_the_question(self):
        line = self.apply(make_item(KETTLE, 3, "10.25"))
        self.apply(make_item(KETTLE, 3, "11.00"), purchaseOrderChangedDate="2026-03-02T09:00:00Z")
        self.assertFalse(line.amazon_price_decision)

    def test_rejecting_the_cost_rejects_the_line(self):
        line = self.apply(make_item(KETTLE, 3, "10.25"))
        line.amazon_price_decision = "reject"
        self.assertEqual(line.product_uom_qty, 0)

    def test_asking_about_the_cost_makes_an_activity_with_both_costs(self):
        line = self.apply(make_item(KETTLE, 3, "10.25"))
        line.amazon_price_decision = "ask"
        asked = line.order_id.activity_ids.filtered(lambda a: "Ask Amazon" in a.summary)
        self.assertIn("10.25", asked.note)
