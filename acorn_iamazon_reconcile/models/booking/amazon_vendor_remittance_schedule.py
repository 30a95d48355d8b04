# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import logging

from psycopg2 import OperationalError

from odoo import models
from odoo.exceptions import UserError

ACTIVITY_REMITTANCE = "acorn_iamazon_reconcile.mail_activity_type_remittance"

_logger = logging.getLogger(__name__)


class AmazonVendorRemittance(models.Model):
    """Booking without a person: what goes wrong becomes an activity."""

    _inherit = "amazon.vendor.remittance"

    def _book_or_tell(self):
        """One remittance that cannot be booked holds no other back: it says why."""
        try:
            with self.env.cr.savepoint():
                self.action_post()
                self.env.flush_all()
        except OperationalError:
            raise  # a conflict with another transaction: the next run books it
        except Exception as error:
            self.env.invalidate_all()
            if not isinstance(error, UserError):
                _logger.exception("Amazon remittance %s cannot be booked", self.id)
            self._ask_person(str(error) or repr(error))
        else:
            if self.state == "draft":
                waiting = self.line_ids.filtered(lambda line: line.kind == "open")
                self._ask_person("; ".join(filter(None, waiting.mapped("match_reason"))))

    def _ask_person(self, note):
        """Remind the person in charge of the account: one activity, with the latest reason."""
        self.ensure_one()
        account = self.account_id.sudo()
        known = self.activity_search([ACTIVITY_REMITTANCE])
        if known:
            known.note = note
            return
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            ACTIVITY_REMITTANCE,
            summary=self.env._("%s cannot be booked", self.name),
            note=note,
            user_id=(account.user_id or account.member_ids[:1] or self.env.user).id,
        )
