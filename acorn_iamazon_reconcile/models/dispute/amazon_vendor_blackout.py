# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.acorn_iamazon.rights import right


class AmazonVendorBlackout(models.Model):
    """A statement that is negotiated with Amazon: what it covers is not disputed one by one
    meanwhile, and not again what was settled by it."""

    _name = "amazon.vendor.blackout"
    _description = "Amazon Settlement Statement"
    _inherit = "amazon.vendor.owned"
    _order = "date_from desc, id desc"
    _check_company_auto = True

    name = fields.Char("Statement", required=True, help="Amazon's number or name of it.")
    account_id = fields.Many2one(
        "amazon.vendor.account",
        "Amazon account",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env["amazon.vendor.account"].search([], limit=1),
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, precompute=True, index=True
    )
    date_from = fields.Date("From", required=True, help="Of the invoices that it covers.")
    date_to = fields.Date("To", required=True)
    deduction_type_ids = fields.Many2many(
        "amazon.vendor.deduction.type", string="Types", help="All that can be disputed when empty."
    )
    state = fields.Selection(
        [("open", "Negotiated"), ("settled", "Settled"), ("ended", "Ended without a settlement")],
        default="open",
        required=True,
        readonly=True,
        help="Negotiated, and settled: what it covers is not disputed. Ended: it can be again.",
    )

    @api.constrains("date_from", "date_to")
    def _check_days(self):
        for statement in self:
            if statement.date_from > statement.date_to:
                raise ValidationError(
                    self.env._("%s ends before it begins: change its days.", statement.name)
                )

    @right("change")
    def action_settle(self):
        self.state = "settled"

    @right("change")
    def action_end(self):
        self.state = "ended"

    @right("change")
    def action_reopen(self):
        self.state = "open"

    def _covers(self, dispute):
        day = dispute.move_id.invoice_date or dispute.date
        types = self.deduction_type_ids
        return (
            self.account_id == dispute.account_id
            and bool(day)
            and self.date_from <= day <= self.date_to
            and (not types or dispute.deduction_type_id in types)
        )
