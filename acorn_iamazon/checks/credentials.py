# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What lets us in: client ID, client secret, refresh token."""

from datetime import timedelta

from odoo import fields
from odoo.tools import LazyTranslate

from ..spapi import SpApiError
from .catalogue import Finding, bad, check, good, warning
from .roles import PROBE

_lt = LazyTranslate(__name__)

# SP-API page "Rotating application credentials".
SECRET_LIFE = timedelta(days=180)
SECRET_WARNING = timedelta(days=150)
# SP-API page "Renew authorizations": of public applications; of a vendor's own it says nothing.
AUTHORISATION_LIFE = timedelta(days=365)
AUTHORISATION_WARNING = timedelta(days=335)


@check("credentials", 10, _lt("Credentials are set"))
def check_credentials(account):
    if account.has_credentials:
        return good(account.env._("Client ID, client secret and refresh token are there."))
    return bad(
        account.env._("The client ID, the client secret or the refresh token is missing."),
        account.env._("Type them on the Connection page of the account."),
    )


@check("token", 20, _lt("The token can be renewed"))
def check_token(account):
    """A stored access token lives on for an hour after its authorisation ended: ask for one."""
    if not account.has_credentials:
        return check_credentials(account)
    client = account._get_client(**PROBE)
    account._commit()
    try:
        client.renew_token()
    except SpApiError as error:
        if error.category == "network":
            account._record_failure(error, "run_checks")
        status = "warning" if error.category == "throttled" else "bad"
        return Finding(status, str(error), _get_token_mend(account, error))
    return good(account.env._("Amazon gave a new access token."))


def _get_token_mend(account, error):
    return {
        "invalid_grant": account.env._(
            "Authorise the application again in Vendor Central (Integration, API Integration) "
            "and type the new refresh token on the account."
        ),
        "invalid_client": account.env._(
            "Compare the client ID with Amazon's Solution Provider Portal; if it is right, "
            "rotate the client secret there and type the new one on the account."
        ),
        "unauthorized_client": account.env._(
            "Type the client ID and the client secret of the application that the refresh "
            "token was made for, or authorise this application and type its refresh token."
        ),
    }.get(error.code) or account._get_next_step(error.category)


@check("secret_age", 30, _lt("Age of the client secret"))
def check_secret_age(account):
    date = account.lwa_client_secret_date
    if not date:
        return warning(
            account.env._("The date of the client secret is not known."),
            account.env._("Set it on the Connection page, or type the secret again."),
        )
    age = fields.Date.today() - date
    finding = account.env._("The client secret is %s days old.", age.days)
    if age < SECRET_WARNING:
        return good(finding)
    return Finding(
        "bad" if age >= SECRET_LIFE else "warning",
        finding,
        account.env._(
            "Rotate the secret in Amazon's Solution Provider Portal and type the new one on "
            "the account: Amazon refuses secrets older than 180 days."
        ),
    )


@check("authorisation_age", 35, _lt("Age of the authorisation"))
def check_authorisation_age(account):
    """Counted from the newest token. Who consented on Amazon's page has a public application."""
    moment = account.authorised_at
    if not moment:
        return warning(
            account.env._("When the account was authorised is not known."),
            account.env._("Type the refresh token again, or press Authorise with Amazon."),
        )
    age = fields.Datetime.now() - moment
    finding = account.env._("The authorisation is %s days old.", age.days)
    if age < AUTHORISATION_WARNING:
        return good(finding)
    is_over = age >= AUTHORISATION_LIFE and account.selling_partner_id
    return Finding(
        "bad" if is_over else "warning",
        finding,
        account.env._(
            "Authorise the application again: Amazon ends the authorisation of a public "
            "application after 365 days."
        ),
    )
