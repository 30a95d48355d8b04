# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The fates of what was posted: a POST is only taken in, and worked off minutes later.

By Amazon's pages: an acknowledgement never gets Success, a notice does (in NA and EU), an invoice
stays Processing for ever; errors are a Failure. An id looks like ``<uuid>-yyyymmddHHMMSS``.
"""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

WORKED_OFF_AFTER = timedelta(minutes=5)
SUCCEEDS = frozenset({"SubmitShipmentConfirmations", "SubmitShipments"})
SILENT = frozenset({"submitInvoices"})


@dataclass
class Transaction:
    """A POST that Amazon answered with 202."""

    identifier: str
    operation: str
    taken: datetime
    work: Any  # moment -> list of sentences: what is wrong with it
    status: str = "Processing"
    errors: list = field(default_factory=list)
    is_done: bool = False


class Transactions:
    """All of them, by id."""

    def __init__(self, chance):
        self.by_id = {}
        self._chance = chance

    def take(self, operation, moment, work):
        """:param work: called with the moment at which it is worked off
        :return: the transaction's id"""
        draw = self._chance.of("transaction", len(self.by_id))
        name = uuid.UUID(int=draw.getrandbits(128), version=4)
        identifier = f"{name}-{moment:%Y%m%d%H%M%S}"
        self.by_id[identifier] = Transaction(identifier, operation, moment, work)
        return identifier

    def settle(self, now):
        """Works off what is due, in the order in which it came."""
        for transaction in self.by_id.values():
            due = transaction.taken + WORKED_OFF_AFTER
            if not transaction.is_done and due <= now:
                transaction.is_done = True
                errors = transaction.work(due)
                transaction.work = None  # so that Amazon can be kept in a file
                if transaction.operation in SILENT:
                    continue
                if errors:
                    transaction.status, transaction.errors = "Failure", errors
                elif transaction.operation in SUCCEEDS:
                    transaction.status = "Success"

    def write(self, identifier):
        """:return: the payload of getTransaction, or None"""
        transaction = self.by_id.get(identifier)
        if transaction is None:
            return None
        status = {"transactionId": identifier, "status": transaction.status}
        if transaction.errors:
            status["errors"] = [
                {"code": "INVALID_DATA", "message": sentence} for sentence in transaction.errors
            ]
        return {"transactionStatus": status}
