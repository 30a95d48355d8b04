# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acorn_iamazon.rights import in_method

MATCHED_BY = {"move_id", "deduction_type_id", "opening_item_id"}


class AmazonVendorRemittanceLine(models.Model):
    """A line of a remittance: a document number, and what was paid of it or deducted."""

    _name = "amazon.vendor.remittance.line"
    _description = "Amazon Remittance Line"
    _inherit = "amazon.vendor.owned"
    _amazon_owners = frozenset(["account_id", "remittance_id"])
    _order = "remittance_id, sequence, id"
    _rec_name = "number"
    _check_company_auto = True

    remittance_id = fields.Many2one(
        "amazon.vendor.remittance", required=True, index=True, ondelete="cascade"
    )
    account_id = fields.Many2one(related="remittance_id.account_id", store=True)
    company_id = fields.Many2one(
        related="remittance_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="remittance_id.currency_id")
    remittance_state = fields.Selection(related="remittance_id.state", string="Remittance state")
    sequence = fields.Integer("Row")
    number = fields.Char("Document Number", required=True, readonly=True)
    date = fields.Date(readonly=True)
    description = fields.Char(readonly=True)
    original_number = fields.Char(
        "Original Invoice",
        readonly=True,
        help="The invoice that the document is about, where Amazon's file tells it.",
    )
    invoice_amount = fields.Monetary(
        "Whole Document", readonly=True, help="Each slice repeats it: never add these up."
    )
    withholding = fields.Monetary(readonly=True)
    discount = fields.Monetary(readonly=True)
    paid = fields.Monetary(readonly=True)
    remaining = fields.Monetary(readonly=True)
    kind = fields.Selection(
        [
            ("open", "To match"),
            ("invoice", "Invoice"),
            ("credit_note", "Credit note"),
            ("opening", "Opening balance"),
            ("deduction", "Deduction"),
        ],
        compute="_compute_kind",
        store=True,
    )
    move_id = fields.Many2one(
        "account.move",
        "Invoice",
        index="btree_not_null",
        check_company=True,
        domain="[('amazon_account_id', '=', account_id), ('state', '=', 'posted'), "
        "('move_type', 'in', ('out_invoice', 'out_refund'))]",
        help="The invoice that is paid, or that the deduction is about.",
    )
    deduction_type_id = fields.Many2one("amazon.vendor.deduction.type", "Deduction")
    document_id = fields.Many2one(
        "account.move",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The vendor bill or credit note that was booked for the deduction.",
    )
    vendor_code = fields.Char(readonly=True)
    match_reason = fields.Char("Why", readonly=True)
    is_hidden = fields.Boolean(
        "Hidden lines",
        readonly=True,
        help="Stands for what Amazon's file does not show: payment less its visible lines.",
    )

    @api.depends("move_id", "deduction_type_id", "opening_item_id")
    def _compute_kind(self):
        for line in self:
            if line.deduction_type_id:
                line.kind = "deduction"
            elif line.move_id:
                is_note = line.move_id.move_type == "out_refund"
                line.kind = "credit_note" if is_note else "invoice"
            elif line.opening_item_id:
                line.kind = "opening"
            else:
                line.kind = "open"

    def write(self, vals):
        """A person matches a line, or takes a match back. The matching itself gives its reason, and
        looks at the remittance once, at the end."""
        is_match = not MATCHED_BY.isdisjoint(vals)
        if is_match and "posted" in self.remittance_id.mapped("state"):
            raise UserError(
                self.env._("The remittance is booked. Undo it before you change its lines.")
            )
        result = super().write(vals)
        if is_match and "match_reason" not in vals:
            with in_method():
                self._note_choice()
        return result

    def _note_choice(self):
        self.write(
            {
                "match_reason": self.env._("Chosen by %s", self.env.user.name),
                "match_confidence": 100,
                "is_chosen": True,
                "rule_id": False,
                "rounding": 0,
            }
        )
        self._learn_from_person()
        self._round_choice()
        self.remittance_id._update_matched_state()
