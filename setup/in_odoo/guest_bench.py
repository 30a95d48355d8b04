# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Ordinary orders, ten if not told otherwise, from quotation to payment, inside of Odoo: queries
and processor time a step.

python guest_bench.py DATABASE RESULT.json [ORDERS]
"""

import json
import sys
import time
from pathlib import Path

from lxml import etree

from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.tests import Form
from odoo.tools import config

ORDERS = LINES = 10
GROUPS = (
    "base.group_user",
    "base.group_partner_manager",
    "product.group_product_manager",
    "sales_team.group_sale_manager",
    "stock.group_stock_manager",
    "account.group_account_manager",
)
HERTZ = 100  # ticks of /proc/PID/stat in a second


class Clock:
    """Processor time of Odoo and of its PostgreSQL backend, and queries, by step."""

    def __init__(self, env):
        self.env = env
        env.cr.execute("SELECT pg_backend_pid()")
        self.backend = Path(f"/proc/{env.cr.fetchone()[0]}/stat")
        self.steps = {}

    def measure(self, name, work):
        """Run the work on an empty cache, as a request has it."""
        self.env.flush_all()
        self.env.invalidate_all()
        queries, odoo, database = self._read()
        result = work()
        self.env.flush_all()
        after = self._read()
        step = self.steps.setdefault(name, {"queries": 0, "odoo": 0.0, "database": 0.0})
        step["queries"] += after[0] - queries
        step["odoo"] += after[1] - odoo
        step["database"] += after[2] - database
        return result

    def _read(self):
        ticks = self.backend.read_text().rpartition(")")[2].split()[11:13]
        return (
            self.env.cr.sql_log_count,
            time.process_time(),
            sum(map(int, ticks)) / HERTZ,
        )


def main(database, result_file, orders=ORDERS):
    config.parse_config(["-d", database, "--no-http", "--log-level=critical"])
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        prepare(env)
        env = make_person(env)
        clock = Clock(env)
        trade = Trade(env)
        trade.sell(Clock(env))  # what is loaded once is loaded before
        for _order in range(int(orders)):
            trade.sell(clock)
        cr.rollback()
    Path(result_file).write_text(json.dumps(clock.steps))


def prepare(env):
    if not env.company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", company=env.company)


def make_person(env):
    """:return: the environment of somebody who does all of it and has no group of ours"""
    person = env["res.users"].create(
        {
            "name": "Ordinary",
            "login": "ordinary",
            "group_ids": [Command.set([env.ref(group).id for group in GROUPS])],
        }
    )
    return api.Environment(env.cr, person.id, {"allowed_company_ids": env.company.ids})


class Trade:
    def __init__(self, env):
        self.env = env
        self.customer = env["res.partner"].create({"name": "Deco Addict"})
        self.products = env["product.product"].create(
            [
                {"name": f"Pan {n}", "is_storable": True, "lst_price": n, "invoice_policy": "order"}
                for n in range(1, LINES + 1)
            ]
        )
        warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
        quants = env["stock.quant"].sudo()
        for product in self.products:
            quants._update_available_quantity(product, warehouse.lot_stock_id, 1000)

    def sell(self, clock):
        order = clock.measure("create", self.create)
        clock.measure("form", lambda: self.open(order))
        clock.measure("confirm", order.action_confirm)
        clock.measure("deliver", lambda: self.deliver(order))
        invoice = clock.measure("invoice", order._create_invoices)
        clock.measure("post", invoice.action_post)
        clock.measure("pay", lambda: self.pay(invoice))
        clock.measure("list", self.list)

    def create(self):
        return self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": 2})
                    for product in self.products
                ],
            }
        )

    def open(self, order):
        with Form(order) as form:
            form.client_order_ref = "By phone"

    def deliver(self, order):
        for picking in order.picking_ids:
            for move in picking.move_ids:
                move.write({"quantity": move.product_uom_qty, "picked": True})
            picking.button_validate()

    def pay(self, invoice):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard.create({})._create_payments()

    def list(self):
        for model, view in (
            ("sale.order", "list"),
            ("stock.picking", "list"),
            ("account.move", "list"),
        ):
            records = self.env[model]
            arch = records.get_views([(False, view)])["views"][view]["arch"]
            shown = etree.fromstring(arch).xpath("//field/@name")
            records.web_search_read([], {name: {} for name in shown}, limit=80)


if __name__ == "__main__":
    main(*sys.argv[1:])
