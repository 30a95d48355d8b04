# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo.tests.common import tagged

from .files import make_csv, make_line, make_payment
from .test_claimed_quantities import PRICE, ClaimCase


@tagged("post_install", "-at_install")
class TestClaimSlices(ClaimCase):
    """Ten were invoiced and nine shipped; Amazon claims two, over two payments: one claim, one of
    the units rightly."""

    def setUp(self):
        super().setUp()
        shortage = self.env.ref("acorn_iamazon_reconcile.deduction_type_shortage")
        shortage.account_id = self.company_data["default_account_expense"]
        self.account.claims_account_id = self.env["account.account"].create(
            {"name": "Claims at Amazon", "code": "ACLM01", "account_type": "asset_current"}
        )
        self.ship_some(9)
        self.bill = self.invoice(10)

    def take(self, number, amount, whole=-142.00, ending="SC"):
        """:return: the payment of a slice of the claim, or of its reversal, after matching"""
        line = make_line(
            f"{self.bill.name}{ending}", f"{amount:.2f}", number, whole=f"{whole:.2f}",
            text="Shortage Claim",
        )  # fmt: skip
        content = make_csv([make_payment(number, f"{amount:.2f}")], [line])
        remittance = self.env["amazon.vendor.remittance"].import_file(
            self.account, f"{number}.csv", content
        )
        remittance.action_match()
        return remittance

    def book(self, *args):
        remittance = self.take(*args)
        self.assertEqual(remittance.state, "matched", remittance.line_ids.mapped("match_reason"))
        remittance.action_post()
        return remittance

    def find(self):
        return self.env["amazon.vendor.dispute"].search([("move_id", "=", self.bill.id)])

    def test_two_slices_are_one_claim_justified_once(self):
        self.book("801", -PRICE)
        self.book("802", -PRICE)
        dispute = self.find()
        self.assertEqual(len(dispute), 1)
        self.assertEqual((dispute.amount, dispute.amount_justified), (142.00, 71.00))
        self.assertEqual((dispute.verdict, dispute.amount_disputed), ("dispute", 71.00))

    def test_slice_beyond_the_whole_claim_waits_and_is_a_claim_of_its_own(self):
        self.book("801", -PRICE)
        self.book("802", -PRICE)
        third = self.take("803", -PRICE)
        self.assertEqual(third.line_ids.kind, "open")
        shortage = self.env.ref("acorn_iamazon_reconcile.deduction_type_shortage")
        third.line_ids.write({"move_id": self.bill.id, "deduction_type_id": shortage.id})
        third.action_post()
        self.assertEqual(sorted(self.find().mapped("amount")), [71.00, 142.00])

    def test_slice_after_the_filing_is_claimed_with_it_and_won_with_it(self):
        self.book("801", -PRICE)
        dispute = self.find()
        dispute.amount_disputed = PRICE
        dispute.action_dispute()
        self.assertEqual(dispute.amount_claimed, 71.00)
        self.book("802", -PRICE)
        self.assertEqual((dispute.state, dispute.amount), ("disputed", 142.00))
        self.assertEqual((dispute.amount_disputed, dispute.amount_claimed), (142.00, 142.00))
        self.book("803", 142.00, 142.00, "SCR")
        self.assertEqual((dispute.state, dispute.amount_recovered), ("recovered", 142.00))
        self.assertEqual(dispute.amount_claimed, 0)

    def test_undone_slice_leaves_the_claim_with_the_others(self):
        first, second = self.book("801", -PRICE), self.book("802", -PRICE)
        second.action_unpost()
        self.assertEqual((self.find().amount, self.find().verdict), (71.00, "leave"))
        second.action_post()
        self.assertEqual(self.find().amount, 142.00)
        first.action_unpost()
        dispute = self.find()
        self.assertEqual((dispute.remittance_id, dispute.amount), (second, 71.00))
        first.action_post()
        self.assertEqual(self.find().amount, 142.00)
