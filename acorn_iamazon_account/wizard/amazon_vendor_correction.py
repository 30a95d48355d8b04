# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acorn_iamazon.rights import check_send, right

from ..rejections import find_reason
from ..rules import Finding

# Where what Amazon's reason is about is mended: a field of the invoice, or of its line.
FIELDS = {
    "duplicate": "name",
    "party": "partner_id",
    "date": "invoice_date",
    "tax": "tax_ids",
    "quantity": "quantity",
    "price": "price_unit",
    "product": "product_id",
}


class AmazonVendorCorrection(models.TransientModel):
    """An invoice that Amazon refused, with the reasons by line, and the way to submit it again."""

    _name = "amazon.vendor.correction"
    _description = "Correct a Refused Amazon Invoice"
    _inherit = "amazon.vendor.given"

    move_id = fields.Many2one("account.move", "Invoice", required=True, readonly=True)
    reason_ids = fields.One2many(
        "amazon.vendor.correction.reason", "correction_id", readonly=True, string="Reasons"
    )
    must_renumber = fields.Boolean(compute="_compute_must_renumber")
    numbering = fields.Selection(
        [
            ("same", "Same number: only what Amazon got electronically was wrong"),
            ("new", "New number: the invoice is reversed and made anew"),
        ],
        required=True,
        compute="_compute_numbering",
        compute_sudo=False,
        store=True,
        readonly=False,
        help="Amazon takes a refused number again, unless another invoice of that number exists.",
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        move = self.env["account.move"].browse(values.get("move_id"))
        if "reason_ids" in fields:
            values["reason_ids"] = [
                Command.create(reason) for reason in move._amazon_get_rejection_reasons()
            ]
        return values

    @api.depends("move_id")
    def _compute_must_renumber(self):
        for correction in self:
            move = correction.move_id
            correction.must_renumber = (
                move.amazon_rejection_reason == "duplicate" or not move.show_reset_to_draft_button
            )

    @api.depends("must_renumber")
    def _compute_numbering(self):
        for correction in self:
            correction.numbering = "new" if correction.must_renumber else "same"

    @right("change")
    def action_correct(self):
        """Open the invoice for correction; submitting it again is a step of its own.

        :return: the action that shows the draft
        :raise UserError: when Amazon has not refused the invoice, or wants a new number
        """
        self.ensure_one()
        move = self.move_id
        check_send(move)
        if move.amazon_submission_state not in ("rejected", "failed"):
            raise UserError(self.env._("%s is not refused by Amazon (any more).", move.name))
        if self.numbering == "same" and self.must_renumber:
            raise UserError(
                self.env._(
                    "%s cannot keep its number: Amazon has another invoice of it, or Odoo does not "
                    "let the posted invoice be changed. Choose a new number.",
                    move.name,
                )
            )
        draft = move._amazon_reopen() if self.numbering == "same" else move._amazon_replace()
        focus = self.reason_ids[:1]._get_field() or "invoice_line_ids"
        if focus not in draft._fields:
            focus = "invoice_line_ids"
        return draft._get_records_action(
            name=draft.display_name, context={"amazon_focus_field": focus}
        )


class AmazonVendorCorrectionReason(models.TransientModel):
    _name = "amazon.vendor.correction.reason"
    _description = "Reason of a Refused Amazon Invoice"
    _inherit = "amazon.vendor.given"

    correction_id = fields.Many2one(
        "amazon.vendor.correction", required=True, ondelete="cascade", index=True
    )
    line_id = fields.Many2one("account.move.line", readonly=True)
    text = fields.Char(required=True, readonly=True)
    mended_in = fields.Char(compute="_compute_mended_in")

    @api.depends("text", "line_id")
    def _compute_mended_in(self):
        for reason in self:
            reason.mended_in = reason._find_place().get_button()[0]

    def _get_field(self):
        """:return: the name of the field that Amazon's reason is about; None when it names none"""
        return FIELDS.get(find_reason(self.text or ""))

    def _find_place(self):
        """:return: a :class:`Finding`: the record and the field in which it is mended"""
        move = self.correction_id.move_id
        order = move.invoice_line_ids.sale_line_ids.order_id[:1]
        if find_reason(self.text or "") == "purchase_order" and order:
            return Finding("", "error", self.text, order, "amazon_purchase_order_number")
        name = self._get_field() or "invoice_line_ids"
        line = self.line_id or move._amazon_get_goods_lines()[:1]
        record = move if name in move._fields else line
        return Finding("", "error", self.text, record, name)

    @right("see")
    def action_open(self):
        """Open what is mended, with the cursor in the field."""
        self.ensure_one()
        return self._find_place().get_button()[1]
