# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo.tests.common import tagged

from odoo.addons.acorn_iamazon.tests.common import make_item, make_purchase_order

from .common import InvoiceCase


@tagged("post_install", "-at_install")
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
        many = self.count_queries(self.make_drafts("MANY", 16)) / 16
        self.assertLessEqual(many, few)
