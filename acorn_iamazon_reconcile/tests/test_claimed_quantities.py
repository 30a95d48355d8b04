# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo.tests.common import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.acorn_iamazon.tests.common import AmazonCase, make_item, make_purchase_order

from .files import make_csv, make_line, make_payment

PRICE = 71.00


class ClaimCase(AmazonCase, AccountTestInvoicingCommon):
    """A purchase order of ten kettles at 71.00."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kettle.invoice_policy = "delivery"

    def setUp(self):
        super().setUp()
        self.receive(make_purchase_order(items=[make_item("8806098286500", 10, f"{PRICE}")]))
        self.order = self.get_order()
        self.order.action_amazon_acknowledge()
        self.line = self.order.order_line

    def ship_some(self, quantity):
        picking = self.order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        picking.move_ids.write({"quantity": quantity, "picked": True})
        picking.with_context(skip_backorder=True).button_validate()
        self.get_notices(picking).state = "accepted"

    def get_notices(self, pickings):
        return pickings.amazon_document_ids.filtered(lambda d: d.kind == "shipment_confirmation")

    def invoice(self, quantity=None, day="2026-03-09"):
        invoice = self.order._create_invoices()
        invoice.invoice_date = day
        if quantity:
            invoice.invoice_line_ids.quantity = quantity
        invoice.action_post()
        return invoice

    def receive_goods(self, units):
        """Amazon books so many units, and closes the order."""
        self.line.amazon_received_quantity = units
        self.order.write(
            {
                "amazon_last_received_at": "2026-03-12 09:00:00",
                "amazon_purchase_order_state": "Closed",
            }
        )
        self.env.flush_all()

    def claim(self, invoice, amount, payment="400100200"):
        """:return: the line of a payment from which a shortage was kept"""
        kept = f"-{amount:.2f}"
        content = make_csv(
            [make_payment(payment, kept)],
            [make_line(f"{invoice.name}SC", kept, payment=payment, text="Shortage Claim")],
        )
        remittance = self.env["amazon.vendor.remittance"].import_file(
            self.account, f"{payment}.csv", content
        )
        remittance.action_match()
        line = remittance.line_ids
        # The second claim of one amount waits for a person, who says what it is.
        shortage = self.env.ref("acorn_iamazon_reconcile.deduction_type_shortage")
        line.write({"move_id": invoice.id, "kind": "deduction", "deduction_type_id": shortage.id})
        return line

    def read_line(self):
        """:return: :class:`Quantities` of the line"""
        self.env.flush_all()
        self.env.invalidate_all()
        return self.line._amazon_get_quantities()


@tagged("post_install", "-at_install")
class TestTwoInvoicesOfOneLine(ClaimCase):
    """Six and four were shipped and invoiced, seven arrived."""

    def setUp(self):
        super().setUp()
        self.ship_some(6)
        self.first = self.invoice()
        self.ship_some(4)
        self.second = self.invoice(day="2026-03-11")
        self.receive_goods(7)

    def test_expected_shortage_is_allotted_once(self):
        shortages = (self.first | self.second).mapped("amazon_expected_shortage")
        self.assertEqual(shortages, [0.0, 3 * PRICE])

    def test_provision_is_what_is_expected(self):
        missing = self.env["amazon.vendor.provision"]._find_missing(self.account)
        self.assertEqual([(move, amount) for move, _t, amount in missing], [(self.second, 213.00)])

    def test_verdict_speaks_of_the_same_shortage(self):
        verdict, _justified, reason = self.claim(self.second, 213.00)._judge()
        self.assertEqual(verdict, "dispute")  # all of it was shipped
        self.assertIn("goods for $\xa0213.00 did not arrive", reason)
        _verdict, _justified, reason = self.claim(self.first, 71.00, "400100201")._judge()
        self.assertIn("received all of it", reason)

    def test_ledger_says_what_is_missing_and_claimed(self):
        self.claim(self.second, 213.00)
        line = self.read_line()
        self.assertEqual((line.invoiced, line.received, line.missing), (10, 7, 3))
        self.assertEqual(line.claimed, 3)
        self.assertFalse(self.line.amazon_contradiction)

    def test_claim_beyond_what_is_missing_contradicts_amazons_own_figures(self):
        self.claim(self.second, 284.00)
        self.assertEqual(self.read_line().claimed, 4)
        self.assertIn("4 claimed by Amazon, but only 3 missing", self.line.amazon_contradiction)

    def test_credit_note_of_what_is_missing_leaves_nothing_to_expect(self):
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=self.second.ids)
            .create({"journal_id": self.second.journal_id.id})
        )
        credit = self.env["account.move"].browse(wizard.reverse_moves()["res_id"])
        credit.invoice_line_ids.quantity = 3
        credit.action_post()
        self.second._amazon_refresh_expected()
        self.assertEqual(self.second.amazon_expected_shortage, 0.0)
        line = self.read_line()
        self.assertEqual((line.invoiced, line.credited), (10, 3))


@tagged("post_install", "-at_install")
class TestShortShipment(ClaimCase):
    """Ten were invoiced and nine shipped: a claim of one is right."""

    def setUp(self):
        super().setUp()
        self.ship_some(9)
        self.bill = self.invoice(10)

    def test_claim_in_two_slices_is_justified_once(self):
        first = self.claim(self.bill, PRICE)
        second = self.claim(self.bill, PRICE, "400100201")
        self.assertEqual([line._judge()[:2] for line in first], [("leave", 71.00)])
        self.assertEqual([line._judge()[:2] for line in second], [("dispute", 0.0)])

    def test_claim_in_one_piece_is_justified_in_part(self):
        self.assertEqual(self.claim(self.bill, 142.00)._judge()[:2], ("dispute", 71.00))

    def test_invoice_above_what_was_shipped_is_named(self):
        self.assertIn("10 invoiced, but only 9 shipped", self.line.amazon_contradiction)


@tagged("post_install", "-at_install")
class TestProofOfReceipt(ClaimCase):
    """All was shipped and invoiced, and the notice was not accepted."""

    def setUp(self):
        super().setUp()
        self.ship_some(10)
        self.bill = self.invoice()
        self.get_notices(self.order.picking_ids).state = "rejected"

    def test_claim_of_what_amazon_received_by_its_own_figures_is_disputed(self):
        self.receive_goods(10)
        verdict, justified, reason = self.claim(self.bill, PRICE)._judge()
        self.assertEqual((verdict, justified), ("dispute", 0.0))
        self.assertIn("received all of it", reason)

    def test_claim_without_receipts_is_looked_at_by_a_person(self):
        self.assertEqual(self.claim(self.bill, PRICE)._judge()[0], "unsure")

    def test_claim_of_what_did_not_arrive_is_looked_at_by_a_person(self):
        self.receive_goods(9)
        self.assertEqual(self.claim(self.bill, PRICE)._judge()[0], "unsure")


@tagged("post_install", "-at_install")
class TestRestOnItsWay(ClaimCase):
    """What left after Amazon's last receipt is not expected to be kept."""

    def test_only_what_should_have_arrived_is_expected_short(self):
        self.ship_some(6)
        self.order.picking_ids.move_ids.filtered(lambda m: m.state == "done").date = "2026-03-08"
        self.ship_some(4)
        last = self.order.picking_ids.filtered("backorder_id")
        last.move_ids.date = "2026-03-20 08:00:00"
        bill = self.invoice()
        self.line.amazon_received_quantity = 5
        self.order.amazon_last_received_at = "2026-03-12 09:00:00"
        self.env.flush_all()
        self.assertEqual(bill.amazon_expected_shortage, PRICE)
        line = self.read_line()
        self.assertEqual((line.missing, line.on_the_way), (1, 4))
