# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The firm as it is set up once: company, taxes, people, products, and its Amazon account."""

from odoo import Command

from tests.world.door import Login

from .wire import ADDRESS

PLACE = {"street": "Speicherstraße 12", "zip": "20457", "city": "Hamburg"}
PEOPLE = {
    "clerk": (
        *("acorn_iamazon.group_user", "sales_team.group_sale_salesman_all_leads"),
        *("stock.group_stock_user", "purchase.group_purchase_user", "base.group_partner_manager"),
    ),
    "accountant": (
        *("acorn_iamazon.group_user", "account.group_account_manager"),
        "account.group_account_basic",
    ),
}
# What a firm that wants few hands switches on.
AUTOMATION = {
    "acknowledge_automatically": True,
    "invoice_automatically": True,
    "invoice_review": False,
    "submit_on_post": True,
    "book_automatically": True,
    "shortage_days": 14,  # Amazon counts late, and finds again
}
LEAD_DAYS = 5  # of the suppliers


def set_up(env, amazon):
    """:param env: of the superuser
    :param amazon: :class:`tests.world.amazon.Amazon`"""
    _switch_off(env, amazon.first_day)
    tax = _set_up_company(env, amazon.firm)
    people = _hire(env)
    account = _open_account(env, amazon.firm, people)
    _make_products(env, amazon, tax)
    env["amazon.vendor.deduction.type"].action_propose_accounts()
    return account


def _switch_off(env, first_day):
    """Of Odoo's own scheduled actions the reordering is wanted; the others do nothing here."""
    crons = env["ir.cron"].with_context(active_test=False).search([])
    wanted = env.ref("stock.ir_cron_scheduler_action")
    (crons - wanted).active = False
    wanted.nextcall = first_day.replace(tzinfo=None, hour=4)


def _set_up_company(env, firm):
    """:return: the tax of what is sold"""
    country, currency = env.ref(f"base.{firm.country.lower()}"), env.ref(f"base.{firm.currency}")
    currency.active = True
    company = env.company
    company.write({"name": "Elbe Haushaltswaren", "vat": "DE136695976", **PLACE})
    company.write({"country_id": country.id, "currency_id": currency.id})
    env.cr.flush()  # Odoo may load a chart of accounts now
    if not company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
    company.account_fiscal_country_id = country
    env["stock.warehouse"].search([]).partner_id = company.partner_id
    owed = env["account.account"].create(
        {"name": "Umsatzsteuer", "code": "177600", "account_type": "liability_current"}
    )
    group = env["account.tax.group"].create({"name": "USt", "country_id": country.id})
    tax = env["account.tax"].create(
        {
            "name": f"USt {firm.tax_percent} %",
            "amount": firm.tax_percent,
            "type_tax_use": "sale",
            "country_id": country.id,
            "tax_group_id": group.id,
        }
    )
    parts = tax.invoice_repartition_line_ids | tax.refund_repartition_line_ids
    parts.filtered(lambda part: part.repartition_type == "tax").account_id = owed
    company.account_sale_tax_id = tax
    return tax


def _hire(env):
    return env["res.users"].create(
        [
            {
                "name": name.title(),
                "login": name,
                "email": f"{name}@elbe.example",
                "group_ids": [Command.set([env.ref(group).id for group in groups])],
            }
            for name, groups in PEOPLE.items()
        ]
    )


def _open_account(env, firm, people):
    marketplace = env["amazon.vendor.marketplace"].search(
        [("country_id.code", "=", firm.country)], limit=1
    )
    account = env["amazon.vendor.account"].create(
        {
            "name": "Amazon DE",
            "environment": "custom",
            "marketplace_ids": [Command.set(marketplace.ids)],
            "api_url": ADDRESS,
            "token_url": f"{ADDRESS}/auth/o2/token",
            "lwa_client_id": Login.client_id,
            "lwa_client_secret": Login.client_secret,
            "refresh_token": Login.refresh_token,
            "member_ids": [Command.set(people.ids)],
            "user_id": people.filtered(lambda user: user.login == "clerk").id,
            **AUTOMATION,
        }
    )
    amazon = {"street": "Marcel-Breuer-Str. 12", "zip": "80807", "city": "München"}
    amazon |= {"country_id": env.ref("base.de").id, "vat": "DE814584193"}
    account.partner_id.write({"name": "Amazon EU S.à r.l.", **amazon})
    env["amazon.vendor.party"].create(
        {
            "account_id": account.id,
            "code": firm.bill_to,
            "kind": "invoice",
            "partner_id": account.partner_id.id,
        }
    )
    return account


def _make_products(env, amazon, tax):
    supplier = env["res.partner"].create({"name": "Werk Emden", "is_company": True})
    stock = env["stock.warehouse"].search([], limit=1).lot_stock_id
    for theirs in amazon.products:
        each = float(theirs.cost / theirs.size)
        product = env["product.product"].create(
            {
                "name": f"Artikel {theirs.number}",
                "default_code": theirs.number,
                "is_storable": True,
                "invoice_policy": "delivery",
                "list_price": each,
                "standard_price": each * 0.6,
                "taxes_id": [Command.set(tax.ids)],
                "supplier_taxes_id": False,
                "seller_ids": [
                    Command.create(
                        {"partner_id": supplier.id, "price": each * 0.6, "delay": LEAD_DAYS}
                    )
                ],
            }
        )
        weekly = round(theirs.weekly * amazon.orders_a_demand)
        env["stock.quant"]._update_available_quantity(product, stock, weekly * 4)
        env["stock.warehouse.orderpoint"].create(
            {
                "product_id": product.id,
                "location_id": stock.id,
                "product_min_qty": weekly * 3,
                "product_max_qty": weekly * 6,
                "trigger": "auto",
            }
        )
