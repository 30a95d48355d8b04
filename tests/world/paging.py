# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Pages, and the windows of searches."""

import base64
import binascii
from datetime import datetime, timedelta, timezone

LONGEST_WINDOW = timedelta(days=7)  # of the vendor v1 operations


class Refused(Exception):
    """What Amazon answers with an error in place of data."""

    def __init__(self, status, code, message):
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def read_moment(text):
    """:param text: ISO 8601, with zone or without (then UTC); None stays None"""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise Refused(400, "InvalidInput", f"{text} is not a date-time")
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def check_windows(query, *names):
    """:param names: ``created`` for createdAfter and createdBefore
    :raise Refused: a window is longer than Amazon searches"""
    for name in names:
        after, before = _read_window(query, name)
        if after and before and before - after > LONGEST_WINDOW:
            raise Refused(400, "InvalidInput", f"{name}: the window is longer than 7 days")


def _read_window(query, name):
    return [read_moment(query.get(name + edge)) for edge in ("After", "Before")]


def is_within(query, name, moment):
    """:param name: as in :func:`check_windows`
    :return: whether the moment is in the window that the query asks for"""
    after, before = _read_window(query, name)
    if moment is None:
        return not (after or before)
    return (not after or moment >= after) and (not before or moment <= before)


def cut(records, query, largest):
    """:param largest: records a page, at most
    :return: (the records of the page, the token of the next or None)"""
    start = _read_token(query.get("nextToken"))
    try:
        size = int(query.get("limit", largest))
    except ValueError:
        size = 0
    if not 1 <= size <= largest:
        raise Refused(400, "InvalidInput", f"limit must be between 1 and {largest}")
    end = start + size
    token = base64.b64encode(b"%010d" % end).decode() if end < len(records) else None
    return records[start:end], token


def _read_token(token):
    if not token:
        return 0
    try:
        return int(base64.b64decode(token))
    except (ValueError, binascii.Error):
        raise Refused(400, "InvalidInput", "nextToken is not one of ours")
