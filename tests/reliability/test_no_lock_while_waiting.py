# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""While Amazon is asked, nobody waits for a row: what was done before is committed first."""

import json

from odoo.addons.acorn_iamazon.tests.common import make_item, recent_order

from .processes import SKU, execute, make_account, own_database, own_sandbox, run_worker

GROUP = {
    "name": "acorn",
    "client_id": "amzn1.application-oa2-client.acorn",
    "client_secret": "amzn1.oa2-cs.v1.top-secret",
    "refresh_token": "Atzr|acorn-refresh",
    "bill_to": ["AMAZN"],
    "orders": [recent_order("4NOLOCK0", make_item(SKU, 3, "5.00"))],
}


def test_no_row_is_locked_while_amazon_is_asked(tmp_path):
    told = tmp_path / "held.json"
    with own_sandbox({"groups": [GROUP]}, tmp_path) as sandbox, own_database("locks") as database:
        account = make_account(GROUP, sandbox)
        run_worker(database, "first", "prepare", accounts=[account], products=[SKU])
        run_worker(database, "first", "automate")
        calls = []
        for person in ("acknowledge", "deliver", "let_be_due", "submit"):
            run_worker(database, "lane", "watch_lane", path=str(told))
            calls += json.loads(told.read_text())
            run_worker(database, "person", person)
            run_worker(database, "hours", "let_be_due")
        run_worker(database, "lane", "watch_lane", path=str(told))
        calls += json.loads(told.read_text())
        sent = execute(
            database,
            "SELECT DISTINCT kind FROM amazon_vendor_document "
            "WHERE direction = 'out' AND attempts > 0 ORDER BY 1",
        )
    assert [path for path, held in calls if held] == []
    paths = {path for path, _held in calls}
    assert {"/vendor/orders/v1/purchaseOrders", "/vendor/orders/v1/acknowledgements"} <= paths
    assert [kind for (kind,) in sent] == ["acknowledgement", "invoice", "shipment_confirmation"]
