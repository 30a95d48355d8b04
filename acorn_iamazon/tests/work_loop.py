# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Feeds work with a record that raises."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import RedirectWarning, UserError
from odoo.tools import mute_logger

from ..spapi import DataError, InternalError, NetworkError

ERRORS = {
    "UserError": UserError("Choose a product."),
    "RedirectWarning": RedirectWarning("Choose a journal.", 1, "Journals"),
    "ValueError": ValueError("not a number"),
    "KeyError": KeyError("purchaseOrderNumber"),
    "400": DataError("Invalid transaction.", status=400),
    "404": InternalError("Not found.", status=404),
    "500": NetworkError("Internal failure.", status=500),
}
PLACES = {"first": 0, "middle": 1, "last": 2}


class WorkLoopMixin:
    """Works on three records; one of them raises. For tests that have an account."""

    def assert_one_holds_no_other_back(self, work, records, method, run, together=None):
        """
        :param str work: the code of the work
        :param records: three of them, which wait for the work
        :param str method: of the records, which the work calls
        :param callable run: does the work
        :param str together: of the records, which the work calls where it does several at once
        """
        self.assertEqual(len(records), 3)
        for (place, index), (name, error) in (
            (place, error) for place in PLACES.items() for error in ERRORS.items()
        ):
            with self.subTest(place=place, error=name), self.env.cr.savepoint() as savepoint:
                methods = [method] + ([together] if together else [])
                self.assert_others_are_done(work, records, methods, run, records[index], error)
                savepoint.rollback()

    def assert_others_are_done(self, work, records, methods, run, bad, error):
        done = []

        def do(several, *args, **kwargs):
            if bad in several and not done.count(bad):
                if several == bad:
                    done.append(bad)
                raise error
            done.extend(several)

        with (
            patch.multiple(type(records), **dict.fromkeys(methods, do)),
            mute_logger(*self.get_loggers()),
        ):
            run()
            self.assertEqual({record.id for record in done}, set(records.ids))
            failure = self.env["amazon.vendor.failure"].search(
                [("account_id", "=", self.account.id)]
            )
            self.assertEqual(failure.work, work)
            self.assertEqual(failure.item, f"{bad._name},{bad.id}")
            self.assertTrue(failure.message)
            asking = bad if hasattr(bad, "_amazon_ask") else self.account
            asked = asking._amazon_get_asked(failure._get_key())
            mends_itself = failure.error_category == "network"
            self.assertEqual(len(asked), 0 if mends_itself else 1)
            if not mends_itself:
                self.assertGreater(failure.next_attempt_at, fields.Datetime.now())
                del done[:]
                run()
                self.assertNotIn(bad, done)  # its turn is to come
            with freeze_time(failure.next_attempt_at + timedelta(minutes=1)):
                del done[:]
                done.append(bad)  # it is mended
                run()
            self.assertEqual(done[-1], bad)  # after all others
        self.assertFalse(failure.exists())
        self.assertFalse(asked.exists())

    def get_loggers(self):
        return ("odoo.addons.acorn_iamazon.models.exchange.amazon_vendor_failure",)
