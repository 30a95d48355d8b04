# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Uses one of each thing that the recipes make, in a process of its own: ``use.py DATABASE``.

Prints what happened, as JSON.
"""

import json
import sys
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

sys.path.append(str(Path(__file__).parents[1] / "guest"))


def use(env):
    from amazon_deal import deal

    deal(env)
    account = env["amazon.vendor.account"].search([])
    account.name = "Scratch"
    invoice = env["account.move"].search([("amazon_account_id", "=", account.id)], limit=1)
    invoice.ref = "SCRATCH"
    return {
        **use_kind(env, account),
        **use_invoice(env, invoice),
        **use_remittance(env, account, invoice),
        "check": use_check(env, account),
    }


def use_kind(env, account):
    from odoo.addons.acorn_iamazon.spapi import OPERATIONS

    documents = env["amazon.vendor.document"]
    document = documents._prepare_outgoing(account, "scratch", "N/1", {"text": "Note"})
    refused = documents._prepare_outgoing(account, "scratch", "N/2", {})
    kind = document._get_kind()
    path = OPERATIONS[kind._operation].path.format_map(kind._get_path_parameters(document))
    return {"kind": [document.display_name, document.state, refused.state], "path": path}


def use_invoice(env, invoice):
    from odoo.addons.acorn_iamazon_account.rules import find_problems

    body = invoice._amazon_build_invoice()
    return {
        "version": invoice._amazon_get_payload_version(),
        "body": sorted(body),
        "errors": invoice._amazon_find_schema_errors(),
        "rules": [finding.code for finding in find_problems(invoice)],
    }


def use_remittance(env, account, invoice):
    lines = [[invoice.name, "20.00"], [f"{invoice.name}-SCRATCH", "-5.00"]]
    record = {"number": "77001", "date": "2026-11-20", "currency": "USD", "lines": lines}
    remittance = env["amazon.vendor.remittance"].import_file(
        account, "a.scratch", json.dumps({"scratch": record}).encode()
    )
    remittance.action_match()
    types = remittance.line_ids.deduction_type_id
    return {"source": remittance.source, "amount": remittance.amount, "types": types.mapped("code")}


def use_check(env, account):
    from odoo.addons.acorn_iamazon.checks import get_checks

    (check,) = [check for check in get_checks(env) if check.code == "scratch"]
    return [check.addon, check.function(account).status]


if __name__ == "__main__":
    config.parse_config(
        ["-d", sys.argv[1], "--no-http", "--max-cron-threads=0", "--log-level=warn"],
        setup_logging=True,
    )
    with Registry(sys.argv[1]).cursor() as cr:
        told = use(api.Environment(cr, SUPERUSER_ID, {}))
        cr.rollback()
    print(json.dumps(told))
