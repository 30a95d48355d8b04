# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import copy
import importlib
import os
import sys
import time
import unittest
from datetime import timedelta
from pathlib import Path

from odoo import SUPERUSER_ID, fields
from odoo.tests.common import TransactionCase

from ..connection import SharedRateLimiter

REPOSITORY = Path(__file__).resolve().parents[2]

# Of what tests draw by chance: setup/test draws one for the run and prints it.
SEED = int(os.environ.get("ACORN_SEED") or time.time())

# Dates that are recent for the sandbox, which looks at its clock.
RECENT = {
    "purchaseOrderDate": "-20m",
    "purchaseOrderChangedDate": "-20m",
    "purchaseOrderStateChangedDate": "-20m",
    "shipWindow": "+1d--+5d",
}

# A purchase order as Amazon writes it, for the tests to vary.
PURCHASE_ORDER = {
    "purchaseOrderNumber": "4BZ7PQ2X",
    "purchaseOrderState": "New",
    "orderDetails": {
        "purchaseOrderDate": "2026-03-02T08:15:00Z",
        "purchaseOrderChangedDate": "2026-03-02T08:15:00Z",
        "purchaseOrderStateChangedDate": "2026-03-02T08:15:00Z",
        "purchaseOrderType": "RegularOrder",
        "paymentMethod": "Invoice",
        "buyingParty": {"partyId": "PHX6"},
        "sellingParty": {"partyId": "ACRN1"},
        "shipToParty": {"partyId": "PHX6"},
        "billToParty": {"partyId": "AMAZN"},
        "shipWindow": "2026-03-05T07:00:00Z--2026-03-09T07:00:00Z",
        "items": [],
    },
}


def make_item(sku, amount, cost, unit="Eaches", size=1, sequence=None, asin=None, **extra):
    """:return: a line of a purchase order, as Amazon writes it"""
    net_cost = {"currencyCode": "USD", "amount": cost}
    if "weight_unit" in extra:
        net_cost["unitOfMeasure"] = extra.pop("weight_unit")
    return {
        "itemSequenceNumber": sequence or "1",
        "amazonProductIdentifier": asin or f"B0{sku[-8:]:0>8}",
        "vendorProductIdentifier": sku,
        "orderedQuantity": {"amount": amount, "unitOfMeasure": unit, "unitSize": size},
        "isBackOrderAllowed": False,
        "netCost": net_cost,
        **extra,
    }


def make_purchase_order(number="4BZ7PQ2X", items=(), state="New", **details):
    """:return: a purchase order, as Amazon writes it; its lines are numbered by their place"""
    order = copy.deepcopy(PURCHASE_ORDER)
    order.update(purchaseOrderNumber=number, purchaseOrderState=state)
    order["orderDetails"].update(details)
    order["orderDetails"]["items"] = [
        {**item, "itemSequenceNumber": str(place)} for place, item in enumerate(items, start=1)
    ]
    return order


def recent_order(number, *items, **details):
    """:return: a purchase order of today, for the sandbox to have"""
    return make_purchase_order(number, items, **{**RECENT, **details})


def get_moment(days, hour=10):
    """:return: the full hour of the day that many days from now; a moment of UTC"""
    day = fields.Datetime.now() + timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0)


class Hurry:
    """A clock for who waits before a call to Amazon, or before its repetition: as soon as somebody
    sleeps, the time has passed."""

    def __init__(self):
        self._slept = 0.0

    def sleep(self, seconds):
        self._slept += seconds

    def monotonic(self):
        return time.monotonic() + self._slept

    def make_client(self, get_client):
        """:return: the method that makes a client, with this clock"""
        clock = {"sleep": self.sleep, "monotonic": self.monotonic}
        return lambda account, **options: get_client(account, **{**clock, **options})

    def make_limiter(self, make):
        """:return: the constructor of a limiter, whose calls come back to it meanwhile"""

        def make_hurried(limiter, account, **options):
            def sleep(seconds):
                limiter._update(
                    "UPDATE amazon_vendor_rate SET moment = moment - %(seconds)s "
                    "WHERE account_id = %(account)s",
                    seconds=seconds,
                )

            make(limiter, account, **{"sleep": sleep, **options})

        return make_hurried


class AmazonCase(TransactionCase):
    """An Amazon account of a company in USD, with products of the vendor."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            user=SUPERUSER_ID,
            context={
                **cls.env.context,
                "tracking_disable": True,
                "allowed_company_ids": cls.env.company.ids,
            },
        )
        cls.env.ref("base.USD").active = True
        cls.env.company.currency_id = cls.env.ref("base.USD")
        cls.account = cls.env["amazon.vendor.account"].create(
            {
                "name": "ACORN US",
                "environment": "custom",
                "api_url": "http://127.0.0.1:1",
                "token_url": "http://127.0.0.1:1/auth/o2/token",
                "lwa_client_id": "amzn1.application-oa2-client.acorn",
                "lwa_client_secret": "amzn1.oa2-cs.v1.top-secret",
                "refresh_token": "Atzr|acorn-refresh",
            }
        )
        clock, accounts = Hurry(), type(cls.account)
        cls.classPatch(accounts, "_get_client", clock.make_client(accounts._get_client))
        cls.classPatch(
            SharedRateLimiter, "__init__", clock.make_limiter(SharedRateLimiter.__init__)
        )
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.warehouse.partner_id.write(
            {
                "street": "250 Executive Park Blvd",
                "zip": "94134",
                "city": "San Francisco",
                "country_id": cls.env.ref("base.us").id,
            }
        )
        cls.kettle = cls.make_product("Kettle 1.7 l", "8806098286500")
        cls.filter = cls.make_product("Water filter", "8806098286123")

    @classmethod
    def make_product(cls, name, sku, **values):
        return cls.env["product.product"].create(
            {"name": name, "default_code": sku, "is_storable": True, "taxes_id": False, **values}
        )

    @classmethod
    def receive(cls, *orders):
        """Store purchase orders as if Amazon had sent them, and apply them.

        :return: their documents
        """
        documents = cls.env["amazon.vendor.document"]._store_incoming(
            cls.account, "purchase_order", list(orders), "test-request"
        )
        cls.account._apply_documents()
        return documents

    @classmethod
    def run_due(cls, work, account=None):
        """Do that work as the scheduled action of the account does: if it is due."""
        account = account or cls.account
        job = account.job_ids.filtered(lambda job: job.code == work)
        if job._is_due():
            account._do_work(job)

    @classmethod
    def get_order(cls, number="4BZ7PQ2X"):
        return cls.env["sale.order"].search([("amazon_purchase_order_number", "=", number)])

    @classmethod
    def ship(cls, order):
        """Deliver all that the order accepted."""
        for picking in order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel")):
            for move in picking.move_ids:
                move.write({"quantity": move.product_uom_qty, "picked": True})
            picking.button_validate()


class SandboxCase(AmazonCase):
    """An account that talks to the SP-API sandbox of this repository, over HTTP."""

    @classmethod
    def setUpClass(cls):
        if not (REPOSITORY / "tests" / "sandbox").is_dir():
            raise unittest.SkipTest("the SP-API sandbox is not beside the addon")
        super().setUpClass()
        sys.path.insert(0, str(REPOSITORY))
        cls.addClassCleanup(sys.path.remove, str(REPOSITORY))
        fixture = importlib.import_module("tests.sandbox.fixture")
        cls.sandbox = cls.enterClassContext(fixture.running_sandbox(cls.get_scenario(fixture)))
        cls.account.write({"api_url": cls.sandbox.api_url, "token_url": cls.sandbox.token_url})

    @classmethod
    def get_scenario(cls, fixture):
        return fixture.make_scenario()

    def setUp(self):
        super().setUp()
        # The database is rolled back to the end of setUpClass after each test; what the sandbox
        # got in setUpClass it has to be told to remember.
        self.sandbox.tell("scenario")

    @classmethod
    def place(cls, *orders, **values):
        """Let Amazon have purchase orders."""
        cls.sandbox.tell("orders", orders=list(orders), **values)


class HealthCheckMixin:
    """The health check, one line at a time."""

    def check(self, code):
        """:return: the line of the health check, run anew"""
        self.env.flush_all()
        self.env.invalidate_all()
        self.account.action_run_checks()
        return self.account.check_ids.filtered(lambda line: line.code == code)

    def assert_check(self, code, status, *texts):
        """:param texts: what the finding or the mend tells, among other things"""
        line = self.check(code)
        self.assertEqual(line.status, status, line.finding)
        for text in texts:
            self.assertIn(text, f"{line.finding}\n{line.mend}")
        if status != "good":
            self.assertTrue(line.mend, line.finding)


class SingleCheckMixin(HealthCheckMixin):
    """Only the check in question runs: the others would look for Amazon in vain."""

    def check(self, code):
        self.env.flush_all()
        self.env.invalidate_all()
        account = self.account.sudo()
        account.env["amazon.vendor.check"]._run(account, [code])
        return self.account.check_ids
