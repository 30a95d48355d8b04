# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from unittest.mock import patch

from odoo.tests.common import tagged

from odoo.addons.acorn_iamazon.tests.common import make_item, make_purchase_order

from ..payloads.v1 import InvoiceV1
from ..rules import find_problems, get_blocking_messages
from .common import InvoiceCase


@tagged("post_install", "-at_install", "slow")
class TestInvoiceSpeed(InvoiceCase):
    """Posting and submitting many invoices takes as many queries an invoice as a few do."""

    def make_drafts(self, prefix, count):
        self.receive(
            *(
                make_purchase_order(
                    f"4{prefix}{place:03}",
                    [
                        make_item("8806098286500", 7, "10.00", "CASES", 3),
                        make_item("8806098286123", 5, "229.47"),
                    ],
                )
                for place in range(count)
            )
        )
        orders = self.env["sale.order"].search(
            [("amazon_purchase_order_number", "=like", f"4{prefix}%")]
        )
        orders.action_confirm()
        for order in orders:
            self.ship(order)
        return orders._create_invoices()

    def count_queries(self, invoices):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        invoices.action_post()
        invoices.action_amazon_submit()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def test_queries_an_invoice_do_not_grow_with_the_number_of_invoices(self):
        self.count_queries(self.make_drafts("WARM", 2))
        few = self.count_queries(self.make_drafts("FEW", 4)) / 4
        many = self.count_queries(self.make_drafts("MANY", 10)) / 10
        self.assertLessEqual(many, few)

    def test_the_payload_is_built_once_for_rules_schema_and_amazon(self):
        invoices = self.make_drafts("ONCE", 3)
        invoices.action_post()
        build = InvoiceV1.build
        built = []

        def note(version, move):
            built.append(move.name)
            return build(version, move)

        with patch.object(InvoiceV1, "build", note):
            invoices.action_amazon_submit()
        self.assertEqual(sorted(built), sorted(invoices.mapped("name")))

    def test_what_is_changed_after_a_check_is_seen_by_the_next(self):
        invoice = self.make_drafts("ANEW", 1)
        invoice.action_post()
        self.assertEqual(get_blocking_messages(find_problems(invoice)), [])
        invoice.amazon_ocr_reference = "1234567"
        (body,) = invoice._amazon_build_invoice()["invoices"]
        self.assertEqual(body["additionalDetails"], [{"type": "OCR", "detail": "1234567"}])
