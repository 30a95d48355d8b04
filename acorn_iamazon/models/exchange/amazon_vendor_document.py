# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import hashlib
import logging
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...spapi import PayloadError, SpApiError, jsontext, schemas
from ...spapi.transaction import read_transaction
from ..account.amazon_vendor_account import ENVIRONMENTS, ERROR_CATEGORIES

_logger = logging.getLogger(__name__)

# Minutes until Amazon is asked again what became of a document; then every hour.
POLL_GAPS = [1, 2, 5, 10, 15, 30, 60]
# Minutes until the next attempt after Amazon was busy or out of reach; then every four hours.
RETRY_GAPS = [1, 2, 5, 15, 60, 240]
# Not refused for so long means taken: SP-API page "Get transaction status".
PROOF_BY_SILENCE = timedelta(minutes=15)
# Amazon's own records may lag so far behind (same page): until then "not there" proves nothing.
RECORDS_LAG = timedelta(minutes=30)

LIVE_STATES = ("draft", "ready", "sending", "sent", "accepted", "failed")
UNSENT_STATES = ("draft", "ready", "failed")
FINISHED_STATES = ("done", "accepted", "rejected", "superseded", "cancelled", "ignored", "shadow")
# Fields of the payloads that tell when they were built, and nothing about their content.
BUILD_MOMENTS = {
    "acknowledgementDate",
    "shipmentConfirmationDate",
    "transactionDate",
    "shipmentConfirmationType",  # Original or Replace: follows from what was sent before
}
FROZEN_FIELDS = {"account_id", "kind", "number", "payload", "direction"}


class AmazonVendorDocument(models.Model):
    """The only door to and from Amazon: a purchase order, acknowledgement … as exchanged.

    What it does with Amazon's record, and where it is sent, its kind knows: ``amazon.vendor.kind``.
    """

    _name = "amazon.vendor.document"
    _description = "Amazon Document"
    _order = "id desc"
    _rec_name = "number"
    _check_company_auto = True

    account_id = fields.Many2one(
        "amazon.vendor.account", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    direction = fields.Selection([("in", "From Amazon"), ("out", "To Amazon")], required=True)
    kind = fields.Selection(
        [
            ("purchase_order", "Purchase order"),
            ("acknowledgement", "Acknowledgement"),
            ("shipment_confirmation", "Shipment notice (ASN)"),
            ("order_status", "Purchase order status"),
            ("transport_request", "Transport request"),
            ("transport_details", "Transport details"),
            ("transport_labels", "Transport labels"),
        ],
        required=True,
    )
    number = fields.Char(required=True, index=True, help="Number of the order, shipment, invoice.")
    state = fields.Selection(
        [
            ("new", "New"),
            ("done", "Applied"),
            ("draft", "Draft"),
            ("ready", "Ready"),
            ("sending", "Sending"),
            ("sent", "Sent"),
            ("accepted", "Accepted"),
            ("rejected", "Rejected"),
            ("failed", "Failed"),
            ("superseded", "Superseded"),
            ("cancelled", "Cancelled"),
            ("ignored", "Ignored"),
            ("shadow", "Built, not sent"),
        ],
        required=True,
        index=True,
    )
    payload = fields.Text(help="Exactly what Amazon sent, or is sent.")
    payload_shown = fields.Text("Content", compute="_compute_shown_texts")
    payload_digest = fields.Char()
    schema_version = fields.Char()
    changed_at = fields.Datetime("Changed by Amazon", help="When Amazon last changed the record.")
    answer = fields.Text(help="What Amazon answered to the sending.")
    answer_shown = fields.Text("Answer for reading", compute="_compute_shown_texts")
    environment = fields.Selection(
        ENVIRONMENTS, help="Where the account stood when the document came or was made."
    )
    support_case = fields.Char("Amazon's case number", readonly=True)
    request_id = fields.Char("Amazon's request ID", help="Amazon's support asks for it.")
    transaction_id = fields.Char("Transaction ID")

    error_category = fields.Selection(ERROR_CATEGORIES)
    error_message = fields.Text("Error")
    attempts = fields.Integer()
    next_attempt_at = fields.Datetime()
    sending_at = fields.Datetime("Sending since")
    sent_at = fields.Datetime()
    sent_by_id = fields.Many2one("res.users", "Released by")
    polls = fields.Integer()
    next_poll_at = fields.Datetime()
    accepted_at = fields.Datetime()
    evidence = fields.Selection(
        [
            ("success", "Amazon reported success"),
            ("silence", "Not refused within 15 minutes"),
            ("records", "Seen in Amazon's records"),
        ],
        help="What the acceptance rests on.",
    )
    is_validated = fields.Boolean("Validated", compute="_compute_lights")
    is_delivered = fields.Boolean("Delivered", compute="_compute_lights")
    is_accepted = fields.Boolean("Accepted", compute="_compute_lights")

    sale_order_id = fields.Many2one("sale.order", index="btree_not_null", check_company=True)
    picking_id = fields.Many2one("stock.picking", index="btree_not_null", check_company=True)
    call_ids = fields.One2many("amazon.vendor.call", "document_id")
    is_unmapped = fields.Boolean(
        "Products not mapped",
        readonly=True,
        help="It could not be applied because products are not mapped.",
    )

    _live_unique = models.UniqueIndex(
        "(account_id, kind, number) WHERE direction = 'out' AND state IN "
        "('draft', 'ready', 'sending', 'sent', 'accepted', 'failed')",
        "There is a document of this kind and number that is not finished or was accepted.",
    )
    _incoming_unique = models.UniqueIndex(
        "(account_id, kind, number, payload_digest) WHERE direction = 'in'",
        "This version was received already.",
    )
    _work_index = models.Index(
        "(account_id, state) WHERE state IN ('new', 'ready', 'sending', 'sent')"
    )

    @api.depends("state", "direction", "transaction_id")
    def _compute_lights(self):
        for document in self:
            sent = document.direction == "out"
            document.is_validated = sent and document.state not in ("draft", "failed")
            document.is_delivered = sent and bool(document.transaction_id)
            document.is_accepted = document.state == "accepted"

    @api.depends("payload", "answer")
    def _compute_shown_texts(self):
        for document in self:
            document.payload_shown = jsontext.indent(document.payload)
            document.answer_shown = jsontext.indent(document.answer)

    @api.depends("kind", "number")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for document in self:
            document.display_name = f"{kinds.get(document.kind, '')} {document.number}".strip()

    def write(self, vals):
        if FROZEN_FIELDS & set(vals) and any(
            document.direction == "in" or document.attempts for document in self
        ):
            raise UserError(
                self.env._(
                    "%s was exchanged with Amazon and cannot be changed. Make a new document.",
                    ", ".join(self.mapped("display_name")),
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_exchanged(self):
        exchanged = self.filtered(lambda d: d.direction == "in" or d.attempts)
        if any(not document._is_past_retention() for document in exchanged):
            raise UserError(
                self.env._("A document that was exchanged with Amazon is kept for audit.")
            )

    def _get_kind(self):
        """:return: the kind of the document, a model that inherits ``amazon.vendor.kind``"""
        return self.env["amazon.vendor.kind"]._get(self.kind)

    def _of_kind(self, *kinds):
        return self.filtered(lambda document: document.kind in kinds)

    # === INCOMING === #

    @api.model
    def _store_incoming(self, account, kind, records, request_id):
        """Keep what Amazon sent, once a version, to be applied later.

        :param records: the decoded JSON objects, such as the orders of a page
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
                "number": model._get_number(record),
                "payload": payload,
                "payload_digest": digest,
                "changed_at": model._get_moment(record),
                "request_id": request_id,
            }
        known = self.search_fetch(
            [
                ("account_id", "=", account.id),
                ("kind", "=", kind),
                ("payload_digest", "in", list(values)),
            ],
            ["payload_digest"],
        )
        for document in known:
            values.pop(document.payload_digest, None)
        return self.create(list(values.values()))

    def _supersede_older_versions(self):
        """:return: the newest document of each number, unless a newer one was applied before;
        ``self`` comes oldest first"""
        applied = {
            (account, kind, number): changed_at
            for account, kind, number, changed_at in self._read_group(
                [
                    ("account_id", "in", self.account_id.ids),
                    ("number", "in", self.mapped("number")),
                    ("state", "=", "done"),
                ],
                ["account_id", "kind", "number"],
                ["changed_at:max"],
            )
        }
        newest = {}
        for document in self:
            key = (document.account_id, document.kind, document.number)
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
                self._get_kind()._apply(self)
                self.env.flush_all()
        except OperationalError:
            raise  # a conflict with another transaction: the next run applies it
        except Exception as error:
            self.env.invalidate_all()
            self._set_apply_error(error)
        else:
            self.write({"state": "done", "error_category": False, "error_message": False})

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

    def action_apply(self):
        """Apply again what failed, now that its cause is mended."""
        self.check_access("read")
        failed = self.sudo().filtered(lambda d: d.direction == "in" and d.state == "failed")
        failed.state = "new"
        for account in failed.account_id:
            account._apply_documents()

    # === OUTGOING === #

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
        return self.create({**key, **values})

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
            ]
        )

    @api.model
    def _prepare_content(self, account, kind, payload, problems):
        """:return: the values that follow from what is to be sent: ready, or failed when it breaks
        the schema of its version or a rule"""
        operation = self.env["amazon.vendor.kind"]._get(kind)._operation
        version = self.env["amazon.vendor.api.version"]._get_current(operation)
        problems = [*schemas.validate(operation, payload, version), *problems]
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
        if not self._get_kind()._is_replaceable or self.state == "sending":
            raise UserError(
                self.env._(
                    "%(document)s was sent to Amazon already (%(state)s). It is not sent twice.",
                    document=self.display_name,
                    state=dict(self._fields["state"]._description_selection(self.env))[self.state],
                )
            )
        self.state = "superseded"

    def _send(self, client):
        """Send one ready document. Committed as *sending* before the call and with its outcome
        after it: a crash in between is seen by the next run, which asks before it sends again.

        :raise SpApiError: when it makes no sense to go on with other documents of the account
        """
        self.ensure_one()
        locked = self.try_lock_for_update().filtered(lambda d: d.state == "ready")
        if not locked:
            return
        self.write(
            {
                "state": "sending",
                "sending_at": fields.Datetime.now(),
                "attempts": self.attempts + 1,
            }
        )
        body = jsontext.loads(self.payload)
        kind = self._get_kind()
        path = kind._get_path_parameters(self)
        self.account_id._commit()
        try:
            answer = client.call(kind._operation, body=body, path_parameters=path)
        except SpApiError as error:
            self._set_send_error(error)
            self.account_id._commit()
            if error.category in ("authorisation", "network"):
                raise
            return
        self._set_sent(answer)
        self.account_id._commit()

    def _set_sent(self, answer):
        now = fields.Datetime.now()
        self.write(
            {
                "state": "sent",
                "answer": answer.text,
                "request_id": answer.request_id,
                "transaction_id": answer.transaction_id,
                "sent_at": now,
                "polls": 0,
                "next_poll_at": now + timedelta(minutes=POLL_GAPS[0]),
                "error_category": False,
                "error_message": False,
            }
        )
        self._get_kind()._on_sent(self)

    def _set_send_error(self, error):
        values = {
            "error_category": error.category,
            "error_message": str(error),
            "request_id": error.request_id or self.request_id,
        }
        if error.fate_unknown:
            pass  # stays "sending": the next run finds out what became of it
        elif error.category in ("data", "internal"):
            values["state"] = "failed"
        else:
            values.update(state="ready", next_attempt_at=self._get_next_attempt())
        self.write(values)
        if values.get("state") == "failed":
            self._get_kind()._on_refused(self)

    def _get_next_attempt(self):
        gap = RETRY_GAPS[min(self.attempts, len(RETRY_GAPS)) - 1]
        return fields.Datetime.now() + timedelta(minutes=gap)

    def _settle_interrupted(self, client):
        """Find out what became of documents whose sending was cut short."""
        for document in self:
            with client.about(document.id):
                evidence = document._get_kind()._find_evidence(document, client)
            if evidence:
                document._set_evidence(*evidence)
            elif document._get_kind()._is_repeatable:
                document.state = "ready"
            elif fields.Datetime.now() > document.sending_at + RECORDS_LAG:
                document._ask_person_about_fate()
            document.account_id._commit()

    def _ask_person_about_fate(self):
        self.write(
            {
                "state": "failed",
                "error_category": "network",
                "error_message": self.env._(
                    "The answer of Amazon never came, and Amazon's records do not show "
                    "%(document)s. Look for it in Vendor Central: when it is there press "
                    "Mark as Accepted, when it is not press Retry.",
                    document=self.display_name,
                ),
            }
        )
        self._get_kind()._on_refused(self)

    # === WHAT BECAME OF IT === #

    def _poll(self, client):
        """Ask for the transaction, then Amazon's own records, and note what is known now."""
        self.ensure_one()
        transaction_id = self.transaction_id
        self.account_id._commit()
        transaction = None
        if transaction_id:
            answer = client.call(
                "getTransaction", path_parameters={"transactionId": transaction_id}
            )
            transaction = read_transaction(answer.data)
        evidence = self._weigh_transaction(transaction)
        if evidence and evidence[0] == "rejected":
            evidence = self._get_kind()._weigh_refusal(self, client, evidence)
        evidence = evidence or self._get_kind()._find_evidence(self, client)
        now = fields.Datetime.now()
        if not evidence and now >= self.sent_at + PROOF_BY_SILENCE:
            evidence = ("accepted", "silence", False)
        if evidence:
            self._set_evidence(*evidence)
        else:
            gap = POLL_GAPS[min(self.polls, len(POLL_GAPS) - 1)]
            self.write({"polls": self.polls + 1, "next_poll_at": now + timedelta(minutes=gap)})
        self.account_id._commit()

    def _weigh_transaction(self, transaction):
        """:return: (state, evidence, message) or None when the transaction decides nothing"""
        if transaction and transaction.status == "Failure":
            reasons = [
                ": ".join(filter(None, [error.code, error.message, error.details]))
                for error in transaction.errors
            ]
            reason = "\n".join(reasons) or self.env._("Amazon refused it without a reason.")
            return ("rejected", False, reason)
        if transaction and transaction.status == "Success":
            return ("accepted", "success", False)
        return None

    def _set_evidence(self, state, evidence, message):
        """
        :param str state: ``accepted`` or ``rejected``
        :param evidence: what it rests on, a value of the field ``evidence``
        :param message: Amazon's reasons, as text
        """
        now = fields.Datetime.now()
        self.write(
            {
                "state": state,
                "evidence": evidence,
                "accepted_at": now if state == "accepted" else False,
                "sent_at": self.sent_at or self.sending_at,
                "error_category": "data" if state == "rejected" else False,
                "error_message": message,
                "next_poll_at": False,
            }
        )
        if state == "accepted":
            self._get_kind()._on_accepted(self)
        else:
            self._get_kind()._on_refused(self)

    # === BUTTONS === #

    def action_retry(self):
        """Send again what failed; what our own rules stopped is built anew from its record."""
        self.check_access("read")
        failed = self.sudo().filtered(lambda d: d.direction == "out" and d.state == "failed")
        for document in failed:
            if document.attempts:
                document.write({"state": "ready", "next_attempt_at": False})
            else:
                document._get_kind()._rebuild(document)
        self.env["amazon.vendor.account"]._trigger_job("send_documents")

    def action_ignore(self):
        """Leave a received document alone: it is kept, and not counted as failed any more."""
        self.check_access("read")
        self.sudo().filtered(
            lambda d: d.direction == "in" and d.state == "failed"
        ).state = "ignored"

    def action_cancel(self):
        """Give up what was not sent; a new document may be made then."""
        self.check_access("read")
        self.sudo()._cancel_unsent()

    def _cancel_unsent(self):
        unsent = self.filtered(lambda d: d.state in UNSENT_STATES)
        unsent.state = "cancelled"
        for document in unsent:
            document._get_kind()._on_cancelled(document)

    def action_mark_accepted(self):
        """A person saw the document in Vendor Central after its answer was lost."""
        self.check_access("read")
        for document in self.sudo().filtered(
            lambda d: d.direction == "out" and d.state == "failed" and d.attempts
        ):
            document._set_evidence("accepted", "records", False)

    def action_open_order(self):
        return self.sale_order_id._get_records_action()

    def _open_calls(self):
        """:return: the action that shows the calls of these documents"""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acorn_iamazon.amazon_vendor_call_action"
        )
        return action | {"domain": [("document_id", "in", self.ids)]}

    def action_open_calls(self):
        return self._open_calls()

    def action_open_support_case(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acorn_iamazon.amazon_vendor_support_case_action"
        )
        return action | {"context": {"default_document_id": self.id}}

    # === RETENTION === #

    def _is_past_retention(self):
        years = self.account_id.keep_documents_years
        if not years:
            return False
        return self.create_date < fields.Datetime.now() - relativedelta(years=years)

    @api.autovacuum
    def _gc_documents(self):
        """Delete what is older than its account wants to keep it, and finished."""
        for account in (
            self.env["amazon.vendor.account"]
            .with_context(active_test=False)
            .search([("keep_documents_years", ">", 0)])
        ):
            limit = fields.Datetime.now() - relativedelta(years=account.keep_documents_years)
            self.search(
                [
                    ("account_id", "=", account.id),
                    ("create_date", "<", limit),
                    ("state", "in", FINISHED_STATES),
                ],
                limit=10_000,
            ).unlink()
