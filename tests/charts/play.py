# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""``play.py DATABASE``: in a company of each country, with its own chart of accounts, an invoice is
paid by a remittance that keeps a tenth of it, and the booking is undone. Prints what the books say
of it, as JSON; keeps nothing."""

import json
import sys

from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.tools import config

# Chart: (country, currency, state, net price, what makes the company liable to tax).
CHARTS = {
    "generic_coa": ("us", "USD", "us_5", 1000, {}),
    "de_skr03": ("de", "EUR", None, 1000, {}),
    "jp": ("jp", "JPY", None, 10000, {}),
    "in": ("in", "INR", "in_ka", 1000, {"l10n_in_is_gst_registered": True}),
}
NUMBER = "400100200"


def play(env, chart):
    """:return: what the books say, as a dict; amounts as the currency writes them"""
    env = make_company(env, chart)
    account = make_account(env)
    env["amazon.vendor.deduction.type"].action_propose_accounts()
    invoice = make_invoice(env, account, CHARTS[chart][3])
    remittance = pay(env, account, invoice)
    told = {"state": remittance.state, "why": remittance.line_ids.mapped("match_reason")}
    remittance.action_post()
    told |= {"booked": read_books(env, account, invoice), "claim": read_claim(remittance, invoice)}
    entry = remittance.payment_id.move_id
    remittance.action_unpost()
    told |= {"undone": read_books(env, account, invoice), "entry": entry.state}
    remittance.action_post()
    told["again"] = read_books(env, account, invoice)
    return told


def make_company(env, chart):
    country, currency, state, _price, liability = CHARTS[chart]
    env.ref(f"base.{currency}").active = True
    place = {
        "country_id": env.ref(f"base.{country}").id,
        "state_id": env.ref(f"base.state_{state}").id if state else False,
    }
    company = env["res.company"].create(
        {"name": f"ACORN {chart}", "currency_id": env.ref(f"base.{currency}").id, **place}
    )
    env.user.company_ids += company
    env.cr.flush()  # now Odoo loads the chart of the country
    if company.chart_template != chart:
        env["account.chart.template"].try_loading(chart, company, install_demo=False)
    company.write(liability)
    return env(context={"allowed_company_ids": company.ids})


def make_account(env):
    account = env["amazon.vendor.account"].create(
        {
            "name": env.company.name,
            "company_id": env.company.id,
            "environment": "custom",
            "api_url": "http://127.0.0.1:1",
            "token_url": "http://127.0.0.1:1/auth/o2/token",
            "lwa_client_id": "amzn1.application-oa2-client.acorn",
            "lwa_client_secret": "amzn1.oa2-cs.v1.top-secret",
            "refresh_token": "Atzr|acorn-refresh",
        }
    )
    account.partner_id.write(
        {"country_id": env.company.country_id.id, "state_id": env.company.state_id.id}
    )
    return account


def make_invoice(env, account, price):
    """:return: an invoice with the tax that the chart has for sales"""
    taxes = env.company.account_sale_tax_id
    invoice = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": account.partner_id.id,
            "invoice_date": "2026-03-05",
            "amazon_account_id": account.id,
            "invoice_line_ids": [
                Command.create({"name": "Kettle", "price_unit": price, "tax_ids": taxes.ids})
            ],
        }
    )
    invoice.action_post()
    return invoice


def pay(env, account, invoice):
    # Odoo knows our addons only since its settings were read.
    from odoo.addons.acorn_iamazon_reconcile.tests.files import make_csv, make_line, make_payment

    whole = invoice.amount_total
    kept = invoice.currency_id.round(whole / 10)
    places = invoice.currency_id.decimal_places

    def text(amount):
        return f"{amount:.{places}f}"

    lines = [
        make_line(invoice.name, text(whole), date="03/05/2026"),
        make_line(f"{invoice.name}SC", text(-kept), date="03/20/2026"),
    ]
    content = make_csv([make_payment(NUMBER, text(whole - kept), "03/20/2026")], lines)
    content = content.replace(b"USD", invoice.currency_id.name.encode())
    remittance = env["amazon.vendor.remittance"].import_file(account, "Payments.csv", content)
    remittance.action_match()
    return remittance


def read_books(env, account, invoice):
    """:return: (what is open of the invoice, the tax owed, what the proof finds)"""
    items = env["account.move.line"].search(
        [
            ("company_id", "=", env.company.id),
            ("parent_state", "=", "posted"),
            ("tax_line_id", "!=", False),
        ]
    )
    currency = env.company.currency_id
    return [
        currency.round(invoice.amount_residual),
        currency.round(-sum(items.mapped("balance"))),
        [str(found) for found in env["amazon.vendor.proof"]._prove(account, "2026-12-31")],
    ]


def read_claim(remittance, invoice):
    """:return: the taxes of the claim beside those of the invoice: {tax: [amount, same tags]}"""
    claimed = remittance.payment_id.move_id.line_ids.filtered("tax_repartition_line_id")
    refund = {line.tax_id: line for line in claimed.tax_repartition_line_id}
    taxes = {}
    for item in invoice.line_ids.filtered("tax_line_id"):
        own = claimed.filtered(lambda one, item=item: one.tax_line_id == item.tax_line_id)
        taxes[item.tax_line_id.name] = [
            -item.balance,
            sum(own.mapped("balance")),
            own.tax_tag_ids == refund[item.tax_line_id].tag_ids if own else False,
        ]
    return taxes


def main():
    config.parse_config(["-d", sys.argv[1], "--no-http", "--log-level=error"], setup_logging=True)
    told = {}
    for chart in CHARTS:
        with Registry(sys.argv[1]).cursor() as cr:
            told[chart] = play(api.Environment(cr, SUPERUSER_ID, {}), chart)
            cr.rollback()
    print(json.dumps(told))


if __name__ == "__main__":
    main()
