# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What stands beside documents and remittances is held against what it was when it was posted, or
when it settled something; what nobody noted is named until a person answers for it."""

from odoo import Command
from odoo.tests.common import tagged

from .common import RemittanceCase

PERIOD = {"date_from": "2026-03-01", "date_to": "2026-12-31"}


@tagged("post_install", "-at_install")
class TestStatementBeside(RemittanceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.receivable = cls.account.partner_id.property_account_receivable_id
        cls.revenue = cls.company_data["default_account_revenue"]
        cls.other_revenue = cls.revenue.copy({"name": "Other sales"})

    def find_wrong(self):
        """:return: {entry: sentence}"""
        self.env.flush_all()
        self.env.invalidate_all()
        statement = self.env["amazon.vendor.statement"].create(
            {"account_id": self.account.id, **PERIOD}
        )
        wrong = dict(statement._find_wrong())
        self.assertEqual(statement.is_proven, not wrong)
        return wrong

    def change(self, item, **values):
        self.env.flush_all()
        names = ", ".join(f"{name} = %s" for name in values)
        self.env.cr.execute(
            f"UPDATE account_move_line SET {names} WHERE id = %s", [*values.values(), item.id]
        )

    # === LINES OF THE BANK === #

    def bring(self, amount, place=None):
        """:return: a line of the bank that somebody put on the balance of Amazon"""
        return self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.company_data["default_journal_bank"].id,
                "payment_ref": "AMAZON PAYMENTS 400100200",
                "partner_id": self.account.partner_id.id,
                "date": "2026-11-12",
                "amount": amount,
                "counterpart_account_id": (place or self.receivable).id,
            }
        )

    def settle(self):
        line = self.bring(100.00)
        items = line.move_id.line_ids | self.first.line_ids
        items.filtered(lambda item: item.account_id == self.receivable).reconcile()
        return line.move_id

    def test_line_that_settled_an_invoice_ties_and_each_side_is_held_against_what_it_was(self):
        entry = self.settle()
        self.assertEqual(self.find_wrong(), {})
        for item in entry.line_ids:
            other = self.env["account.account"].search(
                [
                    ("account_type", "=", item.account_id.account_type),
                    ("id", "!=", item.account_id.id),
                ],
                limit=1,
            )
            with self.subTest(account=item.account_id.name), self.env.cr.savepoint() as point:
                self.change(item, account_id=(other or self.revenue).id)
                self.assertIn(entry, self.find_wrong())
                point.rollback()

    def test_line_that_settles_nothing_is_named_until_a_person_answers_for_it(self):
        entry = self.bring(55.00).move_id
        self.assertIn("stands behind it", self.find_wrong()[entry])
        entry._amazon_accept()
        self.assertEqual(self.find_wrong(), {})
        item = entry.line_ids.filtered(lambda one: one.account_id == self.receivable)
        self.change(item, account_id=self.other_revenue.id)
        self.assertIn(entry, self.find_wrong())

    def settle_with(self, line, entry, account_type="asset_receivable"):
        items = (line.move_id | entry).line_ids
        items.filtered(lambda item: item.account_id.account_type == account_type).reconcile()

    def test_line_that_pays_what_was_taken_over_ties(self):
        opening = self.env["account.move"].create(
            {
                "date": "2026-03-01",
                "line_ids": [
                    Command.create(
                        {
                            "name": "2026-0815",
                            "partner_id": self.account.partner_id.id,
                            "account_id": place.id,
                            "balance": balance,
                        }
                    )
                    for place, balance in ((self.receivable, 500.00), (self.revenue, -500.00))
                ],
            }
        )
        opening.action_post()
        self.account.opening_item_ids = opening.line_ids.filtered(lambda item: item.balance > 0)
        line = self.bring(500.00)
        self.assertIn(line.move_id, self.find_wrong())
        self.settle_with(line, opening)
        self.assertEqual(self.find_wrong(), {})

    def test_line_that_pays_a_bill_of_amazons_ties(self):
        bill = self.make_bill()
        line = self.bring(-bill.amount_total, bill._amazon_get_receivable().account_id)
        self.assertIn(line.move_id, self.find_wrong())
        self.settle_with(line, bill, "liability_payable")
        self.assertEqual(self.find_wrong(), {})

    # === INVOICES OF NO ACCOUNT === #

    def make_bill(self):
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.account.partner_id.id,
                "invoice_date": "2026-11-05",
                "ref": "FREIGHT-77",
                "invoice_line_ids": [Command.create({"name": "Freight", "price_unit": 80.00})],
            }
        )
        bill.action_post()
        return bill

    def check_each_line(self, move):
        self.assertEqual(self.find_wrong(), {})
        item = move.invoice_line_ids
        with self.env.cr.savepoint() as point:
            self.change(item, account_id=self.other_revenue.id)
            self.assertIn("another account", self.find_wrong()[move])
            point.rollback()
        self.env.cr.execute("UPDATE account_move SET state = 'draft' WHERE id = %s", [move.id])
        self.env.cr.execute(
            "UPDATE account_move_line SET parent_state = 'draft' WHERE move_id = %s", [move.id]
        )
        self.assertIn("is missing", self.find_wrong()[move])

    def test_lines_of_an_invoice_of_no_account_are_held_against_what_was_posted(self):
        self.check_each_line(self.make_invoice(70.00, amazon_account_id=False))

    def test_lines_of_a_bill_of_amazons_are_held_against_what_was_posted(self):
        self.check_each_line(self.make_bill())

    def test_invoice_to_a_company_that_was_invoiced_for_the_first_time_counts_as_amazons(self):
        italy = self.env["res.partner"].create({"name": "Amazon Italy", "is_company": True})
        self.make_invoice(50.00, partner_id=italy.id)
        self.check_each_line(self.make_invoice(70.00, partner_id=italy.id, amazon_account_id=False))

    def test_invoice_of_before_is_named_until_a_person_answers_for_it(self):
        old = self.make_invoice(70.00, amazon_account_id=False)
        old.sudo().write({"amazon_posted": False, "amazon_posted_on": False})
        self.assertIn("stands behind it", self.find_wrong()[old])
        old._amazon_accept()
        self.assertEqual(self.find_wrong(), {})

    def test_invoice_of_somebody_else_is_none_of_ours(self):
        other = self.env["res.partner"].create({"name": "Müller GmbH"})
        invoice = self.make_invoice(70.00, amazon_account_id=False, partner_id=other.id)
        self.assertFalse(invoice.sudo().amazon_posted)
