# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Exports of Vendor Central, in the ways in which they come."""

from datetime import date
from decimal import Decimal
from unittest import TestCase

from tests.support import load_reader

load_reader()
from acorn_iamazon_reader import RemittanceError, read_file, read_status  # noqa: E402
from acorn_iamazon_remittances.files import (  # noqa: E402
    make_csv,
    make_line,
    make_payment,
    make_rows,
    make_xlsx,
)


class TestReader(TestCase):
    def read_files(self, payments=None, lines=None, **options):
        content = make_csv(
            payments or [make_payment()], lines or [make_line("INV/1", "100.00")], **options
        )
        return read_file("Payments.csv", content)[0]

    def test_payment_and_its_lines(self):
        (payment,) = self.read_files(
            [make_payment(amount="1,076.50")],
            [
                make_line("INV/2026/00001", "1,100.00", text="4A7Q2KXV/PHX6/"),
                make_line("INV/2026/00001SC", "(23.50)"),
            ],
        )
        self.assertEqual((payment.number, payment.date), ("400100200", date(2026, 11, 20)))
        self.assertEqual(payment.amount, Decimal("1076.50"))
        self.assertEqual([line.paid for line in payment.lines], [1100, Decimal("-23.50")])
        self.assertEqual(payment.lines[0].description, "4A7Q2KXV/PHX6/")

    def test_long_form_tells_the_original_invoice(self):
        (payment,) = self.read_files()
        self.assertEqual(payment.lines[0].original, "")
        rows = make_rows([make_payment(amount="-5.00")], [make_line("APV0012345678", "-5.00")])
        for row in rows[-2:]:
            row.append("Original Invoice Number" if row is rows[-2] else "INV/2026/00001")
        content = "\n".join(",".join(row) for row in rows).encode()
        (line,) = read_file("Payments.csv", content)[0][0].lines
        self.assertEqual((line.number, line.original), ("APV0012345678", "INV/2026/00001"))

    def test_number_of_two_amazon_companies_in_one_file_is_two_payments(self):
        def in_pounds(row):
            return ["GBP" if cell == "USD" else cell for cell in row]

        dollars, pounds = self.read_files(
            [make_payment(amount="100.00"), in_pounds(make_payment(amount="70.00"))],
            [in_pounds(make_line("INV/2", "70.00")), make_line("INV/1", "100.00")],
        )
        self.assertEqual((dollars.currency, pounds.currency), ("USD", "GBP"))
        self.assertEqual([line.number for line in dollars.lines], ["INV/1"])
        self.assertEqual([line.number for line in pounds.lines], ["INV/2"])

    def test_same_payment_twice_in_a_file_is_refused(self):
        with self.assertRaisesRegex(RemittanceError, "400100200 is there twice"):
            self.read_files([make_payment(), make_payment()])

    def test_xlsx_gives_the_same_as_csv(self):
        payments, lines = [make_payment()], [make_line("INV/1", "100.00")]
        self.assertEqual(
            read_file("Payments.xlsx", make_xlsx(payments, lines)),
            read_file("Payments.csv", make_csv(payments, lines)),
        )

    def test_semicolons_and_another_encoding(self):
        lines = [make_line("INV/1", "100.00", text="Größe")]
        (payment,) = self.read_files(lines=lines, delimiter=";", encoding="cp1252")
        self.assertEqual(payment.lines[0].description, "Größe")

    def test_decimal_comma_is_seen_from_the_file(self):
        (payment,) = self.read_files(
            [make_payment(amount="1.234,50")], [make_line("INV/1", "1.234,50")], delimiter=";"
        )
        self.assertEqual(payment.lines[0].paid, Decimal("1234.50"))

    def test_amount_that_could_be_either_is_refused(self):
        with self.assertRaisesRegex(RemittanceError, "thousand or a fraction"):
            self.read_files(
                [make_payment(amount="1,234")], [make_line("INV/1", "1,234", discount="0")]
            )

    def test_currency_signs_and_trailing_minus(self):
        (payment,) = self.read_files(
            lines=[make_line("A", "$130.00"), make_line("B", "USD 30.00-")]
        )
        self.assertEqual([line.paid for line in payment.lines], [130, -30])

    def test_day_above_twelve_settles_the_order_of_dates(self):
        (payment,) = self.read_files(
            [make_payment(date="20/11/2026")], [make_line("A", "100.00", date="05/10/2026")]
        )
        self.assertEqual(payment.date, date(2026, 11, 20))
        self.assertEqual(payment.lines[0].date, date(2026, 10, 5))

    def test_several_payments_in_one_file(self):
        payments = self.read_files(
            [make_payment("1", "10.00"), make_payment("2", "20.00")],
            [make_line("B", "20.00", "2"), make_line("A", "10.00", "1")],
        )
        self.assertEqual([[line.number for line in p.lines] for p in payments], [["A"], ["B"]])

    def test_net_amount_paid_is_the_paid_column_elsewhere(self):
        content = make_csv([make_payment()], [make_line("A", "100.00")])
        content = content.replace(b"Amount Paid", b"Net Amount Paid")
        self.assertEqual(read_file("x.csv", content)[0][0].lines[0].paid, 100)

    def test_payments_that_hide_lines_are_marked(self):
        rows = [make_payment("1", "10.00"), make_payment("2", "20.00")]
        rows.append(["Payment Number", "2", "some items are not displayed"])
        first, second = self.read_files(rows, [make_line("A", "10.00", "1")])
        self.assertEqual((first.hides_lines, second.hides_lines), (False, True))

    def test_broken_files_are_refused_with_a_reason(self):
        good = make_csv([make_payment()], [make_line("A", "100.00")])
        broken = {
            b"%PDF-1.7 ...": "the file is a PDF",
            b"PK\x03\x04 cut": "workbook is damaged",
            b"a,b\n1,2\n": "table of payments",
            make_xlsx([make_payment()], [make_line("A", "1.00")])[:-200]: "workbook is damaged",
            b"\x00\x01\x02" * 9: "neither a spreadsheet nor text",
            good.replace(b"Amount Paid", b"Amount"): "column Amount Paid is missing",
            good.replace(b"400100200,A", b"400100200,"): "row 9: the Invoice Number is missing",
            good.replace(b"11/20/2026", b"yesterday"): "'yesterday' is no date",
            good.replace(b"A,10/05", b"A,99/05"): "is no date",
            b"x" * (21 * 1024 * 1024): "larger than 20 MB",
        }
        for content, reason in broken.items():
            with self.assertRaisesRegex(RemittanceError, f"x.csv: .*{reason}"):
                read_file("x.csv", content)

    def test_one_odd_payment_waits_and_the_others_come_in(self):
        payments = [make_payment("1", "10.00"), make_payment("2", "20.00"), make_payment("3", "5")]
        lines = [make_line("A", "10.00", "1"), make_line("B", "x", "2"), make_line("C", "5", "3")]
        told = read_file("x.csv", make_csv(payments, lines))
        self.assertEqual([payment.number for payment in told.payments], ["1", "3"])
        ((number, reason),) = told.refused
        self.assertEqual(number, "2")
        self.assertIn("'x' is no amount", reason)

    def test_line_of_a_payment_that_the_file_does_not_have_waits(self):
        lines = [make_line("A", "100.00"), make_line("B", "5.00", "999")]
        told = read_file("x.csv", make_csv([make_payment()], lines))
        self.assertEqual([line.number for line in told.payments[0].lines], ["A"])
        self.assertIn("payment '999' is not in the table", told.refused[0].reason)

    def test_status_says_in_any_language_whether_money_came(self):
        words = {
            "paid": ("", "Successful", "Cleared", "Réussi", "ERFOLGREICH", "成功"),
            "voided": ("Voided", "Storniert", "Annulé", "已取消"),
            "pending": ("Pending", "In Progress", "Ausstehend"),
            "unknown": ("Teleported", "Successful, returned by the bank"),
        }
        for meaning, told in words.items():
            for word in told:
                self.assertEqual(read_status(word), meaning, word)

    def test_reason_of_voiding_beside_a_success_is_no_known_status(self):
        row = [*make_payment()[:-1], "Returned by the bank"]
        (payment,) = self.read_files([row], [make_line("A", "100.00")])
        self.assertEqual(read_status(payment.status), "unknown")

    def test_lines_in_another_currency_than_their_payment_are_refused(self):
        rows = make_rows([make_payment()], [make_line("A", "100.00")])
        rows[-1][5] = "CAD"
        content = "\n".join(",".join(row) for row in rows).encode()
        with self.assertRaisesRegex(RemittanceError, "is in USD, but has lines in CAD"):
            read_file("x.csv", content)
