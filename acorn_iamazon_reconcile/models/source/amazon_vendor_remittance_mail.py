# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from odoo.addons.acorn_iamazon.conflicts import CONFLICTS
from odoo.addons.acorn_iamazon.rights import get_told, right, telling

from ...reader import is_known_file
from ...reader.sender import find_doubt

_logger = logging.getLogger(__name__)

ACTIVITY_MAIL = "acorn_iamazon_reconcile.mail_activity_type_remittance_mail"


class AmazonVendorRemittanceMail(models.Model):
    """An e-mail to the address of remittances: kept as it came, read when its sender is allowed."""

    _name = "amazon.vendor.remittance.mail"
    _description = "Amazon Remittance E-Mail"
    _inherit = ["mail.thread", "mail.activity.mixin", "amazon.vendor.asking", "amazon.vendor.owned"]
    _order = "id desc"

    name = fields.Char("Subject", readonly=True)
    account_id = fields.Many2one(
        "amazon.vendor.account", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, precompute=True, index=True
    )
    email_from = fields.Char("Sender", readonly=True)
    state = fields.Selection(
        [
            ("new", "New"),
            ("read", "Read"),
            ("refused", "Sender not allowed"),
            ("failed", "Cannot be read"),
        ],
        default="new",
        required=True,
        readonly=True,
    )
    error_message = fields.Text("What to do", readonly=True)
    sender_doubt = fields.Char(
        "Against the Sender",
        readonly=True,
        help="What the mail server found against the sender, or several senders.",
    )
    raw_id = fields.Many2one(
        "ir.attachment", "E-Mail as It Came", readonly=True, ondelete="restrict"
    )
    remittance_ids = fields.Many2many("amazon.vendor.remittance", readonly=True)

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        values = {
            "name": msg_dict.get("subject") or "",
            "email_from": msg_dict.get("email_from"),
            **(custom_values or {}),
        }
        message, courier = get_told("incoming_mail") or (None, None)
        kept = self._find_told(values.get("account_id"))
        if kept:
            values["sender_doubt"] = kept.sender_doubt or find_doubt(*self._get_claims(message))
            kept.write(values)
            self._show_valid(kept.account_id.sudo().alias_id)
            return kept
        if message:
            values["sender_doubt"] = self._find_doubt(*self._get_claims(message), courier)
        record = super().message_new(msg_dict, values)
        record._keep_raw(message and message.as_bytes())
        return record

    @api.model
    def _find_told(self, account_id):
        """:return: the record that the e-mail was kept as before it was read"""
        kept = self.browse((get_told("kept_mails") or self).ids)
        return kept.filtered(lambda mail: mail.account_id.id == account_id)

    @api.model
    def _get_claims(self, message):
        """:return: what the header tells of the sender"""
        return message.get_all("Authentication-Results") or [], message.get_all("From") or []

    @api.model
    def _show_valid(self, alias):
        if alias.alias_status != "valid":
            alias.alias_status = "valid"

    @api.model
    def _find_doubt(self, authentication, senders, courier):
        """What the mail server found out stands in a header: whoever hands an e-mail in over RPC
        wrote that as well.

        :param courier: who handed it in
        :return: what speaks against the sender; None when nothing does"""
        if not (courier._is_superuser() or courier._is_system()):
            return self.env._("%s handed it in, and no mail server", courier.name)
        return find_doubt(authentication, senders)

    def _keep_raw(self, content):
        """Whatever becomes of the reading, the e-mail is there as it came."""
        if content:
            self.raw_id = self.env["ir.attachment"].create(
                {
                    "name": f"{self.name or self._description}.eml",
                    "raw": content,
                    "mimetype": "message/rfc822",
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )

    def _message_post_after_hook(self, message, msg_values):
        """The e-mail with its attachments is stored: read it now."""
        result = super()._message_post_after_hook(message, msg_values)
        if message.message_type == "email" and self.state == "new":
            self._read_message(message)
        return result

    @right("change")
    def action_read(self):
        """Read the e-mails again, after the cause of the trouble is mended."""
        for record in self.filtered(lambda record: record.state != "read"):
            message = record.message_ids.filtered(lambda m: m.message_type == "email")[-1:]
            if message:
                record._read_message(message)
            else:
                record.sudo()._take_again()

    def _read_message(self, message):
        refusal = self._find_refusal()
        if refusal:
            self.write({"state": "refused", "error_message": refusal})
            self._ask_person()
            return
        try:
            with self.env.cr.savepoint():
                remittances = self._import_message(message)
                remittances.action_match()
        except CONFLICTS:
            raise
        except Exception as error:  # whatever a reader makes of it: the e-mail stays
            if not isinstance(error, UserError):
                _logger.exception("The remittance e-mail %s cannot be read", self.id)
            self.env.invalidate_all()
            self.write({"state": "failed", "error_message": str(error) or repr(error)})
            self._ask_person()
            return
        self.write({"state": "read", "error_message": False, "remittance_ids": remittances.ids})
        self._amazon_settle("reading")

    def _find_refusal(self):
        """:return: why the e-mail is not read; None when its sender may send remittances"""
        sender = email_normalize(self.email_from) or ""
        if self.sender_doubt:
            return self.env._(
                "Nobody knows that this is from %(sender)s: %(doubt)s. Compare it with Vendor "
                "Central; if it is Amazon's, import its file by hand.",
                sender=sender or self.email_from,
                doubt=self.sender_doubt,
            )
        if not self.account_id.sudo()._allows_sender(sender):
            return self.env._(
                "%s may not send remittances. Add the address on the Amazon account, if it is "
                "Amazon's, and press Read Again.",
                sender or self.email_from,
            )
        return None

    def _import_message(self, message):
        """:return: the remittances of the attachments, or of the text when none is attached"""
        remittances = self.env["amazon.vendor.remittance"].sudo()
        account = self.account_id.sudo()
        files = [
            (attachment.name, attachment.raw)
            for attachment in message.sudo().attachment_ids
            if is_known_file(attachment.name or "")
        ]
        if not files:
            files = [(f"{self.name}.html", f"<html><body>{message.body}</body></html>".encode())]
        found = remittances
        for name, content in files:
            with telling(by_mail=True):
                found |= remittances.import_file(account, name, content)
        return found

    def _ask_person(self):
        summary = self.env._("A remittance e-mail cannot be read")
        self._amazon_ask("reading", summary, self.error_message, ACTIVITY_MAIL)
