# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import hashlib
import secrets
from datetime import timedelta

from odoo import api, fields, models

LIFETIME = timedelta(minutes=10)


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


class AmazonVendorAuthorisation(models.Model):
    """A visit to Amazon's consent page that has not come back yet.

    Only digests are kept: what could be replayed is with the browser alone.
    """

    _name = "amazon.vendor.authorisation"
    _description = "Amazon Authorisation in Progress"
    _inherit = "amazon.vendor.owned"

    account_id = fields.Many2one("amazon.vendor.account", required=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    state_digest = fields.Char(required=True, index=True)
    session_digest = fields.Char(required=True)
    redirect_uri = fields.Char(required=True)
    expires_at = fields.Datetime(required=True)

    @api.model
    def _begin(self, account, session_secret, redirect_uri):
        """:param str session_secret: a value that only this browser session knows
        :return: the ``state`` for Amazon's page"""
        state = secrets.token_urlsafe(32)
        self.sudo().create(
            {
                "account_id": account.id,
                "user_id": self.env.uid,
                "state_digest": digest(state),
                "session_digest": digest(session_secret),
                "redirect_uri": redirect_uri,
                "expires_at": fields.Datetime.now() + LIFETIME,
            }
        )
        return state

    @api.model
    def _take(self, state, session_secret):
        """Use up a visit. Whoever comes second with the same state finds nothing.

        :return: (account, redirect address), or None when the visit is unknown, over, used, or
            somebody else's
        """
        self.env.cr.execute(
            "DELETE FROM amazon_vendor_authorisation WHERE state_digest = %s "
            "RETURNING account_id, user_id, session_digest, redirect_uri, expires_at",
            [digest(state or "")],
        )
        row = self.env.cr.fetchone()
        if not row:
            return None
        account_id, user_id, session_digest, redirect_uri, expires_at = row
        same_session = secrets.compare_digest(session_digest, digest(session_secret or ""))
        if user_id != self.env.uid or not same_session or expires_at < fields.Datetime.now():
            return None
        return self.env["amazon.vendor.account"].browse(account_id), redirect_uri

    @api.autovacuum
    def _gc_expired(self):
        self.search([("expires_at", "<", fields.Datetime.now())]).unlink()
