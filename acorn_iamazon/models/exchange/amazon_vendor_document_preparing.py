# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import hashlib

from psycopg2.errors import UniqueViolation

from odoo import api, models
from odoo.exceptions import ConcurrencyError, UserError

from ...spapi import jsontext, schemas
from .amazon_vendor_document import UNSENT_STATES

LIVE_STATES = ("draft", "ready", "sending", "sent", "unknown", "accepted", "failed")
# Fields of the payloads that tell when they were built, and nothing about their content.
BUILD_MOMENTS = {
    "acknowledgementDate",
    "shipmentConfirmationDate",
    "transactionDate",
    "shipmentConfirmationType",  # Original or Replace: follows from what was sent before
}


class AmazonVendorDocument(models.Model):
    """What is to be sent: one live document a number, made ready or stopped by a rule."""

    _inherit = "amazon.vendor.document"

    @api.model
    def _prepare_outgoing(self, account, kind, number, payload, problems=(), **links):
        """Make a document ready to send, or failed when it breaks a rule.

        What was prepared before and is not sent yet is replaced; what was sent with the same
        content is returned as it is; what was sent with another content is superseded when the
        kind allows a correction (acknowledgements), else a :class:`UserError` tells so.

        :param dict payload: the body of the operation
        :param problems: sentences on rules that the content breaks
        :param links: values of the document's links, such as ``sale_order_id``
        """
        digest = self._get_content_digest(payload)
        live = self._find_live(account, kind, number)
        if live and live.state not in UNSENT_STATES:
            if live.payload_digest == digest:
                return live
            live._supersede_sent()
        values = {
            **self._prepare_content(account, kind, payload, problems),
            "payload_digest": digest,
            **links,
        }
        if account.environment == "production" and account.live_mode == "shadow" and not live:
            return self._prepare_shadow(account, kind, number, values)
        if live.state in UNSENT_STATES and not live.attempts:
            live.write(values)
            return live
        if live.state in UNSENT_STATES:
            live.state = "cancelled"  # was refused at the door: kept as it was sent
        live.flush_recordset(["state"])  # one live document a number: the index sees it now
        key = {"account_id": account.id, "direction": "out", "kind": kind, "number": number}
        try:
            with self.env.cr.savepoint(flush=False):  # who makes many flushes them together
                return self.create({**key, **values})
        except UniqueViolation:
            # Somebody else has just made the same ready: done again, this sees what they did.
            raise ConcurrencyError(f"{kind} {number}") from None

    @api.model
    def _find_live(self, account, kind, number):
        """:return: the document of that number that is not finished, or was accepted"""
        return self.search(
            [
                ("account_id", "=", account.id),
                ("direction", "=", "out"),
                ("kind", "=", kind),
                ("number", "=", number),
                ("state", "in", LIVE_STATES),
                *account._get_environment_domain(),
            ]
        )

    @api.model
    def _prepare_content(self, account, kind, payload, problems):
        """:return: the values that follow from what is to be sent: ready, or failed when it breaks
        a rule or, as long as no rule says so in people's words, the schema of its version"""
        operation = self.env["amazon.vendor.kind"]._get(kind)._operation
        version = self.env["amazon.vendor.api.version"]._get_current(operation)
        problems = problems or schemas.validate(operation, payload, version)
        return {
            "environment": account.environment,
            "payload": jsontext.dumps(payload),
            "schema_version": version,
            "state": "failed" if problems else "ready",
            "error_category": "data" if problems else False,
            "error_message": "\n".join(problems),
            "sent_by_id": self.env.uid,
            "next_attempt_at": False,
        }

    @api.model
    def _get_content_digest(self, payload):
        """:return: what tells one content from another, whenever it is built"""

        def without_moment(value):
            if isinstance(value, dict):
                return {k: without_moment(v) for k, v in value.items() if k not in BUILD_MOMENTS}
            if isinstance(value, list):
                return [without_moment(item) for item in value]
            return value

        return hashlib.sha256(jsontext.dumps(without_moment(payload)).encode()).hexdigest()

    def _get_progress(self):
        """:return: the state of the latest document as order, transfer and invoice show it"""
        latest = self.filtered(lambda d: d.state not in ("superseded", "cancelled")).sorted("id")
        state = latest[-1:].state
        if state == "shadow" and latest[-1:].shadow_state == "same":
            return "accepted"  # somebody sent just this by other means
        return {"draft": "queued", "ready": "queued", "sending": "queued", "shadow": "queued"}.get(
            state, state
        )

    def _supersede_sent(self):
        """What Amazon lets be replaced is; nothing is as long as its answer is awaited."""
        self.ensure_one()
        if not self._get_kind()._is_replaceable or self.state in ("sending", "unknown"):
            raise UserError(
                self.env._(
                    "%(document)s was sent to Amazon already (%(state)s). It is not sent twice.",
                    document=self.display_name,
                    state=dict(self._fields["state"]._description_selection(self.env))[self.state],
                )
            )
        self.state = "superseded"
