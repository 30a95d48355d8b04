# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acorn_iamazon.columns import create_columns
from odoo.addons.acorn_iamazon.link import Link
from odoo.addons.acorn_iamazon.rights import filter_sendable, right

from ...rules import find_problems, get_blocking_messages

KINDS = {"out_invoice": "invoice", "out_refund": "credit_note"}
AT_AMAZON_STATES = ("sending", "sent", "unknown", "accepted")  # or it may be there
REFUSED_STATES = ("to_submit", "rejected", "failed")


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "amazon.vendor.asking", "amazon.vendor.guarded"]
    _amazon_activity_type = "acorn_iamazon_account.mail_activity_type_invoice"

    amazon_account_id = Link(
        "amazon.vendor.account",
        readonly=True,
        index="btree_not_null",
        check_company=True,
    )
    amazon_purchase_order_number = fields.Char(
        "Amazon PO", readonly=True, index="btree_not_null", prefetch="amazon"
    )
    amazon_document_ids = fields.One2many(
        "amazon.vendor.document", "move_id", groups="acorn_iamazon.group_user"
    )
    amazon_document_count = fields.Integer(
        compute="_compute_amazon_document_count", compute_sudo=True
    )
    amazon_submission_state = fields.Selection(
        [
            ("to_submit", "To submit"),
            ("queued", "Validated, waiting to be sent"),
            ("sent", "Delivered"),
            ("unknown", "Fate unknown"),
            ("accepted", "Accepted by Amazon"),
            ("rejected", "Rejected by Amazon"),
            ("failed", "Failed"),
            ("replaced", "Replaced by a new invoice"),
            ("elsewhere", "Submitted elsewhere"),
        ],
        "Amazon",
        compute="_compute_amazon_submission_state",
        store=True,
        index="btree_not_null",
        prefetch="amazon",
    )
    amazon_submission_message = fields.Text(
        "Amazon's answer", compute="_compute_amazon_submission_message", compute_sudo=True
    )
    amazon_replaced_by_id = fields.Many2one(
        "account.move",
        "Replaced by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        prefetch="amazon",
    )
    amazon_told_elsewhere = fields.Boolean(
        "Submitted to Amazon elsewhere",
        readonly=True,
        copy=False,
        help="Amazon has it from another system, or from before the account was connected: it is "
        "never submitted from here.",
        prefetch="amazon",
    )
    # What the Invoices API says; see _amazon_set_status
    amazon_status = fields.Char("Status at Amazon", readonly=True, copy=False, prefetch="amazon")
    amazon_due_date = fields.Date("Due at Amazon", readonly=True, copy=False, prefetch="amazon")
    amazon_amount_paid = fields.Monetary(
        "Paid by Amazon", readonly=True, copy=False, prefetch="amazon"
    )
    amazon_amount_queued = fields.Monetary(
        "Queued for payment", readonly=True, copy=False, prefetch="amazon"
    )
    amazon_amount_deducted = fields.Monetary(
        "Deducted by Amazon", readonly=True, copy=False, prefetch="amazon"
    )
    amazon_settlement = fields.Text("Settlement", readonly=True, copy=False, prefetch="amazon")
    amazon_payment_numbers = fields.Char(
        "Payment numbers", readonly=True, copy=False, prefetch="amazon"
    )
    amazon_status_date = fields.Datetime("Status of", readonly=True, copy=False, prefetch="amazon")

    def _auto_init(self):
        create_columns(self)
        return super()._auto_init()

    @api.depends("amazon_account_id", "amazon_document_ids")
    def _compute_amazon_document_count(self):
        ours = self.filtered("amazon_account_id")
        (self - ours).amazon_document_count = 0
        if not ours:
            return
        counts = dict(
            self.env["amazon.vendor.document"]._read_group(
                [("move_id", "in", ours.ids)], ["move_id"], ["__count"]
            )
        )
        for move in ours:
            move.amazon_document_count = counts.get(move._origin, 0)

    def _get_amazon_submissions(self):
        return self.sudo().amazon_document_ids._of_kind(*KINDS.values())

    @api.depends(  # and the state, which each entry of the books has: see _amazon_follow_state
        "amazon_account_id",
        "amazon_replaced_by_id",
        "amazon_told_elsewhere",
        "amazon_document_ids.state",
        "amazon_document_ids.shadow_state",
        "amazon_document_ids.kind",
    )
    def _compute_amazon_submission_state(self):
        wanted = self.filtered(
            lambda move: (
                move.amazon_account_id and move.move_type in KINDS and move.state == "posted"
            )
        )
        (self - wanted).amazon_submission_state = False
        for move in wanted:
            move.amazon_submission_state = (
                (move.amazon_replaced_by_id and "replaced")
                or move._get_amazon_submissions()._get_progress()
                or (move.amazon_told_elsewhere and "elsewhere")
                or "to_submit"
            )

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            ours = self.filtered("amazon_account_id")
            if ours:
                ours._amazon_follow_state()
        return result

    def _amazon_follow_state(self):
        """Invoices to Amazon were posted, cancelled or made drafts again."""
        self.env.add_to_compute(self._fields["amazon_submission_state"], self)

    @api.depends("amazon_account_id", "amazon_document_ids.error_message")
    def _compute_amazon_submission_message(self):
        ours = self.filtered("amazon_account_id")
        (self - ours).amazon_submission_message = False
        for move in ours:
            move.amazon_submission_message = (
                move._get_amazon_submissions().sorted("id")[-1:].error_message
            )

    @api.model
    def _amazon_find_by_number(self, account, number):
        return self.search(
            [
                ("amazon_account_id", "=", account.id),
                ("name", "=", number),
                ("move_type", "in", list(KINDS)),
                ("state", "=", "posted"),
            ],
            limit=1,
        )

    # === SUBMISSION === #

    @right("send")
    def action_amazon_submit(self):
        """Check the invoices, build what Amazon gets and make it ready to send.

        :raise UserError: with all that Amazon would refuse, by invoice
        """
        moves = self.filtered(lambda move: move.amazon_account_id and move.move_type in KINDS)
        errors = moves._amazon_queue_submission()
        if errors:
            raise UserError("\n".join(error for messages in errors.values() for error in messages))

    def _amazon_queue_submission(self):
        """:return: the sentences on what Amazon would refuse, by invoice; those are not queued"""
        errors = {}
        documents = self.env["amazon.vendor.document"].sudo()
        free = set(self.sudo().try_lock_for_update(allow_referencing=True).ids)
        together = self.sudo()._amazon_looking_once()
        together._amazon_remember("quantities", together._amazon_read_quantities())
        for move, checked in zip(self, together, strict=True):
            if move.id not in free:
                errors[move] = [
                    self.env._("%s is being submitted by somebody else just now.", move.name)
                ]
                continue
            problems = get_blocking_messages(find_problems(checked))
            if problems:
                errors[move] = problems
                continue
            documents |= documents._prepare_outgoing(
                move.sudo().amazon_account_id,
                KINDS[move.move_type],
                move.name,
                checked._amazon_build_invoice(),
                move_id=move.id,
                sale_order_id=checked._amazon_get_order().id,
            )
        if documents:
            self.sudo().amazon_account_id._wake_lanes()
        return errors

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        automatic = posted.filtered(
            lambda move: (
                move.move_type in KINDS
                and move.sudo().amazon_account_id.submit_on_post
                and move.amazon_submission_state in REFUSED_STATES
            )
        )
        for move, messages in filter_sendable(automatic)._amazon_queue_submission().items():
            move.message_post(body="\n".join(messages))
        return posted

    def button_draft(self):
        for move in self.filtered("amazon_account_id"):
            documents = move._get_amazon_submissions()
            documents.filtered(lambda d: not d.attempts)._cancel_unsent()
            documents._keep_copies()  # before the invoice changes
            move._amazon_refuse_when_submitted()
        return super().button_draft()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_amazon_submitted(self):
        """Odoo deletes posted invoices with a key of its context, that anybody may send."""
        for move in self.filtered("amazon_account_id"):
            move._amazon_refuse_when_submitted()

    def _amazon_refuse_when_submitted(self):
        """:raise UserError: when Amazon has the invoice, or may have it"""
        told = self._get_amazon_submissions().filtered(lambda d: d.state in AT_AMAZON_STATES)
        if told:
            raise UserError(
                self.env._(
                    "%s was submitted to Amazon and cannot be changed. Make a credit note, or "
                    "wait until Amazon has answered.",
                    self.name,
                )
            )

    def _amazon_get_owner(self):
        return self.invoice_user_id

    def _amazon_ask_about_refusal(self, document):
        """One open activity an invoice: what Amazon refuses, a person must look at."""
        self._amazon_ask(
            "refused",
            self.env._("Amazon refused %s", self.name),
            document.error_message,
        )

    # === STATUS AT AMAZON === #

    def _amazon_set_status(self, header):
        """:param header: an :class:`InvoiceHeader` of the Invoices API"""
        settlement = header.settlement
        deducted = sum(
            (amount for amount in settlement.values() if amount < 0),
            Decimal(0),
        )
        self.sudo().write(
            {
                "amazon_status": header.status,
                "amazon_due_date": header.due_at and header.due_at.date(),
                "amazon_amount_paid": float(settlement.get("AmountPaid", 0)),
                "amazon_amount_queued": float(settlement.get("QueuedForPayment", 0)),
                "amazon_amount_deducted": float(-deducted),
                "amazon_settlement": "\n".join(
                    f"{name}: {self.currency_id.format(float(amount))}"
                    for name, amount in settlement.items()
                ),
                "amazon_payment_numbers": ", ".join(
                    header.identifiers.get("UNIQUE_PAYMENT_IDS", ())
                ),
                "amazon_status_date": fields.Datetime.now(),
                **self._amazon_prepare_side(header),
            }
        )
        self._amazon_follow_due_date()

    @right("see")
    def action_open_amazon_calls(self):
        return self.sudo().amazon_document_ids._open_calls()

    @right("see")
    def action_amazon_open_support_case(self):
        """What people are sent to where Amazon refuses, or does not answer."""
        return self.sudo().amazon_document_ids._open_support_case()

    @right("see")
    def action_open_amazon_documents(self):
        return self.sudo().amazon_document_ids._get_records_action(
            name=self.env._("Amazon documents")
        )
