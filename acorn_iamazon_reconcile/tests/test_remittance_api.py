# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta
from itertools import pairwise

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests.common import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.acorn_iamazon.tests.common import HealthCheckMixin, SandboxCase

from ..models.source.amazon_vendor_kind_remittance import get_windows
from .common import RemittanceCase
from .files import make_csv, make_line, make_payment

IDENTIFIER = "756473657"


def money(amount, currency="USD"):
    return {"currencyCode": currency, "currencyAmount": amount}


def item(number, paid, currency="USD", whole=None, code="ACRN1"):
    identifier = {"relatedIdentifierName": "VENDOR_CODE", "relatedIdentifierValue": [code]}
    return {
        "invoiceNumber": number,
        "totalAmount": money(paid if whole is None else whole, currency),
        "netAmountPaid": money(paid, currency),
        "relatedItemIdentifiers": [identifier],
    }


class RemittanceApiCase(HealthCheckMixin, SandboxCase, AccountTestInvoicingCommon):
    make_invoice = RemittanceCase.__dict__["make_invoice"]
    prepare_invoice = RemittanceCase.__dict__["prepare_invoice"]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.remittances = cls.env["amazon.vendor.remittance"]
        cls.first = cls.make_invoice(100.00)
        cls.second = cls.make_invoice(229.47)
        cls.day = fields.Date.today() - timedelta(days=3)

    def setUp(self):
        super().setUp()
        self.lines = [
            item(self.first.name, 100.00),
            item(self.second.name, 229.47),
            item(f"{self.second.name}SC", -29.47),
        ]

    def pay(self, amount=300.00, items=None, status="SUCCESSFUL", currency="USD", **header):
        """Let Amazon tell of a payment, or change what it tells; and fetch it."""
        items = self.lines if items is None else items
        values = {
            "uniquePaymentId": IDENTIFIER,
            "paymentNumber": "355522363",
            "paymentDate": f"{self.day}T00:00:00Z",
            "paymentAmount": money(amount, currency),
            "remittanceStatus": status,
            "lineItemCount": len(items),
            **header,
        }
        self.sandbox.tell("remittance", header=values, items=items)
        return self.fetch()

    def fetch(self):
        self.account.action_fetch_remittances()
        return self.remittances.search([("account_id", "=", self.account.id)])

    def import_file(self, amount="300.00", number="355522363", status="Successful", lines=None):
        rows = lines or [
            make_line(self.first.name, "100.00", number),
            make_line(self.second.name, "229.47", number),
            make_line(f"{self.second.name}SC", "-29.47", number),
        ]
        payment = make_payment(number, amount, f"{self.day:%m/%d/%Y}", status)
        return self.remittances.import_file(self.account, "p.csv", make_csv([payment], rows))

    def count_calls(self, operation):
        return len(self.sandbox.ask("received", operation=operation))


@tagged("post_install", "-at_install")
class TestRemittanceApi(RemittanceApiCase):
    # === FETCH === #

    def test_payment_is_fetched_and_matched_line_by_line(self):
        remittance = self.pay()
        self.assertEqual((remittance.name, remittance.amount), ("355522363", 300.00))
        self.assertEqual((remittance.date, remittance.source), (self.day, "remittance_api"))
        self.assertEqual(remittance.line_ids.mapped("paid"), [100.00, 229.47, -29.47])
        self.assertEqual(set(remittance.line_ids.mapped("vendor_code")), {"ACRN1"})
        self.assertEqual(remittance.state, "matched", remittance.line_ids.mapped("match_reason"))

    def test_payment_of_before_the_books_is_history_whenever_amazon_tells_of_it(self):
        self.account.sudo().books_begin = self.day + timedelta(days=1)
        for status in ("SUCCESSFUL", "IN_PROGRESS"):
            remittances = self.pay(
                status=status, uniquePaymentId=f"U-{status}", paymentNumber=f"9-{status}"
            )
        self.assertEqual(sorted(remittances.mapped("state")), ["before", "expected"])
        remittances = self.pay(uniquePaymentId="U-IN_PROGRESS", paymentNumber="9-IN_PROGRESS")
        self.assertEqual(remittances.mapped("state"), ["before", "before"])
        self.account.sudo().books_begin = self.day
        self.assertEqual(
            self.pay(uniquePaymentId="U-3", paymentNumber="9-3").mapped("state").count("before"), 2
        )

    def test_pages_of_payments_and_of_lines_are_followed_to_the_end(self):
        self.sandbox.tell("settings", remittances_a_page=2, items_a_page=2)
        for place in range(3):
            header = {"uniquePaymentId": f"U{place}", "paymentNumber": f"90{place}"}
            remittances = self.pay(**header)
        self.assertEqual(len(remittances), 3)
        self.assertEqual(set(remittances.mapped("amount_lines")), {300.00})
        self.assertFalse(any(remittances.mapped("count_missing")))

    def test_windows_go_a_year_back_and_overlap(self):
        now = fields.Datetime.to_datetime("2026-11-27 12:00:00")
        first = get_windows(None, now)
        self.assertEqual((first[0][0], first[-1][1]), (now - timedelta(days=364), now))
        self.assertLessEqual(max(end - start for start, end in first), timedelta(days=90))
        for (_start, end), (start, _end) in pairwise(first):
            self.assertLess(start, end)
        later = get_windows(now - timedelta(hours=6), now)
        self.assertEqual(later, [(now - timedelta(days=60, hours=6), now)])

    def test_account_is_asked_a_year_back_at_first_and_what_is_known_is_not_fetched_again(self):
        self.pay()
        self.assertGreaterEqual(self.count_calls("getRemittanceHeaders"), 5)
        self.fetch()
        self.assertEqual(self.count_calls("getRemittance"), 1)

    def test_payment_that_cannot_be_used_holds_no_other_up(self):
        self.pay(currency="EUR", uniquePaymentId="U1", paymentNumber="901")
        remittance = self.pay()
        self.assertEqual(remittance.name, "355522363")
        failed = self.account.document_ids.filtered(lambda document: document.state == "failed")
        self.assertEqual((failed.kind, failed.number), ("remittance", "U1"))
        self.assertIn("is not clear", failed.error_message)

    def test_what_is_no_payment_in_the_list_is_kept_and_holds_no_other_up(self):
        self.sandbox.tell(
            "fault",
            operation="getRemittanceHeaders",
            status=200,
            body='{"remittances": ["a text", null, {"paymentNumber": "7"}]}',
        )
        remittance = self.pay()
        self.assertEqual(remittance.name, "355522363")
        failed = self.account.document_ids.filtered(lambda document: document.state == "failed")
        self.assertEqual(len(failed), 3)
        self.assertEqual(set(failed.mapped("error_category")), {"data"})

    # === ACCESS === #

    def test_account_without_access_is_told_once_and_left_in_peace(self):
        self.sandbox.tell("settings", remittance_marketplaces=[])
        self.fetch()
        self.assertTrue(self.account.remittances_refused)
        self.assertFalse(self.account.paused)
        asked = self.account.activity_ids.filtered(lambda a: a.amazon_key == "remittance_api")
        self.assertEqual(len(asked), 1)
        calls = self.count_calls("getRemittanceHeaders")
        self.run_due("fetch_remittances")
        self.assertEqual(self.count_calls("getRemittanceHeaders"), calls)

    def test_marketplace_without_the_api_holds_no_other_up(self):
        canada = self.env["amazon.vendor.marketplace"].search([("country_id.code", "=", "CA")])
        self.account.marketplace_ids += canada
        usa = (self.account.marketplace_ids - canada)[:1]
        self.sandbox.tell("settings", remittance_marketplaces=[usa.amazon_id])
        self.assertEqual(self.pay().state, "matched")
        self.assertFalse(self.account.remittances_refused)

    def test_health_check_finds_out_when_access_is_given(self):
        self.fetch()
        self.sandbox.tell("settings", remittance_marketplaces=[])
        self.fetch()
        self.assert_check("role_remittances", "warning", "getRemittanceHeaders")
        self.sandbox.tell("settings", remittance_marketplaces=None)
        self.assert_check("role_remittances", "good")
        self.assertFalse(self.account.remittances_refused)
        self.assertEqual(self.pay().state, "matched")

    # === WHAT BECOMES OF A PAYMENT === #

    def test_payment_in_progress_is_expected_until_it_succeeds(self):
        remittance = self.pay(status="IN_PROGRESS")
        self.assertEqual(remittance.state, "expected")
        with self.assertRaises(UserError):
            remittance.action_post()
        self.assertEqual(self.pay(), remittance)
        self.assertEqual((remittance.state, remittance.amazon_status), ("matched", "SUCCESSFUL"))

    def test_payment_in_progress_that_fails_is_cancelled(self):
        remittance = self.pay(status="IN_PROGRESS")
        self.pay(status="FAILED")
        self.assertEqual(remittance.state, "cancelled")

    def test_complete_payment_is_booked_without_a_hand_if_the_owner_wants_it(self):
        self.account.book_automatically = True
        remittance = self.pay()
        self.account.action_book_remittances()
        self.assertEqual((remittance.state, self.first.payment_state), ("posted", "paid"))

    def test_payment_that_fails_after_it_was_booked_is_taken_back_and_said(self):
        remittance = self.pay()
        remittance.action_post()
        self.pay(status="FAILED")
        self.assertEqual((remittance.state, self.first.payment_state), ("cancelled", "not_paid"))
        self.assertIn("failed after it was booked", remittance.activity_ids.summary)

    def test_payment_that_fails_in_a_closed_period_is_taken_back_by_reversal(self):
        remittance = self.pay()
        remittance.action_post()
        entry = remittance.payment_id.move_id
        self.env.company.fiscalyear_lock_date = self.day
        self.pay(status="FAILED")
        self.assertEqual((entry.state, self.first.payment_state), ("posted", "not_paid"))
        self.assertEqual(entry.reversal_move_ids.mapped("state"), ["posted"])

    def test_payment_that_failed_and_succeeds_after_all_waits_to_be_booked_again(self):
        remittance = self.pay()
        remittance.action_post()
        self.pay(status="FAILED")
        self.pay()
        self.assertEqual((remittance.state, remittance.amazon_status), ("matched", "SUCCESSFUL"))

    def test_fewer_lines_than_amazon_counts_are_not_booked_by_themselves(self):
        self.account.book_automatically = True
        remittance = self.pay(lineItemCount=4)
        self.account.action_book_remittances()
        self.assertEqual((remittance.state, remittance.count_missing), ("matched", 1))

    def test_what_the_lines_leave_of_the_payment_waits_for_a_person(self):
        remittance = self.pay(amount=310.00)
        hidden = remittance.line_ids.filtered("is_hidden")
        self.assertEqual((hidden.paid, hidden.kind, remittance.state), (10.00, "open", "draft"))

    def test_payment_to_several_vendor_codes_tells_the_code_of_each_line(self):
        lines = [
            item(self.first.name, 100.00, code="ACRN1"),
            item(self.second.name, 229.47, code="ACRN2"),
        ]
        remittance = self.pay(329.47, lines)
        self.assertEqual(remittance.line_ids.mapped("vendor_code"), ["ACRN1", "ACRN2"])

    def test_documents_of_one_currency_paid_in_another(self):
        self.env.ref("base.CAD").active = True
        remittance = self.pay(
            amount=411.00, currency="CAD", paymentAmountInInvoiceCurrency=money(300.00)
        )
        self.assertEqual((remittance.currency_id.name, remittance.amount), ("USD", 300.00))
        self.assertEqual(remittance.payment_currency_id.name, "CAD")
        self.assertEqual(remittance.payment_amount, 411.00)

    def test_documents_of_two_currencies_in_one_payment_are_refused(self):
        lines = [item(self.first.name, 100.00), item(self.second.name, 229.47, "CAD")]
        self.assertFalse(self.pay(329.47, lines))
        self.assertIn("CAD, USD", self.account.document_ids[:1].error_message)

    # === THE SAME PAYMENT FROM ANOTHER SOURCE === #

    def test_file_after_the_api_doubles_nothing(self):
        remittance = self.pay()
        self.assertEqual(self.import_file(), remittance)
        self.assertEqual(len(remittance.line_ids), 3)

    def test_api_after_the_file_doubles_nothing_also_when_it_is_booked(self):
        remittance = self.import_file()
        remittance.action_match()
        remittance.action_post()
        self.assertEqual(self.pay(), remittance)
        self.assertEqual((remittance.state, len(remittance.line_ids)), ("posted", 3))
        self.assertEqual(remittance.unique_payment_id, IDENTIFIER)
        self.pay(status="FAILED")
        self.assertEqual((remittance.state, self.first.payment_state), ("cancelled", "not_paid"))

    def test_payment_without_a_number_gets_it_when_amazon_tells_it(self):
        remittance = self.pay(paymentNumber=None)
        self.assertEqual(remittance.name, IDENTIFIER)
        self.assertEqual(self.pay(), remittance)
        self.assertEqual(remittance.name, "355522363")

    def test_payment_without_a_number_gets_that_of_the_file_that_says_the_same(self):
        remittance = self.pay(paymentNumber=None)
        self.assertEqual(self.import_file(), remittance)
        self.assertEqual(remittance.name, "355522363")
        self.fetch()
        self.assertEqual(self.fetch(), remittance)

    def test_payment_without_a_number_is_the_file_that_says_the_same(self):
        remittance = self.import_file()
        self.assertEqual(self.pay(paymentNumber=None), remittance)
        self.assertEqual(remittance.name, "355522363")

    def test_what_the_invoices_api_let_expect_becomes_certain_once(self):
        self.first.write({"amazon_payment_numbers": IDENTIFIER, "amazon_amount_paid": 100.00})
        self.account._update_expected_remittances()
        expected = self.remittances.search([("name", "=", IDENTIFIER)])
        self.assertEqual(expected.state, "expected")
        self.assertEqual(self.pay(), expected)
        self.assertEqual((expected.state, expected.name), ("matched", "355522363"))
        self.account._update_expected_remittances()
        self.assertEqual(self.fetch(), expected)

    def test_file_over_another_amount_than_the_api_is_refused(self):
        self.pay()
        with self.assertRaisesRegex(UserError, "imported before over 300.0"):
            self.import_file(amount="299.00")

    def test_other_lines_than_those_that_make_up_the_payment_are_asked_about(self):
        remittance = self.import_file()
        self.pay(300.00, [item("OTHER-1", 300.00)])
        self.assertEqual(len(remittance.line_ids), 3)
        self.assertIn("Two sources", remittance.activity_ids.summary)

    def test_lines_that_a_file_hid_are_filled_in(self):
        remittance = self.import_file(lines=[make_line(self.first.name, "100.00", "355522363")])
        self.assertEqual(remittance.line_ids.filtered("is_hidden").paid, 200.00)
        self.pay()
        self.assertEqual(remittance.line_ids.mapped("paid"), [100.00, 229.47, -29.47])
        self.assertEqual(remittance.state, "matched")
        self.assertEqual(set(remittance.line_ids.mapped("vendor_code")), {"ACRN1"})
