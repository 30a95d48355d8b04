# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Rate limits: a token bucket an operation, as Amazon counts."""

import threading
import time
from collections.abc import Callable
from typing import Protocol

from .operations import OPERATIONS


class RateLimiter(Protocol):
    """Where the rate limits of one authorisation are kept."""

    def acquire(self, operation: str) -> None:
        """Wait until the operation may be called once.

        :param operation: its name, as in the methods below
        :raise ThrottledError: when the wait would be too long
        """

    def adapt(self, operation: str, rate: float) -> None:
        """Amazon told the rate that is valid now.

        :param rate: calls a second
        """

    def penalise(self, operation: str, seconds: float) -> None:
        """Amazon was too busy: no call of the operation before the seconds have passed."""


class MemoryRateLimiter:
    """The limits of one authorisation, kept by one process.

    Another :class:`RateLimiter` may share them among several processes.

    :param sleep: takes seconds, and returns when they have passed
    :param monotonic: tells seconds that never go back
    """

    def __init__(
        self,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sleep = sleep
        self._monotonic = monotonic
        self._lock = threading.Lock()
        # Operation -> tokens, rate, and the moment at which they were counted.
        self._buckets: dict[str, tuple[float, float, float]] = {}

    def acquire(self, operation: str) -> None:
        """Wait until the operation may be called once."""
        with self._lock:
            tokens, rate = self._count(operation)
            self._buckets[operation] = (tokens - 1, rate, self._monotonic())
        if tokens < 1:
            self._sleep((1 - tokens) / rate)

    def adapt(self, operation: str, rate: float) -> None:
        """Amazon told the rate that is valid now, in calls a second."""
        if rate and rate > 0:
            with self._lock:
                tokens, _rate = self._count(operation)
                self._buckets[operation] = (tokens, rate, self._monotonic())

    def penalise(self, operation: str, seconds: float) -> None:
        """Amazon was too busy: no call before the seconds have passed."""
        with self._lock:
            tokens, rate = self._count(operation)
            tokens = min(tokens, 1 - seconds * rate)
            self._buckets[operation] = (tokens, rate, self._monotonic())

    def _count(self, operation: str) -> tuple[float, float]:
        plan = OPERATIONS[operation]
        now = self._monotonic()
        tokens, rate, moment = self._buckets.get(operation, (plan.burst, plan.rate, now))
        return min(plan.burst, tokens + (now - moment) * rate), rate
