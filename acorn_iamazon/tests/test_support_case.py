# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import base64
import io
import zipfile

from odoo.tests.common import tagged

from ..spapi.redact import redact
from .common import SandboxCase, make_item, recent_order


@tagged("post_install", "-at_install")
class TestSupportCase(SandboxCase):
    def setUp(self):
        super().setUp()
        self.place(recent_order("4CASE00X", make_item("8806098286500", 3, "5.00")))
        self.account.action_fetch_purchase_orders()
        self.get_order("4CASE00X").action_amazon_acknowledge()
        self.account.action_send_documents()
        self.document = self.account.document_ids.filtered(lambda d: d.direction == "out")

    def open_case(self, record):
        action = record.action_open_support_case()
        return self.env[action["res_model"]].with_context(**action["context"]).create({})

    def test_text_has_what_amazon_asks_for(self):
        text = self.open_case(self.document).text
        self.assertIn("API and operation: submitAcknowledgement", text)
        self.assertIn("POST /vendor/orders/v1/acknowledgements", text)
        self.assertIn(f"Request ID: {self.document.request_id}", text)
        self.assertIn(f"Transaction ID: {self.document.transaction_id}", text)
        self.assertRegex(text, r"Sent at \(UTC\): \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

    def test_files_have_request_and_answer(self):
        case = self.open_case(self.document)
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(case.archive))) as archive:
            self.assertEqual(
                sorted(archive.namelist()), ["answer.json", "case.txt", "request.json"]
            )
            self.assertIn("4CASE00X", archive.read("request.json").decode())

    def test_persons_accounts_and_tax_numbers_are_left_out(self):
        body = {
            "billToParty": {
                "partyId": "AMAZN",
                "taxRegistrationDetails": [
                    {"taxRegistrationType": "VAT", "taxRegistrationNumber": "DE123456789"}
                ],
            },
            "email": "jane@acorn.example",
        }
        self.assertEqual(
            redact(body),
            {
                "billToParty": {
                    "partyId": "AMAZN",
                    "taxRegistrationDetails": [
                        {"taxRegistrationType": "VAT", "taxRegistrationNumber": "***"}
                    ],
                },
                "email": "***",
            },
        )

    def test_number_of_the_case_is_kept_with_the_document(self):
        case = self.open_case(self.document)
        case.case_number = "CASE-14235"
        case.action_keep_number()
        self.assertEqual(self.document.support_case, "CASE-14235")

    def test_order_offers_the_case_of_what_was_sent_last(self):
        """The activity on a refusal stands on the order, and sends people there."""
        order = self.get_order("4CASE00X")
        action = order.action_amazon_open_support_case()
        case = self.env[action["res_model"]].with_context(**action["context"]).create({})
        self.assertEqual(case.document_id, self.document)
        self.assertIn(self.document.request_id, case.text)

    def test_case_of_a_call_without_a_document(self):
        call = self.env["amazon.vendor.call"].search(
            [("operation", "=", "getPurchaseOrders")], limit=1
        )
        text = self.open_case(call).text
        self.assertIn("getPurchaseOrders", text)
        self.assertIn(call.request_id, text)

    def test_number_of_a_case_without_a_document_is_kept_with_the_call(self):
        call = self.env["amazon.vendor.call"].search(
            [("operation", "=", "getPurchaseOrders")], limit=1
        )
        case = self.open_case(call)
        case.case_number = "CASE-14236"
        case.action_keep_number()
        self.assertEqual(call.support_case, "CASE-14236")
        self.assertFalse(self.document.support_case)

    def make_call(self, **values):
        return self.env["amazon.vendor.call"].create(
            {
                "account_id": self.account.id,
                "document_id": self.document.id,
                "date": "2026-11-20 08:00:00",
                "operation": "getTransaction",
                "method": "GET",
                "path": "/vendor/transactions/v1/transactions/1",
                "status": 200,
                **values,
            }
        )

    def test_case_is_about_the_call_that_failed_not_about_the_last_one(self):
        failed = self.make_call(status=500, category="network", request_id="REQ-FAILED")
        self.make_call(request_id="REQ-LATER")
        case = self.open_case(self.document)
        self.assertEqual(case._get_failed_call(), failed)
        self.assertIn("HTTP status: 500", case.text)

    def test_steps_are_the_calls_that_led_there(self):
        self.make_call(status=500, category="network", request_id="REQ-FAILED")
        text = self.open_case(self.document).text
        steps = text.partition("Steps: ")[2]
        first, second = steps.index("/vendor/orders/v1/ack"), steps.index("REQ-FAILED")
        self.assertLess(first, second)
        self.assertIn("request.json", steps)
        self.assertNotIn("REQ-LATER", steps)


@tagged("post_install", "-at_install")
class TestIgnoredDocument(SandboxCase):
    def test_failed_document_is_left_alone_and_no_longer_counted(self):
        self.place(recent_order("4IGNORE", make_item("0000000000000", 3, "5.00")))
        self.account.action_fetch_purchase_orders()
        self.assertEqual(self.account.count_failed_documents, 1)
        document = self.account.document_ids
        document.action_ignore()
        self.account.invalidate_recordset()
        self.assertEqual(document.state, "ignored")
        self.assertEqual(self.account.count_failed_documents, 0)
        document.action_apply()
        self.assertEqual(document.state, "ignored")
