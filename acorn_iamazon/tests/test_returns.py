# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import base64

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests.common import new_test_user, tagged
from odoo.tools import mute_logger

from .common import AmazonCase, make_item, make_purchase_order

KETTLE, FILTER = "8806098286500", "8806098286123"
HEADER = "Request ID,Warehouse,ASIN,Vendor SKU,Approved Quantity,Unit Cost,Currency"


@tagged("post_install", "-at_install")
class TestReturns(AmazonCase):
    """Amazon sends goods back by a returns notice, and charges them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.receive(make_purchase_order("4OLD000X", [make_item(KETTLE, 4, "4.00")]))
        cls.receive(
            make_purchase_order(
                "4NEW000X", [make_item(KETTLE, 6, "5.00"), make_item(FILTER, 5, "3")]
            )
        )
        cls.old, cls.order = cls.get_order("4OLD000X"), cls.get_order("4NEW000X")
        for order in (cls.old, cls.order):
            order.action_confirm()
            cls.ship(order)

    def expect(self, *lines, name="60112233445", **values):
        """:param lines: (SKU, quantity, cost)
        :return: the return, expected"""
        notice = self.env["amazon.vendor.return"].create(
            {
                "account_id": self.account.id,
                "name": name,
                "line_ids": [
                    Command.create({"vendor_sku": sku, "quantity": quantity, "unit_cost": cost})
                    for sku, quantity, cost in lines
                ],
                **values,
            }
        )
        notice.action_expect()
        return notice

    def arrive(self, notice, quantity=None, backorder=False):
        """:param quantity: of each move, all when not given"""
        for picking in notice.picking_ids.filtered(lambda p: p.state not in ("done", "cancel")):
            for move in picking.move_ids:
                counted = move.product_uom_qty if quantity is None else quantity
                move.write({"quantity": counted, "picked": True})
            key = {"skip_backorder": True}
            if not backorder:
                key["picking_ids_not_to_backorder"] = picking.ids
            picking.with_context(**key).button_validate()
        self.env.flush_all()
        self.env.invalidate_all()

    def read_ledger(self, line):
        self.env.invalidate_all()
        return self.env["amazon.vendor.quantity"]._read(line)[line]

    # === TODAY === #

    def test_return_on_its_way_is_a_card_until_it_is_here(self):
        def get_cards():
            self.env.flush_all()
            cards = self.env["amazon.vendor.decision"]._get_decisions(self.account)
            return {card["code"]: card["name"] for card in cards}

        self.assertNotIn("return", get_cards())
        notice = self.expect((KETTLE, 2, 5.0))
        self.assertEqual(
            get_cards()["return"], "Returns of Amazon's that have not arrived whole: 1"
        )
        self.arrive(notice)
        self.assertNotIn("return", get_cards())

    # === EXPECTED === #

    def test_typed_notice_is_expected_as_a_transfer_from_the_centre(self):
        notice = self.expect((KETTLE, 2, 5.0), centre="PHX6")
        picking = notice.picking_ids
        self.assertEqual(picking.picking_type_code, "incoming")
        self.assertEqual(picking.partner_id, self.order.partner_shipping_id)
        self.assertEqual((picking.origin, picking.location_id.usage), ("60112233445", "customer"))
        self.assertEqual(picking.location_dest_id, self.warehouse.lot_stock_id)
        self.assertRecordValues(
            picking.move_ids, [{"product_id": self.kettle.id, "product_uom_qty": 2}]
        )

    def test_units_come_back_of_the_last_orders_first(self):
        notice = self.expect((KETTLE, 8, 5.0))
        lines = notice.line_ids.move_ids.sorted("id")
        self.assertEqual(
            [(m.sale_line_id.order_id, m.product_uom_qty) for m in lines],
            [(self.order, 6), (self.old, 2)],
        )

    def test_order_that_the_notice_names_is_the_one(self):
        notice = self.env["amazon.vendor.return"].create(
            {
                "account_id": self.account.id,
                "name": "60112233445",
                "line_ids": [
                    Command.create(
                        {"vendor_sku": KETTLE, "quantity": 1, "purchase_order_number": "4OLD000X"}
                    )
                ],
            }
        )
        notice.action_expect()
        self.assertEqual(notice.line_ids.move_ids.sale_line_id.order_id, self.old)

    def test_two_notices_do_not_take_the_same_units(self):
        self.expect((KETTLE, 6, 5.0))
        second = self.expect((KETTLE, 3, 5.0), name="60112233446")
        self.assertEqual(second.line_ids.move_ids.sale_line_id.order_id, self.old)

    def test_product_counted_in_dozens_comes_back_in_pieces(self):
        self.kettle.uom_id = self.env.ref("uom.product_uom_dozen")
        notice = self.expect((KETTLE, 2, 5.0))
        self.arrive(notice)
        self.assertEqual(notice.line_ids.arrived, 2)

    def test_unknown_product_waits_as_a_named_line_and_the_others_are_expected(self):
        notice = self.expect((KETTLE, 2, 5.0), ("UNKNOWN-9", 3, 1.0))
        self.assertEqual(notice.state, "expected")
        self.assertEqual(notice.picking_ids.move_ids.product_id, self.kettle)
        asked = notice._amazon_get_asked("unknown")
        self.assertIn("UNKNOWN-9", asked.note)

    def test_unknown_product_is_expected_once_it_is_mapped(self):
        notice = self.expect((KETTLE, 2, 5.0), ("UNKNOWN-9", 3, 1.0))
        mapping = self.env["amazon.vendor.product"].search([("vendor_sku", "=", "UNKNOWN-9")])
        mapping.product_id = self.filter
        self.assertEqual(notice.picking_ids.move_ids.product_id, self.kettle | self.filter)
        self.assertFalse(notice._amazon_get_asked("unknown"))

    def test_unknown_product_that_is_chosen_on_the_line_is_expected(self):
        notice = self.expect((KETTLE, 2, 5.0), ("UNKNOWN-9", 3, 1.0))
        notice.line_ids[1].product_id = self.filter
        self.assertEqual(notice.picking_ids.move_ids.product_id, self.kettle | self.filter)

    def test_line_that_is_expected_is_not_deleted(self):
        notice = self.expect((KETTLE, 2, 5.0))
        with self.assertRaisesRegex(UserError, "cancel its transfer first"):
            notice.line_ids.unlink()

    # === ARRIVED === #

    def test_what_arrives_as_charged_is_right(self):
        notice = self.expect((KETTLE, 2, 5.0))
        self.arrive(notice)
        self.assertRecordValues(
            notice,
            [{"state": "arrived", "amount_charged": 10, "amount_arrived": 10}],
        )
        self.assertFalse(notice.amount_disputable)
        self.assertFalse(notice.activity_ids)

    def test_what_does_not_arrive_is_to_dispute_and_somebody_is_asked(self):
        notice = self.expect((KETTLE, 5, 5.0))
        self.arrive(notice, 3)
        self.assertRecordValues(
            notice, [{"state": "arrived", "amount_arrived": 15, "amount_disputable": 10}]
        )
        self.assertEqual(notice.line_ids.missing, 2)
        self.assertIn("2 did not arrive", notice._amazon_get_asked("differs").note)

    def test_part_that_arrived_leaves_the_rest_expected(self):
        notice = self.expect((KETTLE, 5, 5.0))
        self.arrive(notice, 3, backorder=True)
        self.assertEqual(notice.state, "expected")
        self.arrive(notice)
        self.assertEqual((notice.state, notice.line_ids.arrived), ("arrived", 5))

    def test_cost_above_the_price_that_was_invoiced_is_to_dispute(self):
        notice = self.expect((KETTLE, 2, 6.5))
        self.arrive(notice)
        self.assertEqual(notice.amount_disputable, 3)
        self.assertIn("Invoiced at 5 only", notice.line_ids.note)

    def test_more_than_amazon_bought_is_said(self):
        notice = self.expect((KETTLE, 12, 5.0))
        self.assertIn("more than it bought", notice.line_ids.note)

    # === THE LEDGER === #

    def test_returned_units_were_shipped_all_the_same(self):
        line = self.order.order_line[0]
        self.arrive(self.expect((KETTLE, 2, 5.0)))
        quantities = self.read_ledger(line)
        self.assertEqual((quantities.shipped, quantities.returned, quantities.kept), (6, 2, 4))
        self.assertEqual(quantities.given_up, 0)
        self.assertFalse(line.amazon_contradiction)

    def test_returned_units_are_not_delivered_again(self):
        self.arrive(self.expect((KETTLE, 2, 5.0)))
        before = self.order.picking_ids
        self.order.order_line[0].product_uom_qty = 7
        again = (self.order.picking_ids - before).move_ids
        self.assertEqual(sum(again.mapped("product_uom_qty")), 1)

    def test_order_that_amazon_closes_keeps_the_transfer_of_its_return(self):
        notice = self.expect((KETTLE, 2, 5.0))
        self.receive(
            make_purchase_order(
                "4NEW000X",
                [make_item(KETTLE, 6, "5.00"), make_item(FILTER, 5, "3")],
                "Closed",
                purchaseOrderChangedDate="2026-03-20T08:00:00Z",
            )
        )
        self.assertNotEqual(notice.picking_ids.state, "cancel")

    # === UNDONE === #

    def test_cancelled_return_is_not_expected_and_may_come_after_all(self):
        notice = self.expect((KETTLE, 2, 5.0))
        notice.action_cancel()
        self.assertEqual((notice.state, notice.picking_ids.state), ("cancelled", "cancel"))
        notice.action_draft()
        notice.action_expect()
        open_transfers = notice.picking_ids.filtered(lambda p: p.state != "cancel")
        self.assertEqual(open_transfers.move_ids.product_uom_qty, 2)

    def test_return_that_arrived_in_part_is_not_cancelled(self):
        notice = self.expect((KETTLE, 5, 5.0))
        self.arrive(notice, 3, backorder=True)
        with self.assertRaisesRegex(UserError, "A part of return 60112233445 arrived"):
            notice.action_cancel()

    def test_expected_return_is_not_deleted(self):
        with self.assertRaisesRegex(UserError, "cancel it before"):
            self.expect((KETTLE, 2, 5.0)).unlink()

    def test_notice_without_products_is_refused_by_name(self):
        with self.assertRaisesRegex(UserError, "60112233445 has no products"):
            self.expect()

    # === FILES === #

    def open_import(self, *rows):
        """:return: the dialog, with a file chosen"""
        return self.env["amazon.vendor.return.import"].create(
            {
                "account_id": self.account.id,
                "filename": "returns.csv",
                "file": base64.b64encode("\n".join([HEADER, *rows]).encode()),
            }
        )

    def preview(self, *rows):
        """:return: what the dialog says that it will do, by notice"""
        shown = self.env["amazon.vendor.return.import"].new(origin=self.open_import(*rows))
        shown._onchange_file()
        self.assertFalse(shown.error_message)
        return {notice.name: notice.fate for notice in shown.notice_ids}

    def import_rows(self, *rows):
        self.open_import(*rows).action_import()
        names = {row.split(",")[0] for row in rows}
        return self.env["amazon.vendor.return"].search([("name", "in", list(names))])

    def test_file_is_previewed_and_its_notices_are_expected(self):
        rows = (
            f"60112233445,PHX6,,{KETTLE},2,5.00,USD",
            f"60112233446,PHX6,,{FILTER},1,3.00,USD",
        )
        self.assertEqual(self.preview(*rows), {"60112233445": "new", "60112233446": "new"})
        notices = self.import_rows(*rows)
        self.assertEqual(set(notices.mapped("state")), {"expected"})
        self.assertEqual(sorted(notices.mapped("amount_charged")), [3, 10])

    def test_same_notice_twice_is_there_once(self):
        row = f"60112233445,PHX6,,{KETTLE},2,5.00,USD"
        first = self.import_rows(row)
        self.assertEqual(self.preview(row), {"60112233445": "known"})
        self.assertEqual(self.import_rows(row), first)
        self.assertEqual(len(first.picking_ids), 1)

    @mute_logger("odoo.sql_db")
    def test_notice_that_is_typed_twice_is_refused(self):
        self.expect((KETTLE, 2, 5.0))
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.expect((KETTLE, 2, 5.0))

    def test_notice_that_amazon_changed_is_followed_until_something_arrived(self):
        notice = self.import_rows(f"60112233445,PHX6,,{KETTLE},2,5.00,USD")
        self.import_rows(f"60112233445,PHX6,,{KETTLE},4,5.00,USD")
        open_moves = notice.line_ids.move_ids.filtered(lambda move: move.state != "cancel")
        self.assertEqual((notice.line_ids.quantity, open_moves.product_uom_qty), (4, 4))
        self.arrive(notice)
        self.import_rows(f"60112233445,PHX6,,{KETTLE},3,5.00,USD")
        self.assertEqual(notice.line_ids.quantity, 4)
        self.assertIn("3 ×", notice._amazon_get_asked("changed").note)

    def test_file_that_cannot_be_used_says_where(self):
        with self.assertRaisesRegex(UserError, "returns.csv: Row 2, quantity: two is no number"):
            self.import_rows(f"60112233445,PHX6,,{KETTLE},two,5.00,USD")

    # === WHOSE === #

    def test_who_is_no_member_sees_no_return_and_works_none(self):
        notice = self.expect((KETTLE, 2, 5.0))
        stranger = new_test_user(
            self.env,
            "return-stranger",
            groups="acorn_iamazon.group_user,stock.group_stock_manager",
        )
        own = notice.with_user(stranger)
        self.assertFalse(own.search([]))
        for act in (own.action_cancel, own.action_expect, own.action_draft):
            with self.assertRaises(AccessError):
                act()

    def test_member_with_inventory_works_returns(self):
        member = new_test_user(
            self.env, "return-member", groups="acorn_iamazon.group_user,stock.group_stock_user"
        )
        self.account.member_ids = member
        notice = (
            self.env["amazon.vendor.return"]
            .with_user(member)
            .create(
                {
                    "account_id": self.account.id,
                    "name": "60112233447",
                    "line_ids": [Command.create({"vendor_sku": KETTLE, "quantity": 1})],
                }
            )
        )
        notice.action_expect()
        self.assertEqual(notice.state, "expected")
        with self.assertRaises(AccessError):
            notice.state = "arrived"

    def test_goods_go_to_the_company_of_the_account(self):
        company = self.env["res.company"].create({"name": "ACORN Europe"})
        self.env.user.company_ids += company
        account = self.account.with_context(
            allowed_company_ids=[self.env.company.id, company.id]
        ).copy(
            {
                "name": "ACORN EU",
                "company_id": company.id,
                "warehouse_id": False,
                "partner_id": False,
            }
        )
        notice = account.env["amazon.vendor.return"].create(
            {
                "account_id": account.id,
                "name": "60112233445",
                "line_ids": [Command.create({"product_id": self.kettle.id, "quantity": 1})],
            }
        )
        notice.action_expect()
        self.assertEqual(notice.picking_ids.company_id, company)
        self.assertEqual(notice.picking_ids.location_dest_id.company_id, company)


@tagged("post_install", "-at_install")
class TestReturnedKits(AmazonCase):
    """Kits come back as the parts that they left as, and count as what Amazon ordered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "mrp.bom" not in cls.env:
            cls.skipTest(cls, "Manufacturing is not installed")
        cls.pot, cls.cup = (cls.make_product(name, name) for name in ("Pot", "Cup"))
        cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.kettle.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": cls.pot.id, "product_qty": 1}),
                    Command.create({"product_id": cls.cup.id, "product_qty": 4}),
                ],
            }
        )
        cls.receive(make_purchase_order("4KIT000X", [make_item(KETTLE, 10, "20.00")]))
        cls.order = cls.get_order("4KIT000X")
        cls.order.action_confirm()
        cls.ship(cls.order)

    def expect(self, quantity, name="60112233445"):
        line = {"vendor_sku": KETTLE, "quantity": quantity, "unit_cost": 20}
        notice = self.env["amazon.vendor.return"].create(
            {"account_id": self.account.id, "name": name, "line_ids": [Command.create(line)]}
        )
        notice.action_expect()
        return notice

    def arrive(self, notice, pots, cups):
        for move in notice.picking_ids.move_ids:
            move.write({"quantity": pots if move.product_id == self.pot else cups, "picked": True})
        notice.picking_ids.with_context(
            skip_backorder=True, picking_ids_not_to_backorder=notice.picking_ids.ids
        ).button_validate()
        self.env.flush_all()
        self.env.invalidate_all()

    def test_parts_of_the_kits_are_expected(self):
        moves = self.expect(4).picking_ids.move_ids
        self.assertEqual(
            {move.product_id: move.product_uom_qty for move in moves}, {self.pot: 4, self.cup: 16}
        )

    def test_whole_kits_that_arrived_are_counted(self):
        notice = self.expect(4)
        self.arrive(notice, pots=4, cups=15)
        self.assertRecordValues(notice.line_ids, [{"arrived": 3, "missing": 1}])
        self.assertEqual(notice.amount_disputable, 20)
        (quantities,) = self.env["amazon.vendor.quantity"]._read(self.order.order_line).values()
        self.assertEqual((quantities.shipped, quantities.returned), (10, 3))

    def test_kits_on_their_way_are_not_returned_twice(self):
        self.expect(8)
        second = self.expect(4, name="60112233446")
        shares = {
            move.sale_line_id: move.product_uom_qty
            for move in second.line_ids.move_ids
            if move.product_id == self.pot
        }
        self.assertEqual(shares.get(self.order.order_line), 2)

    def test_kits_that_came_back_are_not_delivered_again(self):
        self.arrive(self.expect(4), pots=4, cups=16)
        self.order.order_line.product_uom_qty = 10
        self.order.order_line._action_launch_stock_rule()
        waiting = self.order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        self.assertFalse(waiting)
