# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests.common import new_test_user, tagged

from .common import AmazonCase, make_item, make_purchase_order

KETTLE, FILTER = "8806098286500", "8806098286123"


@tagged("post_install", "-at_install")
class TestOrderAdopting(AmazonCase):
    """A purchase order that somebody typed into Odoo before it came from Amazon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.typed = cls.env["sale.order"].create(
            {
                "partner_id": cls.account.partner_id.id,
                "client_order_ref": "4BZ7PQ2X",
                "order_line": [
                    Command.create(
                        {"product_id": cls.kettle.id, "product_uom_qty": 10, "price_unit": 10.0}
                    )
                ],
            }
        )
        cls.typed.action_confirm()

    def receive_order(self, **values):
        items = [make_item(KETTLE, 10, "10.00"), make_item(FILTER, 5, "5.00")]
        return self.receive(make_purchase_order("4BZ7PQ2X", items, **values))

    def open_wizard(self, document):
        action = document.action_link_to_order()
        return self.env[action["res_model"]].browse(action["res_id"])

    def test_person_is_asked_and_nothing_is_delivered_a_second_time(self):
        document = self.receive_order()
        self.assertEqual(document.state, "failed")
        self.assertIn(self.typed.name, document.error_message)
        self.assertIn(self.typed.name, self.account._amazon_get_asked("typed 4BZ7PQ2X").note)
        self.assertFalse(self.get_order())

    def test_reference_in_another_spelling_is_found_as_well(self):
        self.typed.client_order_ref = "4bz7pq2x"
        self.assertEqual(self.receive_order().state, "failed")

    def test_preview_shows_what_both_have(self):
        wizard = self.open_wizard(self.receive_order())
        self.assertEqual(wizard.order_id, self.typed)
        self.assertRecordValues(
            wizard.line_ids,
            [
                {"product_id": self.kettle.id, "ordered": 10, "typed": 10},
                {"product_id": self.filter.id, "ordered": 5, "typed": 0},
            ],
        )

    def test_linked_order_keeps_its_transfer_and_is_worked_from_here_on(self):
        document = self.receive_order()
        transfers = self.typed.picking_ids
        self.open_wizard(document).action_link()
        self.assertEqual(self.get_order(), self.typed)
        self.assertEqual((document.state, document.sale_order_id), ("done", self.typed))
        self.assertEqual(self.typed.picking_ids, transfers)
        self.assertEqual(self.typed.order_line.mapped("product_uom_qty"), [10, 0])
        self.assertEqual(self.typed.order_line.mapped("amazon_ordered_quantity"), [10, 5])
        self.assertEqual(self.typed.amazon_stage, "to_acknowledge")
        self.assertFalse(self.account._amazon_get_asked("typed 4BZ7PQ2X"))
        self.typed.action_amazon_acknowledge()
        self.ship(self.typed)
        self.assertEqual(self.typed.order_line[0].qty_delivered, 10)

    def test_next_version_finds_the_linked_order(self):
        self.open_wizard(self.receive_order()).action_link()
        self.receive_order(purchaseOrderChangedDate="2026-03-03T10:00:00Z", dealCode="SPRING")
        self.assertEqual(self.typed.amazon_deal_code, "SPRING")
        self.assertEqual(len(self.get_order()), 1)

    def test_locked_order_is_linked_and_stays_locked(self):
        self.typed.action_lock()
        self.open_wizard(self.receive_order()).action_link()
        self.assertTrue(self.typed.locked)
        self.assertEqual(self.typed.amazon_purchase_order_number, "4BZ7PQ2X")

    def test_what_was_answered_by_hand_is_not_answered_again(self):
        document = self.receive_order(state="Acknowledged")
        self.open_wizard(document).action_link()
        self.assertEqual(self.typed.amazon_acknowledgement_state, "nothing")

    def test_other_order_of_that_reference_is_left_alone_when_a_person_says_so(self):
        document = self.receive_order()
        self.open_wizard(document).action_make_new()
        self.assertEqual(document.state, "done")
        self.assertNotEqual(self.get_order(), self.typed)
        self.assertFalse(self.typed.amazon_account_id)

    def test_cancelled_order_of_that_reference_is_in_nobodys_way(self):
        self.typed._action_cancel()
        self.assertEqual(self.receive_order().state, "done")

    def store(self, kind, record):
        documents = self.env["amazon.vendor.document"]
        document = documents._store_incoming(self.account, kind, [record], "test-request")
        document.state = "failed"
        return document

    def test_what_is_no_purchase_order_is_told_in_a_sentence(self):
        nested = {"purchaseOrderNumber": "4BZ7PQ2X"}
        for _level in range(600):
            nested = {"orderDetails": nested}
        for record, reason in (
            ({"purchaseOrderNumber": "4BZ7PQ2X"}, "orderDetails are missing"),
            ({"orderDetails": {}}, "has no purchaseOrderNumber"),
            (["4BZ7PQ2X"], "in place of a record"),
            (
                make_purchase_order("4BZ7PQ2X", [make_item(KETTLE, "1E+400", "10.00")]),
                "'1E.400' is not a",
            ),
            (nested, "has no purchaseOrderNumber"),
        ):
            document = self.store("purchase_order", record)
            with self.assertRaisesRegex(UserError, f"cannot be linked.*{reason}.*fetch the orders"):
                document.action_link_to_order()
            wizard = self.env["amazon.vendor.adopt"].create({"document_id": document.id})
            with self.assertRaisesRegex(UserError, reason):
                wizard.order_id = self.typed
                wizard.line_ids.mapped("ordered")
            with self.assertRaisesRegex(UserError, reason):
                wizard.action_make_new()
            self.assertEqual(document.state, "failed")

    def test_document_of_another_kind_is_told_to_be_no_purchase_order(self):
        document = self.store("order_status", {"purchaseOrderNumber": "4BZ7PQ2X"})
        with self.assertRaisesRegex(UserError, "is no purchase order. Choose a document of this"):
            document.action_link_to_order()

    def test_stranger_cannot_link(self):
        document = self.receive_order()
        stranger = new_test_user(self.env, "stranger", groups="acorn_iamazon.group_user")
        with self.assertRaises(AccessError):
            document.with_user(stranger).action_link_to_order()
