# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import date, timedelta
from pathlib import Path
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests.common import tagged

from odoo.addons.acorn_iamazon.spapi import schemas

from .. import payloads
from ..payloads import OPERATION, PAYLOADS, InvoicePayload
from ..payloads.v1 import InvoiceV1
from .common import InvoiceCase

# Of the next version, and the last day of the present one.
FIRST_DAY = date.today() + timedelta(days=60)
LAST_DAY = FIRST_DAY + timedelta(days=90)


class InvoiceV2(InvoiceV1):
    version = "v2"

    def build(self, move):
        body = super().build(move)
        body["invoices"][0]["referenceNumber"] = "of v2"
        return body


@tagged("post_install", "-at_install")
class TestPayloadVersions(InvoiceCase):
    """Versions of the payload live side by side, each from its first day to its last."""

    def setUp(self):
        super().setUp()
        self.versions = self.env["amazon.vendor.api.version"]
        self.current = self.env.ref("acorn_iamazon.api_version_vendor_invoices")

    def announce(self, version="v2", start=FIRST_DAY):
        self.current.end_date = LAST_DAY
        return self.versions.create(
            {
                "name": self.current.name,
                "version": version,
                "operation": OPERATION,
                "start_date": start,
            }
        )

    def test_each_version_of_the_suite_has_a_builder(self):
        versions = [row.version for row in schemas.VERSIONS if row.operation == OPERATION]
        self.assertTrue(versions)
        self.assertEqual(set(versions), set(PAYLOADS))
        files = {path.stem for path in Path(payloads.__file__).parent.glob("v*.py")}
        self.assertEqual(set(versions), files)
        for version in versions:
            for part in ("build", "sum_up", "get_total", "list_items"):
                self.assertIsNot(
                    getattr(type(PAYLOADS[version]), part), getattr(InvoicePayload, part)
                )

    def test_xml_template_is_the_first_row_and_retired(self):
        rows = self.versions.search([("operation", "=", OPERATION)], order="end_date")
        self.assertEqual(rows.mapped("version"), ["xml", "v1"])
        self.assertTrue(rows[0].is_retired)
        with freeze_time("2022-06-01"):
            self.assertEqual(self.versions._get_current(OPERATION), "v1")
        self.assertNotIn(rows[0], self.versions._find_ending()[1])

    def test_account_shows_the_version_and_its_end(self):
        self.assertEqual(self.account.invoice_version, "v1, no end announced")
        self.current.end_date = LAST_DAY
        self.account.invalidate_recordset(["invoice_version"])
        self.assertEqual(self.account.invoice_version, f"v1, until {LAST_DAY}")

    def test_next_version_takes_over_on_its_day_and_is_kept_on_the_document(self):
        invoice = self.make_invoice()
        self.announce()
        rows = (*schemas.VERSIONS, schemas.Version(OPERATION, "v2", FIRST_DAY))

        real = schemas._get_validator
        with (
            patch.object(schemas, "VERSIONS", rows),
            patch.object(schemas, "_get_validator", lambda name, _version: real(name, "v1")),
            patch.object(schemas, "_get_gate", lambda _name, _version: None),
            patch.dict(PAYLOADS, {"v2": InvoiceV2()}),
        ):
            with freeze_time(FIRST_DAY - timedelta(days=1)):
                self.assertNotIn("referenceNumber", self.build(invoice))
            with freeze_time(FIRST_DAY):
                invoice.action_amazon_submit()
        document = invoice.amazon_document_ids.filtered(lambda d: d.kind == "invoice")
        self.assertEqual(document.schema_version, "v2")
        self.assertIn("of v2", document.payload)

    def test_version_that_the_suite_does_not_know_is_not_sent_and_the_end_is_told(self):
        self.announce()
        with freeze_time(FIRST_DAY + timedelta(days=30)):
            self.assertEqual(self.versions._get_current(OPERATION), "v1")
            status, ending = self.versions._find_ending()
        self.assertEqual((status, ending), ("warning", self.current))

    def test_end_with_a_known_successor_is_no_trouble(self):
        self.announce()
        rows = (*schemas.VERSIONS, schemas.Version(OPERATION, "v2", FIRST_DAY))
        with patch.object(schemas, "VERSIONS", rows), freeze_time(FIRST_DAY + timedelta(days=30)):
            self.assertFalse(self.versions._find_ending()[1])
