# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""When an account was first fetched, what an undecided change leaves as it was, what needs no
answer."""

from odoo import SUPERUSER_ID, api

# What a change of the former version is called in the values that an order keeps.
CODES = {"new": "quantity", "removed": "quantity"}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute(
        """
        UPDATE amazon_vendor_account account SET first_fetched_at = first.moment
        FROM (
            SELECT account_id, min(create_date) AS moment FROM amazon_vendor_document
            WHERE kind = 'purchase_order' GROUP BY account_id
        ) first
        WHERE first.account_id = account.id AND account.first_fetched_at IS NULL
        """
    )
    # What was everybody's default is now the rule of the table, which may change.
    cr.execute(
        "UPDATE amazon_vendor_account SET acknowledgement_hours = 0"
        " WHERE acknowledgement_hours = 24"
    )
    env.invalidate_all()
    keep_undecided(env)
    add_step(env)
    answered = env["sale.order"].search(
        [
            ("amazon_acknowledgement_state", "=", "to_acknowledge"),
            ("amazon_purchase_order_state", "in", ["Acknowledged", "Closed"]),
        ]
    )
    env.add_to_compute(env["sale.order"]._fields["amazon_acknowledgement_state"], answered)


def keep_undecided(env):
    changes = env["amazon.vendor.order.change"].search(
        [("state", "in", ["pending", "kept"]), ("kind", "!=", "window")], order="id"
    )
    for order, its_changes in changes.grouped("order_id").items():
        order.amazon_kept_values = {
            f"{CODES.get(change.kind, change.kind)} {change.sequence or ''}": change.old or None
            for change in its_changes
        }


def add_step(env):
    steps = env["amazon.vendor.onboarding.step"]
    accounts = env["amazon.vendor.account"]._get_all_accounts()
    places = {
        step.account_id: step.sequence for step in accounts.step_ids if step.code == "defaults"
    }
    for account in accounts.filtered(lambda a: "history" not in a.step_ids.mapped("code")):
        place = places.get(account, 0)
        for step in account.step_ids.filtered(lambda step, place=place: step.sequence > place):
            step.sequence += 1
        steps.create({"account_id": account.id, "code": "history", "sequence": place + 1})
