# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import logging
from contextlib import contextmanager

from odoo import api, models
from odoo.tools import split_every

from ...conflicts import CONFLICTS
from ...spapi import SpApiError
from .amazon_vendor_account_lane import OutOfTime

_logger = logging.getLogger(__name__)

# Not about the item: Odoo runs the work again, or its time is over.
ENDS_AT_ONCE = (*CONFLICTS, OutOfTime)
# Not about the item: the next one would fare no better.
ENDS_RUN = ("authorisation", "throttled")
# So many items in a row that Amazon answers with an error: then it is Amazon, not the items.
REFUSED_IN_A_ROW = 5
# So many records are done in one transaction, where a work can do several at once.
TOGETHER = 50


class AmazonVendorAccount(models.Model):
    """The one loop under all work that goes through many records."""

    _inherit = "amazon.vendor.account"

    def _work_through(self, work, items, do, step="all", operation_of=None, together=None):
        """Do something with each of the items; what happens to one of them ends no run.

        Each item has a transaction of its own. Whatever it raises is written down, with its next
        attempt (see ``amazon.vendor.failure``). Items that failed before come after all others.

        :param str work: a code of ``amazon.vendor.job``
        :param items: a recordset, or a list of texts; in the order in which they are due
        :param callable do: takes an item; may commit
        :param str step: which of the steps of the work, if it has several
        :param callable operation_of: takes an item; those whose operation is refused are left out
        :param callable together: takes a recordset; see :meth:`_work_together`
        :raise CONFLICTS: a conflict with another transaction: Odoo runs the work again
        :raise OutOfTime: the run has lasted long enough; the next one goes on
        :raise SpApiError: nothing can be asked now: the token is refused, Amazon is busy or out
            of reach, or answers one item after the other with an error of its own
        """
        failures = self.env["amazon.vendor.failure"].sudo()
        known = failures._get_all(self, work, step)
        refused, not_tried = 0, operation_of and self._get_refused_operations()  # in a row; known
        fresh, again = known._split(items)
        if together:
            fresh = self._work_together(work, fresh, together)
        for item in self._take_turns(work, fresh + again, operation_of, not_tried):
            try:
                with self._transaction_of_item():
                    do(item)
                    known._forget(item)
                refused = 0
            except ENDS_AT_ONCE:
                raise
            except SpApiError as error:
                if error.is_about_role and operation_of:
                    self._note_refused_operation(work, error)
                    not_tried.add(error.operation)
                    continue
                refused += 1
                ends = error.category in ENDS_RUN
                if not (ends or error.noted):
                    self._note_failure(failures, work, step, item, error)
                if ends or not error.status or refused >= REFUSED_IN_A_ROW:
                    raise
            except Exception as error:
                refused = 0
                self._note_failure(failures, work, step, item, error)

    def _work_together(self, work, items, together):
        """Do many records in one transaction. One that raises keeps back no other: what was to be
        done together is halved until it stands alone.

        :param items: a recordset, of which nothing failed before
        :param together: does all of a recordset, or raises; never talks to Amazon
        :return: the items that are to be done one by one
        """
        alone = items.browse()
        batches = [items.browse(ids) for ids in split_every(TOGETHER, items.ids)]
        while batches:
            self._check_time()
            self._show_progress(work, sum(map(len, batches)), len(items))
            batch = batches.pop(0)
            if len(batch) == 1:
                alone |= batch
                continue
            try:
                with self._transaction_of_item(), self.env.cr.savepoint():
                    together(batch)
            except ENDS_AT_ONCE:
                raise
            except Exception:
                self.env.invalidate_all()
                middle = len(batch) // 2
                batches[:0] = [batch[:middle], batch[middle:]]
        if items and not alone:
            self._show_progress(work, 0, len(items))
        return alone

    def _take_turns(self, work, items, operation_of, not_tried):
        """Yield the items as long as the run has time, but those that need what Amazon refuses.

        :param not_tried: names of operations; may grow meanwhile"""
        for item in self._step_through(work, items):
            self._check_time()
            if not operation_of or operation_of(item) not in not_tried:
                yield item

    @contextmanager
    def _transaction_of_item(self):
        """What one item did is kept, or undone when it raises. What was done before a refusal of
        Amazon's is kept: Amazon's answers are facts."""
        refusal = None
        if self._can_commit():
            try:
                try:
                    yield
                except SpApiError as error:
                    refusal = error
                self._commit()
            except Exception:
                self.env.cr.rollback()
                raise
        else:
            with self.env.cr.savepoint():
                try:
                    yield
                except SpApiError as error:
                    refusal = error
                self.env.flush_all()
        if refusal:
            raise refusal

    @api.model
    def _delete_old(self, records):
        """Delete what was kept long enough, at once: one that cannot be deleted keeps no other."""
        try:
            with self.env.cr.savepoint():
                records.unlink()
        except CONFLICTS:
            raise
        except Exception:
            if len(records) == 1:
                _logger.exception("Amazon: %s cannot be deleted", records)
                return
            middle = len(records) // 2
            self._delete_old(records[:middle])
            self._delete_old(records[middle:])

    def _get_resting(self, work, model, step="all"):
        """:return: a domain that leaves out the records whose next attempt is to come"""
        failures = self.env["amazon.vendor.failure"].sudo()._get_all(self, work, step)
        return [("id", "not in", failures._get_resting_ids(model))]

    def _note_failure(self, failures, work, step, item, error):
        self.env.invalidate_all()
        failures._note(self, work, step, item, error)
        self._commit()
