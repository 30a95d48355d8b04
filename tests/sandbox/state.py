# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""All that the sandbox knows, by vendor group: a token of one group never sees another's."""

import copy
import re
import threading
import uuid
from datetime import datetime, timedelta, timezone

RELATIVE = re.compile(r"^([+-]\d+)([dhm])$")
UNITS = {"d": "days", "h": "hours", "m": "minutes"}

SETTINGS = {
    "limits": False,
    "rates": {},
    "token_lifetime": 3600,
    # Seconds until a shipment's transaction says Success; other kinds stay Processing.
    "transaction_seconds": 0,
    # Seconds until an invoice shows up in the Invoices API.
    "invoice_seconds": 0,
    "missing_roles": [],
    # Marketplaces that have the Remittance API; None: all of the group.
    "remittance_marketplaces": None,
    "remittances_a_page": 100,
    "items_a_page": 600,
    "repeat_records": True,
    "repeat_page_token": False,
    # The second page names itself as the next: what lies behind it cannot be had.
    "stuck_page_token": False,
    "refuse_ascending": False,
    "ignore_acknowledgements": False,
    # Orders with whose details no page can be had: each page that holds one fails.
    "poisoned_orders": [],
    "date_skew": 0,
    # Reports: questions until one is done, a forced end, a forced content, bytes until it is cut.
    "report_polls": 1,
    "report_status": None,
    "report_content": None,
    "report_packed": True,
    "report_cut": None,
}

NOT_REMEMBERED = {"lock", "url", "scenario", "remembered"}


class Group:
    """What belongs to one vendor group."""

    def __init__(self, values):
        self.name = values.get("name", "acorn")
        self.client_id = values["client_id"]
        self.client_secret = values["client_secret"]
        self.refresh_token = values["refresh_token"]
        self.authorisation_codes = dict(values.get("authorisation_codes", {}))
        self.bill_to = set(values.get("bill_to", []))
        self.orders = {}
        self.acknowledgements = {}
        self.shipments = {}
        self.shipped_at = {}
        self.containers = {}
        self.transports = {}
        self.received_units = {}
        self.received_at = {}
        self.invoices = {}
        self.transactions = {}
        self.reports = {}
        self.payments = []
        self.remittances = {}


class State:
    """
    :param dict scenario: ``{"groups": [...], "settings": {...}}``; see ``scenarios/demo.json``
    """

    def __init__(self, scenario):
        self.lock = threading.RLock()
        self.url = ""
        self.load(scenario)

    def load(self, scenario):
        self.scenario = scenario
        self.remembered = None
        self.clock_offset = timedelta()
        self.settings = {**copy.deepcopy(SETTINGS), **scenario.get("settings", {})}
        self.faults = []
        self.received = []
        self.throttled = 0
        self.tokens = {}
        self.buckets = {}
        self.download_urls = {}
        self.groups = {}
        for values in scenario["groups"]:
            group = Group(values)
            self.groups[group.name] = group
            for order in values.get("orders", []):
                self.put_order(group, order)

    def remember(self):
        """What is known now is what :meth:`begin_anew` goes back to."""
        kept = {name: value for name, value in vars(self).items() if name not in NOT_REMEMBERED}
        self.remembered = copy.deepcopy(kept)

    def begin_anew(self):
        if self.remembered:
            vars(self).update(copy.deepcopy(self.remembered))
        else:
            self.load(self.scenario)

    def now(self):
        return datetime.now(timezone.utc) + self.clock_offset

    def text(self, moment):
        return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")

    def put_order(self, group, order):
        """Add or replace a purchase order; texts such as ``-2d`` become moments."""
        order = self._resolve(copy.deepcopy(order))
        group.orders[order.get("purchaseOrderNumber") or f"broken-{uuid.uuid4()}"] = order

    def _resolve(self, value):
        if isinstance(value, dict):
            return {name: self._resolve(item) for name, item in value.items()}
        if isinstance(value, list):
            return [self._resolve(item) for item in value]
        if isinstance(value, str) and "--" in value:
            return "--".join(self._resolve(part) for part in value.split("--"))
        match = RELATIVE.match(value) if isinstance(value, str) else None
        if not match:
            return value
        amount, unit = match.groups()
        return self.text(self.now() + timedelta(**{UNITS[unit]: int(amount)}))

    def open_transaction(self, group, operation, reference):
        """:return: the id of a new transaction, in the form of real ones"""
        transaction_id = f"{uuid.uuid4()}-{self.now():%Y%m%d%H%M%S}"
        group.transactions[transaction_id] = {
            "operation": operation,
            "reference": reference,
            "opened": self.now(),
            "errors": None,
        }
        return transaction_id
