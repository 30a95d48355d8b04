# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What can fail, who learns of it, where, and within what time.

One row a kind; other addons add theirs by :func:`alarm`. ``setup/odoo amazon_doors`` prints the
table into ``docs/alarms.md``. A test makes each of them happen and finds the activity, and the
e-mail where there is one: a kind that no test makes fails it.
"""

from typing import NamedTuple

BEGIN, END = "<!-- alarms -->\n", "<!-- end of alarms -->"


class Alarm(NamedTuple):
    """
    :ivar code: the kind
    :ivar what: what fails, for people
    :ivar who: who is asked
    :ivar model: the record that carries the activity
    :ivar key: how the key of the activity begins (see ``amazon.vendor.asking``)
    :ivar within: how soon after the failure
    :ivar by_mail: whether the members of the account also get an e-mail
    :ivar minutes: the same as ``within``, as the longest time that a test lets go by
    """

    code: str
    what: str
    who: str
    model: str
    key: str
    within: str
    by_mail: bool = False
    minutes: int = 0


ALARMS: dict[str, Alarm] = {}

RESPONSIBLE = "responsible of the account"
ADMINISTRATOR = "an administrator of the system"
AT_ONCE = "the same run"
NEXT_LOOK = "the next look at the account, 10 minutes"


def alarm(code, what, who, model, key, within=AT_ONCE, by_mail=False, minutes=0):
    """Add a row, as :class:`Alarm` has it."""
    ALARMS[code] = Alarm(code, what, who, model, key, within, by_mail, minutes)


ACCOUNT = "amazon.vendor.account"
ORDER = "sale.order"
SELLER = "salesperson of the order"

alarm("order_not_applied", "What came from Amazon cannot be applied", RESPONSIBLE, ACCOUNT, "apply")
alarm(
    "record_failed",
    "Work fails with one record; tried again ever more seldom",
    "who looks after the record",
    ORDER,
    "failure ",
)
alarm(
    "fetch_stuck",
    "Purchase orders cannot be fetched, twice in a row or for 15 minutes",
    RESPONSIBLE,
    ACCOUNT,
    "job fetch_purchase_orders",
    "15 minutes when Amazon is out of reach, else the second run, at most 40 minutes",
    True,
    minutes=15,
)
alarm(
    "poll_stuck",
    "Amazon does not say what became of documents, twice in a row or for 15 minutes",
    RESPONSIBLE,
    ACCOUNT,
    "job poll_transactions",
    "15 minutes when Amazon is out of reach, else the second run, at most 15 minutes",
    True,
    minutes=15,
)
alarm(
    "job_dead",
    "A worker died in the midst of some work, twice in a row",
    RESPONSIBLE,
    ACCOUNT,
    "job ",
    NEXT_LOOK,
    True,
    minutes=10,
)
alarm(
    "key_missing",
    "The encryption key of the credentials is missing",
    ADMINISTRATOR,
    ACCOUNT,
    "shut",
    NEXT_LOOK,
    True,
    minutes=10,
)
alarm(
    "database_copied",
    "The database is a copy, or was restored or moved",
    ADMINISTRATOR,
    ACCOUNT,
    "shut",
    NEXT_LOOK,
    minutes=10,
)
alarm(
    "token_revoked",
    "Amazon refuses the authorisation; the account's work stops",
    RESPONSIBLE,
    ACCOUNT,
    "authorisation",
    AT_ONCE,
    True,
)
alarm(
    "credentials_age",
    "The authorisation or the client secret grows too old",
    RESPONSIBLE,
    ACCOUNT,
    "age ",
    "a day, 30 days before it ends",
    minutes=24 * 60,
)
alarm(
    "role_refused",
    "Amazon refuses one kind of call: a role is missing; only that work waits",
    RESPONSIBLE,
    ACCOUNT,
    "operation",
)
alarm("document_refused", "Amazon refuses an answer or a notice", SELLER, ORDER, "refused ")
alarm(
    "unknown_fate",
    "Nobody knows whether Amazon has a document",
    SELLER,
    ORDER,
    "refused ",
    "40 minutes after its answer was lost: so long its records may lag behind",
    minutes=40,
)
alarm(
    "wish_failed",
    "An order that somebody asked for cannot be fetched",
    RESPONSIBLE,
    ACCOUNT,
    "fetch request ",
)
alarm(
    "account_put_off",
    "Amazon puts off all calls of some work: its limits are used up",
    RESPONSIBLE,
    ACCOUNT,
    "job ",
    "15 minutes without one call that went through, however often it was tried",
    True,
    minutes=15,
)
alarm(
    "order_nearly_late",
    "An order is not acknowledged, and its deadline is near",
    SELLER,
    ORDER,
    "deadline",
    "the hours that the account sets before the deadline, and 15 minutes",
    True,
    minutes=15,
)
alarm(
    "answer_not_shown",
    "Amazon's records show nothing of an acknowledgement",
    SELLER,
    ORDER,
    "silence",
    "the first look at Amazon's records, every 2 hours, half an hour after it was sent",
    minutes=150,
)
alarm(
    "answer_differs",
    "Amazon's records show another acknowledgement than was sent",
    SELLER,
    ORDER,
    "comparison",
    "the next look at Amazon's records, 2 hours",
    minutes=120,
)
alarm("report_failed", "A report cannot be fetched or read", RESPONSIBLE, ACCOUNT, "report ")


def write_table():
    """:return: the rows in Markdown"""
    rows = ["| what fails | who learns | where | within | e-mail |"]
    rows += ["| --- | --- | --- | --- | --- |"]
    rows += [
        f"| {row.what} | {row.who} | activity on `{row.model}` | {row.within} "
        f"| {'members' if row.by_mail else ''} |"
        for row in sorted(ALARMS.values(), key=lambda row: row.what)
    ]
    return "\n".join(rows) + "\n"


def insert_table(text):
    """
    :param str text: Markdown with the two marks between which the table stands
    :return: the text with the table of today
    :raise ValueError: when a mark is missing
    """
    before, rest = text.split(BEGIN)
    _old, after = rest.split(END)
    return before + BEGIN + write_table() + END + after
