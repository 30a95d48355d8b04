# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Clock, rate limits and versions of Amazon's interface."""

from contextlib import suppress
from datetime import timedelta

from odoo import fields
from odoo.tools import LazyTranslate

from ..spapi import SpApiError
from .catalogue import Finding, check, good, shorten, warning
from .roles import (
    NO_TRANSACTION,
    PROBE,
    has_fresh_token,
    is_answering,
    tell_no_answer,
    tell_no_token,
)

_lt = LazyTranslate(__name__)

# Amazon takes no shipping date of the future; five minutes are what AWS itself puts up with.
CLOCK_WARNING = 60
CLOCK_BAD = 300
THROTTLED_WARNING = 0.01
THROTTLED_BAD = 0.10


@check("clock", 70, _lt("Clocks agree"))
def check_clock(account):
    if not is_answering(account):
        return tell_no_answer(account)
    if not has_fresh_token(account):
        return tell_no_token(account)
    client = account._get_client(**PROBE)
    account._commit()
    with suppress(SpApiError):  # a refusal tells the time as well
        client.call("getTransaction", path_parameters={"transactionId": NO_TRANSACTION})
    if client.clock_skew is None:
        return warning(
            account.env._("Amazon did not tell its time."),
            account.env._("Run the health check again when Amazon answers."),
        )
    seconds = round(client.clock_skew)
    if abs(seconds) < CLOCK_WARNING:
        return good(account.env._("This server's clock is Amazon's, within a minute."))
    text = (
        account.env._("This server's clock is %s seconds slow.", seconds)
        if seconds > 0
        else account.env._("This server's clock is %s seconds fast.", -seconds)
    )
    return Finding(
        "bad" if abs(seconds) >= CLOCK_BAD else "warning",
        text,
        account.env._(
            "Let the server's clock follow a time server (NTP): Amazon refuses dates of the "
            "future, and what it changed in between is fetched late."
        ),
    )


@check("throttling", 80, _lt("Calls within Amazon's limits"))
def check_throttling(account):
    calls = account.env["amazon.vendor.call"]._read_group(
        [
            ("account_id", "=", account.id),
            ("date", ">=", fields.Datetime.now() - timedelta(days=1)),
        ],
        ["operation", "status"],
        ["__count"],
    )
    total = sum(count for _operation, _status, count in calls)
    throttled = {operation: count for operation, status, count in calls if status == 429}
    share = sum(throttled.values()) / total if total else 0
    waiting = _get_waiting_operations(account)
    finding = account.env._(
        "Of %(total)s calls in 24 hours Amazon put off %(percent)s %%.",
        total=total,
        percent=f"{share * 100:.1f}",
    )
    if share <= THROTTLED_WARNING and not waiting:
        return good(finding)
    return Finding(
        "bad" if share > THROTTLED_BAD else "warning",
        " ".join([finding, _describe_throttled(account, throttled, waiting)]),
        account.env._(
            "Let no other program use this authorisation, and let the scheduled actions run "
            "less often; if that is not enough, ask Amazon for higher limits."
        ),
    )


def _get_waiting_operations(account):
    """:return: names of the operations of which no call is free at this moment"""
    account.env["amazon.vendor.rate"].flush_model()
    # The tokens are counted by the database's clock, which may differ from this host's.
    account.env.cr.execute(
        """
        SELECT operation FROM amazon_vendor_rate
         WHERE account_id = %s
           AND tokens + (EXTRACT(epoch FROM clock_timestamp()) - moment) * rate < 0
      ORDER BY operation
        """,
        [account.id],
    )
    return [operation for (operation,) in account.env.cr.fetchall()]


def _describe_throttled(account, throttled, waiting):
    texts = []
    if throttled:
        worst = sorted(throttled, key=throttled.get, reverse=True)
        texts.append(account.env._("Put off: %s.", shorten(account.env, worst)))
    if waiting:
        texts.append(account.env._("Waiting now: %s.", shorten(account.env, waiting)))
    return " ".join(texts)


@check("api_versions", 90, _lt("API versions stay valid"))
def check_api_versions(account):
    status, ending = account.env["amazon.vendor.api.version"]._find_ending()
    if not ending:
        return good(account.env._("Amazon announced no end within 180 days."))
    return Finding(
        status,
        account.env._(
            "Amazon ends: %s.",
            shorten(account.env, (f"{api.display_name} ({api.end_date})" for api in ending)),
        ),
        account.env._(
            "Update ACORN iAmazon before that day to a release that uses the next version "
            "(Configuration, Amazon API Versions tells the announcement)."
        ),
    )
