# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import logging

from psycopg2 import OperationalError

from odoo import models
from odoo.exceptions import UserError

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
            self._open_activity(
                self.env._("%s cannot be booked", self.name), str(error) or repr(error)
            )

    def _open_activity(self, summary, note):
        """Remind the person in charge of the account, once for each matter."""
        self.ensure_one()
        if summary in self.activity_ids.mapped("summary"):
            return
        account = self.account_id.sudo()
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo",
            summary=summary,
            note=note,
            user_id=(account.user_id or account.member_ids[:1] or self.env.user).id,
        )
