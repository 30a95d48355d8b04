# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Purchase order, answer, notice and invoice, as people have set Odoo up: each setting by itself,
and pairs that a seed draws. Whatever is set, Amazon is told what it ordered and what left."""

import json
import os
import random
from contextlib import closing
from itertools import combinations
from unittest.mock import patch

import pytest

from odoo import Command
from odoo.tests.common import new_test_user, tagged

from odoo.addons.acorn_iamazon.tests.common import SEED
from odoo.addons.acorn_iamazon_account.tests.common import InvoiceCase, make_item, recent_order

SKU, ORDERED, COST = "CUP-0001", 24, "12.50"
PAIRS = int(os.environ.get("ACORN_PAIRS") or 5)


@pytest.mark.slow
@tagged("post_install", "-at_install")
class TestSettings(InvoiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.settings = {
            name.removeprefix("setting_"): getattr(cls, name)
            for name in dir(cls)
            if name.startswith("setting_")
        }

    # === SETTINGS: each takes the product, before the purchase order comes === #

    def setting_tax_included(self, product):
        product.taxes_id |= self.make_tax(
            19, name="19 % incl.", price_include_override="tax_included"
        )

    def setting_tax_excluded(self, product):
        product.taxes_id |= self.make_tax(7, name="7 %")

    def setting_locked_orders(self, product):
        self.env.user.group_ids |= self.env.ref("sale.group_auto_done_setting")

    def setting_pricelist_of_another_currency(self, product):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {"name": "2026-01-01", "rate": 0.5, "currency_id": euro.id}
        )
        self.account.partner_id.property_product_pricelist = self.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": euro.id}
        )

    def setting_discount_of_the_pricelist(self, product):
        self.env.user.group_ids |= self.env.ref("sale.group_discount_per_so_line")
        self.account.partner_id.property_product_pricelist = self.env["product.pricelist"].create(
            {
                "name": "Ten percent",
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "3_global",
                            "compute_price": "percentage",
                            "percent_price": 10,
                        }
                    )
                ],
            }
        )

    def setting_another_warehouse(self, product):
        self.account.warehouse_id = self.env["stock.warehouse"].create(
            {"name": "Second", "code": "WH2", "partner_id": self.warehouse.partner_id.id}
        )

    def setting_three_steps(self, product):
        self.warehouse.delivery_steps = "pick_pack_ship"
        (self.account.warehouse_id or self.warehouse).delivery_steps = "pick_pack_ship"

    def setting_lots(self, product):
        product.tracking = "lot"

    def setting_company_of_the_product(self, product):
        product.company_id = self.env.company

    def setting_dozens(self, product):
        dozen = self.env.ref("uom.product_uom_dozen")
        dozen.active = True
        product.uom_id = dozen

    def setting_invoicing_of_what_is_ordered(self, product):
        product.invoice_policy = "order"

    def setting_no_salesperson(self, product):
        self.account.user_id = False

    def setting_fiscal_position(self, product):
        """Deliveries to Amazon are taxed otherwise."""
        zero = self.make_tax(0, name="0 % export")
        position = self.env["account.fiscal.position"].create({"name": "Export"})
        zero.write(
            {
                "fiscal_position_ids": [Command.link(position.id)],
                "original_tax_ids": [Command.set(product.taxes_id.ids)],
            }
        )
        self.account.partner_id.property_account_position_id = position

    def setting_archived_after_the_order(self, product):
        """The product goes out of the range while the order is on its way."""
        self.archived = product

    def setting_serial_numbers(self, product):
        product.tracking = "serial"

    def setting_kit(self, product):
        """What Amazon orders is made of parts, which are what leaves."""
        if "mrp.bom" not in self.env:
            return
        parts = [self.make_product(name, name) for name in ("Saucer", "Spoon")]
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": quantity})
                    for part, quantity in zip(parts, (1, 2), strict=True)
                ],
            }
        )

    def setting_packagings(self, product):
        """The product is sold in cartons as well, which have a bar code of their own."""
        product.uom_ids = self.make_carton(product, "18806098286507")

    def make_carton(self, product, barcode):
        carton = self.env["uom.uom"].create(
            {"name": "Carton of 6", "relative_factor": 6, "relative_uom_id": product.uom_id.id}
        )
        self.env["product.uom"].create(
            {"product_id": product.id, "uom_id": carton.id, "barcode": barcode}
        )
        return carton

    def setting_route_from_another_warehouse(self, product):
        """What is sold here is kept elsewhere, and comes by a route of its own."""
        other = self.env["stock.warehouse"].create({"name": "Depot", "code": "DEP"})
        self.warehouse.resupply_wh_ids = other
        product.route_ids = self.warehouse.resupply_route_ids

    def setting_own_documents_only(self, product):
        """Who works the orders sees only those without a seller, and his own."""
        self.seller = new_test_user(
            self.env,
            "own_documents",
            "sales_team.group_sale_salesman,stock.group_stock_user,acorn_iamazon.group_user",
            tz="UTC",
        )
        self.account.member_ids |= self.seller

    def setting_prices_of_the_company_include_taxes(self, product):
        self.env.company.account_price_include = "tax_included"
        product.taxes_id |= self.make_tax(21, name="21 %")

    def setting_taxes_rounded_of_the_total(self, product):
        self.env.company.tax_calculation_rounding_method = "round_globally"
        product.taxes_id |= self.make_tax(8.875, name="8.875 %")

    # === THE CHAIN === #

    def ship_all(self, order):
        """Each step of the delivery, with lots where there are some."""
        for _step in range(4):
            waiting = order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
            if not waiting:
                return
            for move in waiting.move_ids:
                move.write({"quantity": move.product_uom_qty, "picked": True})
                if move.product_id.tracking == "lot":
                    move.move_line_ids.lot_id = self.get_lots(move, 1)
                elif move.product_id.tracking == "serial":
                    lots = self.get_lots(move, int(move.product_qty))
                    move.move_line_ids.unlink()
                    self.env["stock.move.line"].create(
                        [self.prepare_serial(move, lot) for lot in lots]
                    )
            waiting.button_validate()

    def prepare_serial(self, move, lot):
        return {
            "move_id": move.id,
            "picking_id": move.picking_id.id,
            "product_id": move.product_id.id,
            "lot_id": lot.id,
            "quantity": 1,
            "picked": True,
        }

    def get_lots(self, move, count):
        """:return: so many lots of the product; those that it has, if any"""
        lots = self.env["stock.lot"]
        product = move.product_id.id
        return lots.search([("product_id", "=", product)]) or lots.create(
            [{"name": f"L{place}", "product_id": product} for place in range(count)]
        )

    def run_chain(self, names, number, item=None):
        self.archived = None
        self.seller = self.env.user
        product = self.make_product("Cup", SKU, invoice_policy="delivery")
        for name in names:
            self.settings[name](self, product)
        self.bring(recent_order(number, item or make_item(SKU, ORDERED, COST)))
        order = self.get_order(number)
        self.assertEqual(
            len(order.order_line), 1, self.account.document_ids.mapped("error_message")
        )
        if self.archived:
            self.archived.active = False
        order.with_user(self.seller).action_confirm()
        self.ship_all(order.with_user(self.seller))
        invoice = order._create_invoices()
        invoice.action_post()
        return order, invoice

    def assert_amazon_is_told_the_truth(self, order, invoice):
        (answer,) = order._amazon_build_acknowledgement()["acknowledgements"]
        told = answer["items"][0]["itemAcknowledgements"]
        self.assertEqual(
            [(one["acknowledgementCode"], one["acknowledgedQuantity"]["amount"]) for one in told],
            [("Accepted", ORDERED)],
        )
        notice = order.picking_ids.amazon_document_ids
        self.assertEqual(notice.mapped("state"), ["ready"], notice.mapped("error_message"))
        # An item for each lot or serial number.
        items = json.loads(notice.payload)["shipmentConfirmations"][0]["shippedItems"]
        shipped = [item["shippedQuantity"] for item in items]
        self.assertEqual(
            {(one["unitOfMeasure"], one["unitSize"]) for one in shipped}, {("Eaches", 1)}
        )
        self.assertEqual(sum(one["amount"] for one in shipped), ORDERED)
        body = self.build(invoice)
        net = ORDERED * float(COST)
        self.assertEqual(invoice.amount_untaxed, net)
        self.assertEqual(body["invoiceTotal"]["currencyCode"], "USD")
        self.assertEqual(float(body["invoiceTotal"]["amount"]), invoice.amount_total)
        (line,) = body["items"]
        quantity = line["invoicedQuantity"]
        self.assertEqual(quantity["amount"] * quantity.get("unitSize", 1), ORDERED)
        self.assertEqual(float(line["netCost"]["amount"]), float(COST))

    def test_each_setting_alone(self):
        for place, name in enumerate(sorted(self.settings)):
            with self.subTest(name), self.undone():
                self.assert_amazon_is_told_the_truth(*self.run_chain([name], f"4ONE{place:04}"))

    def test_bar_code_of_the_packaging_names_what_is_ordered_in_cases(self):
        """Amazon names what only a carton of the product has as its bar code."""

        def set_up(case, product):
            product.default_code = "INTERNAL-7"
            product.uom_ids = case.make_carton(product, "18806098286507")

        with patch.dict(self.settings, carton=set_up):
            item = make_item("18806098286507", ORDERED // 6, "75.00", "Cases", 6)
            order, invoice = self.run_chain(["carton"], "4CARTONX", item)
        (answer,) = order._amazon_build_acknowledgement()["acknowledgements"]
        (told,) = answer["items"][0]["itemAcknowledgements"]
        self.assertEqual(
            tuple(told["acknowledgedQuantity"].values()), (ORDERED // 6, "Cases", 6), told
        )
        (line,) = self.env["amazon.vendor.quantity"]._read(order.order_line).values()
        self.assertEqual((line.shipped, line.invoiced), (ORDERED, ORDERED))
        self.assertEqual(invoice.amount_untaxed, ORDERED * float(COST))

    def test_settings_together(self):
        pairs = list(combinations(sorted(self.settings), 2))
        for place, pair in enumerate(random.Random(SEED).sample(pairs, PAIRS)):
            with self.subTest(pair=pair, seed=SEED), self.undone():
                self.assert_amazon_is_told_the_truth(*self.run_chain(pair, f"4TWO{place:04}"))

    def undone(self):
        """What is set is set for one chain only."""
        return closing(self.env.cr.savepoint())
