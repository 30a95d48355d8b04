# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Who may do what, of whose account: few rights, each in one function.

A public method of a model is a door over RPC. Each says by ``@right(…)`` what its caller needs;
that is checked before the method does anything, so also before any ``sudo()``. What works as
superuser whoever calls is private, with an underscore. ``setup/odoo amazon_doors`` prints the table
of all doors into ``docs/security.md``, and a test finds the ones that say nothing.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from types import MappingProxyType

from odoo.exceptions import AccessError

USER = "acorn_iamazon.group_user"
MANAGER = "acorn_iamazon.group_manager"
BOOKKEEPER = "account.group_account_invoice"
ACCOUNT = "amazon.vendor.account"
# Odoo lets a warehouse worker write orders, and a seller transfers, for what follows from their own
# work. Whose work they are, of those who have no part in Amazon Vendor:
TRADES = {
    "sale.order": "sales_team.group_sale_salesman",
    "sale.order.line": "sales_team.group_sale_salesman",
    "stock.picking": "stock.group_stock_user",
}

# Odoo's records that belong to an account by another of Odoo's.
OWNERS = {
    "sale.order.line": "order_id",
    "stock.move": "picking_id",
    "account.move.line": "move_id",
}

# The right's name, and whom it lets through.
RIGHTS = {
    "open": "everybody: what it makes or shows, Odoo's rights decide",
    "see": "who may read the records",
    "ask": "members of the account and managers: it lets the account's own work run",
    "change": "who may write the records, of an account that is theirs",
    "send": "who may write the order, transfer or invoice; users of Amazon Vendor for the accounts "
    "that they are members of, managers for all of their companies; of the others sellers the "
    "orders and the warehouse the transfers",
    "decide": "as *send*, of the order, transfer or invoice behind the document or change",
    "run": "managers of Amazon Vendor: it does the work at once, as the scheduled action does",
    "invoice": "members of the account and managers, with the right to invoice",
    "book": "who may write the remittances and register payments",
    "configure": "managers of Amazon Vendor",
    "administer": "administrators of the system",
}


# Whether a public method of ours is at work: what it writes, its caller did not choose.
_in_method = ContextVar("amazon_in_method", default=False)


def is_in_method():
    return _in_method.get()


@contextmanager
def in_method():
    """For what a method writes that is none of the doors below, such as Odoo's ``write``."""
    token = _in_method.set(True)
    try:
        yield
    finally:
        _in_method.reset(token)


# What our methods tell each other further down. A key of Odoo's context would do as well, but that
# comes from the caller over RPC.
_told = ContextVar("amazon_told", default=MappingProxyType({}))


@contextmanager
def telling(**values):
    """Tell the methods that are called meanwhile; they ask by :func:`get_told`."""
    token = _told.set(MappingProxyType({**_told.get(), **values}))
    try:
        yield
    finally:
        _told.reset(token)


def get_told(name):
    """:return: what a method of ours tells by :func:`telling`; None when none does"""
    return _told.get().get(name)


def right(name):
    """Say what a public method needs, and check it before the method begins.

    :param str name: one of :data:`RIGHTS`
    """
    check = globals()[f"check_{name}"]

    def decorate(method):
        @wraps(method)
        def checked(self, *args, **kwargs):
            if not self.env.su:
                check(self)
            with in_method():
                return method(self, *args, **kwargs)

        checked.amazon_right = name
        return checked

    return decorate


# === WHAT EACH RIGHT ASKS === #


def check_open(records):
    """Nothing is asked."""


def check_see(records):
    records.check_access("read")


def check_ask(records):
    if records.env.su:
        return
    records.check_access("read")
    check_members(records)


def check_change(records):
    records.check_access("write")
    check_members(records)


def check_send(records):
    """Wizards call it as well, for the records that they work on; as superuser nothing is asked."""
    if not records.env.su:
        check_change(records)


def filter_sendable(records):
    """Of what follows from Odoo's own buttons: Odoo's act goes on in any case, and what its doer
    may not tell Amazon waits for somebody who may.

    :return: the orders, transfers or invoices that the person may tell Amazon about"""
    if records.env.su or not records:
        return records
    try:
        check_send(records)
    except AccessError:
        if len(records) == 1:
            return records.browse()
        return records.browse().union(*map(filter_sendable, records))
    return records


def check_decide(documents):
    documents.check_access("read")
    check_members(documents)
    for name in ("sale_order_id", "order_id", "picking_id", "move_id"):
        if name in documents._fields:
            linked = documents.sudo()[name].with_env(documents.env)
            if linked:  # the right to all invoices is not asked of who decides about an order
                linked.check_access("write")
                check_members(linked)


def check_run(records):
    get_accounts(records).check_access("write")


def check_invoice(accounts):
    check_ask(accounts)
    if not accounts.env.user.has_group(BOOKKEEPER):
        raise AccessError(accounts.env._("You need the right to invoice for that."))


def check_book(remittances):
    if not remittances.env["account.payment"].has_access("create"):
        raise AccessError(
            remittances.env._(
                "%(user)s may not book %(name)s: ask an administrator for the right Invoicing "
                "in Accounting.",
                user=remittances.env.user.name,
                name=", ".join(remittances.sudo().mapped("display_name")),
            )
        )
    check_change(remittances)


def check_configure(records):
    get_accounts(records).check_access("write")


def check_administer(records):
    if not records.env.is_system():
        raise AccessError(records.env._("Only an administrator of the system does that."))


# === WHOSE ACCOUNT === #


def get_accounts(records):
    """:return: the Amazon accounts that the records belong to, with the rights of the caller"""
    if records._name == ACCOUNT:
        return records
    for name in ("amazon_account_id", "account_id"):
        field = records._fields.get(name)
        if field and field.comodel_name == ACCOUNT:
            return records.sudo()[name].with_env(records.env)
    if owner := OWNERS.get(records._name):
        return get_accounts(records.sudo()[owner].with_env(records.env))
    return records.env[ACCOUNT]


def check_trade(records):
    """:raise AccessError: when it is not the work of the caller, though Odoo lets them write it"""
    trade = TRADES.get(records._name)
    if trade and not records.env.user.has_group(trade):
        raise AccessError(
            records.env._(
                "%(user)s may not tell Amazon about %(records)s: that is the work of sales, or "
                "of the warehouse for its transfers. Ask an administrator for that right.",
                user=records.env.user.name,
                records=", ".join(records.sudo().mapped("display_name")),
            )
        )


def check_members(records):
    """Users of Amazon Vendor work for the accounts that they are members of. Others have no part in
    accounts: for them the order, transfer or invoice is one of the company's like any other, and
    Odoo's rights on it decide.

    :raise AccessError: unless the caller is a member of the accounts, or manages them
    """
    user = records.env.user
    accounts = get_accounts(records).sudo()
    if user.has_group(MANAGER):
        foreign = accounts.filtered(lambda account: account.company_id not in user.company_ids)
    elif user.has_group(USER) or records._name.startswith("amazon.vendor"):
        foreign = accounts.filtered(lambda account: user not in account.member_ids)
    else:
        check_trade(records)
        return
    if foreign:
        raise AccessError(
            records.env._(
                "You are not a member of the Amazon account of these records. Ask a manager of "
                "Amazon Vendor to make you one."
            )
        )
