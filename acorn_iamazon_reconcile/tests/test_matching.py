# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import UserError
from odoo.orm.models import UPDATE_BATCH_SIZE
from odoo.tests.common import new_test_user, tagged

from .common import RemittanceCase
from .files import make_line

MANY = 120  # invoices, of which half are paid


@tagged("post_install", "-at_install")
class TestMatching(RemittanceCase):
    """Sure matches go by themselves and say why; the others wait with candidates."""

    def assert_sure(self, line, move, reason):
        self.assertEqual((line.move_id, line.kind), (move, "invoice"), line.match_reason)
        self.assertGreaterEqual(line.match_confidence, 90)
        self.assertIn(reason, line.match_reason)

    def assert_candidate(self, line, move, reason):
        self.assertEqual(line.kind, "open")
        self.assertLess(line.match_confidence, 90)
        self.assertEqual(line.candidate_move_id, move)
        self.assertIn(reason, line.candidate_id.reason)

    # === NUMBERS AS AMAZON MANGLES THEM === #

    def test_zeros_dropped(self):
        number = self.first.name.replace("/0000", "/").replace("/000", "/")
        line = self.match("100.00", make_line(number, "100.00", date="03/05/2026"))
        self.assert_sure(line, self.first, "without its zeros")

    def test_vendor_code_added(self):
        self.env["amazon.vendor.code"].create({"account_id": self.account.id, "name": "ACME"})
        line = self.match(
            "100.00", make_line(f"ACME-{self.first.name}", "100.00", date="03/05/2026")
        )
        self.assert_sure(line, self.first, "something added")

    def test_number_without_its_first_letters_needs_date_and_purchase_order_as_proof(self):
        self.first.amazon_purchase_order_number = "4A7Q2KXV"
        line = self.match(
            "100.00",
            make_line(self.first.name[2:], "100.00", text="4A7Q2KXV/PHX6/", date="03/05/2026"),
        )
        self.assert_sure(line, self.first, "A part of the number")

    def test_number_cut_off_without_proof_is_a_candidate(self):
        line = self.match("100.00", make_line(self.first.name[2:], "100.00", date=" "))
        self.assert_candidate(line, self.first, "neither date nor purchase order")

    def test_further_digits_are_another_number(self):
        line = self.match("100.00", make_line(f"{self.first.name}7", "100.00", date="03/05/2026"))
        self.assertEqual(line.kind, "open")

    def test_numbers_that_differ_in_separators_only_are_not_guessed(self):
        self.make_invoice(70.00, name="A-1/2026/00456")
        self.make_invoice(70.00, name="A-1-2026/00456")
        line = self.match("70.00", make_line("A1202600456", "70.00", date="03/05/2026"))
        self.assertEqual(line.kind, "open")
        self.assertIn("several documents fit", line.match_reason)
        self.assertEqual(len(line.candidate_ids), 2)

    # === PURCHASE ORDER, AMOUNT, DATE === #

    def test_purchase_order_and_amount_tell_the_invoice(self):
        self.first.amazon_purchase_order_number = "4A7Q2KXV"
        line = self.match(
            "100.00", make_line("9911", "100.00", text="4A7Q2KXV/PHX6/", date="03/05/2026")
        )
        self.assert_sure(line, self.first, "purchase order")

    def test_amount_and_date_alone_are_a_candidate(self):
        line = self.match("100.00", make_line("9911", "100.00", date="03/05/2026"))
        self.assert_candidate(line, self.first, "this amount and date")

    def test_another_purchase_order_speaks_against_a_weak_number(self):
        self.first.amazon_purchase_order_number = "4A7Q2KXV"
        line = self.match(
            "100.00",
            make_line(self.first.name[2:], "100.00", text="7ZZZ2KXV/PHX6/", date="03/05/2026"),
        )
        self.assert_candidate(line, self.first, "the purchase order is not that of")

    # === AMOUNTS === #

    def test_cents_within_the_tolerance_are_rounding(self):
        line = self.match("99.99", make_line(self.first.name, "99.99"))
        self.assert_sure(line, self.first, "Number")
        self.assertEqual(line.rounding, 0.01)
        line.remittance_id.action_post()
        self.assertEqual(self.first.payment_state, "paid")

    def test_cents_beyond_the_tolerance_are_not(self):
        line = self.match("99.97", make_line(self.first.name, "99.97"))
        self.assert_candidate(line, self.first, "is over")

    def test_second_payment_of_a_paid_invoice_waits(self):
        self.match("100.00", make_line(self.first.name, "100.00", payment="one"), number="one")
        line = self.match(
            "100.00", make_line(self.first.name, "100.00", payment="two"), number="two"
        )
        self.assert_candidate(line, self.first, "left to be paid only")

    def test_payment_taken_back_is_matched_to_what_it_takes_back(self):
        paid = self.match(
            "100.00", make_line(self.first.name, "100.00", payment="one"), number="one"
        )
        back = self.match(
            "-100.00", make_line(self.first.name, "-100.00", payment="two"), number="two"
        )
        self.assertEqual((back.move_id, back.reversed_line_id), (self.first, paid))
        again = self.match(
            "100.00", make_line(self.first.name, "100.00", payment="three"), number="three"
        )
        self.assertEqual(again.kind, "invoice")

    def test_withholding_and_discount_count_as_settled(self):
        row = make_line(self.first.name, "95.00", discount="2.00", whole="100.00")
        row[6] = "3.00"
        self.assert_sure(self.match("95.00", row), self.first, "Number")

    # === ONE HISTORY === #

    def test_claim_chain_is_one_history_of_the_invoice(self):
        name = self.second.name
        paid = self.match("229.47", make_line(name, "229.47", payment="p1"), number="p1")
        claim = self.match("-29.47", make_line(f"{name}SC", "-29.47", payment="p2"), number="p2")
        reversal = self.match("29.47", make_line(f"{name}SCR", "29.47", payment="p3"), number="p3")
        again = self.match("-9.47", make_line(f"{name}SCRPC", "-9.47", payment="p4"), number="p4")
        self.assertEqual(reversal.reversed_line_id, claim)
        self.assertTrue(reversal.is_repayment)
        self.assertEqual(again.deduction_type_id.code, "price")
        self.assertEqual(again.claim_rounds, "SCRPC")
        chain = paid | claim | reversal | again
        self.assertEqual(set(chain.mapped("chain_key")), {self.second.amazon_match_key})
        self.assertEqual(self.env[chain._name].search(claim.action_open_history()["domain"]), chain)

    def test_reversal_waits_until_its_claim_was_imported(self):
        name = self.second.name
        line = self.match("5.00", make_line(f"{name}SCR", "5.00", payment="p1"), number="p1")
        self.assert_candidate(line, self.second, "was not imported")
        claim = self.match("-5.00", make_line(f"{name}SC", "-5.00", payment="p2"), number="p2")
        line.remittance_id.action_match()
        self.assertEqual((line.kind, line.reversed_line_id), ("deduction", claim))

    def test_slices_of_one_deduction_repeat_its_amount(self):
        rows = [
            make_line("1234-123456789", paid, whole="-100.00", payment=payment)
            for payment, paid in (("s1", "-60.00"), ("s2", "-40.00"), ("s3", "-40.00"))
        ]
        first, second, third = (self.match(row[8], row, number=row[0]) for row in rows)
        self.assertEqual((first.kind, second.kind), ("deduction", "deduction"))
        self.assertEqual(third.kind, "open")
        self.assertIn("more was taken", third.match_reason)

    def test_claim_larger_than_the_invoice_waits(self):
        line = self.match("-500.00", make_line(f"{self.first.name}SC", "-500.00"))
        self.assertEqual(line.kind, "open")
        self.assertIn("larger than", line.match_reason)

    def test_provision_given_back_is_matched_to_the_provision(self):
        number = "261120_PROVISION_FOR_RECEIVABLES"
        held = self.match("-10.00", make_line(number, "-10.00", payment="p1"), number="p1")
        back = self.match("10.00", make_line(f"{number}R", "10.00", payment="p2"), number="p2")
        self.assertEqual(back.deduction_type_id.code, "provision")
        self.assertEqual(held.chain_key, back.chain_key)

    def test_reversal_that_came_before_its_claim_is_matched_with_the_claim(self):
        number = f"{self.first.name}SC"
        back = self.match("30.00", make_line(f"{number}R", "30.00", payment="p2"), number="p2")
        self.assertEqual(back.kind, "open")
        claim = self.match("-30.00", make_line(number, "-30.00", payment="p1"), number="p1")
        self.assertEqual((claim.kind, back.kind), ("deduction", "deduction"))
        self.assertTrue(back.is_repayment)
        self.assertEqual(back.remittance_state, "matched")

    def test_provision_imported_after_it_was_given_back_tells_what_that_was(self):
        number = "261120_PROVISION_FOR_RECEIVABLES"
        back = self.match("10.00", make_line(f"{number}R", "10.00", payment="p2"), number="p2")
        self.assertEqual(back.kind, "open")
        self.match("-10.00", make_line(number, "-10.00", payment="p1"), number="p1")
        self.assertEqual(back.deduction_type_id.code, "provision")

    # === A PERSON TEACHES === #

    def test_choice_of_a_deduction_teaches_its_shape(self):
        line = self.match("-5.00", make_line("ZXQ-4711", "-5.00", payment="one"), number="one")
        self.assertEqual(line.kind, "open")
        chargeback = self.env.ref("acorn_iamazon_reconcile.deduction_type_chargeback")
        line.deduction_type_id = chargeback
        rule = self.account.match_rule_ids
        self.assertEqual((rule.kind, rule.line_id), ("shape", line))
        following = self.match("-7.00", make_line("ZXQ-4712", "-7.00", payment="two"), number="two")
        self.assertEqual((following.deduction_type_id, following.rule_id), (chargeback, rule))
        self.assertEqual(rule.count_matched, 1)

    def test_undoing_a_rule_opens_what_it_matched(self):
        line = self.match("-5.00", make_line("ZXQ-4711", "-5.00", payment="one"), number="one")
        line.deduction_type_id = self.env.ref("acorn_iamazon_reconcile.deduction_type_chargeback")
        following = self.match("-7.00", make_line("ZXQ-4712", "-7.00", payment="two"), number="two")
        self.account.match_rule_ids.action_undo()
        self.assertEqual((following.kind, line.kind), ("open", "deduction"))
        self.assertEqual(following.remittance_id.state, "draft")
        self.assertFalse(self.account.match_rule_ids)

    def test_choice_of_an_invoice_teaches_what_to_take_off(self):
        number = f"VENDORACMEX1{self.first.name}"
        line = self.match("100.00", make_line(number, "100.00", payment="one"), number="one")
        self.assertEqual(line.kind, "open")
        line.move_id = self.first
        self.assertEqual(self.account.match_rule_ids.kind, "prefix")
        number = f"VENDORACMEX1{self.second.name}"
        line = self.match("229.47", make_line(number, "229.47", payment="two"), number="two")
        self.assert_sure(line, self.second, "a person taught")

    def test_choice_taken_back_is_forgotten(self):
        line = self.match("-5.00", make_line("ZXQ-4711", "-5.00"))
        line.deduction_type_id = self.env.ref("acorn_iamazon_reconcile.deduction_type_chargeback")
        line.action_reopen()
        self.assertFalse(self.account.match_rule_ids)

    def test_own_numbers_never_become_a_deduction_by_shape(self):
        line = self.match("-5.00", make_line(self.first.name.replace("1", "9"), "-5.00"))
        line.deduction_type_id = self.env.ref("acorn_iamazon_reconcile.deduction_type_chargeback")
        self.assertNotEqual(self.account.match_rule_ids.kind, "shape")

    # === WORK LIST === #

    def test_best_candidate_is_taken_in_one_step(self):
        line = self.match("100.00", make_line("9911", "100.00", date="03/05/2026"))
        self.assertIn(line, self.env[line._name].search([("kind", "=", "open")]))
        line.action_take_candidate()
        self.assertEqual((line.move_id, line.remittance_id.state), (self.first, "matched"))
        self.assertFalse(line.candidate_ids)

    def test_without_candidates_a_person_must_choose(self):
        line = self.match("1.11", make_line("9911", "1.11"))
        with self.assertRaisesRegex(UserError, "9911 has no candidate"):
            line.action_take_candidate()

    def test_rules_and_candidates_are_for_members_only(self):
        self.match("100.00", make_line("9911", "100.00", date="03/05/2026"))
        self.env["amazon.vendor.match.rule"].create(
            {"account_id": self.account.id, "kind": "prefix", "pattern": "ACME"}
        )
        groups = "account.group_account_invoice,acorn_iamazon.group_user"
        accountant = new_test_user(self.env, "accountant", groups=groups)
        for model in ("amazon.vendor.match.rule", "amazon.vendor.match.candidate"):
            records = self.env[model].with_user(accountant)
            self.assertFalse(records.search([]))
            self.account.member_ids = accountant
            self.assertTrue(records.search([]))
            self.account.member_ids = False

    def test_number_of_queries_depends_neither_on_lines_nor_on_invoices(self):
        def count(size, number):
            invoices = self.make_invoices(size)
            rows = [make_line(i.name, "10.00", payment=number) for i in invoices[: size // 2]]
            rows += [
                make_line(f"{i.name}SC", "-1.00", payment=number) for i in invoices[: size // 2]
            ]
            rows += [make_line(f"X{n}", "10.00", payment=number) for n in range(size // 10)]
            remittance = self.import_lines(
                f"{sum(float(r[8]) for r in rows):.2f}", *rows, number=number
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            remittance.action_match()
            self.env.flush_all()
            self.assertEqual(remittance.count_open, size // 10)
            return self.env.cr.sql_log_count - before

        count(20, "warm")
        few, many = count(20, "few"), count(MANY, "many")
        # Odoo writes what was computed in pieces of so many records.
        self.assertLessEqual(many - few, MANY // UPDATE_BATCH_SIZE)
