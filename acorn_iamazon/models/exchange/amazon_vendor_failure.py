# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import logging
from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...rights import right
from ...spapi import PayloadError, SpApiError
from ..account.amazon_vendor_account import ERROR_CATEGORIES

_logger = logging.getLogger(__name__)

# Minutes until the next attempt, ever more seldom. What mends itself is tried in the next run, yet
# after all others.
GAPS_OF_OTHERS = [5, 15, 60, 240, 24 * 60]
GAPS = {
    "network": [0, *GAPS_OF_OTHERS],
    "authorisation": [60, 240, 24 * 60],  # a person has to allow it at Amazon's
}
LATER = datetime.max
# Works that go through a part of their records in a run get to the others in this time.
UNTRIED = timedelta(minutes=30)
# Categories that do not mend themselves: a person is asked.
ASKING = ("data", "internal")
# Amazon answers this record with an error of its own, so many times: that mends itself no more.
LASTING = 4


class AmazonVendorFailure(models.Model):
    """What some work could not do with one record: why, how often, and when it tries again.

    Only :meth:`~.AmazonVendorAccount._work_through` writes these."""

    _name = "amazon.vendor.failure"
    _description = "Amazon Failure"
    _inherit = "amazon.vendor.owned"
    _order = "next_attempt_at, id"
    _rec_name = "subject"

    account_id = fields.Many2one(
        "amazon.vendor.account", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True, precompute=True)
    work = fields.Selection(
        lambda self: self.env["amazon.vendor.job"]._fields["code"]._description_selection(self.env),
        required=True,
    )
    step = fields.Char(required=True, default="all", help="A work may have several steps.")
    item = fields.Char(required=True, help="The record, as model and id, or a number of Amazon's.")
    subject = fields.Char("About", required=True)
    error_category = fields.Selection(ERROR_CATEGORIES, required=True)
    message = fields.Text(required=True)
    attempts = fields.Integer(default=0)
    next_attempt_at = fields.Datetime(required=True)

    _item_unique = models.UniqueIndex("(account_id, work, step, item)")

    # === WHAT THE LOOP ASKS === #

    @api.model
    def _get_item(self, record):
        """:param record: a record, or a text such as the number of a purchase order
        :return: what the record is found by"""
        return record if isinstance(record, str) else f"{record._name},{record.id}"

    @api.model
    def _get_all(self, account, work, step):
        return self.search(
            [("account_id", "=", account.id), ("work", "=", work), ("step", "=", step)]
        )

    def _split(self, items):
        """:param items: a recordset, or a list of texts
        :return: (those that did not fail before, those that did and whose next attempt is due),
            each in the order in which they are to be taken"""
        if not self:
            return items, items[:0]
        now = fields.Datetime.now()
        attempt_at = {failure.item: failure.next_attempt_at for failure in self}
        fresh = [item for item in items if self._get_item(item) not in attempt_at]
        again = [item for item in items if attempt_at.get(self._get_item(item), LATER) <= now]
        again.sort(key=lambda item: attempt_at[self._get_item(item)])
        if isinstance(items, models.BaseModel):
            return (items.browse([item.id for item in some]) for some in (fresh, again))
        return fresh, again

    def _is_resting(self):
        return self.next_attempt_at > fields.Datetime.now()

    def _get_resting_ids(self, model):
        """:param str model: of the records
        :return: the ids of those whose next attempt is to come"""
        items = [failure.item for failure in self if failure._is_resting()]
        parts = [item.partition(",") for item in items]
        return [int(number) for name, _comma, number in parts if name == model]

    @api.model
    def _note(self, account, work, step, item, error):
        """Write down what went wrong; where a person must act, ask them."""
        failure = self._get_all(account, work, step).filtered(
            lambda failure: failure.item == self._get_item(item)
        )
        category = self._get_category(error)
        gaps = GAPS.get(category, GAPS_OF_OTHERS)
        gap = timedelta(minutes=gaps[min(failure.attempts, len(gaps) - 1)])
        values = {
            "error_category": category,
            "message": str(error) or repr(error),
            "attempts": failure.attempts + 1,
            "next_attempt_at": fields.Datetime.now() + gap,
        }
        if failure:
            failure.write(values)
        else:
            subject = item if isinstance(item, str) else item.display_name
            failure = self.create(
                {
                    "account_id": account.id,
                    "work": work,
                    "step": step,
                    "item": self._get_item(item),
                    "subject": subject,
                    **values,
                }
            )
        if hasattr(item, "_amazon_note_failure"):
            item._amazon_note_failure(failure.message)
        if failure.error_category == "internal":
            _logger.error("Amazon: %s failed with %s", work, failure.item, exc_info=error)
        is_lasting = failure.attempts >= LASTING and getattr(error, "status", None)
        if failure.error_category in ASKING or is_lasting:
            failure._ask(item)
        return failure

    @api.model
    def _get_category(self, error):
        if isinstance(error, SpApiError):
            return error.category
        return "data" if isinstance(error, (UserError, PayloadError)) else "internal"

    def _ask(self, item):
        """On the record itself where that has activities, else on the account."""
        asking = item if hasattr(item, "_amazon_ask") and item.exists() else self.account_id
        summary = asking._amazon_describe_failure(self.work) or self.env._(
            "%(work)s: %(subject)s failed", work=self._get_work(), subject=self.subject
        )
        asking._amazon_ask(self._get_key(), summary, self._get_note(), renew=True)

    def _get_note(self):
        """:return: why, and what can be done where no record is to be mended"""
        if self.error_category != "internal":
            return self.message
        return self.env._(
            "%(error)s\nThis is an error of the program, not of your data. It is tried again by "
            "itself; show it to whoever looks after Odoo, with the server's log of %(date)s (UTC).",
            error=self.message,
            date=fields.Datetime.to_string(fields.Datetime.now()),
        )

    def _get_key(self):
        return f"failure {self.work} {self.step} {self.item}"

    def _get_work(self):
        return dict(self._fields["work"]._description_selection(self.env))[self.work]

    def _forget(self, item):
        """It went well this time."""
        failure = self.filtered(lambda failure: failure.item == self._get_item(item))
        if failure.exists():
            failure._settle(item)

    def _settle(self, item):
        """:param item: the record, or a text"""
        failure, key = self, self._get_key()
        failure.account_id._amazon_settle(key)
        if hasattr(item, "_amazon_settle"):
            item._amazon_settle(key)
        failure.unlink()

    def _get_record(self):
        """:return: what it is about; the text itself where that is no record that is there"""
        model, _comma, number = self.item.partition(",")
        if model not in self.env or not number.isdecimal():
            return self.item
        return self.env[model].browse(int(number)).exists() or self.item

    def _forget_untried(self):
        """Its turn came, its work was done since, and did not take it up: a person did by hand what
        it was about, or it is not to be done any more. It is no failure, and nobody's task."""
        limit = fields.Datetime.now() - UNTRIED
        for failure in self.filtered(lambda failure: failure.next_attempt_at < limit):
            jobs = failure.account_id.job_ids
            job = jobs.filtered(lambda job, code=failure.work: job.code == code)
            if job and job._is_done_since(failure.next_attempt_at):
                failure._settle(failure._get_record())

    # === BUTTONS === #

    @right("ask")
    def action_try_again(self):
        """Let the next run take it, whenever its turn would have been."""
        self.account_id.check_access("read")
        self.sudo().next_attempt_at = fields.Datetime.now() - timedelta(seconds=1)
        for work, failures in self.grouped("work").items():
            failures.account_id._let_run(work)

    @right("see")
    def action_open(self):
        """Open the record, with the rights of whoever presses the button."""
        self.ensure_one()
        record = self._get_record()
        return (self.account_id if isinstance(record, str) else record)._get_records_action()

    @api.autovacuum
    def _gc_gone(self):
        """Records that are there no more fail no more."""
        due = self.search([("next_attempt_at", "<", fields.Datetime.now())])
        for model, failures in due.grouped(lambda f: f.item.partition(",")[0]).items():
            if model in self.env:
                ids = {int(failure.item.partition(",")[2]): failure for failure in failures}
                there = self.env[model].browse(ids).exists()
                self.browse().union(*(ids[gone] for gone in set(ids) - set(there.ids))).unlink()
