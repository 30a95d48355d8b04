# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import fields, models

from odoo.addons.base.models.ir_cron import _intervalTypes

# A job is late when so many of its turns passed without it.
MISSED_TURNS = 3


class AmazonVendorAccount(models.Model):
    """Checks that concern the daily work: jobs, products, parties, documents."""

    _inherit = "amazon.vendor.account"

    def _get_checks(self):
        return {
            **super()._get_checks(),
            "jobs": (self.env._("Scheduled work is on time"), self._check_jobs),
            "products": (self.env._("All products are known"), self._check_products),
            "parties": (self.env._("Amazon's addresses are known"), self._check_parties),
            "documents": (self.env._("Nothing waits for a person"), self._check_documents),
        }

    # === JOBS === #

    def _get_jobs(self):
        """:return: (code of ``amazon.vendor.job``, field that says until when its work is done)"""
        fetch = "fetched_until" if self.fetch_automatically else None
        return [
            ("fetch_purchase_orders", fetch),
            ("apply_documents", None),
            ("send_documents", None),
            ("poll_transactions", None),
            ("run_checks", None),
        ]

    def _check_jobs(self):
        problems = [
            problem
            for code, field in self._get_jobs()
            for problem in self._find_job_problems(code, field)
        ]
        if not problems:
            return "good", self.env._("The scheduled actions run, and orders are up to date."), ""
        return (
            "bad",
            self._shorten_list(problems),
            self.env._(
                "Open Settings, Technical, Scheduled Actions: activate what is off, press Run "
                "Manually on what is late, and look into the log of the server when it fails. If "
                "all are late, Odoo runs no scheduled actions (max_cron_threads)."
            ),
        )

    def _find_job_problems(self, code, field):
        xmlid = self.env["amazon.vendor.job"]._get_crons()[code]
        cron = self.env.ref(xmlid, raise_if_not_found=False)
        if not cron:
            yield self.env._("the scheduled action %s was deleted", xmlid)
            return
        turn = _intervalTypes[cron.interval_type](cron.interval_number)
        now = fields.Datetime.now()
        limit = now - MISSED_TURNS * turn
        if not cron.active:
            yield self.env._("“%s” is switched off", cron.name)
        elif cron.failure_count:
            yield self.env._(
                "“%(job)s” failed %(count)s times in a row",
                job=cron.name,
                count=cron.failure_count,
            )
        elif cron.nextcall < limit or (cron.lastcall and cron.lastcall < limit):
            yield self.env._("“%s” is late", cron.name)
        until = field and self[field]
        line = self.job_ids.filtered(lambda job: job.code == code)
        if until and now > until + MISSED_TURNS * (turn + timedelta(minutes=line.interval)):
            yield self.env._(
                "%(what)s: %(until)s UTC",
                what=self._fields[field]._description_string(self.env),
                until=until,
            )

    # === PRODUCTS, PARTIES, DOCUMENTS === #

    def _check_products(self):
        count = self.count_unmapped_products
        if not count:
            return "good", self.env._("Each product that Amazon ordered is known."), ""
        return (
            "bad",
            self.env._("%s products that Amazon ordered are not known.", count),
            self.env._("Choose their products in Amazon Vendor, Products."),
        )

    def _check_parties(self):
        """Amazon's orders carry codes only: parties are made without an address."""
        bare = self.env["amazon.vendor.party"].search(
            [
                ("account_id", "=", self.id),
                "|",
                "|",
                ("partner_id.street", "=", False),
                ("partner_id.city", "=", False),
                ("partner_id.country_id", "=", False),
            ]
        )
        if not bare:
            return "good", self.env._("Each party of Amazon has an address."), ""
        return (
            "bad" if "invoice" in bare.mapped("kind") else "warning",
            self.env._("Without an address: %s.", self._shorten_list(bare.mapped("code"))),
            self.env._(
                "Complete the contacts in Configuration, Parties, exactly as Vendor Central has "
                "them: Amazon rejects invoices to a bill-to party that differs."
            ),
        )

    def _check_documents(self):
        count = self.count_failed_documents
        if not count:
            return "good", self.env._("No document failed or was refused."), ""
        return (
            "warning",
            self.env._("%s documents failed or were refused.", count),
            self.env._("Open them in Amazon Vendor, Documents, filter Failed."),
        )
