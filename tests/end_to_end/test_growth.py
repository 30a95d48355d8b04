# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Every screen of the suite asks the database the same number of questions, however long the
history is.

ACORN_GROWTH tells how many times the first history: a few by default, 100 is a vendor of years.
"""

import os

import pytest

from odoo.tests.common import tagged

from odoo.addons.acorn_iamazon.tests.common import make_item, recent_order

from tests.guest import client
from tests.guest.common import ADDONS

from .common import TradeCase

GROWTH = int(os.environ.get("ACORN_GROWTH") or 5)
FIRST = 3  # orders at first: more than one of each, for what is read of the second only
NUMBER = {"integer", "float", "monetary"}
PAGE = 80  # records that the web client asks for


@pytest.mark.slow
@tagged("post_install", "-at_install")
class TestGrowth(TradeCase):
    def trade_some(self, count):
        """Orders that were answered, shipped, invoiced and paid but for something of each."""
        done = len(self.account.order_ids)
        numbers = [f"GROW{number:04}" for number in range(done, done + count)]
        items = make_item("8806098286500", 6, "10.00"), make_item("8806098286123", 5, "229.47")
        self.place(*(recent_order(number, *items) for number in numbers))
        self.account.action_fetch_purchase_orders()
        orders = self.env["sale.order"].search([("amazon_purchase_order_number", "in", numbers)])
        orders.action_amazon_acknowledge()
        self.account.action_send_documents()
        self.account.action_poll_transactions()
        for order in orders:
            self.ship(order)
        invoices = orders._create_invoices(grouped=True)
        invoices.action_post()
        invoices.action_amazon_submit()
        self.account.action_send_documents()
        self.account.action_poll_transactions()
        remittance = self.get_paid(**dict.fromkeys(invoices.mapped("name"), "3.00"))
        remittance.action_post()
        self.env.flush_all()

    def test_no_screen_asks_more_of_a_longer_history(self):
        self.trade_some(FIRST)
        self.look()  # what is read once a process
        few = self.look()
        self.trade_some(FIRST * (GROWTH - 1))
        many = self.look()
        self.assertGreater(len(few), 60)
        self.assertEqual(few.keys(), many.keys())
        more = {
            screen: (few[screen], many[screen]) for screen in few if few[screen] != many[screen]
        }
        self.assertFalse(more, "\n".join(f"{k}: {v}" for k, v in more.items()))

    # === LOOKING === #

    def look(self):
        """:return: the queries that each screen takes, by the name of its action and view"""
        data = self.env["ir.model.data"].search(
            [("model", "=", "ir.actions.act_window"), ("module", "in", list(ADDONS))], order="name"
        )
        return {
            f"{row.name}, {kind}": self.count(
                lambda kind=kind, action=action: self.open(action, kind)
            )
            for row in data
            for action in self.env["ir.actions.act_window"].browse(row.res_id)
            if not self.env[action.res_model]._transient
            for kind in action.view_mode.split(",")
        }

    def count(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        return self.env.cr.sql_log_count - before

    def open(self, action, kind):
        names = {**client.NAMES, "uid": self.env.uid, "active_id": False, "active_ids": []}
        domain = client.safe_eval(action.domain or "[]", names)
        model = self.env[action.res_model]
        arch = client.get_view(model, kind, self.get_view_of(action, kind))
        if kind == "form":
            client.open_form(model.search(domain, limit=1, order="id desc"))
        elif kind in ("graph", "pivot"):
            self.open_sums(model, domain, arch)
        elif arch.get("default_group_by"):
            self.open_columns(model, domain, arch)
        else:
            specification = client.make_specification(model, arch)
            # The web client counts what is beyond the page, by one more question.
            model.web_search_read(domain, specification, limit=PAGE, count_limit=PAGE)

    def get_view_of(self, action, kind):
        views = action._get_action_dict()["views"]
        found = next((view for view, name in views if name == kind), None)
        return self.env["ir.ui.view"].browse(found)

    def open_columns(self, model, domain, arch):
        model.web_read_group(
            domain,
            [client.add_period(model, arch.get("default_group_by"))],
            auto_unfold=True,
            unfold_read_specification=client.make_specification(model, arch),
            unfold_read_default_limit=PAGE,
        )

    def open_sums(self, model, domain, arch):
        nodes = arch.findall(".//field")
        sums = [n.get("name") for n in nodes if n.get("type") == "measure"]
        groups = [
            f"{n.get('name')}:{n.get('interval')}" if n.get("interval") else n.get("name")
            for n in nodes
            if n.get("type") != "measure" and model._fields[n.get("name")].type not in NUMBER
        ]
        aggregates = [f"{name}:{model._fields[name].aggregator or 'sum'}" for name in sums]
        model.formatted_read_group(domain, groups, [*aggregates, "__count"])
