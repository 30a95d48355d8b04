# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The way to a live account."""

from odoo.tools import LazyTranslate

from .catalogue import Finding, bad, check, good, shorten, warning

_lt = LazyTranslate(__name__)


@check("application", 100, _lt("Application is ready"))
def check_application(account):
    steps = account.step_ids.filtered(lambda step: step.code in ("profile", "application"))
    missing = [step.missing for step in steps if step.missing]
    if missing:
        return bad(
            shorten(account.env, missing),
            account.env._("Follow the steps on the page Set-up of the account."),
        )
    if account._has_strange_role_arn():
        return bad(
            account.env._("The IAM role ARN is not well-formed: %s.", account.role_arn),
            account.env._("Empty it: Amazon has needed none since October 2023."),
        )
    return good(account.env._("Developer profile and application are there."))


@check("rehearsal", 110, _lt("Rehearsal in the sandbox"))
def check_rehearsal(account):
    if account.rehearsal_state == "passed":
        return good(account.env._("The rehearsal was passed on %s.", account.rehearsal_date))
    if account.rehearsal_state == "overridden":
        return warning(
            account.env._(
                "A manager let the account go live without it: %s", account.rehearsal_reason
            ),
            account.env._("Watch the first documents of each kind until Amazon accepts them."),
        )
    missing = account._find_missing_rehearsal_steps()
    return Finding(
        "bad" if account.environment == "production" else "warning",
        account.env._("Not passed. Missing: %s.", shorten(account.env, missing))
        if missing
        else account.env._("Everything went through the sandbox; it is not noted yet."),
        account.env._(
            "Choose the environment Sandbox or Custom, take one purchase order to an accepted "
            "invoice, and press Rehearsal Passed."
        ),
    )
