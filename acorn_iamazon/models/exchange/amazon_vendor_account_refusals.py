# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models

from .amazon_vendor_account_connection import ACTIVITY_AUTHORISATION

# The step of a work under which a refused operation is noted, as its item.
STEP = "operation"


class AmazonVendorAccount(models.Model):
    """Operations that Amazon refuses to an application that it lets in: a role is missing, or this
    vendor does not have the API. They wait, the other work goes on."""

    _inherit = "amazon.vendor.account"

    def _get_refusals(self):
        return self.sudo().failure_ids.filtered(lambda failure: failure.step == STEP)

    def _get_refused_operations(self):
        """:return: names of the operations that are not tried now"""
        resting = self._get_refusals().filtered(lambda refusal: refusal._is_resting())
        return set(resting.mapped("item"))

    def _note_refused_operation(self, work, error):
        """Let the operation wait, and ask a person, once for all operations.

        :param error: an error that is about a role
        :return: when it is tried again
        """
        failures = self.env["amazon.vendor.failure"].sudo()
        known = self._get_refused_operations()
        refusal = failures._note(self, work, STEP, error.operation, error)
        if error.operation not in known or not self._amazon_get_asked(STEP):
            self._ask_about_refusals()
        self._commit()
        return refusal.next_attempt_at

    def _ask_about_refusals(self):
        refusals = self._get_refusals()
        self._amazon_ask(
            STEP,
            self.env._("Amazon refuses some calls of %s", self.name),
            self.env._(
                "%(refusals)s\n\nAmazon lets the application in, but not with these calls: it "
                "lacks a role, or this vendor does not have that part of Amazon's interface. Give "
                "the application the role and authorise it again in Vendor Central (Integration, "
                "API Integration). Only this work waits; it is tried again by itself.",
                refusals="\n".join(
                    f"{refusal.item} ({refusal._get_work()}): {refusal.message}"
                    for refusal in refusals
                ),
            ),
            ACTIVITY_AUTHORISATION,
            renew=True,
        )

    def _forget_refusals(self, operation=None):
        """
        :param operation: the one that Amazon just took; all, when not given: nobody knows what it
            refuses now
        """
        refusals = self._get_refusals()
        gone = refusals.filtered(lambda r: operation in (None, r.item))
        if not gone:
            return
        jobs = self.sudo().job_ids.filtered(lambda job: job.code in gone.mapped("work"))
        jobs.filtered("next_run_at").next_run_at = False
        gone.unlink()
        if gone == refusals:
            self._amazon_settle(STEP)
        else:
            self._ask_about_refusals()
