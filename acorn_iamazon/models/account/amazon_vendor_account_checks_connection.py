# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import time
from contextlib import suppress
from datetime import timedelta

from odoo import fields, models

from ...connection import AccountTokenCache
from ...spapi import SpApiError, utc_text

# SP-API page "Rotating application credentials".
SECRET_LIFE = timedelta(days=180)
SECRET_WARNING = timedelta(days=150)
# One short attempt a call: a check that waits for Amazon holds up all the others.
PROBE = {"retry_budget": 0.0, "timeout": 10}
NO_TRANSACTION = "00000000-0000-0000-0000-000000000000-20200101000000"
# Amazon looked at the request and found nothing: it would have refused us first.
GRANTED_STATUSES = (400, 404)
# Amazon takes no shipping date of the future; five minutes are what AWS itself puts up with.
CLOCK_WARNING = 60
CLOCK_BAD = 300
THROTTLED_WARNING = 0.01
THROTTLED_BAD = 0.10


class AmazonVendorAccount(models.Model):
    """Checks that concern Amazon's door: token, roles, secret, clock, limits, API versions."""

    _inherit = "amazon.vendor.account"

    def _get_checks(self):
        return {
            **super()._get_checks(),
            "credentials": (self.env._("Credentials are set"), self._check_credentials),
            "token": (self.env._("The token can be renewed"), self._check_token),
            "secret_age": (self.env._("Age of the client secret"), self._check_secret_age),
            "connection": (
                self.env._("Amazon lets us in: purchase orders"),
                self._check_connection,
            ),
            "role_shipping": (self.env._("Role for shipments"), self._check_role_shipping),
            "role_transactions": (
                self.env._("Role for transactions"),
                self._check_role_transactions,
            ),
            "clock": (self.env._("Clocks agree"), self._check_clock),
            "throttling": (self.env._("Calls within Amazon's limits"), self._check_throttling),
            "api_versions": (self.env._("API versions stay valid"), self._check_api_versions),
        }

    # === CREDENTIALS AND TOKEN === #

    def _check_credentials(self):
        if self.has_credentials:
            return "good", self.env._("Client ID, client secret and refresh token are there."), ""
        return (
            "bad",
            self.env._("The client ID, the client secret or the refresh token is missing."),
            self.env._("Type them on the Connection page of the account."),
        )

    def _check_token(self):
        """A stored access token lives on for an hour after its authorisation ended: ask for one."""
        if not self.has_credentials:
            return self._check_credentials()
        client = self._get_client(**PROBE)
        self._commit()
        try:
            client.renew_token()
        except SpApiError as error:
            status = "warning" if error.category == "throttled" else "bad"
            return status, str(error), self._get_token_mend(error)
        return "good", self.env._("Amazon gave a new access token."), ""

    def _get_token_mend(self, error):
        return {
            "invalid_grant": self.env._(
                "Authorise the application again in Vendor Central (Integration, API Integration) "
                "and type the new refresh token on the account."
            ),
            "invalid_client": self.env._(
                "Compare the client ID with Amazon's Solution Provider Portal; if it is right, "
                "rotate the client secret there and type the new one on the account."
            ),
            "unauthorized_client": self.env._(
                "Type the client ID and the client secret of the application that the refresh "
                "token was made for, or authorise this application and type its refresh token."
            ),
        }.get(error.code) or self._get_next_step(error.category)

    def _check_secret_age(self):
        date = self.lwa_client_secret_date
        if not date:
            return (
                "warning",
                self.env._("The date of the client secret is not known."),
                self.env._("Set it on the Connection page, or type the secret again."),
            )
        age = fields.Date.today() - date
        finding = self.env._("The client secret is %s days old.", age.days)
        if age < SECRET_WARNING:
            return "good", finding, ""
        return (
            "bad" if age >= SECRET_LIFE else "warning",
            finding,
            self.env._(
                "Rotate the secret in Amazon's Solution Provider Portal and type the new one on "
                "the account: Amazon refuses secrets older than 180 days."
            ),
        )

    # === ROLES === #

    def _check_connection(self):
        client = self._get_client(**PROBE)
        self._commit()
        try:
            client.call(
                "getPurchaseOrders", query={**self._get_probe_query(), "includeDetails": "false"}
            )
        except SpApiError as error:
            self._record_failure(error)
            if error.is_about_role:
                return self._tell_missing_role(error, "Inventory and Order Tracking")
            return "bad", str(error), self._get_next_step(error.category)
        self._record_success()
        return "good", self.env._("The token was accepted and purchase orders can be read."), ""

    def _check_role_shipping(self):
        return self._probe_role(
            "GetShipmentDetails", "Amazon Fulfillment", query=self._get_probe_query()
        )

    def _check_role_transactions(self):
        return self._probe_role(
            "getTransaction",
            "Amazon Fulfillment",
            path_parameters={"transactionId": NO_TRANSACTION},
        )

    def _get_probe_query(self):
        now = fields.Datetime.now()
        return {
            "createdAfter": utc_text(now - timedelta(hours=1)),
            "createdBefore": utc_text(now),
            "limit": 1,
        }

    def _probe_role(self, operation, role, **arguments):
        """Call what only reads, to see whether Amazon lets us.

        :param str role: the role that the operation needs, as Amazon calls it
        :param arguments: of :meth:`SellingPartnerClient.call`
        :return: what a check returns
        """
        if not self._has_fresh_token():
            return self._tell_no_token()
        client = self._get_client(**PROBE)
        self._commit()
        try:
            client.call(operation, **arguments)
        except SpApiError as error:
            if error.is_about_role:
                return self._tell_missing_role(error, role)
            if error.status not in GRANTED_STATUSES:
                serious = error.category in ("authorisation", "internal")
                next_step = self._get_next_step(error.category)
                return "bad" if serious else "warning", str(error), next_step
        return "good", self.env._("Amazon lets us call %s.", operation), ""

    def _has_fresh_token(self):
        token = AccountTokenCache(self.sudo()).get()
        return bool(token and token.is_fresh())

    def _tell_no_token(self):
        return (
            "warning",
            self.env._("Not known: without a valid token Amazon cannot be asked."),
            self.env._("Mend what the check of the token found, then run the health check again."),
        )

    def _tell_missing_role(self, error, role):
        return (
            "bad",
            self.env._(
                "Amazon refuses %(operation)s: the application lacks the role %(role)s, or the "
                "vendor has not consented since it was added (request ID %(request)s).",
                operation=error.operation,
                role=role,
                request=error.request_id or "?",
            ),
            self.env._(
                "Give the application the role %s, authorise it again in Vendor Central "
                "(Integration, API Integration) and type the new refresh token. Check also that "
                "the marketplaces of the account are of the region where the token was made.",
                role,
            ),
        )

    # === CLOCK, LIMITS, VERSIONS === #

    def _check_clock(self):
        if not self._has_fresh_token():
            return self._tell_no_token()
        client = self._get_client(**PROBE)
        self._commit()
        with suppress(SpApiError):  # a refusal tells the time as well
            client.call("getTransaction", path_parameters={"transactionId": NO_TRANSACTION})
        if client.clock_skew is None:
            return (
                "warning",
                self.env._("Amazon did not tell its time."),
                self.env._("Run the health check again when Amazon answers."),
            )
        seconds = round(client.clock_skew)
        if abs(seconds) < CLOCK_WARNING:
            return "good", self.env._("This server's clock is Amazon's, within a minute."), ""
        text = (
            self.env._("This server's clock is %s seconds slow.", seconds)
            if seconds > 0
            else self.env._("This server's clock is %s seconds fast.", -seconds)
        )
        return (
            "bad" if abs(seconds) >= CLOCK_BAD else "warning",
            text,
            self.env._(
                "Let the server's clock follow a time server (NTP): Amazon refuses dates of the "
                "future, and what it changed in between is fetched late."
            ),
        )

    def _check_throttling(self):
        calls = self.env["amazon.vendor.call"]._read_group(
            [
                ("account_id", "=", self.id),
                ("date", ">=", fields.Datetime.now() - timedelta(days=1)),
            ],
            ["operation", "status"],
            ["__count"],
        )
        total = sum(count for _operation, _status, count in calls)
        throttled = {operation: count for operation, status, count in calls if status == 429}
        share = sum(throttled.values()) / total if total else 0
        waiting = self._get_waiting_operations()
        finding = self.env._(
            "Of %(total)s calls in 24 hours Amazon put off %(percent)s %%.",
            total=total,
            percent=f"{share * 100:.1f}",
        )
        if share <= THROTTLED_WARNING and not waiting:
            return "good", finding, ""
        return (
            "bad" if share > THROTTLED_BAD else "warning",
            " ".join([finding, self._describe_throttled(throttled, waiting)]),
            self.env._(
                "Let no other program use this authorisation, and let the scheduled actions run "
                "less often; if that is not enough, ask Amazon for higher limits."
            ),
        )

    def _get_waiting_operations(self):
        """:return: names of the operations of which no call is free at this moment"""
        now = time.time()
        rates = self.env["amazon.vendor.rate"].sudo().search([("account_id", "=", self.id)])
        return [
            bucket.operation
            for bucket in rates
            if bucket.tokens + (now - bucket.moment) * bucket.rate < 0
        ]

    def _describe_throttled(self, throttled, waiting):
        texts = []
        if throttled:
            worst = sorted(throttled, key=throttled.get, reverse=True)
            texts.append(self.env._("Put off: %s.", self._shorten_list(worst)))
        if waiting:
            texts.append(self.env._("Waiting now: %s.", self._shorten_list(waiting)))
        return " ".join(texts)

    def _check_api_versions(self):
        status, ending = self.env["amazon.vendor.api.version"]._find_ending()
        if not ending:
            return "good", self.env._("Amazon announced no end within 180 days."), ""
        return (
            status,
            self.env._(
                "Amazon ends: %s.",
                self._shorten_list(f"{api.display_name} ({api.end_date})" for api in ending),
            ),
            self.env._(
                "Update ACORN iAmazon before that day to a release that uses the next version "
                "(Configuration, Amazon API Versions tells the announcement)."
            ),
        )
