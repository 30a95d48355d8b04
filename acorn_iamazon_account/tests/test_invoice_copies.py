# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import base64
import csv
import hashlib
import io
import json
import zipfile
from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests.common import tagged

from .common import InvoiceSandboxCase


@tagged("post_install", "-at_install")
class TestInvoiceCopies(InvoiceSandboxCase):
    """What was submitted is kept for audit, and proves that it was not changed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls.make_invoice()
        cls.invoice.action_amazon_submit()
        cls.account.action_send_documents()
        cls.account.action_watch_invoices()
        cls.sandbox.tell("remember")
        cls.copies = cls.env["amazon.vendor.invoice.copy"].search(
            [("move_id", "=", cls.invoice.id)]
        )

    def get_copy(self, kind):
        return self.copies.filtered(lambda copy: copy.kind == kind)

    def test_request_is_kept_as_it_was_sent(self):
        (call,) = self.sandbox.ask("received", operation="submitInvoices")
        content = self.get_copy("request").attachment_id.raw
        self.assertEqual(json.loads(content), call["body"])
        self.assertEqual(self.get_copy("request").sha256, hashlib.sha256(content).hexdigest())

    def test_answer_is_kept(self):
        answer = json.loads(self.get_copy("answer").attachment_id.raw)
        document = self.get_copy("answer").document_id
        self.assertEqual(answer["payload"]["transactionId"], document.transaction_id)

    def test_invoice_is_kept_as_ubl(self):
        tree = etree.fromstring(self.get_copy("ubl").attachment_id.raw)
        namespaces = {"cbc": tree.nsmap["cbc"]}
        self.assertEqual(tree.findtext("cbc:ID", namespaces=namespaces), self.invoice.name)
        self.assertEqual(tree.findtext("cbc:UBLVersionID", namespaces=namespaces), "2.1")

    def test_copies_are_made_once(self):
        self.account.action_watch_invoices()
        self.assertEqual(self.copies.mapped("kind"), ["ubl", "answer", "request"])
        self.assertEqual(
            self.env["amazon.vendor.invoice.copy"].search_count(
                [("move_id", "=", self.invoice.id)]
            ),
            3,
        )

    def test_copies_cannot_be_deleted_or_changed_while_the_retention_runs(self):
        attachment = self.get_copy("request").attachment_id
        for change in (
            attachment.unlink,
            self.copies.unlink,
            lambda: attachment.write({"raw": b"{}"}),
            lambda: self.copies.write({"sha256": "0"}),
        ):
            with self.assertRaisesRegex(UserError, "kept for audit"):
                change()

    def test_nothing_makes_a_kept_copy_another_file(self):
        """Neither what it is, nor where it is, nor by what it is known to be a copy."""
        attachment = self.get_copy("request").attachment_id
        for vals in (
            {"res_field": "invoice_pdf_report_file"},
            {"type": "url"},
            {"url": "https://elsewhere.example/invoice"},
            {"name": "another.json"},
            {"mimetype": "text/plain"},
            {"public": True},
            {"company_id": False},
        ):
            with self.assertRaisesRegex(UserError, "kept for audit", msg=vals):
                attachment.write(vals)

    def test_copies_go_when_the_retention_is_over(self):
        attachments = self.copies.attachment_id
        self.env.cr.execute(
            "UPDATE amazon_vendor_invoice_copy SET create_date = %s WHERE id IN %s",
            [fields.Datetime.now() - timedelta(days=11 * 365), self.copies._ids],
        )
        self.env.invalidate_all()
        self.env["amazon.vendor.invoice.copy"]._gc_copies()
        self.assertFalse(self.copies.exists())
        self.assertFalse(attachments.exists())

    def test_audit_export_has_the_files_and_an_index_that_proves_them(self):
        export = self.env["amazon.vendor.audit.export"].create({})
        export.action_export()
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(export.file))) as archive:
            index = list(csv.DictReader(io.StringIO(archive.read("index.csv").decode())))
            self.assertEqual(len(archive.namelist()), len(index) + 1)
            for line in index:
                digest = hashlib.sha256(archive.read(line["file"])).hexdigest()
                self.assertEqual((line["sha256"], line["intact"]), (digest, "yes"))
        self.assertEqual({line["invoice"] for line in index}, {self.invoice.name})

    def test_audit_export_tells_of_a_file_that_was_changed_behind_odoos_back(self):
        attachment = self.get_copy("request").attachment_id
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = NULL, db_datas = %s WHERE id = %s",
            [b"{}", attachment.id],
        )
        self.env.invalidate_all()
        export = self.env["amazon.vendor.audit.export"].create({})
        with zipfile.ZipFile(io.BytesIO(export._pack(self.copies))) as archive:
            index = csv.DictReader(io.StringIO(archive.read("index.csv").decode()))
            intact = {line["kind"]: line["intact"] for line in index}
        self.assertEqual(intact, {"request": "NO", "answer": "yes", "ubl": "yes"})

    def test_audit_export_has_no_formula_of_amazons(self):
        """A spreadsheet would run it when the index is opened."""
        formula = '=HYPERLINK("https://evil.example")'
        self.get_copy("request").document_id.request_id = formula
        export = self.env["amazon.vendor.audit.export"].create({})
        with zipfile.ZipFile(io.BytesIO(export._pack(self.copies))) as archive:
            index = archive.read("index.csv").decode()
        cells = [cell for line in csv.reader(io.StringIO(index)) for cell in line]
        self.assertIn(f"'{formula}", cells)
        self.assertEqual([cell for cell in cells if cell.startswith(tuple("=+-@"))], [])

    def test_period_without_invoices_is_told(self):
        export = self.env["amazon.vendor.audit.export"].create(
            {"date_from": "2001-01-01", "date_to": "2001-12-31"}
        )
        with self.assertRaisesRegex(UserError, "2001"):
            export.action_export()
