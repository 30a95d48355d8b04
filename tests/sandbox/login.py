# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Login with Amazon: tokens given, expired, revoked (SP-API page "Connect to the SP-API")."""

import secrets
from datetime import timedelta

from .refusal import Refusal


def issue_token(state, request):
    if request.mimetype != "application/x-www-form-urlencoded":
        raise _refuse(400, "unsupported_grant_type")
    form = request.form
    clients = [group for group in state.groups.values() if group.client_id == form.get("client_id")]
    if not clients or all(g.client_secret != form.get("client_secret") for g in clients):
        raise _refuse(401, "invalid_client")
    group = _find_group(state, clients, form)
    token = f"Atza|{secrets.token_urlsafe(48)}"
    lifetime = state.settings["token_lifetime"]
    state.tokens[token] = (group.name, state.now() + timedelta(seconds=lifetime))
    return {
        "access_token": token,
        "refresh_token": group.refresh_token,
        "token_type": "bearer",
        "expires_in": lifetime,
    }


def _find_group(state, clients, form):
    grant = form.get("grant_type")
    if grant == "refresh_token":
        return _find_by_refresh_token(state, clients, form)
    if grant == "authorization_code":
        return _find_by_code(state, clients, form)
    raise _refuse(400, "unsupported_grant_type")


def _find_by_refresh_token(state, clients, form):
    for group in state.groups.values():
        if group.refresh_token and group.refresh_token == form.get("refresh_token"):
            if group not in clients:
                raise _refuse(400, "unauthorized_client")
            return group
    raise _refuse(400, "invalid_grant")


def _find_by_code(state, clients, form):
    """A code is good once, for five minutes, with the redirect address that it was asked with."""
    for group in clients:
        code = group.authorisation_codes.pop(form.get("code"), None)
        if code:
            expired = state.now() > state.now().fromisoformat(code["expires_at"])
            if expired or code["redirect_uri"] != form.get("redirect_uri"):
                break
            return group
    raise _refuse(400, "invalid_grant")


def _refuse(status, error):
    body = {
        "error": error,
        "error_description": "The request was refused.",
        "request_id": "sandbox",
    }
    return Refusal(status, error, error, body=body)


def authenticate(state, request, operation):
    """:return: the vendor group of the access token"""
    token = request.headers.get("x-amz-access-token")
    if not token:
        raise Refusal(403, "MissingAuthenticationToken", "Missing Authentication Token")
    name, expires = state.tokens.get(token, (None, None))
    if not name or state.now() >= expires:
        raise Refusal(
            403,
            "Unauthorized",
            "Access to requested resource is denied.",
            "The access token you provided is revoked, malformed or invalid."
            if not name
            else "The access token you provided has expired.",
        )
    if operation in state.settings["missing_roles"]:
        raise Refusal(403, "Unauthorized", "Access to requested resource is denied.")
    return state.groups[name]
