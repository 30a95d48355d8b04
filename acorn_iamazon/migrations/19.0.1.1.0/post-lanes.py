# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Each account gets a scheduled action of its own, activities get keys."""

from odoo import SUPERUSER_ID, api

KEYS = {
    "acorn_iamazon.mail_activity_type_authorisation": "authorisation",
    "acorn_iamazon.mail_activity_type_shortage": "shortage",
    "acorn_iamazon.mail_activity_type_deadline": "deadline",
}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    drop_crons(env, "acorn_iamazon")
    set_keys(env, KEYS)
    # Documents whose answer never came had no state of their own.
    cr.execute(
        "UPDATE amazon_vendor_document SET state = 'unknown' WHERE state = 'failed' "
        "AND direction = 'out' AND attempts > 0 AND error_category = 'network'"
    )
    env.invalidate_all()
    env["amazon.vendor.account"]._get_all_accounts()._make_lanes()


def drop_crons(env, module):
    """The scheduled actions that did one kind of work for all accounts."""
    data = env["ir.model.data"].search([("module", "=", module), ("model", "=", "ir.cron")])
    env["ir.cron"].with_context(active_test=False).browse(data.mapped("res_id")).exists().unlink()
    data.exists().unlink()


def set_keys(env, keys):
    for xmlid, key in keys.items():
        kind = env.ref(xmlid, raise_if_not_found=False)
        if kind:
            env["mail.activity"].search(
                [("activity_type_id", "=", kind.id), ("amazon_key", "=", False)]
            ).amazon_key = key
