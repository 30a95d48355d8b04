# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import hashlib
import logging

from odoo import api, models
from odoo.exceptions import UserError

from ...conflicts import CONFLICTS
from ...rights import right
from ...spapi import PayloadError, jsontext

# So many documents are named where people are asked about them.
NAMED = 10
LONGEST_NUMBER = 100

_logger = logging.getLogger(__name__)


class AmazonVendorDocument(models.Model):
    """What Amazon sent: kept once a version, and applied in a step of its own."""

    _inherit = "amazon.vendor.document"

    @api.model
    def _store_incoming(self, account, kind, records, request_id):
        """Keep what Amazon sent, once a version, to be applied later.

        :param records: decoded JSON: objects, such as the orders of a page. Whatever else stands
            there is kept too, and says when it is applied that it cannot be used.
        :return: the new documents
        """
        values = {}
        model = self.env["amazon.vendor.kind"]._get(kind)
        for record in records:
            payload = jsontext.dumps(record)
            digest = hashlib.sha256(payload.encode()).hexdigest()
            values[digest] = {
                "account_id": account.id,
                "environment": account.environment,
                "direction": "in",
                "state": "new",
                "kind": kind,
                "payload": payload,
                "payload_digest": digest,
                "request_id": request_id,
                **self._cut_number(model._read_head(record, digest)),
            }
        known = self.search_fetch(
            [
                ("account_id", "=", account.id),
                ("kind", "=", kind),
                ("payload_digest", "in", list(values)),
                *account._get_environment_domain(),
            ],
            ["payload_digest"],
        )
        for document in known:
            values.pop(document.payload_digest, None)
        return self.create(list(values.values()))

    @api.model
    def _cut_number(self, head):
        """A number longer than any of Amazon's is nonsense, which no index takes: the record is
        kept, and says by its payload what is wrong.

        :param dict head: values of the document, by field"""
        return {**head, "number": (head.get("number") or "")[:LONGEST_NUMBER]}

    @api.model
    def _apply_new(self, account, limit):
        waiting = self.sudo().search(
            [
                ("account_id", "=", account.id),
                ("direction", "=", "in"),
                ("state", "=", "new"),
                *account._get_environment_domain(),
                *account._get_resting("apply_documents", self._name),
            ],
            order="changed_at, id",
            limit=limit,
        )
        newest = waiting._supersede_older_versions(account)
        account._work_through(
            "apply_documents",
            newest,
            lambda document: document._apply(),
            together=lambda documents: documents._apply_together(),
        )
        for kind, documents in newest.grouped("kind").items():
            self.env["amazon.vendor.kind"]._get(kind)._on_applied(documents)
        newest._tell_unapplied(account)

    def _tell_unapplied(self, account):
        """Ask, once for the account, about what could not be applied; settle it when all is."""
        failed = self.sudo().search(
            [
                ("account_id", "=", account.id),
                ("direction", "=", "in"),
                ("state", "=", "failed"),
                *account._get_environment_domain(),
            ],
            order="id DESC",
        )
        if not failed:
            account._amazon_settle("apply")
        elif failed & self:
            account._amazon_ask(
                "apply",
                self.env._("%(count)s documents of Amazon's are not applied", count=len(failed)),
                "\n".join(
                    f"{document.display_name}: {document.error_message or ''}"
                    for document in failed[:NAMED]
                ),
                renew=True,
            )

    def _supersede_older_versions(self, account):
        """:return: the newest document of each number, unless a newer one was applied before in
        the environment of the account; ``self`` is the account's, and comes oldest first"""
        applied = {
            (kind, number): changed_at
            for kind, number, changed_at in self._read_group(
                [
                    ("account_id", "=", account.id),
                    ("number", "in", self.mapped("number")),
                    ("state", "=", "done"),
                    *account._get_environment_domain(),
                ],
                ["kind", "number"],
                ["changed_at:max"],
            )
        }
        newest = {}
        for document in self:
            key = (document.kind, document.number)
            if key not in applied or document.changed_at >= applied[key]:
                newest[key] = document
        keep = self.browse([document.id for document in newest.values()])
        (self - keep).state = "superseded"
        return keep

    def _apply(self):
        """Turn a received document into Odoo records, or say on the document why not."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._apply_together()
                self.env.flush_all()
        except CONFLICTS:
            raise  # a conflict with another transaction: the next run applies it
        except Exception as error:
            self.env.invalidate_all()
            self._set_apply_error(error)

    def _apply_together(self):
        """Turn received documents into Odoo records.

        :raise Exception: whatever one of them raises; then none of them is to be kept
        """
        self._check_payloads()
        for kind, documents in self.grouped("kind").items():
            self.env["amazon.vendor.kind"]._get(kind)._apply_several(documents)
        self.write({"state": "done", "error_category": False, "error_message": False})

    def _check_payloads(self):
        """:raise PayloadError: when Amazon sent something else than a record"""
        for document in self:
            if not isinstance(jsontext.loads(document.payload), dict):
                raise PayloadError(
                    self.env._("Amazon sent this in place of a record: %s", document.payload[:100])
                )

    def _set_apply_error(self, error):
        is_unmapped = hasattr(error, "record_unmapped")
        expected = isinstance(error, (UserError, PayloadError))
        if not expected:
            _logger.error("Amazon document %s cannot be applied", self.id, exc_info=error)
        self.write(
            {
                "state": "failed",
                "error_category": "data" if expected else "internal",
                "error_message": str(error) or repr(error),
                "is_unmapped": is_unmapped,
            }
        )
        if is_unmapped:
            error.record_unmapped(self)
        if hasattr(error, "ask_about"):
            error.ask_about(self)

    @right("decide")
    def action_apply(self):
        """Apply again what failed, now that its cause is mended."""
        failed = self.sudo().filtered(lambda d: d.direction == "in" and d.state == "failed")
        failed._check_environment()
        failed.state = "new"
        for account in failed.account_id:
            account._apply_documents()

    def _check_environment(self):
        """:raise UserError: when one came from another environment than where its account stands"""
        names = dict(self._fields["environment"]._description_selection(self.env))
        for document in self:
            here = document.account_id.environment
            if document.environment and document.environment != here:
                raise UserError(
                    self.env._(
                        "%(document)s came from the environment %(there)s, and %(account)s stands "
                        "in %(here)s. It is applied in its own environment only: switch the "
                        "account back, or ignore the document.",
                        document=document.display_name,
                        there=names[document.environment],
                        account=document.account_id.name,
                        here=names[here],
                    )
                )
