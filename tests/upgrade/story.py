# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Business with Amazon before and after an upgrade, in a process of its own:
``story.py DATABASE PLAY``. The first play runs with the addons of 19.0.1.0.0."""

import json
import sys
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

GUEST = Path(__file__).parents[1] / "guest"
ASKED = {
    "amazon.vendor.account": "acorn_iamazon.mail_activity_type_authorisation",
    "sale.order": "acorn_iamazon.mail_activity_type_shortage",
    "account.move": "acorn_iamazon_account.mail_activity_type_invoice",
    "amazon.vendor.remittance": "mail.mail_activity_data_todo",
}


def live(env):
    """A deal that is booked and disputed, documents that got stuck, and people that are asked."""
    sys.path.append(str(GUEST))
    from amazon_deal import deal

    deal(env)
    env["amazon.vendor.account"].create({"name": "Amazon at rest", "active": False})
    env["amazon.vendor.account"].create({"name": "Amazon EU", "environment": "sandbox"})
    documents = env["amazon.vendor.document"].search([("direction", "=", "out")])
    acknowledgement = documents.filtered(lambda document: document.kind == "acknowledgement")
    notice = documents - acknowledgement
    stuck = {"state": "failed", "attempts": 3, "error_message": "Time-out"}
    acknowledgement.write({**stuck, "error_category": "network"})
    notice.write({**stuck, "error_category": "data"})
    pay(env)
    provide(env)
    ask(env)
    map_twice(env)
    assert env["amazon.vendor.dispute"].search([]), "a shortage claim is disputed"


def pay(env):
    """The money of the remittance is on the bank statement, and found."""
    remittance = env["amazon.vendor.remittance"].search([("state", "=", "posted")])
    line = env["account.bank.statement.line"].create(
        {
            "journal_id": remittance.account_id._get_remittance_journal().id,
            "date": remittance.date,
            "payment_ref": f"AMAZON {remittance.name}",
            "amount": remittance.amount,
        }
    )
    line.action_amazon_match()
    assert remittance.bank_line_id == line, line.amazon_reason


def provide(env):
    """Shortages that are expected are provided for, two in one entry."""
    account = env["amazon.vendor.remittance"].search([("state", "=", "posted")]).account_id
    account.provision_account_id = env["account.account"].create(
        {"name": "Provisions", "code": "210999", "account_type": "liability_current"}
    )
    types = [
        env.ref(f"acorn_iamazon_reconcile.deduction_type_{code}") for code in ("shortage", "price")
    ]
    invoice = env["account.move"].search([("amazon_account_id", "=", account.id)], limit=1)
    journal = env["account.journal"].search(
        [("type", "=", "general"), ("company_id", "=", account.company_id.id)], limit=1
    )
    missing = [(invoice, kind, 7.0) for kind in types]
    env["amazon.vendor.provision"]._book(account, missing, invoice.date, journal)


def ask(env):
    for model, kind in ASKED.items():
        domain = [] if model.startswith("amazon") else [("amazon_account_id", "!=", False)]
        record = env[model].search(domain, order="id DESC", limit=1)
        record.activity_schedule(kind, summary=f"Old: {model}")


def map_twice(env):
    """An empty code and none were two codes."""
    account = env["amazon.vendor.account"].search([], limit=1)
    product = env["product.product"].search([("default_code", "=", "8806098286500")])
    values = [{"asin": False}, {"asin": "", "product_id": product.id}]
    env["amazon.vendor.product"].create(
        [{"account_id": account.id, "vendor_sku": "TWICE", **each} for each in values]
    )


def carry_on(env):
    """What was booked by the former version is taken back and booked again by this one."""
    remittance = env["amazon.vendor.remittance"].search([("state", "=", "posted")])
    invoice = remittance.line_ids.move_id[:1]
    entry = remittance.payment_id.move_id
    told = {"booked": tell(remittance, invoice), "keys": entry.line_ids.mapped("amazon_key")}
    told["posted"] = [
        move.amazon_posted_on == move.date
        and {
            key: [dump["account"], dump["amount"], dump["balance"]]
            for key, dump in move.amazon_posted.items()
            if dump["goods"]
        }
        == {
            str(item.id): [item.account_id.id, item.amount_currency, item.balance]
            for item in move._amazon_get_product_items()
        }
        for move in env["account.move"].search(
            [("amazon_account_id", "!=", False), ("state", "=", "posted")]
        )
    ]
    told["wrong"] = prove(env, remittance.account_id)
    savepoint = env.cr.savepoint()
    falsify(invoice)
    told["falsified"] = prove(env, remittance.account_id)
    savepoint.rollback()
    savepoint.close()
    env.invalidate_all()
    kinds = env["amazon.vendor.deduction.type"]
    told["days"] = kinds.search([("code", "=like", "chargeback%")]).mapped("dispute_days")
    told["deadlines"] = [bool(one.deadline) for one in env["amazon.vendor.dispute"].search([])]
    remittance.action_unpost()
    told["undone"] = tell(remittance, invoice)
    remittance.action_match()
    remittance.action_post()
    env["account.bank.statement.line"].search([]).action_amazon_match()
    told["again"] = tell(remittance, invoice)
    unknown = env["amazon.vendor.document"].search([("state", "=", "unknown")])
    told["unknown"] = unknown.mapped("kind")
    told["due"] = [bool(a.next_look_at) for a in env["amazon.vendor.account"].search([])]
    print(json.dumps(told))


def prove(env, account):
    """:return: what does not tie, as (record, sentence)"""
    env.invalidate_all()
    wrong = env["amazon.vendor.proof"]._prove(account, "9999-12-31")
    return [[record.display_name, sentence] for record, sentence in wrong]


def falsify(invoice):
    """A line of the invoice goes to another account behind Odoo's back."""
    goods = invoice._amazon_get_product_items()[:1]
    other = goods.account_id.search(
        [("account_type", "=", "income"), ("id", "!=", goods.account_id.id)], limit=1
    ) or goods.account_id.copy({"code": "409999"})
    goods.env.flush_all()
    goods.env.cr.execute(
        "UPDATE account_move_line SET account_id = %s WHERE id = %s", [other.id, goods.id]
    )


def tell(remittance, invoice):
    return {
        "remittance": remittance.state,
        "invoice": invoice.payment_state,
        "open": invoice.amount_residual,
        "bank": remittance.env["account.bank.statement.line"].search([]).mapped("is_reconciled"),
        "disputes": remittance.env["amazon.vendor.dispute"].search([]).mapped("state"),
    }


if __name__ == "__main__":
    database, play = sys.argv[1:]
    config.parse_config(
        ["-d", database, "--no-http", "--max-cron-threads=0", "--log-level=warn"],
        setup_logging=True,
    )
    with Registry(database).cursor() as cr:
        globals()[play](api.Environment(cr, SUPERUSER_ID, {}))
