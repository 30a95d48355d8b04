# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import ast
import hashlib
import logging
import xmlrpc.client
from email import message_from_bytes, policy

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import email_split

from odoo.addons.acorn_iamazon.conflicts import CONFLICTS
from odoo.addons.acorn_iamazon.rights import telling

from ...reader.header import clean, count_parts, read_header, split_mail

_logger = logging.getLogger(__name__)

# Where Odoo looks for whom an e-mail is to.
RECIPIENTS = ("delivered-to", "to", "cc", "resent-to", "resent-cc")
# Odoo takes minutes for thousands, and longer than its workers live: fetchmail would begin with
# that e-mail again and again.
MOST_PARTS = 500
FETCHMAIL = "default_fetchmail_server_id"


def get_raw(content):
    """:param content: an e-mail as Odoo's mail gateway takes it"""
    if isinstance(content, xmlrpc.client.Binary):
        return bytes(content.data)
    if isinstance(content, str):
        return content.encode("utf-8", "surrogatepass")
    return content


class AmazonVendorRemittanceMail(models.Model):
    """What Odoo's parser, its mail gateway or PostgreSQL do not take would be lost, or bounce: an
    e-mail to the address of remittances is kept before any of them sees it."""

    _inherit = "amazon.vendor.remittance.mail"

    # === KEEP === #

    @api.model
    def _keep_incoming(self, content):
        """:return: one record for each account that the e-mail is to"""
        raw = get_raw(content)
        header = read_header(raw)
        kept = self.browse()
        for account in self._find_addressed(header):
            kept |= self._find_kept(account, raw) or self._keep(account, raw, header)
        return kept

    @api.model
    def _find_addressed(self, header):
        """:return: the accounts whose address is among the recipients, as Odoo finds an alias"""
        texts = [text for name in RECIPIENTS for text in header.get(name, ())]
        addresses = {address.lower() for text in texts for address in email_split(text)}
        parameters = self.env["ir.config_parameter"].sudo()
        allowed = set((parameters.get_param("mail.catchall.domain.allowed") or "").split(","))
        allowed.discard("")
        if allowed:
            domains = self.env["mail.alias.domain"].sudo().search([("name", "!=", False)])
            allowed |= set(domains.mapped("name"))
        names = {
            name
            for name, _sign, domain in (address.partition("@") for address in addresses)
            if domain and (not allowed or domain in allowed)
        }
        aliases = (
            self.env["mail.alias"]
            .sudo()
            .search(
                [
                    ("alias_model_id.model", "=", self._name),
                    "|",
                    ("alias_full_name", "in", list(addresses)),
                    "&",
                    ("alias_name", "in", list(names)),
                    ("alias_incoming_local", "=", True),
                ]
            )
        )
        ids = [ast.literal_eval(alias.alias_defaults).get("account_id") for alias in aliases]
        return self.env["amazon.vendor.account"].sudo().browse(filter(None, ids)).exists()

    @api.model
    def _find_kept(self, account, raw):
        """:return: what the very same e-mail was kept as; a mail server may hand it in again"""
        copies = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("checksum", "=", hashlib.sha1(raw, usedforsecurity=False).hexdigest()),
                ]
            )
        )
        return self.search([("raw_id", "in", copies.ids), ("account_id", "=", account.id)], limit=1)

    @api.model
    def _keep(self, account, raw, header):
        silent = self.with_context(mail_create_nosubscribe=True, mail_create_nolog=True)
        record = silent.create(
            {
                "name": " ".join(header.get("subject", ())),
                "account_id": account.id,
                "email_from": ", ".join(header.get("from", ())),
                "sender_doubt": self._find_doubt(
                    header.get("authentication-results", ()), header.get("from", ()), self.env.user
                ),
            }
        )
        record._keep_raw(raw)
        return self.browse(record.id)

    # === DELIVER === #

    def _deliver(self, process):
        """Let Odoo read the kept e-mails; what it leaves is read past its routing, and what cannot
        be read at all waits for a person.

        :param process: Odoo's own way with the e-mail; where that fails, also other recipients do
            not get it, as ever
        :return: what Odoo returns, the id of a record"""
        result = None
        if self[0]._count_parts() <= MOST_PARTS:
            result, _error = self._attempt(process)
        for mail in self.filtered(lambda mail: mail.state == "new"):
            if mail._is_copy():
                mail.unlink()
                continue
            _result, error = mail._attempt(mail._take)
            if error:
                mail._tell_unreadable(error)
        return result or self.exists()[:1].id

    def _attempt(self, function):
        """:return: what the function returns, and the error that it ended with"""
        try:
            with telling(kept_mails=self), self.env.cr.savepoint():
                return function(), None
        except Exception as error:  # whatever an e-mail makes of a parser
            # Odoo repeats a call over RPC that met another transaction; fetchmail does not.
            if isinstance(error, CONFLICTS) and FETCHMAIL not in self.env.context:
                raise
            _logger.info("The remittance e-mails %s cannot be read", self.ids, exc_info=True)
            self.env.invalidate_all()
            return None, error

    def _get_routes(self, routes):
        """:return: Odoo's routes, each kept e-mail with one of its own: also what seems to answer
        another, or to be a bounce, is one. None names an alias: its address stays in use
        whatever comes."""
        others = [route for route in routes or () if route[0] != self._name]
        return others + [
            (self._name, False, {"account_id": mail.account_id.id}, self.env.uid, None)
            for mail in self
        ]

    def _is_copy(self):
        """:return: whether the e-mail came before by another way, such as a second recipient"""
        raw = self.raw_id.raw
        header = read_header(raw)
        messages = (
            self.env["mail.message"]
            .sudo()
            .search(
                [
                    ("model", "=", self._name),
                    ("res_id", "!=", self.id),
                    ("message_id", "in", header.get("message-id", [])),
                ]
            )
        )
        mine = (header.get("from"), split_mail(raw)[1])
        for other in self.browse(messages.mapped("res_id")).exists():
            kept = other.raw_id.raw or b""
            if other.account_id == self.account_id and mine == (
                read_header(kept).get("from"),
                split_mail(kept)[1],
            ):
                return True
        return False

    def _count_parts(self):
        return count_parts(self.raw_id.raw)

    def _take(self):
        """Read the e-mail as it came, past Odoo's routing."""
        count = self._count_parts()
        if count > MOST_PARTS:
            raise UserError(
                self.env._("%(count)s parts are more than %(most)s", count=count, most=MOST_PARTS)
            )
        threads = self.env["mail.thread"].sudo()
        message = message_from_bytes(self.raw_id.raw, policy=policy.SMTP)
        values = threads.message_parse(message)
        routes = self._get_routes([])
        values.update(threads._message_parse_post_process(message, values, routes))
        threads._message_route_process(message, values, routes)

    def _take_again(self):
        """What Odoo did not read may be read now: by a newer version of it."""
        self.state = "new"
        _result, error = self._attempt(self._take)
        if error:
            self._tell_unreadable(error)

    def _tell_unreadable(self, error):
        name = "" if isinstance(error, UserError) else f"{type(error).__name__}: "
        reason = clean(f"{name}{error}")[:500]
        unreadable = self.env._(
            "Odoo cannot read this e-mail: %s. It is among the attachments as it came: look at it, "
            "and import its file by hand if it is Amazon's.",
            reason,
        )
        texts = [unreadable, self._find_refusal()]
        self.write({"state": "failed", "error_message": "\n".join(filter(None, texts))})
        self._ask_person()
