# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo.tools import LazyTranslate

from odoo.addons.acorn_iamazon.checks import bad, check, good

_lt = LazyTranslate(__name__)


@check("scratch", 500, _lt("The account is no scratch"))
def check_scratch(account):
    if account.name != "Scratch":
        return good(account.env._("It has a name of its own."))
    return bad(account.env._("It is called Scratch."), account.env._("Give it another name."))
