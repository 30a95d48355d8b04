# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What the workers of one account share through PostgreSQL: the access token and the rate limits.

Both work in transactions of their own, short ones, so that neither a waiting nor a failing job
keeps the others from calling Amazon.
"""

import hashlib
import time
from contextlib import contextmanager
from datetime import timezone

from . import secret_box
from .spapi import ThrottledError
from .spapi.operations import OPERATIONS
from .spapi.tokens import AccessToken

# Longer than this nobody waits for a free call: the work is taken up again by a later run, and the
# worker is free for other accounts meanwhile.
LONGEST_WAIT = 5.0
# Calls of the burst that are never used: two calls may arrive closer together than they left.
RESERVE = 1


class AccountTokenCache:
    """The access token of an account, kept encrypted in ``amazon.vendor.token``.

    :param account: an ``amazon.vendor.account``, as superuser
    """

    def __init__(self, account):
        self._account = account
        self._locked_account = None

    @contextmanager
    def lock(self):
        """Only one worker renews the token; the others wait, then find the new one."""
        digest = hashlib.sha256(b"amazon.vendor.token").digest()
        with self._account._separate_transaction() as account:
            account.env.cr.execute(
                "SELECT pg_advisory_xact_lock(%s, %s)",
                (int.from_bytes(digest[:4], "big", signed=True), account.id),
            )
            self._locked_account = account
            try:
                yield
                account.env.flush_all()
            finally:
                self._locked_account = None

    def get(self):
        """:return: the token that is stored, also when it has expired; None when there is none"""
        with self._transaction() as account:
            record = self._find(account)
            if not record.value_encrypted:
                return None
            return AccessToken(
                secret_box.decrypt(account.env, record.value_encrypted),
                record.expires_at.replace(tzinfo=timezone.utc),
            )

    def put(self, token, refresh_token=None):
        """
        :param token: the new :class:`AccessToken`
        :param refresh_token: Amazon's new refresh token, when it sent another one
        """
        with self._transaction() as account:
            values = {
                "value_encrypted": secret_box.encrypt(account.env, token.value),
                "expires_at": token.expires_at.replace(tzinfo=None, microsecond=0),
            }
            record = self._find(account)
            if record:
                record.write(values)
            else:
                record.create({"account_id": account.id, **values})
            if refresh_token:
                account.refresh_token_encrypted = secret_box.encrypt(account.env, refresh_token)

    @contextmanager
    def _transaction(self):
        if self._locked_account:
            yield self._locked_account
            return
        with self._account._separate_transaction() as account:
            yield account

    def _find(self, account):
        return account.env["amazon.vendor.token"].search_fetch(
            [("account_id", "=", account.id)], ["value_encrypted", "expires_at"]
        )


class SharedRateLimiter:
    """A token bucket for each operation of an account, in ``amazon.vendor.rate``.

    A call takes its place in the queue by taking one token, below zero if need be, and then
    sleeps until its token is there: with any number of workers no call goes out early.

    :param account: an ``amazon.vendor.account``, as superuser
    """

    def __init__(self, account, sleep=time.sleep):
        self._account = account
        self._sleep = sleep
        self._rates = {}  # as they stand in the database, by operation

    def acquire(self, operation):
        """Wait for the next call that Amazon allows.

        :param str operation: the name of an SP-API operation
        :raise ThrottledError: when the wait would be too long; nothing is taken then
        """
        wait = self._take(OPERATIONS[operation])
        if wait > LONGEST_WAIT:
            raise ThrottledError(
                f"All calls of {operation} that Amazon allows are taken for {wait:.0f} seconds.",
                operation=operation,
                retry_after=wait,
            )
        if wait > 0:
            self._sleep(wait)

    def adapt(self, operation, rate):
        """Amazon told the rate that is valid now, in calls a second."""
        if rate and rate > 0 and rate != self._rates.get(operation):
            self._update(
                "UPDATE amazon_vendor_rate SET rate = %(rate)s "
                "WHERE account_id = %(account)s AND operation = %(operation)s AND rate <> %(rate)s",
                operation=operation,
                rate=rate,
            )

    def penalise(self, operation, seconds):
        """Amazon was too busy: nobody calls before the seconds have passed."""
        self._update(
            "UPDATE amazon_vendor_rate SET tokens = LEAST(tokens, 1 - %(seconds)s * rate), "
            "moment = EXTRACT(epoch FROM clock_timestamp()) "
            "WHERE account_id = %(account)s AND operation = %(operation)s",
            operation=operation,
            seconds=seconds,
        )

    def _take(self, operation):
        """:return: the seconds to wait for the token; more than the longest wait: not taken"""
        with self._account._separate_transaction() as account:
            account.env.cr.execute(
                """
                INSERT INTO amazon_vendor_rate AS bucket
                            (account_id, operation, tokens, rate, moment)
                     VALUES (%(account)s, %(operation)s, %(burst)s - 1, %(rate)s,
                             EXTRACT(epoch FROM clock_timestamp()))
                ON CONFLICT (account_id, operation) DO UPDATE
                        SET tokens = LEAST(
                                %(burst)s,
                                bucket.tokens
                                + (EXTRACT(epoch FROM clock_timestamp()) - bucket.moment)
                                  * bucket.rate
                            ) - 1,
                            moment = EXTRACT(epoch FROM clock_timestamp())
                  RETURNING tokens, rate
                """,
                {
                    "account": account.id,
                    "operation": operation.name,
                    "burst": max(1, operation.burst - RESERVE),
                    "rate": operation.rate,
                },
            )
            tokens, rate = account.env.cr.fetchone()
            self._rates[operation.name] = rate
            wait = max(0.0, -tokens / rate)
            if wait > LONGEST_WAIT:
                account.env.cr.execute(
                    "UPDATE amazon_vendor_rate SET tokens = tokens + 1 "
                    "WHERE account_id = %s AND operation = %s",
                    (account.id, operation.name),
                )
            return wait

    def _update(self, query, **parameters):
        with self._account._separate_transaction() as account:
            account.env.cr.execute(query, {"account": account.id, **parameters})
