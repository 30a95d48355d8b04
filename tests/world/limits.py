# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Rate limits: a bucket of tokens an operation (Amazon's pages on usage plans).

A 429 carries no ``x-amzn-RateLimit-Limit``, and no ``Retry-After``.
"""

from dataclasses import dataclass
from datetime import datetime

VENDOR = 10.0, 10
PLANS = {"getTransaction": (10.0, 20), "getInvoiceHeaders": (0.5, 5), "getInvoice": (0.5, 5)}
PLANS |= {"getRemittanceHeaders": (0.5, 5), "getRemittance": (0.5, 5)}


@dataclass
class _Bucket:
    left: float
    filled: datetime


class Limits:
    """The buckets of one application and vendor."""

    def __init__(self):
        self._buckets = {}

    def take(self, operation, now):
        """:return: whether the call may go through; it takes one token then"""
        rate, burst = get_plan(operation)
        bucket = self._buckets.setdefault(operation, _Bucket(burst, now))
        passed = max(0.0, (now - bucket.filled).total_seconds())
        bucket.left, bucket.filled = min(burst, bucket.left + passed * rate), now
        if bucket.left < 1:
            return False
        bucket.left -= 1
        return True


def get_plan(operation):
    """:return: (calls a second, burst)"""
    return PLANS.get(operation, VENDOR)
