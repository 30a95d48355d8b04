# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The daily work: jobs, products, parties, documents."""

from datetime import timedelta

from odoo import fields
from odoo.tools import LazyTranslate

from .catalogue import Finding, bad, check, good, shorten, warning

_lt = LazyTranslate(__name__)

# A job is late when so many of its turns passed without it.
MISSED_TURNS = 3


@check("jobs", 170, _lt("Scheduled work is on time"))
def check_jobs(account):
    problems = [*_find_lane_problems(account), *_find_fetch_problems(account)]
    if not problems:
        return good(account.env._("The scheduled action runs, and orders are up to date."))
    return bad(
        shorten(account.env, problems),
        account.env._(
            "Open Settings, Technical, Scheduled Actions: activate it when it is off, press Run "
            "Manually when it is late, and look into the log of the server when it fails. If "
            "others are late too, Odoo runs no scheduled actions (max_cron_threads)."
        ),
    )


def _find_lane_problems(account):
    cron = account.sudo().cron_id
    if not cron:
        yield account.env._("the scheduled action of the account was deleted")
        return
    limit = fields.Datetime.now() - MISSED_TURNS * timedelta(minutes=cron.interval_number)
    if not cron.active:
        yield account.env._("“%s” is switched off", cron.name)
    elif cron.failure_count:
        yield account.env._(
            "“%(job)s” failed %(count)s times in a row",
            job=cron.name,
            count=cron.failure_count,
        )
    elif cron.nextcall < limit or (cron.lastcall and cron.lastcall < limit):
        yield account.env._("“%s” is late", cron.name)


def _find_fetch_problems(account):
    now = fields.Datetime.now()
    turn = account.sudo().cron_id.interval_number
    for code, field in account.env["amazon.vendor.job"]._get_watched(account):
        job = account.job_ids.filtered(lambda job, code=code: job.code == code)
        limit = MISSED_TURNS * timedelta(minutes=turn + job.interval)
        if job._is_wanted() and account[field] and now > account[field] + limit:
            yield account.env._(
                "%(what)s: %(until)s UTC",
                what=account._fields[field]._description_string(account.env),
                until=account[field],
            )


@check("products", 180, _lt("All products are known"))
def check_products(account):
    count = account.count_unmapped_products
    if not count:
        return good(account.env._("Each product that Amazon ordered is known."))
    return bad(
        account.env._("%s products that Amazon ordered are not known.", count),
        account.env._("Choose their products in Amazon Vendor, Products."),
    )


@check("parties", 190, _lt("Amazon's addresses are known"))
def check_parties(account):
    """Amazon's orders carry codes only: parties are made without an address."""
    bare = account.env["amazon.vendor.party"].search(
        [
            ("account_id", "=", account.id),
            "|",
            "|",
            ("partner_id.street", "=", False),
            ("partner_id.city", "=", False),
            ("partner_id.country_id", "=", False),
        ]
    )
    if not bare:
        return good(account.env._("Each party of Amazon has an address."))
    return Finding(
        "bad" if "invoice" in bare.mapped("kind") else "warning",
        account.env._("Without an address: %s.", shorten(account.env, bare.mapped("code"))),
        account.env._(
            "Complete the contacts in Configuration, Parties, exactly as Vendor Central has "
            "them: Amazon rejects invoices to a bill-to party that differs."
        ),
    )


@check("documents", 200, _lt("Nothing waits for a person"))
def check_documents(account):
    count = account.count_failed_documents
    if not count:
        return good(account.env._("No document failed or was refused."))
    return warning(
        account.env._("%s documents failed or were refused.", count),
        account.env._("Open them in Amazon Vendor, Documents, filter Failed."),
    )
