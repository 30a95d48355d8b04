# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests.common import new_test_user, tagged

from odoo.addons.acorn_iamazon.tests.common import make_item

from .common import InvoiceCase

ITEMS = (make_item("8806098286500", 6, "5.00"), make_item("8806098286123", 5, "3.00"))


@tagged("post_install", "-at_install")
class TestReturnsCredited(InvoiceCase):
    """What Amazon sent back is credited, with what Amazon wants to know of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls.make_invoice(items=ITEMS)
        cls.order = cls.get_order("4INV000X")

    def make_return(self, *lines, arrived=None, **values):
        """:param lines: (product, quantity, cost)
        :return: a return that arrived"""
        notice = self.env["amazon.vendor.return"].create(
            {
                "account_id": self.account.id,
                "name": "60112233445",
                "authorisation": "RMA-5",
                "line_ids": [
                    Command.create(
                        {"product_id": product.id, "quantity": quantity, "unit_cost": cost}
                    )
                    for product, quantity, cost in lines
                ],
                **values,
            }
        )
        notice.action_expect()
        self.receive_goods(notice, arrived)
        return notice

    def receive_goods(self, notice, arrived=None):
        for picking in notice.picking_ids.filtered(lambda p: p.state != "done"):
            for move in picking.move_ids:
                move.write({"quantity": arrived or move.product_uom_qty, "picked": True})
            picking.with_context(skip_backorder=True).button_validate()
        self.env.invalidate_all()

    def test_credit_note_has_the_notice_the_day_and_the_authorisation(self):
        self.warehouse.partner_id.tz = "America/Los_Angeles"
        notice = self.make_return((self.kettle, 2, 5.0))
        notice.picking_ids.date_done = "2026-03-21 03:00:00"  # the evening before, there
        self.env.invalidate_all()
        notice.action_make_credit_note()
        self.assertRecordValues(
            notice.credit_note_ids,
            [
                {
                    "move_type": "out_refund",
                    "amazon_credit_kind": "returns",
                    "amazon_returns_reference": "60112233445",
                    "amazon_goods_return_date": date(2026, 3, 20),
                    "amazon_rma": "RMA-5",
                    "amazon_purchase_order_number": "4INV000X",
                    "partner_id": self.order.partner_invoice_id.id,
                    "amount_untaxed": 10,
                }
            ],
        )

    def test_posted_credit_note_is_what_amazon_wants(self):
        notice = self.make_return((self.kettle, 2, 5.0))
        notice.action_make_credit_note()
        note = notice.credit_note_ids
        note.action_post()
        details = self.build(note)["items"][0]["creditNoteDetails"]
        self.assertEqual(details["returnsReferenceNumber"], "60112233445")
        self.assertIn("goodsReturnDate", details)

    def test_only_what_arrived_is_credited(self):
        notice = self.make_return((self.kettle, 5, 5.0), arrived=3)
        notice.action_make_credit_note()
        self.assertEqual(notice.credit_note_ids.invoice_line_ids.quantity, 3)

    def test_not_more_than_the_price_that_amazon_paid_is_credited(self):
        notice = self.make_return((self.kettle, 2, 6.5), (self.filter, 1, 2.5))
        notice.action_make_credit_note()
        self.assertEqual(
            notice.credit_note_ids.invoice_line_ids.sorted("quantity").mapped("price_unit"),
            [2.5, 5.0],
        )

    def test_what_is_credited_is_not_credited_again(self):
        notice = self.make_return((self.kettle, 2, 5.0))
        notice.action_make_credit_note()
        self.env.invalidate_all()
        self.assertFalse(notice.is_to_credit)
        with self.assertRaisesRegex(UserError, "nothing arrived that is not credited"):
            notice.action_make_credit_note()

    def test_cancelled_credit_note_may_be_made_again(self):
        notice = self.make_return((self.kettle, 2, 5.0))
        notice.action_make_credit_note()
        notice.credit_note_ids.button_cancel()
        self.env.invalidate_all()
        notice.action_make_credit_note()
        self.assertEqual(sorted(notice.credit_note_ids.mapped("state")), ["cancel", "draft"])

    def test_ledger_is_right_again_once_it_is_credited(self):
        line = self.order.order_line[0]
        notice = self.make_return((self.kettle, 2, 5.0))
        self.assertIn("not returned", line.amazon_contradiction)
        notice.action_make_credit_note()
        notice.credit_note_ids.action_post()
        self.env.invalidate_all()
        self.assertFalse(line.amazon_contradiction)
        quantities = self.env["amazon.vendor.quantity"]._read(line)[line]
        self.assertEqual((quantities.credited, quantities.to_pay, quantities.kept), (2, 4, 4))
        self.assertEqual(line.qty_to_invoice, 0)

    def test_return_in_another_currency_is_refused_by_name(self):
        notice = self.make_return((self.kettle, 2, 5.0), currency_id=self.env.ref("base.EUR").id)
        with self.assertRaisesRegex(UserError, "60112233445 is charged in EUR"):
            notice.action_make_credit_note()

    def test_who_may_not_invoice_makes_no_credit_note(self):
        notice = self.make_return((self.kettle, 2, 5.0))
        member = new_test_user(
            self.env, "return-clerk", groups="acorn_iamazon.group_user,stock.group_stock_user"
        )
        self.account.member_ids = member
        with self.assertRaises(AccessError):
            notice.with_user(member).action_make_credit_note()

    def test_return_that_arrived_is_a_card_until_it_is_credited(self):
        def get_cards():
            self.env.flush_all()
            cards = self.env["amazon.vendor.decision"]._get_decisions(self.account)
            return {card["code"]: card["name"] for card in cards}

        notice = self.make_return((self.kettle, 2, 5.0))
        self.assertEqual(
            get_cards()["return_credit"], "Returns that arrived and are not credited: 1"
        )
        notice.action_make_credit_note()
        self.assertNotIn("return_credit", get_cards())
