# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from contextlib import contextmanager
from functools import partial

from odoo import Command, api, fields, models, modules
from odoo.tools import plaintext2html

from ...connection import AccountTokenCache, SharedRateLimiter
from ...spapi import SellingPartnerClient, make_user_agent

# Hosts by region, from the SP-API page "SP-API endpoints".
API_HOSTS = {
    "na": "sellingpartnerapi-na.amazon.com",
    "eu": "sellingpartnerapi-eu.amazon.com",
    "fe": "sellingpartnerapi-fe.amazon.com",
}
TOKEN_URL = "https://api.amazon.com/auth/o2/token"
ACTIVITY_AUTHORISATION = "acorn_iamazon.mail_activity_type_authorisation"


class AmazonVendorAccount(models.Model):
    """How an account reaches Amazon, and who is told when Amazon refuses it."""

    _inherit = "amazon.vendor.account"

    # Seconds that the repetitions of one call may take: a scheduled action has little time.
    _retry_budget = 20.0
    # Seconds to wait for each part of an answer: Amazon's gateway gives up after 29.
    _call_timeout = 30.0
    # The same while Amazon was out of reach a moment ago: other accounts wait for the worker.
    _call_timeout_of_look = 10.0

    @api.model
    def _get_all_accounts(self):
        """Every account, archived ones too, for upkeep that must leave none out."""
        return self.with_context(active_test=False).search([("id", "!=", False)])

    def _get_api_url(self):
        self.ensure_one()
        if self.environment == "custom":
            return self.sudo().api_url
        host = API_HOSTS[self.marketplace_ids[:1].region or "na"]
        return f"https://{'sandbox.' if self.environment == 'sandbox' else ''}{host}"

    def _get_token_url(self):
        self.ensure_one()
        return self.sudo().token_url if self.environment == "custom" else TOKEN_URL

    def _get_client(self, **options):
        """The only way to Amazon.

        :param options: of :class:`SellingPartnerClient`, such as ``timeout``
        :return: a :class:`SellingPartnerClient` that shares its token and its rate limits with
            all other workers and writes each call into the log of the account
        :raise UserError: in a copy of the database, or when its credentials cannot be decrypted
        """
        self.ensure_one()
        secret = self.sudo()
        credentials = self._get_credentials()
        return SellingPartnerClient(
            api_url=self._get_api_url(),
            token_url=self._get_token_url(),
            credentials=credentials,
            token_cache=AccountTokenCache(secret),
            limiter=SharedRateLimiter(secret),
            user_agent=make_user_agent("ACORN-iAmazon", self._get_suite_version()),
            on_call=partial(secret._log_call, refused={r.item for r in secret._get_refusals()}),
            **{
                "timeout": self._get_call_timeout(),
                "retry_budget": self._retry_budget,
                **options,
            },
        )

    def _get_call_timeout(self):
        """:return: seconds; short at first after a failure, when looks follow each other closely"""
        looks_soon_again = 0 < self.failures_in_a_row < 3
        return self._call_timeout_of_look if looks_soon_again else self._call_timeout

    def _get_suite_version(self):
        return modules.module.get_manifest("acorn_iamazon")["version"]

    def _log_call(self, call, refused):
        """Keep one line of the log, also when the transaction of the caller is rolled back.

        :param call: the :class:`CallRecord` of the attempt
        :param refused: the operations that Amazon refused before
        """
        with self._separate_transaction() as account:
            account.env["amazon.vendor.call"]._log(account, call)
            if not call.category and call.operation in refused:
                account._forget_refusals(call.operation)

    @contextmanager
    def _separate_transaction(self):
        """The account in a transaction of its own, committed at the end: for what must stay
        whatever becomes of the caller's. Inside a test it is the caller's."""
        if not self._can_commit():
            yield self
            return
        with self.env.registry.cursor() as cr:
            yield self.with_env(self.env(cr=cr))

    @api.model
    def _can_commit(self):
        return not modules.module.current_test

    @api.model
    def _commit(self):
        """End the transaction: before a call to Amazon, so that none is held open while waiting for
        the answer; after it, because what Amazon was told cannot be rolled back."""
        self.env.flush_all()
        if self._can_commit():
            self.env.cr.commit()  # pylint: disable=invalid-commit

    def _forget_authorisation(self):
        """New credentials: drop the token made with the old ones and let the jobs run again."""
        self.env["amazon.vendor.token"].sudo().search([("account_id", "in", self.ids)]).unlink()
        for account in self:
            account._forget_refusals()
        self.sudo().write(
            {
                "paused": False,
                "connection_state": "untested",
                "connection_category": False,
                "connection_message": False,
            }
        )

    # === STATE OF THE CONNECTION === #

    def _record_success(self):
        self._end_rest()
        # Written only when it changes: every write is a row version and a possible conflict.
        if self.connection_state != "connected" or self.paused:
            self.sudo().write(
                {
                    "connection_state": "connected",
                    "connection_category": False,
                    "connection_message": False,
                    "connection_date": fields.Datetime.now(),
                    "paused": False,
                }
            )
            self._amazon_settle("authorisation", feedback=self.env._("Amazon answers again."))

    def _record_failure(self, error, work):
        """Show the error on the account; a refused token also stops its scheduled work.

        :param str work: that met the error
        """
        refused = error.category == "authorisation" and not error.is_about_role
        was_paused = self.paused
        self.sudo().write(
            {
                "connection_state": "failed",
                "connection_category": error.category,
                "connection_message": str(error),
                "connection_date": fields.Datetime.now(),
                "paused": refused,
            }
        )
        if error.category == "network":
            self._rest()
        if error.is_about_role:
            self._note_refused_operation(work, error)
        if refused and not was_paused:
            self._alert_members(error)

    def _alert_members(self, error):
        """Tell the members, once, that nothing goes on without them."""
        summary = self.env._("Amazon refuses the authorisation of %s", self.name)
        note = self.env._(
            "%s\nRenew the authorisation in Vendor Central (Integration, API Integration) and type "
            "the new refresh token or client secret on the account. Until then nothing is fetched "
            "or sent.",
            error,
        )
        self._amazon_ask("authorisation", summary, note, ACTIVITY_AUTHORISATION)
        self._email_members(summary, note)

    def _email_members(self, subject, text):
        """One e-mail to all members, unless the account wants none."""
        recipients = self.sudo().member_ids.partner_id.filtered("email")
        if self.alert_by_email and recipients:
            self.env["mail.mail"].sudo().create(
                {
                    "subject": subject,
                    "body_html": plaintext2html(text),
                    "recipient_ids": [Command.set(recipients.ids)],
                    "auto_delete": True,
                }
            )
