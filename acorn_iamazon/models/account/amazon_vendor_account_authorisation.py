# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import re
import secrets
from urllib.parse import urlencode

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.http import request

from ...rights import right
from ...spapi.session import LimitedSession
from ...spapi.tokens import exchange_authorisation_code

CALLBACK = "/amazon_vendor/authorised"
SESSION_KEY = "acorn_iamazon_authorisation"
# SP-API page "Website authorization workflow": the id of the application, not the LWA client id.
APPLICATION_ID = re.compile(r"^amzn1\.(sp\.solution|sellerapps\.app)\.[0-9a-f-]{36}$")
ROLE_ARN = re.compile(r"^arn:aws(-cn)?:iam::\d{12}:role/[\w+=,.@/-]{1,512}$")


class AmazonVendorAccount(models.Model):
    """Authorisation on Amazon's consent page, for public applications (SP-API page "Website
    authorization workflow"). A customer's own private application is authorised in Vendor Central,
    and its refresh token pasted."""

    _inherit = "amazon.vendor.account"

    application_id = fields.Char(
        "Application ID",
        copy=False,
        help="amzn1.sp.solution.…, from the list of applications in Amazon's Solution Provider "
        "Portal or Vendor Central; not the client ID.",
    )
    consent_beta = fields.Boolean(
        "Draft application",
        default=True,
        help="Adds version=beta to the address of Amazon's consent page. Draft applications need "
        "it; Amazon's support also asked vendors of published ones for it.",
    )
    role_arn = fields.Char(
        "IAM role ARN",
        copy=False,
        help="Only for old registrations: Amazon has needed no IAM role since October 2023.",
    )
    selling_partner_id = fields.Char("Vendor group", readonly=True, copy=False)
    authorised_at = fields.Datetime("Authorised on", readonly=True, copy=False)
    authorised_by_id = fields.Many2one("res.users", "Authorised by", readonly=True, copy=False)

    @api.constrains("application_id")
    def _check_application_id(self):
        for account in self.filtered("application_id"):
            if not APPLICATION_ID.match(account.application_id.strip()):
                raise ValidationError(
                    self.env._(
                        "Account %s: an application ID looks like amzn1.sp.solution. followed by "
                        "36 characters. The client ID is another one.",
                        account.name,
                    )
                )

    @api.constrains("role_arn")
    def _check_role_arn(self):
        for account in self:
            if account._has_strange_role_arn():
                raise ValidationError(
                    self.env._(
                        "Account %s: an IAM role ARN looks like "
                        "arn:aws:iam::123456789012:role/Name. Leave it empty: Amazon has needed "
                        "none since October 2023.",
                        account.name,
                    )
                )

    def _has_strange_role_arn(self):
        return bool(self.role_arn) and not ROLE_ARN.match(self.role_arn.strip())

    def _note_authorisation(self):
        self.sudo().write(
            {"authorised_at": fields.Datetime.now(), "authorised_by_id": self.env.uid}
        )

    @right("configure")
    def action_authorise(self):
        """Open Amazon's consent page for this account.

        :raise UserError: when the application is not set up for it
        """
        self.ensure_one()
        self.check_access("write")
        self._check_consent_possible()
        redirect_uri = self.get_base_url() + CALLBACK
        session_secret = request.session.setdefault(SESSION_KEY, secrets.token_urlsafe(32))
        state = self.env["amazon.vendor.authorisation"]._begin(self, session_secret, redirect_uri)
        return {
            "type": "ir.actions.act_url",
            "url": self._get_consent_url(state, redirect_uri),
            "target": "self",
        }

    def _check_consent_possible(self):
        secret = self.sudo()
        if not request:
            raise UserError(self.env._("Authorise in the browser: Amazon must come back to it."))
        if not self.application_id or not secret.lwa_client_secret_encrypted:
            raise UserError(
                self.env._(
                    "Account %s: type the application ID, the client ID and the client secret "
                    "first.",
                    self.name,
                )
            )
        if self.environment != "custom" and not self.get_base_url().startswith("https://"):
            raise UserError(
                self.env._(
                    "Amazon comes back to https addresses only, and this Odoo is %s. Change the "
                    "system parameter web.base.url, or paste a refresh token instead.",
                    self.get_base_url(),
                )
            )

    def _get_consent_url(self, state, redirect_uri):
        query = {
            "application_id": self.application_id.strip(),
            "state": state,
            "redirect_uri": redirect_uri,
        }
        if self.consent_beta:
            query["version"] = "beta"
        site = self._get_vendor_central_url()
        return f"{site}/apps/authorize/consent?{urlencode(query)}"

    def _get_vendor_central_url(self):
        """:return: Vendor Central of the account's first marketplace"""
        site = self.marketplace_ids[:1].vendor_central_url
        return (site or "https://vendorcentral.amazon.com").rstrip("/")

    def _finish_authorisation(self, code, redirect_uri, selling_partner_id):
        """Exchange the code of the consent page and keep the refresh token.

        :raise SpApiError: when Amazon refuses the code
        """
        secret = self.sudo()
        credentials = self._get_credentials()
        with LimitedSession() as session:
            _token, refresh_token = exchange_authorisation_code(
                credentials, self._get_token_url(), session, code, redirect_uri
            )
        secret.refresh_token = refresh_token
        secret.selling_partner_id = selling_partner_id or False
        self._let_run("run_checks")
