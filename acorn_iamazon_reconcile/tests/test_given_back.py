# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""A claim that Amazon took in slices and gives back whole leaves nothing on any account, nor
in the tax report: each slice had its own rounding."""

from collections import defaultdict

from odoo import Command
from odoo.tests.common import tagged

from .files import make_csv, make_line, make_payment
from .month import MonthCase

# Rates of the invoice's lines, its currency, the slices.
HISTORIES = [
    ((19,), "USD", ("10.01", "10.02", "0.03")),
    ((19, 7), "USD", ("33.33", "33.33", "33.34")),
    ((8.1, 2.6), "USD", ("0.05", "0.05", "0.05")),
    ((5, 9.975), "CAD", ("17.77", "1.01")),
    ((10, 8), "JPY", ("101", "103", "7")),
]


@tagged("post_install", "-at_install")
class TestGivenBack(MonthCase):
    @classmethod
    def trade(cls):
        cls.shortage = cls.get_type("shortage")
        cls.env.ref("base.JPY").active = True
        return cls.remittances

    def invoice(self, rates, currency):
        taxes = [self.find_tax(rate) for rate in rates]
        commands = [
            Command.create({"name": "Kettle", "price_unit": 1000 + 700 * n, "tax_ids": tax.ids})
            for n, tax in enumerate(taxes)
        ]
        return self.make_invoice(
            0,
            invoice_line_ids=commands,
            invoice_date="2026-11-03",
            currency_id=self.env.ref(f"base.{currency}").id,
        )

    def find_tax(self, rate):
        known = self.env["account.tax"].search([("name", "=", f"VAT {rate} %")], limit=1)
        return known or self.make_tax(rate)

    def bring(self, number, invoice, lines):
        """:param lines: (what follows the number of the invoice, amount)"""
        total = sum(float(amount) for _round, amount in lines)
        digits = 0 if invoice.currency_id.name == "JPY" else 2
        rows = [
            make_line(f"{invoice.name}{claim}", amount, number, f"{0:.{digits}f}")
            for claim, amount in lines
        ]
        content = make_csv([make_payment(number, f"{total:.{digits}f}")], rows)
        content = content.replace(b"USD", invoice.currency_id.name.encode())
        if not digits:
            content = content.replace(b",0.00", b",0")
        remittance = self.remittances.import_file(self.account, "p.csv", content)
        remittance.action_match()
        for line in remittance.line_ids.filtered(lambda one: one.paid < 0 or one.kind == "open"):
            if line.kind != "deduction":
                line.write({"move_id": invoice.id, "deduction_type_id": self.shortage.id})
        remittance.action_post()
        self.assertEqual(remittance.state, "posted", remittance.line_ids.mapped("match_reason"))
        return remittance

    def get_left(self):
        """:return: {(account, tags, part of a tax): what is left} of deductions"""
        left = defaultdict(float)
        for item in self.remittances.search([]).payment_id.move_id.line_ids:
            if item.amazon_key.startswith("deduction") and item.parent_state == "posted":
                key = item.account_id, item.tax_tag_ids, item.tax_repartition_line_id
                left[key] += item.amount_currency
        return {key: round(amount, 6) for key, amount in left.items() if round(amount, 6)}

    def test_slices_that_are_given_back_whole_leave_nothing_on_any_account_or_tax(self):
        for place, (rates, currency, slices) in enumerate(HISTORIES):
            with self.subTest(rates=rates, currency=currency):
                invoice = self.invoice(rates, currency)
                for n, amount in enumerate(slices):
                    self.bring(f"4001{place}{n}", invoice, [("SC", f"-{amount}")])
                self.assertTrue(self.get_left())
                whole = sum(map(float, slices))
                digits = 0 if currency == "JPY" else 2
                back = self.bring(f"4001{place}9", invoice, [("SCR", f"{whole:.{digits}f}")])
                self.assertEqual(self.get_left(), {})
                back.action_unpost()
                self.assertAlmostEqual(sum(self.get_left().values()), whole, 2)
                back.action_match()
                back.action_post()
                self.assertEqual(self.get_left(), {})

    def test_slice_and_its_repayment_in_one_payment_leave_nothing(self):
        invoice = self.invoice((19, 7), "USD")
        self.bring("400180", invoice, [("SC", "-10.01")])
        self.bring("400181", invoice, [("SCR", "20.03"), ("SC", "-10.02")])
        self.assertEqual(self.get_left(), {})
        statement = self.make_statement()
        self.check_ties(statement)

    def test_part_that_is_given_back_has_its_own_rounding(self):
        invoice = self.invoice((19, 7), "USD")
        self.bring("400190", invoice, [("SC", "-10.01")])
        self.bring("400191", invoice, [("SCR", "5.00")])
        self.assertAlmostEqual(sum(self.get_left().values()), 5.01, 2)
