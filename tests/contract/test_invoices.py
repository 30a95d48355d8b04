# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Whatever an accountant puts on an invoice: Amazon's model takes it, and its sums agree."""

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as some

from odoo import Command
from odoo.tests.common import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.acorn_iamazon.spapi.schemas import validate
from odoo.addons.acorn_iamazon.tests.common import AmazonCase, make_item, make_purchase_order
from odoo.addons.acorn_iamazon_account.tests.common import InvoiceMixin

from tests.contract.models import find_errors_of_body, needs_models
from tests.sandbox.invoices import find_wrong_sums

OPERATION = "submitInvoices"
SKU = "8806098286500"
# Costs with the decimals of currencies without, with two and with three of them, and with more.
COSTS = {
    "JPY": ("1200", "7", "33.5"),
    "USD": ("10.00", "0.35", "7.3333"),
    "KWD": ("1.005", "0.333", "12.3457"),
}
TAXES = {
    "none": [],
    "VAT 19 %": [(19, "tax_excluded", "VAT")],
    "VAT 7.25 % included": [(7.25, "tax_included", "VAT")],
    "CGST and SGST 9 %": [(9, "tax_excluded", "CGST"), (9, "tax_excluded", "SGST")],
    "0 %": [(0, "tax_excluded", "VAT")],
}
LINES = some.lists(
    some.fixed_dictionaries(
        {
            "place": some.integers(0, 3),
            "units": some.integers(1, 40),
            "dozens": some.booleans(),
            "price": some.one_of(
                some.none(), some.decimals(min_value="0.01", max_value="999", places=4)
            ),
            "discount": some.sampled_from([0, 0, 2.5, 12.345, 33.33]),
            "tax": some.sampled_from(list(TAXES)),
        }
    ),
    min_size=1,
    max_size=7,
)
CHARGES = some.lists(
    some.tuples(
        some.sampled_from(["Freight", "Packing", "Promotional", "Defective"]),
        some.decimals(min_value="0.5", max_value="40", places=3),
        some.sampled_from(["none", "VAT 19 %"]),
    ),
    max_size=2,
)
EXAMPLES = settings(
    max_examples=25,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@needs_models
@tagged("post_install", "-at_install")
class TestRandomInvoices(InvoiceMixin, AmazonCase, AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kettle.weight = 1.7
        cls.taxes = {
            name: cls.env["account.tax"].create(
                [
                    {
                        "name": f"{kind} {amount} {name}",
                        "amount": amount,
                        "price_include_override": included,
                        "amazon_tax_type": kind,
                    }
                    for amount, included, kind in rows
                ]
            )
            for name, rows in TAXES.items()
        }
        cls.orders = {
            currency: cls.make_order(currency, *costs) for currency, costs in COSTS.items()
        }

    @classmethod
    def make_order(cls, currency, first, second, third):
        """:return: the lines of an order in eaches, in cases, in cases by weight and by weight"""
        items = [
            make_item(SKU, 9, first),
            make_item(SKU, 9, second, "Cases", 3),
            make_item(SKU, 9, third, "Cases", 7),
            make_item(SKU, 9, third, weight_unit="KILOGRAMS"),
        ]
        for item in items:
            item["netCost"]["currencyCode"] = currency
        number = f"4RANDOM{currency[0]}"
        documents = cls.receive(make_purchase_order(number, items))
        assert documents.state == "done", documents.error_message
        order = cls.get_order(number)
        order.action_confirm()
        return order

    def make_random(self, currency, lines, charges, move_type):
        order = self.orders[currency]
        move = self.env["account.move"].create(
            {
                **order._prepare_invoice(),
                "move_type": move_type,
                "invoice_line_ids": [
                    *(self.prepare_line(order, **line) for line in lines),
                    *(self.prepare_charge(*charge) for charge in charges),
                ],
            }
        )
        assume(move.amount_total >= 0)  # Odoo posts no other: allowances beyond the goods
        move.action_post()
        return move

    def prepare_line(self, order, place, units, dozens, price, discount, tax):
        order_line = order.order_line[place]
        unit = self.env.ref("uom.product_uom_dozen") if dozens else order_line.product_uom_id
        price = order_line.price_unit if price is None else float(price)
        return Command.create(
            {
                "product_id": order_line.product_id.id,
                "product_uom_id": unit.id,
                "quantity": units,
                "price_unit": price * (12 if dozens else 1),
                "discount": discount,
                "tax_ids": [Command.set(self.taxes[tax].ids)],
                "sale_line_ids": [Command.link(order_line.id)],
            }
        )

    def prepare_charge(self, kind, amount, tax):
        sign = -1 if kind in ("Promotional", "Defective") else 1
        return Command.create(
            {
                "name": kind,
                "quantity": 1,
                "price_unit": sign * float(amount),
                "tax_ids": [Command.set(self.taxes[tax].ids)],
                "amazon_charge_type": kind,
            }
        )

    def check_invoice(self, currency, lines, charges, move_type):
        with self.env.cr.savepoint() as savepoint:
            move = self.make_random(currency, lines, charges, move_type)
            body = move._amazon_build_invoice()
            (invoice,) = body["invoices"]
            self.assertEqual(find_errors_of_body(OPERATION, body), [])
            self.assertEqual(validate(OPERATION, body), [])
            self.assertEqual(find_wrong_sums(invoice), [], invoice)
            self.assertEqual(float(invoice["invoiceTotal"]["amount"]), move.amount_total)
            self.assertAlmostEqual(
                sum(float(tax["taxAmount"]["amount"]) for tax in invoice.get("taxDetails", [])),
                move.amount_tax,
            )
            savepoint.rollback()
        self.env.invalidate_all()

    @EXAMPLES
    @given(
        currency=some.sampled_from(list(COSTS)),
        lines=LINES,
        charges=CHARGES,
        move_type=some.sampled_from(["out_invoice", "out_refund"]),
    )
    def check_many(self, **invoice):
        self.check_invoice(**invoice)

    def test_taxes_rounded_by_line(self):
        self.env.company.tax_calculation_rounding_method = "round_per_line"
        self.check_many()

    def test_taxes_rounded_once(self):
        self.env.company.tax_calculation_rounding_method = "round_globally"
        self.check_many()
