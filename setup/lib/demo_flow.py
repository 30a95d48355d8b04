# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What the demo does in Odoo, as its users would, over RPC."""

import base64
import json

from .paths import CHECKOUT
from .progress import step
from .rpc import post_json, wait_for

SCENARIO = CHECKOUT / "tests" / "sandbox" / "scenarios" / "demo.json"
SHORTAGE = 82.0


class DemoFlow:
    """
    :param odoo: :class:`~.rpc.Odoo`
    :param str sandbox: the address of the sandbox
    """

    def __init__(self, odoo, sandbox):
        self.odoo = odoo
        self.sandbox = sandbox
        self.scenario = json.loads(SCENARIO.read_text())
        self.account = None
        self.payment = None

    def run(self):
        """:return: whether all figures of the table are as expected"""
        for title, work in (
            ("A company with products, and its Amazon account", self.set_up),
            ("Purchase orders fetched over HTTP", self.fetch),
            ("The product that Amazon names otherwise is mapped", self.map_product),
            ("Orders confirmed and acknowledged", self.confirm),
            ("Deliveries made, shipment notices sent", self.ship),
            ("Invoices posted and submitted", self.invoice),
            ("Remittance imported, matched and booked", self.reconcile),
        ):
            with step(title):
                work()
        return self.print_table()

    # === STEPS === #

    def set_up(self):
        odoo = self.odoo
        (united_states,) = odoo.call("res.country", "search", [("code", "=", "US")])
        address = {
            "street": "250 Executive Park Blvd",
            "city": "San Francisco",
            "zip": "94134",
            "country_id": united_states,
        }
        (company,) = odoo.call("res.company", "search", [], limit=1)
        odoo.call("res.company", "write", [company], {"name": "Acorn Kitchen Supply", **address})
        self._make_products()
        client = self.scenario["groups"][0]
        (self.account,) = odoo.call(
            "amazon.vendor.account",
            "create",
            [
                {
                    "name": "Amazon US",
                    "environment": "custom",
                    "api_url": self.sandbox,
                    "token_url": f"{self.sandbox}/auth/o2/token",
                    "lwa_client_id": client["client_id"],
                    "lwa_client_secret": client["client_secret"],
                    "refresh_token": client["refresh_token"],
                    "fetch_automatically": False,
                }
            ],
        )
        odoo.call("amazon.vendor.account", "action_run_checks", [self.account])

    def _make_products(self):
        values = []
        for product in self.scenario["products"]:
            known_by = {} if product.get("unmapped") else {"default_code": product["sku"]}
            values.append(
                {
                    "name": product["name"],
                    "type": "consu",
                    "is_storable": True,
                    "invoice_policy": "delivery",
                    "taxes_id": [],
                    **known_by,
                }
            )
        products = self.odoo.call("product.product", "create", values)
        (stock,) = self.odoo.call("stock.location", "search", [("usage", "=", "internal")], limit=1)
        quants = self.odoo.call(
            "stock.quant",
            "create",
            [
                {"product_id": product, "location_id": stock, "inventory_quantity": data["stock"]}
                for product, data in zip(products, self.scenario["products"], strict=True)
            ],
        )
        self.odoo.call("stock.quant", "action_apply_inventory", quants)

    def fetch(self):
        self._call_account("action_fetch_purchase_orders")

    def map_product(self):
        unmapped = self.odoo.call("amazon.vendor.product", "search", [("product_id", "=", False)])
        names = [p["name"] for p in self.scenario["products"] if p.get("unmapped")]
        product = self.odoo.call("product.product", "search", [("name", "in", names)])
        self.odoo.call("amazon.vendor.product", "write", unmapped, {"product_id": product[0]})
        self._call_account("action_fetch_purchase_orders")
        wait_for(lambda: self._count_orders() == 7, 60, "An order did not come in.")

    def confirm(self):
        orders = self.odoo.call("sale.order", "search", self._mine())
        self.odoo.call("sale.order", "action_amazon_acknowledge", orders)
        self._exchange("sale.order", "amazon_acknowledgement_state")

    def ship(self):
        pickings = self.odoo.call("stock.picking", "search", self._mine())
        self.odoo.call(
            "stock.picking",
            "write",
            pickings,
            {"amazon_carrier_scac": "UPSN", "amazon_carton_count": 4},
        )
        self.odoo.call("stock.picking", "button_validate", pickings)
        self._exchange("stock.picking", "amazon_shipment_state")

    def invoice(self):
        orders = self.odoo.call("sale.order", "search", self._mine())
        (wizard,) = self.odoo.call(
            "sale.advance.payment.inv",
            "create",
            [{"advance_payment_method": "delivered"}],
            context={"active_model": "sale.order", "active_ids": orders},
        )
        self.odoo.call(
            "sale.advance.payment.inv",
            "create_invoices",
            [wizard],
            context={"active_model": "sale.order", "active_ids": orders},
        )
        invoices = self._search_invoices()
        self.odoo.call("account.move", "action_post", invoices)
        self.odoo.call("account.move", "action_amazon_submit", invoices)
        self._exchange("account.move", "amazon_submission_state")

    def reconcile(self):
        invoices = self.odoo.call("account.move", "read", self._search_invoices(), ["name"])
        short = min(invoice["name"] for invoice in invoices)
        self.payment = post_json(
            f"{self.sandbox}/_sandbox/pay", {"shortages": {short: f"{SHORTAGE:.2f}"}}
        )
        self._call_account("action_fetch_payments")
        content = base64.b64encode(self.payment["csv"].encode()).decode()
        (wizard,) = self.odoo.call(
            "amazon.vendor.remittance.import",
            "create",
            [
                {
                    "account_id": self.account,
                    "file": content,
                    "filename": self.payment["filename"],
                }
            ],
        )
        self.odoo.call("amazon.vendor.remittance.import", "action_import", [wizard])
        remittances = self.odoo.call("amazon.vendor.remittance", "search", [])
        self.odoo.call("amazon.vendor.remittance", "action_post", remittances)

    # === HELP === #

    def _mine(self):
        return [("amazon_account_id", "=", self.account)]

    def _call_account(self, method):
        self.odoo.call("amazon.vendor.account", method, [self.account])

    def _search_invoices(self):
        return self.odoo.call(
            "account.move", "search", [*self._mine(), ("move_type", "=", "out_invoice")]
        )

    def _count_orders(self):
        return self.odoo.call("sale.order", "search_count", self._mine())

    def _exchange(self, model, field):
        """Send and ask until Amazon has accepted all; the scheduled actions do the same beside."""

        def is_done():
            self._call_account("action_send_documents")
            self._call_account("action_poll_transactions")
            rest = [*self._mine(), (field, "not in", ["accepted", False])]
            return not self.odoo.call(model, "search_count", rest)

        wait_for(is_done, 120, f"Not all were accepted: {model}, {field}.")

    # === TABLE === #

    def print_table(self):
        rows = self._count_rows()
        print()
        for title, found, expected in rows:
            mark = "" if found == expected else f"   expected {expected}"
            print(f"  {title:<28} {found:>12}{mark}")
        return all(found == expected for _title, found, expected in rows)

    def _count_rows(self):
        count = self.odoo.call
        mine = self._mine()
        accepted = [("state", "=", "accepted"), ("account_id", "=", self.account)]
        (remittance,) = count(
            "amazon.vendor.remittance",
            "search_read",
            [],
            ["amount", "amount_deductions", "difference", "state"],
        )
        invoices = count(
            "account.move", "read", self._search_invoices(), ["amount_total", "amount_residual"]
        )
        total = sum(invoice["amount_total"] for invoice in invoices)
        documents = "amazon.vendor.document"
        received = [("kind", "=", "purchase_order"), ("account_id", "=", self.account)]
        refused = [*received, ("state", "=", "failed")]
        confirmed = [*mine, ("state", "=", "sale")]
        residual = sum(invoice["amount_residual"] for invoice in invoices)
        paid, due = remittance["amount"], float(self.payment["amount"])
        return [
            ("Purchase orders fetched", count(documents, "search_count", received), 8),
            ("  refused as malformed", count(documents, "search_count", refused), 1),
            ("Orders confirmed", count("sale.order", "search_count", confirmed), 7),
            *(
                (title, count(documents, "search_count", [*accepted, ("kind", "=", kind)]), 7)
                for title, kind in (
                    ("Acknowledgements accepted", "acknowledgement"),
                    ("Shipments confirmed", "shipment_confirmation"),
                    ("Invoices accepted", "invoice"),
                )
            ),
            ("Amount invoiced (USD)", f"{total:,.2f}", self._get_expected_total()),
            ("Amount paid (USD)", f"{paid:,.2f}", f"{due:,.2f}"),
            ("Deductions (USD)", f"{remittance['amount_deductions']:,.2f}", f"{-SHORTAGE:,.2f}"),
            ("Open balance (USD)", f"{residual:,.2f}", "0.00"),
        ]

    def _get_expected_total(self):
        """Quantities × costs of the scenario's good orders."""
        total = 0.0
        for order in self.scenario["groups"][0]["orders"]:
            items = order["orderDetails"]["items"]
            units = {item["orderedQuantity"]["unitOfMeasure"].lower() for item in items}
            if units <= {"eaches", "cases"}:
                total += sum(
                    int(item["orderedQuantity"]["amount"]) * float(item["netCost"]["amount"])
                    for item in items
                )
        return f"{total:,.2f}"
