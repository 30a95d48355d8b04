# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Rate limits: a token bucket an operation, as Amazon counts."""

import threading
import time

from .operations import OPERATIONS


class MemoryRateLimiter:
    """The limits of one authorisation, kept by one process.

    An object with the same three methods may share them among several processes.
    """

    def __init__(self, sleep=time.sleep, monotonic=time.monotonic):
        self._sleep = sleep
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._buckets = {}

    def acquire(self, operation):
        """Wait until the operation (its name) may be called once."""
        with self._lock:
            tokens, rate = self._count(operation)
            self._buckets[operation] = (tokens - 1, rate, self._monotonic())
        if tokens < 1:
            self._sleep((1 - tokens) / rate)

    def adapt(self, operation, rate):
        """Amazon told the rate that is valid now, in calls a second."""
        if rate and rate > 0:
            with self._lock:
                tokens, _rate = self._count(operation)
                self._buckets[operation] = (tokens, rate, self._monotonic())

    def penalise(self, operation, seconds):
        """Amazon was too busy: no call before the seconds have passed."""
        with self._lock:
            tokens, rate = self._count(operation)
            tokens = min(tokens, 1 - seconds * rate)
            self._buckets[operation] = (tokens, rate, self._monotonic())

    def _count(self, operation):
        plan = OPERATIONS[operation]
        now = self._monotonic()
        tokens, rate, moment = self._buckets.get(operation, (plan.burst, plan.rate, now))
        return min(plan.burst, tokens + (now - moment) * rate), rate
