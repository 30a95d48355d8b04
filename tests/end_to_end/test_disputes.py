# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Deductions are compared with our own evidence: disputed, left, repaid."""

import io
import re
import shutil
import unittest
import zipfile
from datetime import timedelta

from PIL import Image
from pypdf import PdfReader

from odoo.exceptions import UserError
from odoo.tests.common import new_test_user, tagged

from odoo.addons.acorn_iamazon.spapi.sscc import make_sscc
from odoo.addons.acorn_iamazon_reconcile.models.dispute.evidence_words import WORDS, Words
from odoo.addons.acorn_iamazon_reconcile.tests.files import make_csv, make_line, make_payment

from .common import TradeCase


@tagged("post_install", "-at_install")
class TestDisputes(TradeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls.trade()
        cls.sandbox.tell("remember")

    def lose(self, amount="229.47", number=""):
        """
        :param number: of a payment that claims the price, too
        :return: the dispute that a booked claim proposes
        """
        if number:
            remittance = self.repay(f"-{amount}", number, ending="PC", text="Price Claim")
        else:
            remittance = self.get_paid(**{self.invoice.name: amount})
            remittance.action_post()
        return self.env["amazon.vendor.dispute"].search([("remittance_id", "=", remittance.id)])

    def repay(self, amount, number="900100200", ending="SCR", text="Shortage Claim Reversal"):
        """A later payment pays back a shortage claim, or takes it again."""
        line = make_line(
            f"{self.invoice.name}{ending}",
            amount,
            payment=number,
            text=text,
            date=f"{self.invoice.invoice_date:%m/%d/%Y}",
        )
        content = make_csv([make_payment(number, amount)], [line])
        remittance = self.env["amazon.vendor.remittance"].import_file(
            self.account, f"{number}.csv", content
        )
        remittance.action_match()
        self.assertEqual(remittance.state, "matched", remittance.line_ids.mapped("match_reason"))
        remittance.action_post()
        return remittance

    def test_shortage_of_what_was_shipped_is_to_be_disputed(self):
        dispute = self.lose()
        self.assertRecordValues(
            dispute,
            [
                {
                    "verdict": "dispute",
                    "amount": 229.47,
                    "amount_justified": 0,
                    "amount_disputed": 229.47,
                    "state": "proposed",
                    "move_id": self.invoice.id,
                }
            ],
        )
        self.assertIn("the shipment notice was accepted", dispute.verdict_reason)

    def test_invoice_says_what_amazon_kept_and_leads_to_the_verdict(self):
        self.assertFalse(self.invoice.amazon_kept_amount)
        dispute = self.lose("29.47")
        self.assertEqual(self.invoice.amazon_kept_amount, 29.47)
        self.assertIn("$\xa029.47", self.invoice.amazon_kept_reason)
        action = self.invoice.action_amazon_open_kept()
        self.assertEqual((action["res_model"], action["res_id"]), (dispute._name, dispute.id))

    def test_deadline_follows_the_type(self):
        self.env.ref("acorn_iamazon_reconcile.deduction_type_shortage").dispute_days = 30
        dispute = self.lose()
        self.assertEqual(dispute.deadline, dispute.date + timedelta(days=30))

    def test_shortage_of_what_we_did_not_ship_is_left(self):
        line = self.invoice.invoice_line_ids.sale_line_ids.filtered(
            lambda line: line.product_id == self.filter
        )
        line.move_ids.quantity = 4
        dispute = self.lose()
        self.assertEqual((dispute.verdict, dispute.amount_disputed), ("leave", 0))
        self.assertIn("not shipped", dispute.verdict_reason)

    def test_shortage_that_amazon_claims_is_asked_about_by_the_dispute_alone(self):
        order = self.invoice.invoice_line_ids.sale_line_ids.order_id
        for received, amount in ((4, "229.47"), (3, None)):
            self.sandbox.tell(
                "receive", purchaseOrderNumber="6jD9W1MB", units={"1": 21, "2": received}
            )
            self.account.action_fetch_purchase_order_status()
            self.assertEqual(bool(order._amazon_get_asked("shortage")), received == 4)
            if amount:
                self.assertEqual(self.lose(amount).state, "proposed")
                self.assertFalse(order._amazon_get_asked("shortage"))

    def test_part_that_is_our_own_fault_is_not_claimed_back(self):
        line = self.invoice.invoice_line_ids.sale_line_ids.filtered(
            lambda line: line.product_id == self.filter
        )
        line.move_ids.quantity = 4
        dispute = self.lose("458.94")
        self.assertEqual(dispute.verdict, "dispute")
        self.assertEqual((dispute.amount_justified, dispute.amount_disputed), (229.47, 229.47))

    def test_shortage_without_an_accepted_notice_is_looked_at_by_a_person(self):
        notices = self.account.document_ids.filtered(lambda d: d.kind == "shipment_confirmation")
        notices.state = "rejected"
        self.env.flush_all()
        self.assertEqual(self.lose().verdict, "unsure")

    def test_dispute_is_proposed_once(self):
        dispute = self.lose()
        dispute.remittance_id.line_ids._look_for_disputes()
        found = self.env["amazon.vendor.dispute"].search([("account_id", "=", self.account.id)])
        self.assertEqual(found, dispute)

    def test_undoing_the_booking_takes_the_proposal_back(self):
        dispute = self.lose()
        dispute.remittance_id.action_unpost()
        self.assertFalse(dispute.exists())

    def test_what_was_filed_stays_when_the_booking_is_undone(self):
        dispute = self.lose()
        dispute.case_number = "1234567890"
        dispute.write({"state": "disputed"})
        dispute.remittance_id.action_unpost()
        self.assertTrue(dispute.exists())

    def test_repayment_closes_the_dispute(self):
        dispute = self.lose()
        dispute.write({"state": "disputed"})
        remittance = self.repay("229.47")
        self.assertEqual((dispute.state, dispute.amount_recovered), ("recovered", 229.47))
        self.assertEqual(dispute.repayment_line_ids, remittance.line_ids)

    def test_repayment_of_a_part_leaves_it_open_until_amazon_refuses_the_rest(self):
        dispute = self.lose()
        dispute.write({"state": "disputed"})
        self.repay("100.00")
        self.assertEqual((dispute.state, dispute.amount_recovered), ("disputed", 100))
        dispute.action_lose()
        self.assertEqual(dispute.state, "partly")

    def take_again(self, amount, number="900100201"):
        return self.repay(amount, number, ending="SCRSC", text="Shortage Claim")

    def test_claim_made_again_is_the_history_of_the_first_one(self):
        self.env.ref("acorn_iamazon_reconcile.deduction_type_shortage").dispute_days = 60
        dispute = self.lose("50.00")
        dispute.action_dispute()
        self.repay("50.00")
        self.assertEqual(dispute.state, "recovered")
        remittance = self.take_again("-30.00")
        found = self.env["amazon.vendor.dispute"].search([("move_id", "=", self.invoice.id)])
        self.assertEqual(found, dispute)
        self.assertEqual((dispute.amount, dispute.amount_recovered), (50.00, 20.00))
        self.assertEqual((dispute.state, dispute.verdict), ("proposed", "dispute"))
        self.assertEqual(dispute.deadline, remittance.date + timedelta(days=60))
        dispute.action_dispute()
        self.repay("30.00", "900100202", ending="SCRSCR")
        self.assertEqual((dispute.state, dispute.amount_recovered), ("recovered", 50.00))

    def test_undone_booking_of_a_claim_made_again_leaves_it_recovered(self):
        dispute = self.lose("50.00")
        dispute.action_dispute()
        self.repay("50.00")
        self.take_again("-30.00").action_unpost()
        self.assertEqual((dispute.state, dispute.amount_recovered), ("recovered", 50.00))

    def test_undone_repayment_opens_the_dispute_again(self):
        dispute = self.lose()
        dispute.write({"state": "disputed"})
        remittance = self.repay("229.47")
        remittance.action_unpost()
        self.assertEqual((dispute.state, dispute.amount_recovered), ("disputed", 0))

    def test_nothing_to_claim_back_cannot_be_disputed(self):
        dispute = self.lose()
        dispute.amount_disputed = 0
        with self.assertRaisesRegex(UserError, "To claim back"):
            dispute.action_dispute()

    def test_decided_dispute_is_not_decided_again(self):
        dispute = self.lose()
        dispute.action_leave()
        with self.assertRaisesRegex(UserError, "reopen it first"):
            dispute.action_dispute()

    @unittest.skipUnless(shutil.which("wkhtmltopdf"), "Odoo prints with wkhtmltopdf")
    def test_evidence_is_one_file_with_figures_and_proof_of_delivery(self):
        picking = self.invoice.invoice_line_ids.sale_line_ids.order_id.picking_ids[:1]
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        proof, _kind = report._render_qweb_pdf("stock.action_report_delivery", picking.ids)
        self.env["ir.attachment"].create(
            {
                "name": "signed.pdf",
                "res_model": "stock.picking",
                "res_id": picking.id,
                "raw": proof,
                "mimetype": "application/pdf",
            }
        )
        dispute = self.lose().with_context(force_report_rendering=True)
        dispute.action_dispute()
        self.assertEqual(dispute.state, "disputed")
        pages = PdfReader(io.BytesIO(dispute.evidence_id.raw)).pages
        text = "\n".join(page.extract_text() for page in pages)
        self.assertGreater(len(pages), 1)
        for told in (self.invoice.name, "6jD9W1MB", picking.name, "229.47"):
            self.assertIn(told, text)

    @unittest.skipUnless(shutil.which("wkhtmltopdf"), "Odoo prints with wkhtmltopdf")
    def test_evidence_has_the_invoice_that_it_names_also_where_nobody_printed_it(self):
        dispute = self.lose().with_context(force_report_rendering=True)
        self.assertFalse(self.invoice.invoice_pdf_report_id)
        dispute.action_dispute()
        pages = PdfReader(io.BytesIO(dispute.evidence_id.raw)).pages
        self.assertGreater(len(pages), 1)
        sheet = " ".join(pages[0].extract_text().split())
        self.assertIn(f"On the next pages: {self.invoice.name}", sheet)
        self.assertIn(self.invoice.name, pages[1].extract_text())

    def read_evidence(self, dispute):
        pages = PdfReader(io.BytesIO(dispute.evidence_id.raw)).pages
        return "\n".join(page.extract_text() for page in pages)

    @unittest.skipUnless(shutil.which("wkhtmltopdf"), "Odoo prints with wkhtmltopdf")
    def test_evidence_tells_cartons_carrier_and_notices_and_not_what_we_think(self):
        picking = self.invoice.invoice_line_ids.sale_line_ids.order_id.picking_ids[:1]
        picking.write(
            {
                "amazon_carrier_scac": "UPSN",
                "amazon_bill_of_lading": "BOL-77120",
                "amazon_tracking_number": "1Z999AA10123456784",
            }
        )
        carton = self.env["stock.package"].create({"name": "Carton 1"})
        carton.amazon_container_number = make_sscc("4012345", 1)
        picking.move_line_ids[:1].sudo().write({"result_package_id": carton.id})
        dispute = self.lose().with_context(force_report_rendering=True)
        dispute.action_dispute()
        text = self.read_evidence(dispute)
        order = self.invoice.invoice_line_ids.sale_line_ids.order_id
        notices = self.account.document_ids.filtered(
            lambda one: one.kind in ("acknowledgement", "shipment_confirmation")
        )
        for told in (
            *("UPSN", "BOL-77120", "1Z999AA10123456784", carton.amazon_container_number),
            *(order.amazon_purchase_order_number, self.invoice.name, picking.name),
            *notices.mapped("transaction_id"),
        ):
            self.assertIn(told, text)
        self.assertNotIn(dispute.verdict_reason[:40], text.replace("\n", " "))

    @unittest.skipUnless(shutil.which("wkhtmltopdf"), "Odoo prints with wkhtmltopdf")
    def test_evidence_is_in_the_language_of_the_marketplace(self):
        self.invoice.partner_id.country_id = self.env.ref("base.de")
        dispute = self.lose().with_context(force_report_rendering=True)
        dispute.action_dispute()
        text = self.read_evidence(dispute)
        for told in ("Zurückgefordert", "Fehlmengenforderung", "Bestellung", "229,47"):
            self.assertIn(told, text)
        self.assertNotIn("Claimed back", text)

    def test_each_language_of_a_marketplace_has_all_words(self):
        countries = self.env["amazon.vendor.marketplace"].search([]).country_id.mapped("code")
        languages = {Words(country).locale.language for country in countries}
        self.assertGreater(len(languages), 10)
        for code, words in WORDS.items():
            self.assertEqual(languages - words.keys(), set(), code)

    @unittest.skipUnless(shutil.which("wkhtmltopdf"), "Odoo prints with wkhtmltopdf")
    def test_photo_of_the_signature_is_a_page_of_the_evidence(self):
        picking = self.invoice.invoice_line_ids.sale_line_ids.order_id.picking_ids[:1]
        photo = io.BytesIO()
        Image.new("RGB", (40, 40), "white").save(photo, "JPEG")
        dispute = self.lose().with_context(force_report_rendering=True)
        dispute._make_evidence()
        pages = len(PdfReader(io.BytesIO(dispute.evidence_id.raw)).pages)
        self.env["ir.attachment"].create(
            {
                "name": "signed.jpg",
                "res_model": "stock.picking",
                "res_id": picking.id,
                "raw": photo.getvalue(),
                "mimetype": "image/jpeg",
            }
        )
        dispute._make_evidence()
        self.assertEqual(len(PdfReader(io.BytesIO(dispute.evidence_id.raw)).pages), pages + 1)

    def test_all_that_the_books_prove_is_disputed_in_one_sitting_with_one_file_a_claim(self):
        proven = self.lose("50.00") + self.lose("40.00", "900100299")
        action = self.env["amazon.vendor.dispute"].action_dispute_proven()
        self.assertEqual(set(proven.mapped("state")), {"disputed"})
        [number] = re.findall(r"/web/content/(\d+)", action["url"])
        packed = self.env["ir.attachment"].browse(int(number))
        names = zipfile.ZipFile(io.BytesIO(packed.raw)).namelist()
        self.assertEqual(len(names), len(proven))
        self.assertFalse(packed.res_model)  # nobody else's to read
        with self.assertRaisesRegex(UserError, "Nothing to dispute"):
            self.env["amazon.vendor.dispute"].action_dispute_proven()

    def test_what_is_unsure_or_too_late_is_left_to_a_person(self):
        shortage, price = self.lose("50.00"), self.lose("40.00", "900100299")
        price.write({"verdict": "unsure"})
        shortage.deadline = shortage.date - timedelta(days=400)
        with self.assertRaisesRegex(UserError, "Nothing to dispute"):
            self.env["amazon.vendor.dispute"].action_dispute_proven()
        shortage.deadline = False
        action = self.env["amazon.vendor.dispute"].action_dispute_proven()
        self.assertIn(f"/{shortage.evidence_id.id}?", action["url"])
        self.assertEqual((shortage + price).mapped("state"), ["disputed", "proposed"])

    def test_refused_dispute_is_filed_again_with_new_evidence_as_often_as_amazon_takes_it(self):
        self.env.ref("acorn_iamazon_reconcile.deduction_type_shortage").dispute_times = 2
        dispute = self.lose()
        dispute.action_dispute()
        first = dispute.evidence_id
        with self.assertRaisesRegex(UserError, "not refused"):
            dispute.action_dispute_again()
        dispute.action_lose()
        self.assertEqual((dispute.amount_pending, dispute.amount_lost), (0, 229.47))
        dispute.action_dispute_again()
        self.assertEqual((dispute.state, dispute.times_filed), ("disputed", 2))
        self.assertEqual((dispute.amount_pending, dispute.amount_lost), (229.47, 0))
        self.assertNotEqual(dispute.evidence_id, first)
        self.assertTrue(first.exists())
        dispute.action_lose()
        with self.assertRaisesRegex(UserError, "was filed 2 times"):
            dispute.action_dispute_again()

    def test_nothing_is_disputed_that_an_open_statement_covers(self):
        dispute = self.lose()
        day = self.invoice.invoice_date
        statement = self.env["amazon.vendor.blackout"].create(
            {"name": "Q1", "account_id": self.account.id, "date_from": day, "date_to": day}
        )
        dispute.invalidate_recordset(["blackout_id"])
        self.assertEqual(dispute.blackout_id, statement)
        with self.assertRaisesRegex(UserError, "covered by the statement Q1"):
            dispute.action_dispute()
        with self.assertRaisesRegex(UserError, "Nothing to dispute"):
            dispute.action_dispute_proven()
        statement.action_settle()
        dispute.invalidate_recordset(["blackout_id"])
        self.assertTrue(dispute.blackout_id)
        statement.action_end()
        dispute.invalidate_recordset(["blackout_id"])
        dispute.action_dispute()
        self.assertEqual(dispute.state, "disputed")

    def test_statement_covers_its_days_and_types_only(self):
        dispute = self.lose()
        day = self.invoice.invoice_date
        chargeback = self.env.ref("acorn_iamazon_reconcile.deduction_type_chargeback")
        values = {"name": "Q1", "account_id": self.account.id, "date_from": day, "date_to": day}
        before = {"date_from": day - timedelta(days=9), "date_to": day - timedelta(days=1)}
        self.env["amazon.vendor.blackout"].create(
            [
                {**values, **before},
                {**values, "deduction_type_ids": chargeback.ids},
            ]
        )
        dispute.invalidate_recordset(["blackout_id"])
        self.assertFalse(dispute.blackout_id)

    def test_what_is_won_lost_and_open_is_told_by_type_and_month(self):
        shortage, price = self.lose("50.00"), self.lose("40.00", "900100299")
        (shortage + price).action_dispute()
        self.repay("30.00")
        price.action_lose()
        rows = self.env["amazon.vendor.dispute"]._read_group(
            [("account_id", "=", self.account.id)],
            ["deduction_type_id", "date:month"],
            ["amount_recovered:sum", "amount_lost:sum", "amount_pending:sum"],
        )
        told = {row[0].code: row[2:] for row in rows}
        self.assertEqual(told, {"shortage": (30.00, 0, 20.00), "price": (0, 40.00, 0)})

    def test_stranger_sees_no_dispute(self):
        self.lose()
        stranger = new_test_user(
            self.env,
            "dispute-stranger",
            groups="account.group_account_invoice,acorn_iamazon.group_user",
        )
        disputes = self.env["amazon.vendor.dispute"].with_user(stranger)
        self.assertFalse(disputes.search([]))
