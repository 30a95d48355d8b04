# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import fields, models

from ..spapi import SpApiError, utc_text

# SP-API page "Rotating application credentials".
SECRET_LIFE = timedelta(days=180)
SECRET_WARNING = timedelta(days=150)


class AmazonVendorAccount(models.Model):
    """The health check of an account: each check is a method that returns what it found."""

    _inherit = "amazon.vendor.account"  # pylint: disable=consider-merging-classes-inherited

    def action_run_checks(self):
        """Check the connection and the settings, and keep the findings on the account."""
        for account in self._as_workers():
            account._run_local_job(
                "run_checks", lambda account=account: account._store_checks(account._run_checks())
            )

    def action_request_checks(self):
        self._let_run("run_checks")
        return self._notify_requested(self.env._("The health check runs within a minute."))

    def _get_checks(self):
        """:return: code -> (name, method); a method returns (status, finding, what to do)"""
        return {
            "credentials": (self.env._("Credentials are set"), self._check_credentials),
            "secret_age": (self.env._("Age of the client secret"), self._check_secret_age),
            "connection": (self.env._("Amazon lets us in"), self._check_connection),
            "products": (self.env._("All products are known"), self._check_products),
            "documents": (self.env._("Nothing waits for a person"), self._check_documents),
        }

    def _run_checks(self):
        return {code: (name, *check()) for code, (name, check) in self._get_checks().items()}

    def _store_checks(self, checks):
        self.sudo().check_ids.unlink()
        self.env["amazon.vendor.check"].sudo().create(
            [
                {
                    "account_id": self.id,
                    "sequence": sequence,
                    "code": code,
                    "name": name,
                    "status": status,
                    "finding": finding,
                    "mend": mend,
                }
                for sequence, (code, (name, status, finding, mend)) in enumerate(checks.items())
            ]
        )
        self._commit()

    def _check_credentials(self):
        if self.has_credentials:
            return "good", self.env._("Client ID, client secret and refresh token are there."), ""
        return (
            "bad",
            self.env._("The client ID, the client secret or the refresh token is missing."),
            self.env._("Type them on the Connection page of the account."),
        )

    def _check_secret_age(self):
        date = self.lwa_client_secret_date
        if not date:
            return "warning", self.env._("The date of the client secret is not known."), ""
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

    def _check_connection(self):
        now = fields.Datetime.now()
        query = {
            "createdAfter": utc_text(now - timedelta(hours=1)),
            "createdBefore": utc_text(now),
            "limit": 1,
            "includeDetails": "false",
        }
        client = self._get_client()
        self._commit()
        try:
            client.call("getPurchaseOrders", query=query)
        except SpApiError as error:
            self._record_failure(error)
            return "bad", str(error), self._get_next_step(error.category)
        self._record_success()
        return "good", self.env._("The token was accepted and purchase orders can be read."), ""

    def _check_products(self):
        count = self.count_unmapped_products
        if not count:
            return "good", self.env._("Each product that Amazon ordered is known."), ""
        return (
            "bad",
            self.env._("%s products that Amazon ordered are not known.", count),
            self.env._("Choose their products in Amazon Vendor, Products."),
        )

    def _check_documents(self):
        count = self.count_failed_documents
        if not count:
            return "good", self.env._("No document failed or was refused."), ""
        return (
            "warning",
            self.env._("%s documents failed or were refused.", count),
            self.env._("Open them in Amazon Vendor, Documents, filter Failed."),
        )

    def _get_next_step(self, category):
        """:return: what a person can do about an error of the category"""
        return {
            "authorisation": self.env._(
                "Renew the authorisation in Vendor Central (Integration, API Integration) and "
                "type the new refresh token or client secret here."
            ),
            "throttled": self.env._("Nothing: the work goes on when Amazon allows more calls."),
            "network": self.env._(
                "Check that this server reaches Amazon; the work is repeated by itself."
            ),
            "data": self.env._("Mend what the message names, then press Retry."),
            "internal": self.env._("Tell the developers of ACORN iAmazon, with the request ID."),
        }[category]
