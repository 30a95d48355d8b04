# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import base64

from dateutil import parser

from .refusal import refuse_input

LONGEST_WINDOW = 7 * 86400


def read_limit(arguments, largest):
    try:
        limit = int(arguments.get("limit") or largest)
    except ValueError:
        limit = 0
    if not 1 <= limit <= largest:
        raise refuse_input(f"limit must be between 1 and {largest}.")
    return limit


def read_moment(text, name):
    try:
        return parser.isoparse(text)
    except ValueError:
        raise refuse_input(f"{name} is no date.") from None


def read_window(arguments, name):
    """:return: (after, before) as texts that sort like moments, or None when not asked for"""
    after, before = arguments.get(f"{name}After"), arguments.get(f"{name}Before")
    if not after and not before:
        return None
    if after and before:
        start, end = read_moment(after, name), read_moment(before, name)
        if bool(start.tzinfo) != bool(end.tzinfo):
            raise refuse_input(f"{name}After and {name}Before are in different forms.")
        if (end - start).total_seconds() > LONGEST_WINDOW:
            raise refuse_input(f"The window of {name} must not exceed 7 days.")
    return after or "", before or "9999"


def is_inside(window, text):
    return window is None or (bool(text) and window[0][:19] <= text[:19] <= window[1][:19])


def cut_page(state, records, arguments, largest=100, repeats=True):
    """:return: (records of the page, next token or None); a page repeats the last record of the
    one before, as seen at Amazon, when the settings say so and the records may repeat"""
    limit = read_limit(arguments, largest)
    token = arguments.get("nextToken")
    start = _decode(token) if token else 0
    page = records[start : start + limit]
    if start and repeats and state.settings["repeat_records"]:
        page = records[start - 1 : start] + page
    following = start + limit
    if state.settings["stuck_page_token"] and following < len(records):
        following = limit
    if state.settings["repeat_page_token"]:
        return page, _encode(following if following < len(records) else start)
    return page, _encode(following) if following < len(records) else None


def _encode(place):
    return base64.b64encode(f"page-{place}".encode()).decode()


def _decode(token):
    try:
        return int(base64.b64decode(token).decode().removeprefix("page-"))
    except ValueError:
        raise refuse_input("nextToken is not valid.") from None
