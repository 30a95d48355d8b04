# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...rights import right
from ...spapi import jsontext
from ..account.amazon_vendor_account import ENVIRONMENTS, ERROR_CATEGORIES

UNSENT_STATES = ("draft", "ready", "failed")
FINISHED_STATES = ("done", "accepted", "rejected", "superseded", "cancelled", "ignored", "shadow")
FROZEN_FIELDS = {"account_id", "kind", "number", "payload", "direction"}


class AmazonVendorDocument(models.Model):
    """The only door to and from Amazon: a purchase order, acknowledgement … as exchanged.

    What it does with Amazon's record, and where it is sent, its kind knows: ``amazon.vendor.kind``.
    """

    _name = "amazon.vendor.document"
    _description = "Amazon Document"
    _inherit = "amazon.vendor.owned"
    _order = "id desc"
    _rec_name = "number"
    _check_company_auto = True

    account_id = fields.Many2one(
        "amazon.vendor.account", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, precompute=True, index=True
    )
    direction = fields.Selection([("in", "From Amazon"), ("out", "To Amazon")], required=True)
    kind = fields.Selection([], required=True)  # each kind adds its value in its own file
    number = fields.Char(required=True, index=True, help="Number of the order, shipment, invoice.")
    state = fields.Selection(
        [
            ("new", "New"),
            ("done", "Applied"),
            ("draft", "Draft"),
            ("ready", "Ready"),
            ("sending", "Sending"),
            ("sent", "Sent"),
            ("unknown", "Fate unknown"),
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
            ("person", "Seen in Vendor Central by a person"),
        ],
        help="What the acceptance rests on.",
    )
    fate_told_by_id = fields.Many2one(
        "res.users", "Looked up by", readonly=True, help="Who looked for it in Vendor Central."
    )
    fate_told_at = fields.Datetime("Looked up on", readonly=True)
    fate_told_reason = fields.Char("What was seen", readonly=True)
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
        "(account_id, COALESCE(environment, ''), kind, number) "
        "WHERE direction = 'out' AND state IN "
        "('draft', 'ready', 'sending', 'sent', 'unknown', 'accepted', 'failed')",
        "There is a document of this kind and number that is not finished or was accepted.",
    )
    _incoming_unique = models.UniqueIndex(
        "(account_id, COALESCE(environment, ''), kind, number, payload_digest) "
        "WHERE direction = 'in'",
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

    # === BUTTONS === #

    @right("decide")
    def action_retry(self):
        """Send again what failed; what our own rules stopped is built anew from its record."""
        failed = self.sudo().filtered(lambda d: d.direction == "out" and d.state == "failed")
        for document in failed:
            if document.attempts:
                document.write({"state": "ready", "next_attempt_at": False})
            else:
                document._get_kind()._rebuild(document)
        self.sudo().account_id._wake_lanes()

    @right("decide")
    def action_ignore(self):
        """Leave a received document alone: it is kept, and not counted as failed any more."""
        self.sudo().filtered(
            lambda d: d.direction == "in" and d.state == "failed"
        ).state = "ignored"

    @right("decide")
    def action_cancel(self):
        """Give up what was not sent; a new document may be made then."""
        self.sudo()._cancel_unsent()

    def _cancel_unsent(self):
        unsent = self.filtered(lambda d: d.state in UNSENT_STATES)
        unsent.state = "cancelled"
        for document in unsent:
            document._get_kind()._on_cancelled(document)

    @right("decide")
    def action_ask_again(self):
        """Ask Amazon once more what became of it: its records may have caught up."""
        unknown = self.sudo().filtered(lambda d: d.state == "unknown")
        unknown.state = "sending"
        unknown.account_id._wake_lanes()

    @right("decide")
    def action_mark_accepted(self, reason=None):
        """A person saw the document in Vendor Central after its answer was lost.

        :param str reason: what was seen, and where
        :raise UserError: without one"""
        for document in self._take_word(reason):
            document._set_evidence("accepted", "person", False)

    @right("decide")
    def action_mark_missing(self, reason=None):
        """A person looked for the document in Vendor Central, and it is not there.

        :param str reason: where it was looked for
        :raise UserError: without it"""
        unknown = self._take_word(reason)
        unknown.write({"state": "ready", "next_attempt_at": False, "error_message": False})
        unknown.account_id._wake_lanes()

    def _take_word(self, reason):
        """:return: those of the documents whose fate is unknown; who tells it, and why, is noted:
        nothing else proves it"""
        reason = (reason or "").strip()
        if not reason:
            raise UserError(
                self.env._("Type what you saw, and where: it is kept with the document.")
            )
        unknown = self.sudo().filtered(lambda d: d.state == "unknown")
        unknown.write(
            {
                "fate_told_by_id": self.env.uid,
                "fate_told_at": fields.Datetime.now(),
                "fate_told_reason": reason,
            }
        )
        return unknown

    @right("see")
    def action_open_order(self):
        return self.sale_order_id._get_records_action()

    def _open_calls(self):
        """:return: the action that shows the calls of these documents"""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acorn_iamazon.amazon_vendor_call_action"
        )
        return action | {"domain": [("document_id", "in", self.ids)]}

    @right("see")
    def action_open_calls(self):
        return self._open_calls()

    def _open_support_case(self):
        """:return: the action that opens the case about the one of these that was sent last"""
        last = self.filtered(lambda d: d.direction == "out" and d.attempts).sorted("id")[-1:]
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acorn_iamazon.amazon_vendor_support_case_action"
        )
        return action | {"context": {"default_document_id": (last or self[-1:]).id}}

    @right("see")
    def action_open_support_case(self):
        self.ensure_one()
        return self._open_support_case()

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
            old = self.search(
                [
                    ("account_id", "=", account.id),
                    ("create_date", "<", limit),
                    ("state", "in", FINISHED_STATES),
                ],
                limit=10_000,
            )
            account._delete_old(old)
