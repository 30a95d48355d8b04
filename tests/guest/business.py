# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""A year of ordinary business, in a process of its own: ``business.py DATABASE PLAY``.

The database needs none of the addons for it; the plays after the first come when they are there.
"""

import base64
import sys
from datetime import timedelta

from odoo import SUPERUSER_ID, Command, api, fields
from odoo.modules.registry import Registry
from odoo.tools import config

LANGUAGES = ("zh_CN", "de_DE")
ADDONS = ("acorn_iamazon_reconcile", "acorn_iamazon_account", "acorn_iamazon")
ORDERS = 8  # of each company: one of each stage
START = fields.Date.today() - timedelta(days=365)


def trade(env):
    for language in LANGUAGES:
        env["base.language.install"].create(
            {"lang_ids": env["res.lang"]._activate_lang(language).ids}
        ).lang_install()
    for flag in ("stock.group_tracking_lot", "stock.group_production_lot"):
        env.ref("base.group_user").implied_ids = [Command.link(env.ref(flag).id)]
    env.ref("base.group_user").implied_ids = [
        Command.link(env.ref("product.group_product_pricelist").id),
        Command.link(env.ref("sale.group_auto_done_setting").id),
    ]
    env["decimal.precision"].search([("name", "=", "Product Price")]).digits = 3
    for currency in ("EUR", "CNY", "USD"):
        env.ref(f"base.{currency}").active = True
    companies = [env.company]
    for name, currency in (("Haus GmbH", "EUR"), ("Shanghai Trade", "CNY")):
        company = env["res.company"].create({"name": name})
        env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
        company.currency_id = env.ref(f"base.{currency}")  # the chart sets its own
        companies.append(company)
    env.user.company_ids = [Command.link(company.id) for company in companies]
    for place, company in enumerate(companies):
        if not company.chart_template:
            env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
        Year(env, company, place).run()


class Year:
    """The business of one company; the companies take turns, so that each month has an order."""

    def __init__(self, env, company, place):
        self.place = place
        self.env = env(context={"allowed_company_ids": company.ids, "tracking_disable": False})
        self.company = company
        env = self.env
        self.warehouse = env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        ) or env["stock.warehouse"].create({"name": company.name, "code": f"W{company.id}"})
        journals = env["account.journal"].search([("company_id", "=", company.id)])
        self.bank = journals.filtered(lambda journal: journal.type == "bank")[:1]
        self.taxes = env["account.tax"].create(
            [
                {"name": "Nine", "amount": 9, "company_id": company.id},
                {
                    "name": "Nineteen, in the price",
                    "amount": 19,
                    "price_include_override": "tax_included",
                    "company_id": company.id,
                },
            ]
        )
        self.customers = env["res.partner"].create(
            [{"name": f"Customer {number} of {company.name}"} for number in range(5)]
        )
        self.products = env["product.product"].create(
            [
                {
                    "name": f"Article {number}",
                    "default_code": f"{company.id}-{number}",
                    "is_storable": number < 6,
                    "type": "consu" if number < 6 else "service",
                    "tracking": "lot" if number == 0 else "none",
                    "use_expiration_date": number == 0,
                    "lst_price": 10 + number,
                    "standard_price": 5 + number,
                    "invoice_policy": "delivery" if number % 2 else "order",
                    "taxes_id": [Command.set(self.taxes[number % 2].ids)],
                    "company_id": company.id,
                }
                for number in range(8)
            ]
        )
        self.products[1].with_context(lang="de_DE").name = "Artikel eins"
        self.products[1].with_context(lang="zh_CN").name = "商品一"

    def run(self):
        self.prepare()
        for number in range(ORDERS):
            self.sell(number)
        self.refund_and_pay()
        self.keep_people()

    def prepare(self):
        env, stock = self.env, self.warehouse.lot_stock_id
        lot = env["stock.lot"].create({"name": "LOT-1", "product_id": self.products[0].id})
        env["stock.quant"]._update_available_quantity(self.products[0], stock, 500, lot_id=lot)
        for product in self.products[1:6]:
            env["stock.quant"]._update_available_quantity(product, stock, 500)
        env["stock.warehouse.orderpoint"].create(
            {"product_id": self.products[2].id, "product_min_qty": 5, "product_max_qty": 50}
        )
        env["stock.scrap"].create(
            {"product_id": self.products[3].id, "scrap_qty": 2}
        ).action_validate()
        self.pricelist = env["product.pricelist"].create(
            {
                "name": f"Shops of {self.company.name}",
                "company_id": self.company.id,
                "currency_id": self.company.currency_id.id,
                "item_ids": [Command.create({"compute_price": "percentage", "percent_price": 5})],
            }
        )

    def sell(self, number):
        """One order; its number says how far it comes."""
        goods = [self.products[number % 6], self.products[(number + 1) % 6], self.products[6]]
        lines = [Command.create({"display_type": "line_section", "name": "Goods"})]
        lines += [
            Command.create({"product_id": product.id, "product_uom_qty": 2 + number % 3})
            for product in goods
        ]
        lines += [Command.create({"display_type": "line_note", "name": "Ring twice"})]
        day = START + timedelta(days=(number * 3 + self.place) * 365 // (ORDERS * 3))
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customers[number % 5].id,
                "pricelist_id": self.pricelist.id if number % 2 else False,
                "date_order": day,
                "order_line": lines,
            }
        )
        self.env["ir.attachment"].create(
            {
                "name": f"scan {number}.txt",
                "datas": base64.b64encode(f"order {order.name}".encode()),
                "res_model": "sale.order",
                "res_id": order.id,
            }
        )
        stage = number % 8
        if stage == 1:
            order.action_quotation_sent()
        if stage == 2:
            order._action_cancel()
        if stage < 3:
            return
        order.action_confirm()
        order.date_order = day
        if stage == 3:
            order.action_lock()
        if stage == 4:
            self.pay_down(order, day)
        if stage >= 5:
            self.deliver(order, partly=stage == 5)
        if stage >= 6:
            self.invoice(order, day, post=stage == 7)

    def pay_down(self, order, day):
        wizard = self.env["sale.advance.payment.inv"].create(
            {
                "sale_order_ids": [Command.set(order.ids)],
                "advance_payment_method": "percentage",
                "amount": 30,
            }
        )
        wizard.create_invoices()
        order.invoice_ids.invoice_date = day
        order.invoice_ids.action_post()

    def deliver(self, order, partly):
        for picking in order.picking_ids:
            for move in picking.move_ids:
                move.quantity = 1 if partly else move.product_uom_qty
                move.picked = True
            picking.move_ids.move_line_ids.result_package_id = self.env["stock.package"].create({})
            picking.with_context(skip_backorder=True)._action_done()

    def invoice(self, order, day, post):
        invoice = order._create_invoices()
        invoice.invoice_date = day
        if post:
            invoice.action_post()

    def refund_and_pay(self):
        env = self.env
        invoices = env["account.move"].search(
            [
                ("company_id", "=", self.company.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
            ]
        )
        env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoices[:1].ids
        ).create({"journal_id": self.bank.id})._create_payments()
        env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=invoices[1:2].ids
        ).create({"journal_id": invoices[1].journal_id.id, "reason": "Broken"}).reverse_moves()
        for number in range(6):
            env["account.bank.statement.line"].create(
                {
                    "journal_id": self.bank.id,
                    "date": START + timedelta(days=60 * number),
                    "payment_ref": f"Transfer {number}",
                    "amount": 100 + number,
                }
            )
        picking = env["stock.picking"].search(
            [("state", "=", "done"), ("picking_type_id.company_id", "=", self.company.id)], limit=1
        )
        goods_back = env["stock.return.picking"].with_context(
            active_model="stock.picking", active_id=picking.id, active_ids=picking.ids
        )
        wizard = goods_back.create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = 1
        wizard.action_create_returns()

    def keep_people(self):
        for role in ("sales_team.group_sale_salesman", "stock.group_stock_user"):
            user = self.env["res.users"].create(
                {
                    "name": role,
                    "login": f"{role} {self.company.id}",
                    "lang": LANGUAGES[self.company.id % 2],
                    "company_id": self.company.id,
                    "company_ids": [Command.set(self.company.ids)],
                    "group_ids": [
                        Command.set([self.env.ref("base.group_user").id, self.env.ref(role).id])
                    ],
                }
            )
            self.env["ir.filters"].create(
                [
                    {
                        "name": f"Mine {model}",
                        "model_id": model,
                        "user_ids": [Command.set(user.ids)],
                        "domain": "[('create_date', '>', '2020-01-01')]",
                        "context": "{'group_by': ['partner_id']}",
                        "is_default": True,
                    }
                    for model in ("sale.order", "stock.picking", "account.move")
                ]
            )
            self.env["ir.default"].set(
                "sale.order", "note", "Thanks", user_id=user.id, company_id=self.company.id
            )


def edit(env):
    """What somebody changes of the addons' own data."""
    kind = env["ir.model.data"].search(
        [("module", "=", "acorn_iamazon"), ("model", "=", "mail.activity.type")], limit=1
    )
    env["mail.activity.type"].browse(kind.res_id).summary = "Ours, by hand"


def deal(env):
    """An order of Amazon's, from purchase order to remittance."""
    from amazon_deal import deal  # it needs the addons, which the configuration leads to

    deal(env)


def uninstall(env, addon):
    """Somebody works as before, and then it goes.

    :param addon: the addon that goes; the others stay"""
    open_screens(env)
    modules = env["ir.module.module"].search([("name", "in", ADDONS), ("state", "=", "installed")])
    module = modules.filtered(lambda one: one.name == addon)
    assert module.downstream_dependencies() - module == env["ir.module.module"]
    module.button_immediate_uninstall()


def open_screens(env):
    """Each view of what people work with can be drawn, and its records can be read."""
    for name in ("sale.order", "stock.picking", "account.move", "account.payment", "res.partner"):
        model = env[name]
        views = model.get_views([(False, "form"), (False, "list"), (False, "search")])
        fields = [field for field in views["models"][name]["fields"] if field in model._fields]
        assert model.search([], limit=20).read(fields)


if __name__ == "__main__":
    database, play, *arguments = sys.argv[1:]
    config.parse_config(
        ["-d", database, "--no-http", "--max-cron-threads=0", "--log-level=warn"],
        setup_logging=True,
    )
    with Registry(database).cursor() as cr:
        globals()[play](api.Environment(cr, SUPERUSER_ID, {}), *arguments)
