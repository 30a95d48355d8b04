# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from markupsafe import Markup

from odoo import models
from odoo.tools import plaintext2html


class AmazonVendorAsking(models.AbstractModel):
    """Asks people. A matter has a key: it is asked once, whoever asks and in whatever language,
    and closed by the key when it is settled."""

    _name = "amazon.vendor.asking"
    _description = "Asks People About Amazon"
    _amazon_activity_type = "mail.mail_activity_data_todo"

    def _amazon_get_account(self):
        """:return: the Amazon account that the record belongs to"""
        self.ensure_one()
        name = "amazon_account_id" if "amazon_account_id" in self._fields else "account_id"
        return self[name]

    def _amazon_get_owner(self):
        """Hook: the user who looks after the record itself, if anybody does."""
        return self.env["res.users"]

    def _amazon_describe_failure(self, work):
        """Hook.

        :param str work: a code of ``amazon.vendor.job``
        :return: how people call that this work failed with the record; None for the usual words"""
        return None

    def _amazon_get_responsible(self):
        """:return: somebody who reads it: what scheduled work makes may be the superuser's, whom
        nobody looks for"""
        account = self.sudo()._amazon_get_account()
        admin = self.env.ref("base.user_admin", raise_if_not_found=False)
        candidates = [
            self.sudo()._amazon_get_owner(),
            account.user_id,
            account.member_ids,
            self.env.user,
            admin or self.env["res.users"],
        ]
        active = (users.sudo().filtered("active")[:1] for users in candidates)
        return next(filter(None, active), self.env.user)

    def _amazon_ask(
        self, key, summary, note, activity_type=None, deadline=None, renew=False, user=None
    ):
        """Ask the responsible person, unless that was asked before and is open.

        :param str key: the matter, within the record
        :param str note: text; only ``Markup`` is taken as HTML, since Amazon's words come in here
        :param activity_type: an XML id; that of the model when not given
        :param deadline: a date; the one of the type when not given
        :param user: who is asked; the responsible person when not given
        :param bool renew: ask anew: the matter is another one than when it was asked
        """
        self.ensure_one()
        # No e-mail of the activity's own: the account decides whether there is one.
        record = self.sudo().with_context(mail_activity_quick_update=True)
        asked = record._amazon_get_asked(key)
        asked_user = user or self._amazon_get_responsible()
        if asked and not renew and record._amazon_is_heard(asked.user_id, asked_user):
            return
        asked.unlink()
        record.activity_schedule(
            activity_type or self._amazon_activity_type,
            date_deadline=deadline,
            user_id=asked_user.id,
            summary=summary,
            note=note if isinstance(note, Markup) else plaintext2html(note or ""),
            amazon_key=key,
        )

    def _amazon_is_heard(self, users, responsible):
        """:return: whether one of those who are asked may still open the record, or nobody else is
        there to be asked"""
        account = self._amazon_get_account()
        present = responsible | account.member_ids | account.user_id
        return bool(users & present) or any(
            user.active and self.with_user(user).has_access("read") for user in users
        )

    def _amazon_get_asked(self, *keys):
        """:return: the open activities of these matters"""
        return self.sudo().activity_ids.filtered(lambda activity: activity.amazon_key in keys)

    def _amazon_settle(self, *keys, feedback=None):
        """The matters are settled.

        :param feedback: what is told in the record's history; without it they go silently
        """
        asked = self._amazon_get_asked(*keys)
        if feedback:
            asked.action_feedback(feedback)
        else:
            asked.unlink()
