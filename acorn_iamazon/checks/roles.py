# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What Amazon's roles let the application do."""

from datetime import timedelta

from odoo import fields
from odoo.tools import LazyTranslate

from ..connection import AccountTokenCache
from ..spapi import SpApiError, utc_text
from .catalogue import Finding, bad, check, good, warning

_lt = LazyTranslate(__name__)

# One short attempt a call: a check that waits for Amazon holds up all the others.
PROBE = {"retry_budget": 0.0, "timeout": 10}
NO_TRANSACTION = "00000000-0000-0000-0000-000000000000-20200101000000"
# Report types that one call may name.
REPORT_TYPES = 10
# Amazon looked at the request and found nothing: it would have refused us first.
GRANTED_STATUSES = (400, 404)


@check("connection", 40, _lt("Amazon lets us in: purchase orders"))
def check_connection(account):
    if not is_answering(account):
        return tell_no_answer(account)
    client = account._get_client(**PROBE)
    account._commit()
    try:
        client.call(
            "getPurchaseOrders", query={**_get_probe_query(account), "includeDetails": "false"}
        )
    except SpApiError as error:
        account._record_failure(error, "fetch_purchase_orders")
        if error.is_about_role:
            return _tell_missing_role(account, error, "Inventory and Order Tracking")
        return bad(str(error), account._get_next_step(error.category))
    account._record_success()
    return good(account.env._("The token was accepted and purchase orders can be read."))


@check("role_shipping", 50, _lt("Role for shipments"))
def check_role_shipping(account):
    return probe_role(
        account, "GetShipmentDetails", "Amazon Fulfillment", query=_get_probe_query(account)
    )


@check("role_transactions", 60, _lt("Role for transactions"))
def check_role_transactions(account):
    return probe_role(
        account,
        "getTransaction",
        "Amazon Fulfillment",
        path_parameters={"transactionId": NO_TRANSACTION},
    )


@check("role_reports", 65, _lt("Role for reports"))
def check_role_reports(account):
    """Asked only where reports are fetched: not every vendor has the brand that the role needs."""
    if not account.report_schedule_ids:
        return good(account.env._("No reports are fetched."))
    types = account.report_schedule_ids.mapped("report_type")
    query = {"reportTypes": ",".join(sorted(set(types))[:REPORT_TYPES]), "pageSize": 1}
    return probe_role(account, "getReports", "Brand Analytics", query=query)


def _get_probe_query(account):
    now = fields.Datetime.now()
    return {
        "createdAfter": utc_text(now - timedelta(hours=1)),
        "createdBefore": utc_text(now),
        "limit": 1,
    }


def probe_role(account, operation, role, **arguments):
    """Call what only reads, to see whether Amazon lets us.

    :param str role: the role that the operation needs, as Amazon calls it
    :param arguments: of :meth:`SellingPartnerClient.call`
    :return: what a check returns
    """
    if not is_answering(account):
        return tell_no_answer(account)
    if not has_fresh_token(account):
        return tell_no_token(account)
    client = account._get_client(**PROBE)
    account._commit()
    try:
        client.call(operation, **arguments)
    except SpApiError as error:
        if error.is_about_role:
            return _tell_missing_role(account, error, role)
        if error.category == "network" and not error.status:
            account._record_failure(error, "run_checks")
        if error.status not in GRANTED_STATUSES:
            serious = error.category in ("authorisation", "internal")
            next_step = account._get_next_step(error.category)
            return Finding("bad" if serious else "warning", str(error), next_step)
    return good(account.env._("Amazon lets us call %s.", operation))


def is_answering(account):
    """:return: whether another call is worth its wait: nobody is asked who did not answer a moment
    ago, and a slow one only as long as the run has time"""
    return not account._is_resting() and account._has_time()


def tell_no_answer(account):
    return warning(
        account.env._("Not known: Amazon did not answer in time."),
        account._get_next_step("network"),
    )


def has_fresh_token(account):
    token = AccountTokenCache(account.sudo()).get()
    return bool(token and token.is_fresh())


def tell_no_token(account):
    return warning(
        account.env._("Not known: without a valid token Amazon cannot be asked."),
        account.env._("Mend what the check of the token found, then run the health check again."),
    )


def _tell_missing_role(account, error, role):
    return bad(
        account.env._(
            "Amazon refuses %(operation)s: the application lacks the role %(role)s, or the "
            "vendor has not consented since it was added (request ID %(request)s).",
            operation=error.operation,
            role=role,
            request=error.request_id or "?",
        ),
        account.env._(
            "Give the application the role %s, authorise it again in Vendor Central "
            "(Integration, API Integration) and type the new refresh token. Check also that "
            "the marketplaces of the account are of the region where the token was made.",
            role,
        ),
    )
