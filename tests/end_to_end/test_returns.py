# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Amazon sends goods back and keeps their price: what arrived says whether that is right."""

from odoo import Command
from odoo.tests.common import tagged

from odoo.addons.acorn_iamazon_reconcile.tests.files import make_csv, make_line, make_payment

from .common import TradeCase

NUMBER = "601122334455667"


@tagged("post_install", "-at_install")
class TestReturnsCharged(TradeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.trade()
        cls.sandbox.tell("remember")

    def make_return(self, quantity=1, cost=229.47, arrived=None):
        """:param arrived: how many came; None: nothing came yet"""
        notice = self.env["amazon.vendor.return"].create(
            {
                "account_id": self.account.id,
                "name": NUMBER,
                "line_ids": [
                    Command.create(
                        {"product_id": self.filter.id, "quantity": quantity, "unit_cost": cost}
                    )
                ],
            }
        )
        notice.action_expect()
        if arrived is not None:
            for move in notice.picking_ids.move_ids:
                move.write({"quantity": arrived, "picked": True})
            notice.picking_ids.with_context(
                skip_backorder=True, picking_ids_not_to_backorder=notice.picking_ids.ids
            ).button_validate()
            self.env.invalidate_all()
        return notice

    def charge(self, amount, number=NUMBER, payment="900100300"):
        """:return: the verdict on the deduction, of a file"""
        line = make_line(number, f"-{amount}", payment=payment, text="RTV Returns to vendor")
        content = make_csv([make_payment(payment, f"-{amount}")], [line])
        remittance = self.env["amazon.vendor.remittance"].import_file(
            self.account, f"{payment}.csv", content
        )
        remittance.action_match()
        (deduction,) = remittance.line_ids
        self.assertEqual(deduction.deduction_type_id.code, "return")
        return deduction._judge()

    def test_charge_for_what_arrived_is_left(self):
        self.make_return(2, arrived=2)
        verdict, justified, reason = self.charge("458.94")
        self.assertEqual((verdict, justified), ("leave", 458.94))
        self.assertIn(NUMBER, reason)

    def test_charge_for_what_did_not_arrive_is_to_be_disputed(self):
        self.make_return(2, arrived=1)
        verdict, justified, reason = self.charge("458.94")
        self.assertEqual((verdict, justified), ("dispute", 229.47))
        self.assertIn("1 did not arrive", reason)

    def test_charge_above_the_invoiced_price_is_to_be_disputed(self):
        self.make_return(1, cost=250.0, arrived=1)
        verdict, justified, reason = self.charge("250.00")
        self.assertEqual((verdict, justified), ("dispute", 229.47))
        self.assertIn("Invoiced at 229.47 only", reason)

    def test_nothing_is_said_before_the_goods_are_there(self):
        self.make_return(1)
        verdict, justified, reason = self.charge("229.47")
        self.assertEqual((verdict, justified), ("unsure", 0))
        self.assertIn("not arrived", reason)

    def test_unknown_notice_is_asked_for_by_its_number(self):
        verdict, _justified, reason = self.charge("229.47")
        self.assertEqual(verdict, "unsure")
        self.assertIn(NUMBER, reason)

    def test_product_line_behind_the_number_is_no_other_notice(self):
        self.make_return(1, arrived=1)
        self.assertEqual(self.charge("229.47", f"{NUMBER}_1400")[0], "leave")

    def test_what_arrived_justifies_two_charges_once(self):
        self.make_return(1, arrived=1)
        first = self.charge("229.47", f"{NUMBER}_1400")
        second = self.charge("229.47", f"{NUMBER}_2100", payment="900100301")
        self.assertEqual([first[0], second[0]], ["leave", "dispute"])
        self.assertEqual(second[1], 0)
