# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import logging

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from ..models.account.amazon_vendor_account_authorisation import CALLBACK, SESSION_KEY
from ..spapi import SpApiError

_logger = logging.getLogger(__name__)

# The address carries a code: it must not leak to another site, nor stay in a cache.
HEADERS = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


class AuthorisationController(http.Controller):
    @http.route(CALLBACK, type="http", auth="user", methods=["GET"], sitemap=False)
    def authorised(self, state="", spapi_oauth_code="", selling_partner_id="", **_others):
        """Amazon's consent page sends the person back here, with a code that lives 5 minutes."""
        visit = request.env["amazon.vendor.authorisation"]._take(
            state, request.session.get(SESSION_KEY)
        )
        if not visit:
            return self._refuse(
                request.env._(
                    "This authorisation was not begun here, was used already, or took longer than "
                    "10 minutes. Open the account and press Authorise with Amazon again."
                )
            )
        account, redirect_uri = visit
        try:
            account.check_access("write")
        except (AccessError, MissingError):
            return self._refuse(request.env._("You may not set up this account."))
        if not spapi_oauth_code:
            return self._refuse(
                request.env._("Amazon gave no code: the consent was refused or interrupted.")
            )
        try:
            account._finish_authorisation(spapi_oauth_code, redirect_uri, selling_partner_id)
        except SpApiError as error:
            _logger.warning("Amazon account %s: authorisation failed: %s", account.id, error)
            return self._refuse(str(error))
        response = request.redirect(f"/odoo/amazon-vendor/{account.id}")
        response.headers.update(HEADERS)
        return response

    def _refuse(self, reason):
        response = request.render("acorn_iamazon.authorisation_refused", {"reason": reason})
        response.status_code = 403
        response.headers.update(HEADERS)
        return response
