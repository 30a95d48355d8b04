# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError, UserError
from odoo.tests.common import new_test_user, tagged

from .common import AmazonCase, make_item, make_purchase_order

KETTLE, FILTER = "8806098286500", "8806098286123"
CENTRE = {"addressLine1": "6835 W Buckeye Rd", "city": "Phoenix", "countryCode": "US"}
OTHER_CENTRE = {"addressLine1": "2125 W San Bernardino Ave", "city": "Redlands"}


@tagged("post_install", "-at_install")
class TestOrderChangeDecisions(AmazonCase):
    """Each field that Amazon changed is decided by itself, and what was kept stays kept."""

    def setUp(self):
        super().setUp()
        self.change_number = 0
        self.details = {}
        self.items = [make_item(KETTLE, 6, "5.00"), make_item(FILTER, 5, "3.00")]

    def receive_version(self, kettle=None, **details):
        """The next version: what was changed before stays changed."""
        self.change_number += 1
        self.details |= details
        if kettle:
            self.items[0] = kettle
        moment = f"2026-03-03T10:{self.change_number:02}:00Z"
        state = "New" if self.change_number == 1 else "Acknowledged"
        document = self.receive(
            make_purchase_order(
                "4BZ7PQ2X", self.items, state, **self.details, purchaseOrderChangedDate=moment
            )
        )
        self.assertEqual(document.state, "done", document.error_message)

    def make_picked(self, **details):
        """An answered order of which a part stands ready: what harms is asked about."""
        order = self.make_answered(**details)
        self.pick(order)
        return order

    def make_answered(self, **details):
        self.receive_version(**details)
        order = self.get_order()
        for line in order.order_line.filtered(lambda line: not line.amazon_net_cost):
            line.price_unit = 7.0  # typed in
        order.action_confirm()
        self.account.document_ids.filtered(lambda d: d.direction == "out").write(
            {"state": "accepted", "attempts": 1}
        )
        return order

    def pick(self, order, quantity=2, picked=True):
        order.picking_ids.move_ids.write({"quantity": quantity, "picked": picked})

    def decide(self, order, kind, accept):
        change = order.amazon_pending_change_ids.filtered(lambda change: change.kind == kind)
        self.assertTrue(change, f"{kind} is asked about")
        change.action_accept() if accept else change.action_keep()

    def get_told_cost(self, order):
        (body,) = order._amazon_build_acknowledgement()["acknowledgements"]
        return body["items"][0]["netCost"]["amount"]

    # === LINES === #

    def test_accepted_quantity_leaves_the_cost_that_was_kept(self):
        order = self.make_picked()
        self.receive_version(make_item(KETTLE, 6, "4.00"))
        self.decide(order, "cost", accept=False)
        self.receive_version(make_item(KETTLE, 4, "4.00"))
        self.decide(order, "quantity", accept=True)
        line = order.order_line[0]
        self.assertEqual((line.product_uom_qty, line.price_unit), (4, 5.0))
        self.assertEqual(self.get_told_cost(order), "5.00")

    def test_cost_and_quantity_of_one_version_are_decided_each_by_itself(self):
        order = self.make_picked()
        self.receive_version(make_item(KETTLE, 4, "4.00"))
        self.decide(order, "cost", accept=False)
        self.decide(order, "quantity", accept=True)
        line = order.order_line[0]
        self.assertEqual((line.product_uom_qty, line.price_unit), (4, 5.0))
        self.assertEqual(self.get_told_cost(order), "5.00")

    def test_accepted_cost_leaves_the_quantity_that_was_kept(self):
        order = self.make_picked()
        self.receive_version(make_item(KETTLE, 4, "4.00"))
        self.decide(order, "quantity", accept=False)
        self.decide(order, "cost", accept=True)
        line = order.order_line[0]
        self.assertEqual((line.product_uom_qty, line.price_unit), (6, 4.0))
        self.assertEqual(line.amazon_ordered_quantity, 6)

    def test_kept_cost_of_a_case_stays_the_cost_of_a_unit_when_the_case_changes(self):
        self.items[0] = make_item(KETTLE, 2, "60.00", "Cases", 6)
        order = self.make_picked()
        self.receive_version(make_item(KETTLE, 1, "96.00", "Cases", 12))
        self.decide(order, "cost", accept=False)
        self.decide(order, "quantity", accept=True)
        line = order.order_line[0]
        self.assertEqual(
            (line.product_uom_qty, line.price_unit, line.amazon_net_cost), (12, 10, 120)
        )

    def test_accepted_cost_of_another_case_is_that_of_a_unit(self):
        self.items[0] = make_item(KETTLE, 2, "60.00", "Cases", 6)
        order = self.make_picked()
        self.receive_version(make_item(KETTLE, 1, "96.00", "Cases", 12))
        self.decide(order, "quantity", accept=False)
        self.decide(order, "cost", accept=True)
        line = order.order_line[0]
        self.assertEqual((line.product_uom_qty, line.price_unit, line.amazon_net_cost), (12, 8, 48))

    # === WHEN IT IS ASKED === #

    def test_what_is_left_to_decide_is_asked_about_alone(self):
        order = self.make_picked()
        self.receive_version(make_item(KETTLE, 4, "4.00"))
        self.decide(order, "cost", accept=False)
        self.assertEqual(order.amazon_pending_change_ids.kind, "quantity")
        note = order._amazon_get_asked("change").note
        self.assertIn("6 Eaches → 4 Eaches", note)
        self.assertNotIn("Cost", note)

    def test_kept_cost_is_not_followed_when_the_goods_are_put_back(self):
        order = self.make_picked()
        self.receive_version(make_item(KETTLE, 6, "4.00"))
        self.decide(order, "cost", accept=False)
        self.pick(order, 0, picked=False)
        self.receive_version(dealCode="SPRING")
        self.assertEqual(order.order_line[0].price_unit, 5.0)
        self.assertEqual(order.amazon_deal_code, "SPRING")

    def test_another_value_than_the_one_that_was_refused_is_asked_about(self):
        order = self.make_picked()
        self.receive_version(make_item(KETTLE, 6, "4.00"))
        self.decide(order, "cost", accept=False)
        self.receive_version(make_item(KETTLE, 6, "4.50"))
        self.assertRecordValues(
            order.amazon_pending_change_ids, [{"kind": "cost", "old": "5", "new": "4.5"}]
        )

    def test_value_that_amazon_took_back_and_sends_again_is_asked_about_again(self):
        order = self.make_picked()
        self.receive_version(make_item(KETTLE, 6, "4.00"))
        self.decide(order, "cost", accept=False)
        self.receive_version(make_item(KETTLE, 6, "5.00"))
        self.receive_version(make_item(KETTLE, 6, "4.00"))
        self.assertEqual(order.amazon_pending_change_ids.kind, "cost")

    def test_kept_change_can_be_accepted_after_all(self):
        order = self.make_picked()
        self.receive_version(make_item(KETTLE, 6, "4.00"))
        self.decide(order, "cost", accept=False)
        order.amazon_change_ids.action_accept()
        self.assertEqual(order.order_line[0].price_unit, 4.0)
        self.assertEqual(order.amazon_change_ids.state, "accepted")

    def test_kept_change_that_amazon_replaced_is_not_accepted_any_more(self):
        order = self.make_picked()
        self.receive_version(make_item(KETTLE, 6, "4.00"))
        self.decide(order, "cost", accept=False)
        kept = order.amazon_change_ids
        self.receive_version(make_item(KETTLE, 6, "4.50"))
        with self.assertRaisesRegex(UserError, "another version of 4BZ7PQ2X"):
            kept.action_accept()

    def test_stranger_decides_nothing(self):
        order = self.make_picked()
        self.receive_version(make_item(KETTLE, 6, "4.00"))
        stranger = new_test_user(
            self.env,
            "decision-stranger",
            groups="acorn_iamazon.group_user,sales_team.group_sale_manager",
        )
        change = order.amazon_pending_change_ids.with_user(stranger)
        for decide in (change.action_accept, change.action_keep):
            with self.assertRaises(AccessError):
                decide()
        self.assertEqual(order.amazon_pending_change_ids.state, "pending")

    # === BESIDE THE LINES === #

    def test_kept_ship_window_stays_when_the_delivery_window_is_accepted(self):
        order = self.make_picked()
        self.receive_version(
            shipWindow="2026-03-15T07:00:00Z--2026-03-19T07:00:00Z",
            deliveryWindow="2026-03-20T07:00:00Z--2026-03-22T07:00:00Z",
        )
        self.decide(order, "window", accept=False)
        self.decide(order, "delivery_window", accept=True)
        self.assertEqual(str(order.amazon_delivery_window_end), "2026-03-22 07:00:00")
        self.assertEqual(str(order.amazon_ship_window_end), "2026-03-09 07:00:00")
        self.assertEqual(str(order.commitment_date), "2026-03-09 07:00:00")

    def test_kept_bill_to_stays_when_the_buying_party_is_accepted(self):
        order = self.make_picked()
        self.receive_version(billToParty={"partyId": "AMZN9"}, buyingParty={"partyId": "ONT8"})
        self.decide(order, "bill_to", accept=False)
        self.decide(order, "buying_party", accept=True)
        self.assertEqual(order.partner_invoice_id.ref, "AMAZN")
        self.assertEqual(order.amazon_buying_party, "ONT8")

    def test_kept_destination_stays_when_the_bill_to_is_accepted(self):
        order = self.make_picked()
        self.receive_version(billToParty={"partyId": "AMZN9"}, shipToParty={"partyId": "ONT8"})
        self.decide(order, "destination", accept=False)
        self.decide(order, "bill_to", accept=True)
        self.assertEqual(order.partner_invoice_id.ref, "AMZN9")
        self.assertEqual(order.partner_shipping_id.ref, "PHX6")
        self.assertEqual(order.picking_ids.partner_id.ref, "PHX6")

    def test_address_of_another_centre_is_not_written_to_the_one_before(self):
        order = self.make_picked(shipToParty={"partyId": "PHX6", "address": CENTRE})
        before = order.partner_shipping_id
        self.receive_version(shipToParty={"partyId": "ONT8", "address": OTHER_CENTRE})
        order.action_amazon_accept_change()
        self.assertEqual(order.partner_shipping_id.city, "Redlands")
        self.assertEqual(before.city, "Phoenix")

    def test_centre_that_was_kept_keeps_its_address(self):
        order = self.make_picked(shipToParty={"partyId": "PHX6", "address": CENTRE})
        self.receive_version(shipToParty={"partyId": "ONT8", "address": OTHER_CENTRE})
        order.action_amazon_keep()
        self.receive_version(dealCode="SPRING")
        self.assertFalse(order.amazon_has_pending_change)
        self.assertEqual(order.partner_shipping_id.city, "Phoenix")

    # === CURRENCY === #

    def in_currency(self, item, currency="EUR"):
        return {**item, "netCost": {**item["netCost"], "currencyCode": currency}}

    def change_currency(self, *items):
        self.items = [self.in_currency(item) for item in items]
        self.receive_version()

    def test_lower_quantity_is_followed_without_a_cost_in_another_currency(self):
        order = self.make_answered()
        self.change_currency(make_item(KETTLE, 4, "4.60"), make_item(FILTER, 5, "2.75"))
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [4, 5])
        self.assertEqual(order.order_line.mapped("price_unit"), [5.0, 3.0])
        kinds = order.amazon_pending_change_ids.mapped("kind")
        self.assertEqual(sorted(kinds), ["cost", "cost", "currency"])

    def test_kept_currency_keeps_the_costs_out(self):
        order = self.make_answered()
        self.change_currency(make_item(KETTLE, 6, "4.60"), make_item(FILTER, 5, "2.75"))
        self.decide(order, "currency", accept=False)
        cost = order.amazon_pending_change_ids[:1]
        with self.assertRaisesRegex(UserError, "is in USD, and Amazon's cost is in EUR"):
            cost.action_accept()

    def test_new_line_in_another_currency_waits_with_the_currency(self):
        order = self.make_answered()
        third = make_item(KETTLE, 3, "4.60")
        self.change_currency(*self.items, third)
        self.assertEqual(order.order_line.mapped("price_unit"), [5.0, 3.0])
        kinds = order.amazon_pending_change_ids.mapped("kind")
        self.assertEqual(sorted(kinds), ["currency", "new"])

    def test_first_cost_of_an_order_may_bring_another_currency(self):
        for item in self.items:
            del item["netCost"]
        order = self.make_answered()
        self.change_currency(make_item(KETTLE, 6, "4.60"), make_item(FILTER, 5, "2.75"))
        self.assertEqual(order.currency_id.name, "USD")
        self.assertEqual(order.order_line.mapped("price_unit"), [7.0, 7.0])
        self.assertIn("currency", order.amazon_pending_change_ids.mapped("kind"))

    def test_first_cost_of_a_quotation_gives_it_its_currency(self):
        for item in self.items:
            del item["netCost"]
        self.receive_version()
        self.change_currency(make_item(KETTLE, 6, "4.60"), make_item(FILTER, 5, "2.75"))
        order = self.get_order()
        self.assertEqual(order.currency_id.name, "EUR")
        self.assertEqual(order.order_line.mapped("price_unit"), [4.6, 2.75])
