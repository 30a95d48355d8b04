# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""A broken file gives a clear error, and costs little memory."""

import io
import tracemalloc
import zipfile
from unittest import TestCase

from tests.support import load_reader

load_reader()
from acorn_iamazon_reader import RemittanceError, read_file  # noqa: E402
from acorn_iamazon_remittances.files import (  # noqa: E402
    make_csv,
    make_line,
    make_payment,
    make_xlsx,
)


class TestBrokenFiles(TestCase):
    def assert_refused(self, content, reason, name="Payments.csv"):
        with self.assertRaisesRegex(RemittanceError, f"^{name}: .*{reason}"):
            read_file(name, content)

    def make(self, *lines, **payment):
        return make_csv([make_payment(**payment)], lines or [make_line("A", "100.00")])

    def test_truncated_workbook(self):
        whole = make_xlsx([make_payment()], [make_line("A", "100.00")])
        for size in (10, len(whole) // 2, len(whole) - 30):
            self.assert_refused(whole[:size], "the workbook is damaged")

    def test_zip_bomb(self):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", b"0" * (101 * 1024 * 1024))
        self.assert_refused(file.getvalue(), "too large when unpacked")

    def test_workbook_with_cells_far_to_the_right_costs_no_memory(self):
        from openpyxl import Workbook

        book = Workbook()
        for row in range(1, 2000):
            book.active.cell(row, 16000, "x")
        file = io.BytesIO()
        book.save(file)
        tracemalloc.start()
        self.assert_refused(file.getvalue(), "is not there")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        self.assertLess(peak, 30 * 1024 * 1024)

    def test_csv_of_200_mb_is_refused_before_it_is_read(self):
        content = b"1,2,3,4\n" * (25 * 1024 * 1024)
        tracemalloc.start()
        self.assert_refused(content, "larger than 20 MB")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        self.assertLess(peak, 1024 * 1024)

    def test_one_endless_field(self):
        self.assert_refused(self.make() + b'"' + b"x" * 200_000, "a quotation mark may be missing")

    def test_pdf_named_csv(self):
        self.assert_refused(b"%PDF-1.7\n1 0 obj", "the file is a PDF")

    def test_old_excel_and_pictures(self):
        self.assert_refused(b"\xd0\xcf\x11\xe0\xa1\xb1", "Excel 97 to 2003")
        self.assert_refused(b"\x89PNG\r\n", "a picture")

    def test_formula_in_a_text(self):
        line = make_line("A", "100.00", text='=HYPERLINK("http://evil.example","Pay")')
        self.assert_refused(self.make(line), "row 9, Description: '=HYPERLINK.* is a formula")

    def test_formula_in_place_of_an_amount(self):
        lines = [make_line("A", "=50+50", whole="100.00")]
        self.assert_refused(
            make_xlsx([make_payment()], lines), "Amount Paid: '=50.50' is a formula"
        )

    def test_text_that_only_begins_with_a_sign_is_no_formula(self):
        payments, _source, _refused = read_file(
            "x.csv", self.make(make_line("A", "100.00", text="-5% promotion"))
        )
        self.assertEqual(payments[0].lines[0].description, "-5% promotion")

    def test_two_columns_of_the_same_name(self):
        content = self.make().replace(b"Remaining Amount", b"Amount Paid")
        self.assert_refused(content, "Amount Paid is there twice")

    def test_unknown_columns_are_named(self):
        content = self.make().replace(b"Amount Paid", b"Betrag XY")
        self.assert_refused(content, "Amount Paid is missing. Unknown: .*Betrag XY")

    def test_columns_that_a_person_added_are_told_and_left_alone(self):
        content = self.make().replace(b"Remaining Amount", b"Remaining Amount,Diff")
        payments, _source, _refused = read_file("x.csv", content)
        self.assertIn("Diff", payments[0].unread)

    def test_payment_with_two_totals(self):
        content = self.make().replace(b"USD,100.00,1,EFT", b"USD,90.00,1,EFT")
        self.assert_refused(content, "over 100.00 USD in one column and 90.00 USD in another")

    def test_rate_that_does_not_fit_the_totals(self):
        content = self.make().replace(b"USD,100.00,1,EFT", b"EUR,90.00,2,EFT")
        self.assert_refused(content, "100.00 USD at the rate 2 are not 90.00 EUR")

    def test_line_that_pays_more_than_its_document(self):
        line = make_line("A", "120.00", whole="100.00")
        self.assert_refused(self.make(line), "more than the document's")

    # === AS FOUND IN THE WILD === #

    def test_german_labels_semicolons_and_decimal_commas(self):
        text = (
            "Zahlungen\n\n"
            "Zahlungsnummer;Zahlungsdatum;Rechnungswährung;Betrag in Rechnungswährung\n"
            "4711;20.11.2026;EUR;1.100,50\n\nZahlungsnummer;Rechnungsnummer;Rechnungsdatum;"
            "Rechnungsbetrag;Rechnungswährung;Gezahlter Betrag\n"
            "4711;RE-1;05.10.2026;1.100,50;EUR;1.100,50\n"
        )
        for encoding in ("utf-8-sig", "utf-16", "cp1252"):
            (payment,), _source, _refused = read_file("x.csv", text.encode(encoding))
            self.assertEqual(str(payment.lines[0].paid), "1100.50")
            self.assertEqual((payment.date.month, payment.lines[0].date.month), (11, 10))

    def test_table_on_another_sheet_and_columns_in_another_order(self):
        from openpyxl import Workbook

        book = Workbook()
        sheet = book.create_sheet("Remittance payments")
        for row in (
            ["Payment Date", "Payment Number", "Amount in Invoice Currency", "Invoice Currency"],
            ["11/20/2026", "4711", 100.0, "USD"],
            [
                "Invoice Number",
                "Payment Number",
                "Net Amount Paid",
                "Invoice Amount",
                "Invoice Currency",
            ],
            ["RE-1", "4711", 100.0, 100.0, "USD"],
        ):
            sheet.append(row)
        file = io.BytesIO()
        book.save(file)
        (payment,), _source, _refused = read_file("x.xlsx", file.getvalue())
        self.assertEqual(payment.lines[0].number, "RE-1")
