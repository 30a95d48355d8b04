# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ... import identity, secret_box
from ...rights import right
from ...spapi.tokens import Credentials

_logger = logging.getLogger(__name__)

KEY_SHUT = "shut"


class AmazonVendorAccount(models.Model):
    """Whether this database may reach Amazon: a copy, or one without its key, may not."""

    _inherit = "amazon.vendor.account"

    shut = fields.Selection(
        [("copy", "This database is a copy"), ("key", "The encryption key is missing")],
        compute="_compute_shut",
        help="Why nothing is asked of Amazon and nothing is sent.",
    )
    shut_message = fields.Char("Why it is shut", compute="_compute_shut")

    @api.depends("lwa_client_secret_encrypted", "refresh_token_encrypted")
    def _compute_shut(self):
        accounts = self.sudo()
        is_known = identity.is_sealed(self.env) or bool(accounts._find_with_secrets())
        is_copy = is_known and not identity.is_real(self.env)
        texts = self._get_shut_texts()
        for account in accounts:
            account.shut = account._find_why_shut(is_copy)
            account.shut_message = texts.get(account.shut)

    def _find_why_shut(self, is_copy):
        if not self._can_decrypt():
            return "key"
        return "copy" if is_copy else False

    def _can_decrypt(self):
        try:
            secret_box.decrypt(self.env, self.lwa_client_secret_encrypted)
            secret_box.decrypt(self.env, self.refresh_token_encrypted)
        except UserError:
            return False
        return True

    @api.model
    def _get_shut_texts(self):
        return {
            "copy": self.env._(
                "This database is not the one that the Amazon credentials were typed into: it is "
                "a copy, or was restored or moved. Nothing is asked of Amazon and nothing is sent. "
                "If it has taken the place of the other one, and that is switched off, an "
                "administrator of the system presses This Is the Real One Now."
            ),
            "key": self.env._(
                "The Amazon credentials cannot be decrypted: this server does not have the key "
                "that they were encrypted with. Nothing is asked of Amazon and nothing is sent. "
                "Bring the former key (%(variable)s, the option %(option)s or the file %(file)s in "
                "Odoo's data folder), or type the client secret and the refresh token again.",
                variable=secret_box.KEY_VARIABLE,
                option=secret_box.KEY_OPTION,
                file=secret_box.KEY_FILE,
            ),
        }

    # === THE DOOR === #

    def _get_credentials(self):
        """All that reaches Amazon has them from here.

        :return: the :class:`Credentials`, decrypted
        :raise UserError: in a copy of the database, and where the key is missing
        """
        self.ensure_one()
        secret = self.sudo()
        if secret.shut:
            raise UserError(
                self.env._(
                    "%(account)s: %(reason)s",
                    account=secret.display_name,
                    reason=secret.shut_message,
                )
            )
        return Credentials(
            secret.lwa_client_id or "",
            secret_box.decrypt(self.env, secret.lwa_client_secret_encrypted) or "",
            secret_box.decrypt(self.env, secret.refresh_token_encrypted) or "",
        )

    # === THE SEAL === #

    @api.model
    def _find_with_secrets(self):
        """:return: an account that has a secret of Amazon's, archived or not"""
        return (
            self.sudo()
            .with_context(active_test=False)
            .search(
                [
                    "|",
                    ("lwa_client_secret_encrypted", "!=", False),
                    ("refresh_token_encrypted", "!=", False),
                ],
                order="id",
                limit=1,
            )
        )

    @api.model
    def _seal_if_first(self):
        """The database that the very first secret is typed into is the real one; so is the one
        that it is typed into anew where the key of all that was typed before is lost."""
        is_lost = identity.is_sealed(self.env) and not identity.is_readable(self.env)
        if is_lost:
            accounts = self._get_all_accounts()
            self.env["amazon.vendor.document"].sudo()._look_up_before_sending(accounts)
        if is_lost or not (identity.is_sealed(self.env) or self._find_with_secrets()):
            identity.seal(self.env)

    @right("administer")
    def action_confirm_identity(self):
        """This is the real database now: let it work with Amazon.

        What stood ready may have been sent since the copy was made: Amazon is asked first.

        :raise AccessError: for all but administrators of the system
        """
        if not self.env.is_system():
            raise AccessError(
                self.env._("Only an administrator of the system says which database is real.")
            )
        accounts = self.sudo()._get_all_accounts()
        _logger.warning(
            "Amazon: database %s is the real one now, says %s (user %s)",
            self.env.cr.dbname,
            self.env.user.login,
            self.env.uid,
        )
        identity.seal(self.env)
        accounts.invalidate_recordset(["shut", "shut_message"])
        self.env["amazon.vendor.document"].sudo()._look_up_before_sending(accounts)
        for account in accounts:
            account._amazon_settle(KEY_SHUT)
            account.message_post(
                body=self.env._(
                    "%(user)s: this database (%(name)s) is the real one now. Amazon is asked "
                    "about the documents that stood ready before they are sent.",
                    user=self.env.user.name,
                    name=self.env.cr.dbname,
                )
            )
        accounts.filtered("active")._wake_lanes()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    # === WHO LEARNS OF IT === #

    def _tell_if_shut(self):
        """Ask one administrator, once for the whole database; settle it when it is open again."""
        self.ensure_one()
        first = self._find_with_secrets() or self
        if not self.shut:
            first._amazon_settle(KEY_SHUT)
        elif not first._amazon_get_asked(KEY_SHUT):
            summary = self.env._("Nothing goes to Amazon: %s", self._describe_shut())
            first._amazon_ask(
                KEY_SHUT,
                summary,
                self.shut_message,
                "acorn_iamazon.mail_activity_type_authorisation",
                user=first._get_administrator(),
            )
            if self.shut == "key":  # a copy writes to nobody
                first._email_members(summary, self.shut_message)

    def _describe_shut(self):
        return dict(self._fields["shut"]._description_selection(self.env))[self.shut]

    def _get_administrator(self):
        """:return: an administrator of the system, a member of the account if there is one"""
        members = (self.user_id | self.member_ids).filtered(
            lambda user: user.active and user.has_group("base.group_system")
        )
        return members[:1] or self.env.ref("base.user_admin")
