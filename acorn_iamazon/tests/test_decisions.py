# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import fields
from odoo.tests.common import new_test_user, tagged

from .common import AmazonCase, make_item, make_purchase_order


@tagged("post_install", "-at_install")
class TestDecisions(AmazonCase):
    """*Today* is a card a decision: failures first, then by money and time left."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "acorn_iamazon.group_user,sales_team.group_sale_salesman_all_leads"
        cls.seller = new_test_user(cls.env, "seller", groups=groups)
        cls.account.member_ids = cls.seller

    def receive_order(self, number, price, hours):
        self.receive(make_purchase_order(number, [make_item("8806098286500", 6, price)]))
        order = self.get_order(number)
        order.amazon_acknowledge_by = fields.Datetime.now() + timedelta(
            hours=hours, minutes=1, seconds=30
        )
        return order

    def get_cards(self, user=None):
        self.env.flush_all()
        cards = self.env["amazon.vendor.decision"].with_user(user or self.seller)
        return {card["code"]: card for card in cards._get_decisions()}

    def test_orders_to_acknowledge_are_one_card_with_money_and_the_first_deadline(self):
        self.receive_order("FIRST001", "10.00", 20)
        self.receive_order("SECOND01", "20.00", 2)
        card = self.get_cards()["acknowledge"]
        self.assertEqual(card["name"], "Orders to acknowledge: 2")
        self.assertEqual(card["amount"], 180.0)
        self.assertEqual(card["time_left"], "2 h 1 min left")
        self.assertEqual(card["urgency"], "soon")

    def test_failure_comes_before_all_money(self):
        order = self.receive_order("FIRST001", "9000.00", 1)
        order.amazon_document_ids[:1].state = "failed"
        self.assertEqual(list(self.get_cards()), ["document", "acknowledge"])

    def test_card_of_what_one_may_not_read_is_not_there(self):
        self.receive_order("FIRST001", "10.00", 20)
        packer = new_test_user(self.env, "packer", groups="acorn_iamazon.group_user")
        self.account.member_ids += packer
        self.assertFalse(self.get_cards(packer))

    def test_other_accounts_orders_are_no_card(self):
        self.receive_order("FIRST001", "10.00", 20)
        self.account.member_ids -= self.seller
        self.assertNotIn("acknowledge", self.get_cards())

    def test_page_has_the_reader_s_own_cards_anew_each_time(self):
        order = self.receive_order("FIRST001", "10.00", 20)
        cards = self.env["amazon.vendor.decision"].with_user(self.seller)
        action = cards.action_open_today()
        self.assertEqual(cards.search(action["domain"]).mapped("code"), ["acknowledge"])
        order.action_confirm()
        self.env.flush_all()
        action = cards.action_open_today()
        self.assertNotIn("acknowledge", cards.search(action["domain"]).mapped("code"))

    def test_card_opens_just_its_records(self):
        order = self.receive_order("FIRST001", "10.00", 20)
        cards = self.env["amazon.vendor.decision"].with_user(self.seller)
        card = cards.search(cards.action_open_today()["domain"])
        self.assertEqual(self.env["sale.order"].search(card.action_open()["domain"]), order)

    def test_button_says_what_is_answered_before_it_answers(self):
        order = self.receive_order("FIRST001", "10.00", 20)
        cards = self.env["amazon.vendor.decision"].with_user(self.seller)
        action = cards.search(cards.action_open_today()["domain"]).action_decide()
        wizard = self.env["amazon.vendor.acknowledge"].browse(action["res_id"])
        self.assertEqual(wizard.summary, "Orders: 1. Units promised: 6 of 6.")
        self.assertEqual(order.amazon_acknowledgement_state, "to_acknowledge")

    def test_clear_desk_tells_how_the_week_went(self):
        order = self.receive_order("FIRST001", "10.00", 20)
        order.amazon_purchase_order_date = fields.Datetime.now() - timedelta(days=2)
        order.amazon_ship_window_end = fields.Datetime.now() + timedelta(days=30)
        order.action_confirm()
        self.env.flush_all()
        action = self.env["amazon.vendor.decision"].with_user(self.seller).action_open_today()
        self.assertIn("Your desk is clear", action["help"])
        self.assertIn("seven days: 1 ($\xa060.00), of the seven before: 0", action["help"])

    def test_manager_without_an_account_is_offered_to_connect_one(self):
        chief = new_test_user(self.env, "chief", groups="acorn_iamazon.group_manager")
        cards = self.env["amazon.vendor.decision"].with_user(chief)
        self.assertFalse(cards._get_beginning())
        self.env["amazon.vendor.account"].search([]).active = False
        (card,) = cards._get_beginning()
        self.assertEqual(card["button"], "Connect an account")

    def test_digest_begins_with_the_reader_s_decisions(self):
        self.receive_order("FIRST001", "10.00", 20)
        self.account.action_send_digest()
        (message,) = self.env["mail.message"].search(
            [("subject", "=", "ACORN US: what needs attention")]
        )
        self.assertEqual(message.notified_partner_ids, self.seller.partner_id)
        self.assertIn("Orders to acknowledge: 1", message.body)
        self.assertIn("/odoo/amazon-today", message.body)
