# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Odoo sets a credit note off against its invoice; Amazon settles each by a line of its own."""

from odoo.tests.common import tagged

from .common import RemittanceCase
from .files import make_line


@tagged("post_install", "-at_install")
class TestSetOff(RemittanceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        reversal = (
            cls.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=cls.first.ids)
            .create({"journal_id": cls.first.journal_id.id, "date": "2026-03-06"})
        )
        reversal.reverse_moves()
        cls.note = cls.first.reversal_move_ids
        cls.note.invoice_line_ids.price_unit = 20.00
        cls.note.action_post()
        (cls.first.line_ids + cls.note.line_ids).filtered(
            lambda item: item.display_type == "payment_term" and not item.reconciled
        ).reconcile()

    def get_open(self):
        return self.first.amount_residual, self.note.amount_residual

    def pay(self, amount, *lines, number="400100200"):
        remittance = self.import_lines(amount, *lines, number=number)
        remittance.action_match()
        return remittance

    def pay_both(self):
        return self.pay(
            "80.00",
            make_line(self.first.name, "100.00", date="03/05/2026"),
            make_line(self.note.name, "-20.00", date="03/06/2026"),
        )

    def test_whole_invoice_and_credit_note_in_one_payment(self):
        self.assertEqual(self.get_open(), (80.00, 0.00))
        remittance = self.pay_both()
        self.assertEqual(
            remittance.line_ids.mapped("kind"),
            ["invoice", "credit_note"],
            remittance.line_ids.mapped("match_reason"),
        )
        remittance.action_post()
        self.assertEqual(remittance.state, "posted", remittance.line_ids.mapped("match_reason"))
        self.assertEqual(self.get_open(), (0.00, 0.00))
        receivable = (self.first | self.note | remittance.payment_id.move_id).line_ids.filtered(
            lambda item: item.account_id.account_type == "asset_receivable"
        )
        self.assertEqual(set(receivable.mapped("reconciled")), {True})

    def test_undo_sets_them_off_again(self):
        remittance = self.pay_both()
        remittance.action_post()
        remittance.action_unpost()
        self.assertEqual(self.get_open(), (80.00, 0.00))
        remittance.action_post()
        self.assertEqual(self.get_open(), (0.00, 0.00))

    def test_credit_note_that_amazon_takes_off_later_is_open_until_then(self):
        first = self.pay("100.00", make_line(self.first.name, "100.00", date="03/05/2026"))
        first.action_post()
        self.assertEqual(self.get_open(), (0.00, 20.00))
        line = make_line(self.note.name, "-20.00", "400100201", date="03/06/2026")
        self.pay("-20.00", line, number="400100201").action_post()
        self.assertEqual(self.get_open(), (0.00, 0.00))

    def test_invoice_paid_less_the_credit_note_stays_set_off(self):
        remittance = self.pay(
            "80.00", make_line(self.first.name, "80.00", whole="100.00", date="03/05/2026")
        )
        remittance.action_post()
        self.assertEqual(self.get_open(), (0.00, 0.00))
        self.assertEqual(self.first.payment_state, "paid")

    def test_more_than_was_set_off_is_refused(self):
        self.first.button_draft()
        self.first.invoice_line_ids.price_unit = 90.00
        self.first.action_post()
        remittance = self.pay_both()
        self.assertEqual(remittance.line_ids[0].kind, "open")

    def test_month_of_a_set_off_ties(self):
        self.pay_both().action_post()
        self.assertEqual(self.env["amazon.vendor.proof"]._prove(self.account, "2026-12-31"), [])

    # === THE CREDIT NOTE OF A CLAIM === #

    def claim(self, amount="-20.00", kind="quantity", **told):
        """Amazon pays the whole invoice, and takes off what it claims by a number of its own.

        :param kind: what the credit note says it is for
        :param told: values of the credit note
        """
        remittance = self.pay_claimed(amount, amazon_credit_kind=kind, **told)
        self.assertEqual(remittance.state, "posted", remittance.line_ids.mapped("match_reason"))
        return remittance

    def pay_claimed(self, amount="-20.00", **told):
        self.note.write(told)
        total = f"{100 + float(amount):.2f}"
        remittance = self.pay(
            total,
            make_line(self.first.name, "100.00", date="03/05/2026"),
            make_line(f"{self.first.name}SC", amount, text="Shortage Claim"),
        )
        self.assertEqual(remittance.line_ids.mapped("kind"), ["invoice", "deduction"])
        shortage = remittance.line_ids.deduction_type_id
        shortage.account_id = self.company_data["default_account_expense"]
        remittance.action_post()
        return remittance

    def get_cost(self):
        items = self.env["account.move.line"].search(
            [
                ("account_id", "=", self.company_data["default_account_expense"].id),
                ("parent_state", "=", "posted"),
            ]
        )
        return sum(items.mapped("balance"))

    def test_claim_that_somebody_credited_already_settles_that_note_and_costs_nothing_more(self):
        self.claim()
        self.assertEqual(self.get_open(), (0.00, 0.00))
        self.assertEqual(self.get_cost(), 0)

    def test_credit_note_that_names_the_claim_is_settled_by_it(self):
        self.claim(kind=False, ref=f"Reversal of: {self.first.name}, claim {self.first.name}SC")
        self.assertEqual(self.get_open(), (0.00, 0.00))
        self.assertEqual(self.get_cost(), 0)

    def test_credit_note_for_a_corrected_price_is_none_of_a_shortage(self):
        self.claim(kind="price")
        self.assertEqual(self.get_open(), (0.00, 20.00))
        self.assertEqual(self.get_cost(), 20.00)

    def test_credit_note_that_does_not_say_what_for_is_offered_and_the_claim_waits(self):
        remittance = self.pay_claimed()
        line = remittance.line_ids[1]
        self.assertFalse(remittance.payment_id)
        self.assertEqual((line.kind, line.candidate_id.move_id), ("open", self.note))
        self.assertIn(f"{self.note.name} on the same invoice", line.match_reason)

    def test_offered_credit_note_that_a_person_takes_costs_nothing_more(self):
        remittance = self.pay_claimed()
        remittance.line_ids[1].action_take_candidate()
        remittance.action_post()
        self.assertEqual(remittance.state, "posted", remittance.line_ids.mapped("match_reason"))
        self.assertEqual(self.get_open(), (0.00, 0.00))
        self.assertEqual(self.get_cost(), 0)

    def test_deduction_that_a_person_takes_instead_costs_by_itself(self):
        remittance = self.pay_claimed()
        remittance.line_ids[1].candidate_ids[1].action_take()
        remittance.action_post()
        self.assertEqual(remittance.state, "posted", remittance.line_ids.mapped("match_reason"))
        self.assertEqual(self.get_open(), (0.00, 20.00))
        self.assertEqual(self.get_cost(), 20.00)

    def test_claim_costs_by_itself_once_the_credit_note_says_what_it_is_for(self):
        remittance = self.pay_claimed()
        self.note.amazon_credit_kind = "price"
        remittance.action_match()
        remittance.action_post()
        self.assertEqual(self.get_cost(), 20.00)
        line = make_line(self.note.name, "-20.00", "400100201", date="03/06/2026")
        self.pay("-20.00", line, number="400100201").action_post()
        self.assertEqual(self.get_open(), (0.00, 0.00))

    def test_claim_without_a_number_is_named_by_no_credit_note(self):
        line = self.env["amazon.vendor.remittance.line"].new({"number": ""})
        self.assertEqual(line.number_key, "")
        self.assertFalse(line._is_told_by(self.note))

    def test_claim_over_another_amount_than_the_note_is_a_deduction_of_its_own(self):
        self.claim("-15.00")
        self.assertEqual(self.get_cost(), 15.00)

    def test_credit_note_of_a_claim_is_settled_once(self):
        self.claim()
        again = self.pay(
            "-20.00",
            make_line(f"{self.first.name}SC", "-20.00", "5", date="03/09/2026"),
            number="5",
        )
        again.line_ids.deduction_type_id = self.env.ref(
            "acorn_iamazon_reconcile.deduction_type_shortage"
        )
        again.line_ids.move_id = self.first
        again.action_post()
        self.assertEqual(self.get_cost(), 20.00)

    def test_undo_of_a_credited_claim_sets_them_off_again(self):
        self.claim().action_unpost()
        self.assertEqual(self.get_open(), (80.00, 0.00))

    def test_month_of_a_credited_claim_ties(self):
        self.claim()
        statement = self.env["amazon.vendor.statement"].create(
            {"account_id": self.account.id, "date_from": "2026-03-01", "date_to": "2026-12-31"}
        )
        self.assertTrue(statement.is_proven, statement._find_wrong())
