# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""While Amazon is asked, whatever it is asked, no row of the database is locked: nobody else waits
for Amazon."""

import json
import re

import pytest

from odoo.addons.acorn_iamazon.spapi.operations import OPERATIONS
from odoo.addons.acorn_iamazon.tests.common import make_item, recent_order
from odoo.addons.acorn_iamazon.tests.test_reports import FORECAST, make_forecasts

from .processes import GROUP, SKU, execute, make_account, own_database, own_sandbox, run_worker

pytestmark = pytest.mark.slow

VENDOR = {
    **GROUP,
    "bill_to": ["AMAZN"],
    "orders": [recent_order(f"4LOCK{place:03}", make_item(SKU, 3, "5.00")) for place in range(2)],
}
TOKEN = "POST /auth/o2/token"


def get_operation(call):
    """:param str call: method and path"""
    for operation in OPERATIONS.values():
        path = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(operation.path))
        if re.fullmatch(f"{operation.method} {path}", call):
            return operation.name
    return call


def test_no_row_is_locked_while_amazon_is_asked(tmp_path):
    told = tmp_path / "calls.json"
    scenario, calls = {"groups": [VENDOR], "reports": {FORECAST: make_forecasts()}}, []

    def watch(*people):
        run_worker(database, "lane", "watch", people=people, path=str(told))
        calls.extend(json.loads(told.read_text()))

    with own_sandbox(scenario, tmp_path) as sandbox, own_database("locks") as database:
        account = make_account(VENDOR, sandbox)
        run_worker(database, "first", "prepare", accounts=[account], products=[SKU])
        run_worker(database, "first", "automate")
        watch("request_order", "request_reports", "acknowledge", "request_transport")
        ((transfer,),) = execute(
            database, "SELECT number FROM amazon_vendor_document WHERE kind = 'transport_request'"
        )
        sandbox.tell("assign_carrier", shipment=transfer)
        watch("let_be_due", "deliver", "let_be_due", "submit", "let_be_due")
        ((invoice,),) = execute(
            database, "SELECT min(number) FROM amazon_vendor_document WHERE kind = 'invoice'"
        )
        sandbox.tell("pay", shortages={invoice: "1.00"})
        watch("send_by_hand")
    print(
        f"\n{len(calls)} calls, and rows locked in {sum(bool(call[1]) for call in calls)} of them"
    )
    assert [call for call in calls if call[1]] == []
    assert {TOKEN, *OPERATIONS} - {get_operation(call) for call, _locked in calls} == set()
