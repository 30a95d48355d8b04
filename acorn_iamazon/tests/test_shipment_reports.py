# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import shutil
import unittest

import pypdfium2
import zxingcpp

from odoo.exceptions import UserError
from odoo.tests.common import tagged

from .common import AmazonCase
from .test_shipment_packages import PackingMixin


def scan(page):
    """:return: what a scanner reads on a page, printed with 300 dots an inch"""
    return zxingcpp.read_barcodes(page.render(scale=300 / 72).to_pil())


@tagged("post_install", "-at_install")
@unittest.skipUnless(shutil.which("wkhtmltopdf"), "Odoo prints with wkhtmltopdf")
class TestShipmentReports(PackingMixin, AmazonCase):
    def setUp(self):
        super().setUp()
        self.picking = self.make_order()
        self.cartons = [
            self.pack(self.picking, self.kettle, 10),
            self.pack(self.picking, self.filter, 6),
        ]

    def print(self, report):
        content, _kind = (
            self.env["ir.actions.report"]
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf(report, self.picking.ids)
        )
        document = pypdfium2.PdfDocument(content)
        self.addCleanup(document.close)
        return document

    def test_carton_labels_are_scanned_as_gs1_with_the_number_of_the_notice(self):
        self.put_on_pallet(*self.cartons)
        document = self.print("acorn_iamazon.report_carton_label")
        scanned = [scan(page) for page in document]
        self.assertTrue(all(len(codes) == 1 for codes in scanned), "one barcode a label")
        codes = [found for (found,) in scanned]
        self.assertEqual({code.content_type for code in codes}, {zxingcpp.ContentType.GS1})
        self.validate(self.picking)
        notice = self.get_notice(self.picking)
        told = [
            *(carton["cartonIdentifiers"][0] for carton in notice["cartons"]),
            *(pallet["palletIdentifiers"][0] for pallet in notice["pallets"]),
        ]
        self.assertEqual(
            [code.bytes.decode() for code in codes],
            [identifier["containerIdentificationNumber"] for identifier in told],
        )

    def test_bars_are_as_wide_and_high_as_gs1_wants_them_on_a_logistic_label(self):
        (code,) = scan(self.print("acorn_iamazon.report_carton_label")[0])
        corner, opposite = code.position.top_left, code.position.bottom_right
        width, height = (
            (a - b) / 300 * 25.4 for a, b in ((opposite.x, corner.x), (opposite.y, corner.y))
        )
        # GS1 General Specifications: narrowest bar 0.495 mm or more, height 31.75 mm or more; an
        # SSCC in Code 128 is 156 of them wide.
        self.assertGreaterEqual(width / 156, 0.495)
        self.assertGreaterEqual(height, 31.75)

    def test_carton_label_is_four_by_six_inches_and_tells_what_is_inside(self):
        page = self.print("acorn_iamazon.report_carton_label")[0]
        width, height = (side / 72 for side in page.get_size())
        self.assertAlmostEqual(width, 4, delta=0.05)
        self.assertAlmostEqual(height, 6, delta=0.05)
        text = page.get_textpage().get_text_range()
        number = self.cartons[0].amazon_container_number
        for part in ("PHX6", "4BZ7PQ2X", "Kettle 1.7 l", "1 of 2", f"(00) {number}", "94134"):
            self.assertIn(part, text)

    def test_labels_need_a_number(self):
        self.env.company.amazon_gs1_prefix = False
        with self.assertRaisesRegex(UserError, "no GS1 company prefix"):
            self.picking._amazon_get_labels()

    def test_packing_slip_lists_lines_and_cartons_under_a_readable_number(self):
        self.validate(self.picking)
        page = self.print("acorn_iamazon.report_packing_slip")[0]
        self.assertEqual([code.text for code in scan(page)], [self.picking.name])
        text = page.get_textpage().get_text_range()
        for part in ("4BZ7PQ2X", "8806098286500", "Water filter", "PHX6"):
            self.assertIn(part, text)
