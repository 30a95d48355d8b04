# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests.common import new_test_user, tagged

from .common import RemittanceCase
from .files import make_csv, make_line, make_payment


@tagged("post_install", "-at_install")
class TestRemittance(RemittanceCase):
    def import_with_shortage(self):
        """Both invoices in full, and a claim of 29.47 beside the second."""
        return self.import_lines(
            "300.00",
            make_line(self.first.name, "100.00"),
            make_line(self.second.name, "229.47"),
            make_line(f"{self.second.name}SC", "(29.47)", text="Shortage Claim"),
        )

    # === IMPORT === #

    def test_discount_of_a_voided_payment_is_still_to_be_taken(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "2 % within 90 days",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 90,
            }
        )
        self.first.button_draft()
        self.first.invoice_payment_term_id = term
        self.first.action_post()
        self.assertEqual(self.first.amazon_expected_discount, 2.00)
        line = make_line(self.first.name, "98.00", discount="2.00", whole="100.00")
        remittance = self.import_lines("98.00", line)
        remittance.action_match()
        self.assertEqual(remittance.line_ids.move_id, self.first)
        self.assertEqual(self.first.amazon_expected_discount, 0.00)
        voided = make_csv([make_payment("400100200", "98.00", status="Voided")], [line])
        self.import_content(voided)
        self.assertEqual(self.first.amazon_expected_discount, 2.00)

    def test_import_keeps_the_figures_and_the_file(self):
        remittance = self.import_with_shortage()
        self.assertEqual((remittance.name, remittance.amount), ("400100200", 300.00))
        self.assertEqual(len(remittance.line_ids), 3)
        self.assertEqual(remittance.difference, 0)
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", remittance._name), ("res_id", "=", remittance.id)]
        )
        self.assertEqual(attachment.name, "Payments.csv")

    def test_file_of_many_payments_is_in_memory_once(self):
        kept = []
        attachments = type(self.env["ir.attachment"])

        def create(records, vals_list):
            kept.extend(vals_list)
            return records.browse()

        self.patch(attachments, "create", create)
        numbers = [f"40010020{place}" for place in range(5)]
        content = make_csv(
            [make_payment(number, "1.00") for number in numbers],
            [make_line(f"A-{number}", "1.00", number) for number in numbers],
        )
        remittances = self.import_content(content)
        self.assertEqual([values["res_id"] for values in kept], remittances.ids)
        self.assertTrue(all(values["raw"] is content for values in kept))

    def test_date_that_could_be_two_days_waits_where_the_sites_of_an_account_differ(self):
        line = make_line(self.first.name, "100.00", date="03/05/2026")
        content = make_csv([make_payment("400100200", "100.00", date="03/06/2026")], [line])
        usa, mexico = (self.env.ref(f"acorn_iamazon.marketplace_{code}") for code in ("us", "mx"))
        self.account.marketplace_ids = usa | mexico
        with self.assertRaisesRegex(UserError, "could be two days"):
            self.import_content(content)
        self.account.marketplace_ids = mexico
        self.assertEqual(self.import_content(content).date, date(2026, 6, 3))

    def test_same_file_twice_is_recognised(self):
        self.assertEqual(self.import_with_shortage(), self.import_with_shortage())
        self.assertEqual(self.remittances.search_count([]), 1)

    def test_same_number_with_another_amount_is_refused(self):
        self.import_with_shortage()
        with self.assertRaisesRegex(UserError, "imported before over 300.0"):
            self.import_lines("299.00", make_line(self.first.name, "299.00"))

    def import_again(self, *lines, currency="USD", **values):
        content = make_csv([make_payment(**values)], lines).replace(b"USD", currency.encode())
        return self.remittances.import_file(self.account, "Payments.csv", content)

    def test_number_that_another_amazon_company_used_in_its_currency_is_another_payment(self):
        self.env.ref("base.CAD").active = True
        first = self.import_with_shortage()
        line = make_line(self.first.name, "300.00")
        other = self.import_again(line, amount="300.00", currency="CAD")
        self.assertNotEqual(first, other)
        self.assertEqual((first | other).mapped("name"), ["400100200", "400100200"])
        self.assertEqual(self.import_again(line, amount="300.00", currency="CAD"), other)

    def test_number_that_another_amazon_company_used_on_another_day_is_another_payment(self):
        first = self.import_with_shortage()
        line = make_line("OTHER-1", "55.00")
        other = self.import_again(line, amount="55.00", date="11/23/2026")
        self.assertNotEqual(first, other)
        self.assertEqual((other.amount, first.amount), (55.00, 300.00))
        self.assertEqual(self.import_again(line, amount="55.00", date="11/23/2026"), other)

    def test_payment_that_tells_another_day_is_still_the_same(self):
        first = self.import_with_shortage()
        line = make_line(self.first.name, "300.00")
        self.assertEqual(self.import_again(line, amount="300.00", date="11/21/2026"), first)

    def test_document_of_a_known_payment_over_another_amount_is_refused(self):
        self.import_with_shortage()
        with self.assertRaisesRegex(UserError, "imported before over 300.0"):
            self.import_again(
                make_line(self.first.name, "55.00"), amount="55.00", date="11/23/2026"
            )

    def test_unusable_file_imports_nothing(self):
        with self.assertRaisesRegex(UserError, "Payments.csv: row 9"):
            self.import_lines("100.00", make_line("", "100.00"))
        self.assertFalse(self.remittances.search([]))

    def test_one_odd_payment_is_asked_about_and_the_others_come_in(self):
        payments = [make_payment("401", "100.00"), make_payment("402", "5.00")]
        lines = [make_line("A", "100.00", "401"), make_line("B", "five", "402")]
        self.assertEqual(self.import_content(make_csv(payments, lines)).mapped("name"), ["401"])
        asked = self.account.activity_ids.filtered(lambda one: "402" in (one.summary or ""))
        self.assertIn("'five' is no amount", asked.note)
        lines[1] = make_line("B", "5.00", "402")
        both = self.import_content(make_csv(payments, lines))
        self.assertEqual(both.mapped("name"), ["401", "402"])
        self.assertFalse(asked.exists())

    def test_payment_in_a_currency_that_is_not_active_holds_no_other_up(self):
        odd = [cell.replace("USD", "XAF") for cell in make_payment("402", "5.00")]
        content = make_csv([make_payment("401", "100.00"), odd], [make_line("A", "100.00", "401")])
        self.assertEqual(self.import_content(content).mapped("name"), ["401"])

    def test_only_known_words_make_a_payment_payable_or_undo_it(self):
        words = {
            "Erfolgreich": "draft",
            "Cleared": "draft",
            "Réussi": "draft",
            "成功": "draft",
            "Storniert": "cancelled",
        }
        words |= {"Pending": "expected", "Teleported": "expected"}
        for place, (word, state) in enumerate(words.items()):
            with self.subTest(word=word):
                number = f"40{place}"
                content = make_csv(
                    [make_payment(number, status=word)], [make_line("A", "100.00", number)]
                )
                remittance = self.import_content(content)
                self.assertEqual(remittance.state, state)
                asked = "Teleported" in str(remittance.activity_ids.mapped("note"))
                self.assertEqual(asked, word == "Teleported")

    def test_pending_payment_becomes_payable_when_it_succeeds(self):
        content = make_csv([make_payment(status="Pending")], [make_line("A", "100.00")])
        remittance = self.import_content(content)
        self.assertEqual(
            self.import_content(content.replace(b"Pending", b"Successful")), remittance
        )
        self.assertEqual(remittance.state, "draft")

    def test_unknown_word_never_undoes_what_is_known(self):
        content = make_csv([make_payment()], [make_line("A", "100.00")])
        remittance = self.import_content(content)
        for word in (b"Pending", b"Teleported"):
            self.import_content(content.replace(b"Successful", word))
            self.assertEqual(remittance.state, "draft")

    def test_booked_payment_is_undone_by_no_word_but_those_of_voiding(self):
        line = make_line(self.first.name, "100.00")
        content = make_csv([make_payment()], [line])
        remittance = self.import_content(content)
        remittance.action_match()
        remittance.action_post()
        entry = remittance.payment_id.move_id
        for word in ("Pending", "Teleported", "Cleared", "Réussi", "Erfolgreich", "成功"):
            with self.subTest(word=word):
                again = make_csv([make_payment(status=word)], [line])
                self.remittances.import_file(self.account, "p.csv", again)
                self.assertEqual((remittance.state, entry.state), ("posted", "posted"))
        self.assertIn("Teleported", str(remittance.activity_ids.mapped("note")))
        self.import_content(make_csv([make_payment(status="Annulé")], [line]))
        self.assertEqual((remittance.state, self.first.payment_state), ("cancelled", "not_paid"))

    def test_voided_payment_is_imported_as_cancelled(self):
        content = make_csv([make_payment(status="Voided")], [make_line("A", "100.00")])
        remittance = self.remittances.import_file(self.account, "x.csv", content)
        self.assertEqual(remittance.state, "cancelled")

    # === MATCH === #

    def test_invoices_and_the_shortage_claim_are_matched(self):
        remittance = self.import_with_shortage()
        remittance.action_match()
        lines = remittance.line_ids
        self.assertEqual(lines.mapped("kind"), ["invoice", "invoice", "deduction"])
        self.assertEqual(lines.move_id, self.first | self.second)
        self.assertEqual(lines[2].deduction_type_id.code, "shortage")
        self.assertEqual(lines[2].move_id, self.second)
        self.assertEqual(remittance.state, "matched")
        self.assertEqual(
            (remittance.amount_invoices, remittance.amount_deductions), (329.47, -29.47)
        )

    def test_number_without_separators_and_in_small_letters_is_matched(self):
        mangled = self.first.name.replace("/", "").lower()
        remittance = self.import_lines(
            "100.00", make_line(mangled, "100.00", date=f"{self.first.invoice_date:%m/%d/%Y}")
        )
        remittance.action_match()
        self.assertEqual(remittance.line_ids.move_id, self.first, remittance.line_ids.match_reason)

    def test_unknown_number_stays_open_with_the_reason(self):
        remittance = self.import_lines("100.00", make_line("NOBODY-7", "100.00"))
        remittance.action_match()
        self.assertEqual((remittance.state, remittance.line_ids.kind), ("draft", "open"))
        self.assertIn("no type of deduction fits", remittance.line_ids.match_reason)

    def test_another_amount_than_the_invoice_stays_open_with_the_reason(self):
        remittance = self.import_lines("90.00", make_line(self.first.name, "90.00"))
        remittance.action_match()
        self.assertEqual((remittance.state, remittance.line_ids.kind), ("draft", "open"))
        self.assertIn("is over $ 100.00", remittance.line_ids.match_reason.replace("\xa0", " "))

    def test_claim_for_an_unknown_invoice_stays_open(self):
        remittance = self.import_lines("-5.00", make_line("UNKNOWN-1SC", "-5.00"))
        remittance.action_match()
        self.assertEqual(remittance.line_ids.kind, "open")
        self.assertIn("no invoice has the number UNKNOWN-1", remittance.line_ids.match_reason)

    def test_own_number_that_ends_like_a_claim_is_an_invoice(self):
        invoice = self.make_invoice(50.00, name="2026/XSC")
        remittance = self.import_lines("50.00", make_line("2026/XSC", "50.00"))
        remittance.action_match()
        self.assertEqual(remittance.line_ids.kind, "invoice")
        self.assertEqual(remittance.line_ids.move_id, invoice)

    def test_agreements_and_chargebacks_are_known_by_their_numbers(self):
        remittance = self.import_lines(
            "-30.00",
            make_line("1234-123456789", "-10.00"),
            make_line("5550001VCBSINV", "-10.00"),
            make_line("261120_PROVISION_FOR_RECEIVABLES", "-10.00"),
        )
        remittance.action_match()
        self.assertEqual(
            remittance.line_ids.deduction_type_id.mapped("code"),
            ["co_op", "chargeback", "provision"],
        )

    def test_person_chooses_the_invoice_and_the_remittance_is_matched(self):
        remittance = self.import_lines("100.00", make_line("NOBODY-7", "100.00"))
        remittance.action_match()
        remittance.line_ids.move_id = self.first
        self.assertEqual(remittance.state, "matched")
        self.assertIn("Chosen by", remittance.line_ids.match_reason)

    def test_number_of_queries_does_not_grow_with_the_lines(self):
        def count(lines, number):
            invoices = [self.make_invoice(10.00) for _line in range(lines)]
            remittance = self.import_lines(
                f"{lines * 10}.00",
                *(make_line(i.name, "10.00", payment=number) for i in invoices),
                number=number,
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            remittance.action_match()
            self.env.flush_all()
            self.assertEqual(remittance.state, "matched")
            return self.env.cr.sql_log_count - before

        count(2, "warm")
        few, many = count(5, "few"), count(25, "many")
        # What grows is the writing of the lines, one UPDATE for all values of a field.
        self.assertLessEqual(many - few, 5)

    # === BOOK === #

    def test_booking_pays_the_invoices_and_books_the_deduction(self):
        remittance = self.import_with_shortage()
        remittance.action_match()
        shortage = self.env.ref("acorn_iamazon_reconcile.deduction_type_shortage")
        shortage.account_id = self.company_data["default_account_expense"]
        remittance.action_post()
        self.assertEqual(remittance.state, "posted")
        self.assertEqual((self.first | self.second).mapped("payment_state"), ["paid", "paid"])
        payment = remittance.payment_id
        self.assertEqual(payment.amount, 300.00)
        self.assertEqual(payment.memo, "400100200")
        items = {
            item.account_id: item.balance
            for item in payment.move_id.line_ids
            if item.account_id == self.company_data["default_account_expense"]
        }
        self.assertEqual(list(items.values()), [29.47])
        self.assertEqual(payment.move_id.line_ids[0].balance, 300.00)
        self.assertEqual(payment.reconciled_invoice_ids, self.first | self.second)

    def test_discount_taken_is_booked_and_the_invoice_paid(self):
        remittance = self.import_lines(
            "98.00", make_line(self.first.name, "98.00", discount="2.00", whole="100.00")
        )
        remittance.action_match()
        remittance.action_post()
        self.assertEqual(self.first.payment_state, "paid")
        self.assertIn(2.00, remittance.payment_id.move_id.line_ids.mapped("balance"))

    def test_part_payment_leaves_the_rest_open(self):
        remittance = self.import_lines("60.00", make_line(self.first.name, "60.00", whole="100.00"))
        remittance.action_match()
        remittance.action_post()
        self.assertEqual(self.first.payment_state, "partial")
        self.assertEqual(self.first.amount_residual, 40.00)

    def test_second_payment_pays_the_rest(self):
        for number, amount in (("one", "60.00"), ("two", "40.00")):
            remittance = self.import_lines(
                amount,
                make_line(self.first.name, amount, whole="100.00", payment=number),
                number=number,
            )
            remittance.action_match()
            remittance.action_post()
        self.assertEqual(self.first.payment_state, "paid")

    def test_credit_note_is_taken_off_the_payment(self):
        note = self.make_invoice(30.00, move_type="out_refund")
        remittance = self.import_lines(
            "70.00", make_line(self.first.name, "100.00"), make_line(note.name, "-30.00")
        )
        remittance.action_match()
        remittance.action_post()
        self.assertEqual((self.first | note).mapped("payment_state"), ["paid", "paid"])

    def test_foreign_currency_balances_and_pays_the_invoice(self):
        cad = self.env.ref("base.CAD")
        cad.active = True
        for day, rate in (("2026-01-01", 1.30), ("2026-11-01", 1.37)):
            self.env["res.currency.rate"].create(
                {
                    "name": day,
                    "rate": rate,
                    "currency_id": cad.id,
                    "company_id": self.env.company.id,
                }
            )
        invoice = self.make_invoice(99.99, currency_id=cad.id)
        content = make_csv(
            [make_payment(amount="90.00")],
            [make_line(invoice.name, "99.99"), make_line(f"{invoice.name}SC", "-9.99")],
        ).replace(b"USD", b"CAD")
        remittance = self.remittances.import_file(self.account, "x.csv", content)
        remittance.action_match()
        remittance.action_post()
        self.assertEqual(invoice.payment_state, "paid")
        self.assertAlmostEqual(sum(remittance.payment_id.move_id.line_ids.mapped("balance")), 0)

    def test_what_does_not_add_up_is_not_booked(self):
        remittance = self.import_lines("150.00", make_line(self.first.name, "100.00"))
        remittance.action_match()
        self.assertEqual((remittance.difference, remittance.amount_open), (0, 50.00))
        with self.assertRaisesRegex(UserError, "1 lines over 50.0 are not matched"):
            remittance.action_post()

    def test_open_lines_are_not_booked(self):
        remittance = self.import_lines(
            "110.00", make_line(self.first.name, "100.00"), make_line("NOBODY-7", "10.00")
        )
        remittance.action_match()
        with self.assertRaisesRegex(UserError, "1 lines over 10.0 are not matched"):
            remittance.action_post()

    def test_booking_twice_is_refused(self):
        remittance = self.import_with_shortage()
        remittance.action_match()
        remittance.action_post()
        with self.assertRaisesRegex(UserError, "booked already"):
            remittance.action_post()

    def test_booked_lines_cannot_be_changed(self):
        remittance = self.import_with_shortage()
        remittance.action_match()
        remittance.action_post()
        with self.assertRaisesRegex(UserError, "Undo it"):
            remittance.line_ids[0].move_id = False

    def test_undo_leaves_all_balances_as_before(self):
        def get_balances():
            self.env.flush_all()
            return self.env["account.move.line"]._read_group(
                [("parent_state", "=", "posted"), ("company_id", "=", self.env.company.id)],
                ["account_id"],
                ["balance:sum", "amount_residual:sum"],
            )

        before = get_balances()
        remittance = self.import_with_shortage()
        remittance.action_match()
        remittance.action_post()
        remittance.action_unpost()
        self.assertEqual(get_balances(), before)
        self.assertEqual(
            (self.first | self.second).mapped("payment_state"), ["not_paid", "not_paid"]
        )
        self.assertEqual(remittance.state, "matched")
        remittance.action_post()
        self.assertEqual(self.first.payment_state, "paid")

    # === RIGHTS === #

    def test_accountant_who_is_no_member_sees_no_remittance(self):
        self.import_with_shortage()
        groups = "account.group_account_invoice,acorn_iamazon.group_user"
        stranger = new_test_user(self.env, "stranger", groups=groups)
        self.assertFalse(self.remittances.with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            self.remittances.with_user(stranger).import_file(self.account, "x.csv", b"")

    def test_member_without_accounting_rights_cannot_book(self):
        remittance = self.import_with_shortage()
        member = new_test_user(self.env, "member", groups="acorn_iamazon.group_user")
        self.account.member_ids += member
        with self.assertRaises(AccessError):
            remittance.with_user(member).action_match()

    def test_accountant_who_is_a_member_imports_matches_and_books(self):
        accountant = self.hire_accountant()
        content = make_csv([make_payment()], [make_line(self.first.name, "100.00")])
        remittance = self.remittances.with_user(accountant).import_file(
            self.account.with_user(accountant), "x.csv", content
        )
        remittance.action_match()
        remittance.action_post()
        self.assertEqual(self.first.payment_state, "paid")

    def test_accountant_chooses_learns_takes_back_and_disputes(self):
        accountant = self.hire_accountant()
        claim = make_line(f"{self.first.name}SC", "-10.00")
        content = make_csv(
            [make_payment(amount="319.47")],
            [make_line("NOBODY-7", "100.00"), make_line(self.second.name, "229.47"), claim],
        )
        remittance = self.remittances.with_user(accountant).import_file(
            self.account.with_user(accountant), "x.csv", content
        )
        remittance.action_match()
        line = remittance.line_ids.filtered(lambda line: line.number == "NOBODY-7")
        line.move_id = self.first
        self.assertEqual(line.match_reason, "Chosen by accountant")
        line.action_reopen()
        self.assertEqual(line.kind, "open")
        line.move_id = self.first
        remittance.action_post()
        self.assertEqual(self.first.payment_state, "paid")
        dispute = self.env["amazon.vendor.dispute"].with_user(accountant).search([])
        dispute.action_leave()
        dispute.action_reopen()
        remittance.action_unpost()
        self.assertEqual((remittance.state, self.first.amount_residual), ("matched", 100.00))

    def test_accountant_writes_nothing_that_follows_from_the_matching(self):
        remittance = self.import_with_shortage().with_user(self.hire_accountant())
        line = remittance.line_ids[:1]
        for record, values in (
            (remittance, {"state": "posted"}),
            (remittance, {"amount": 1.00}),
            (remittance, {"count_open": 0}),
            (remittance, {"payment_id": False}),
            (line, {"paid": 1.00}),
            (line, {"kind": "invoice"}),
            (line, {"move_id": self.second.id, "match_reason": "Sure", "match_confidence": 100}),
        ):
            with self.assertRaisesRegex(AccessError, "nobody writes this by hand"):
                record.write(values)
        with self.assertRaises(AccessError):
            self.remittances.with_user(line.env.user).create(
                {"account_id": self.account.id, "name": "1", "amount": 9.00}
            )

    def hire_accountant(self):
        groups = "account.group_account_invoice,acorn_iamazon.group_user"
        accountant = new_test_user(self.env, "accountant", groups=groups, name="accountant")
        self.account.member_ids += accountant
        return accountant
