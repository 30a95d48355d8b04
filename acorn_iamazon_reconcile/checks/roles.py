# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Whether Amazon's Remittance API is there for the account."""

from dataclasses import replace

from odoo.tools import LazyTranslate

from odoo.addons.acorn_iamazon.checks import check, roles

_lt = LazyTranslate(__name__)


@check("role_remittances", 265, _lt("Remittances come by themselves"))
def check_role_remittances(account):
    """Amazon documents neither the role of the Remittance API nor where it is there. Who does not
    have it imports files as before: that is worth knowing, no fault."""
    finding = roles.probe_role(
        account,
        "getRemittanceHeaders",
        account.env._("Finance and Accounting (presumably)"),
        query={"marketplaceId": account.marketplace_ids[:1].amazon_id or ""},
    )
    if finding.status == "good":
        account._use_remittances()
    return replace(finding, status="warning") if finding.status == "bad" else finding
