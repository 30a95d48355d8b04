# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests.common import tagged

from ..rules import find_problems
from .common import InvoiceCase


@tagged("post_install", "-at_install")
class TestInvoiceRules(InvoiceCase):
    """Each rule is broken by an invoice that breaks nothing else."""

    def setUp(self):
        super().setUp()
        self.invoice = self.make_invoice(post=False)
        self.line = self.invoice.invoice_line_ids[1]

    def _get_codes(self, move=None):
        return [finding.code for finding in find_problems(move or self.invoice)]

    def _post(self):
        self.invoice.action_post()
        return self.invoice

    def test_good_invoice_breaks_no_rule(self):
        self.assertEqual(self._get_codes(self._post()), [])

    def test_draft(self):
        self.assertIn("posted", self._get_codes())

    def test_number_of_22_characters_passes_and_of_23_not(self):
        self._post()
        self.invoice.name = "INV/2026/0000000000123"
        self.assertEqual(self._get_codes(), [])
        self.invoice.name = "INV/2026/00000000000123"
        self.assertEqual(self._get_codes(), ["number_length"])

    def test_line_without_purchase_order(self):
        self.line.sale_line_ids = False
        self.assertIn("purchase_order", self._get_codes(self._post()))

    def test_purchase_order_number_in_other_capitals(self):
        self._post()
        order = self.line.sale_line_ids.order_id
        order.amazon_purchase_order_number = order.amazon_purchase_order_number.lower()
        self.assertEqual(self._get_codes(), ["purchase_order_number"])

    def test_cancelled_order(self):
        self._post()
        self.line.sale_line_ids.order_id.state = "cancel"
        self.assertEqual(self._get_codes(), ["one_purchase_order_cancelled"])

    def test_another_currency_than_the_order(self):
        self.env.ref("base.CAD").active = True
        self.invoice.currency_id = self.env.ref("base.CAD")
        self.assertIn("currency", self._get_codes(self._post()))

    def test_price_that_differs_by_a_cent(self):
        self.line.price_unit += 0.01
        self.assertEqual(self._get_codes(self._post()), ["price"])

    def test_more_than_was_accepted(self):
        self.line.quantity += 1
        codes = self._get_codes(self._post())
        self.assertEqual(codes, ["quantity", "delivered"])

    def test_more_than_was_shipped_is_a_warning(self):
        self.line.sale_line_ids.qty_delivered = 4
        findings = find_problems(self._post())
        self.assertEqual([(f.code, f.severity) for f in findings], [("delivered", "warning")])

    def test_bill_to_that_amazon_does_not_know(self):
        self.invoice.partner_id = self.env["res.partner"].create({"name": "Somebody"})
        self.assertEqual(self._get_codes(self._post()), ["bill_to"])

    def test_company_without_postal_code(self):
        self._post()
        self.env.company.partner_id.zip = False
        self.assertEqual(self._get_codes(), ["remit_to"])

    def test_date_of_today_passes(self):
        self.invoice.invoice_date = fields.Date.today()
        self.assertEqual(self._get_codes(self._post()), [])

    def test_date_of_tomorrow(self):
        self.invoice.invoice_date = fields.Date.today() + timedelta(days=1)
        self.assertEqual(self._get_codes(self._post()), ["date"])

    def test_date_before_the_purchase_order(self):
        self.invoice.invoice_date = "2026-03-01"
        self.assertEqual(self._get_codes(self._post()), ["date"])

    def test_date_of_the_purchase_order_passes(self):
        self.invoice.invoice_date = "2026-03-02"
        self.assertEqual(self._get_codes(self._post()), [])

    def test_zero_total(self):
        self.invoice.invoice_line_ids.price_unit = 0
        self.assertIn("total", self._get_codes(self._post()))

    def test_part_of_a_case_whose_cost_must_be_rounded(self):
        kettle = self.invoice.invoice_line_ids[0]
        kettle.quantity = 2.5
        self.assertIn("sums", self._get_codes(self._post()))

    def test_tax_without_type(self):
        tax = self.make_tax(10)
        tax.amazon_tax_type = False
        self.line.tax_ids = tax
        self.assertIn("tax_type", self._get_codes(self._post()))

    def test_credit_note_for_an_invoice_that_amazon_has_not_accepted(self):
        self._post()
        note = self.invoice._reverse_moves()
        note.action_post()
        self.assertEqual(self._get_codes(note), ["credit_note"])

    def test_submitting_tells_all_that_is_wrong_and_queues_nothing(self):
        self.line.price_unit += 1
        self._post()
        with self.assertRaisesRegex(UserError, "price differs"):
            self.invoice.action_amazon_submit()
        self.assertEqual(self.invoice.amazon_submission_state, "to_submit")
