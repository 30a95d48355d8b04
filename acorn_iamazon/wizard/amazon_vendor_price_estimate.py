# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..rights import right


class AmazonVendorPriceEstimate(models.TransientModel):
    """What the service will cost, from six questions."""

    _name = "amazon.vendor.price.estimate"
    _description = "Amazon Service Estimate"
    _inherit = "amazon.vendor.given"

    plan_id = fields.Many2one(
        "amazon.vendor.price.plan",
        required=True,
        default=lambda self: self.env["amazon.vendor.price.plan"].search([], limit=1),
    )
    currency_id = fields.Many2one(related="plan_id.currency_id")
    accounts = fields.Integer("Accounts and sites", default=1, required=True)
    orders = fields.Integer("Purchase orders a month", default=100, required=True)
    invoices = fields.Integer("Invoices a month", default=100, required=True)
    module_ids = fields.Many2many(
        "amazon.vendor.price.option",
        "amazon_vendor_estimate_module_rel",
        string="Modules",
        domain="[('plan_id', '=', plan_id), ('kind', '=', 'module')]",
    )
    support_id = fields.Many2one(
        "amazon.vendor.price.option",
        "Support level",
        domain="[('plan_id', '=', plan_id), ('kind', '=', 'support')]",
    )
    erp_id = fields.Many2one(
        "amazon.vendor.price.option",
        "ERP",
        domain="[('plan_id', '=', plan_id), ('kind', '=', 'erp')]",
    )
    start_date = fields.Date(default=fields.Date.context_today, required=True)
    partner_id = fields.Many2one("res.partner", "Customer")
    line_ids = fields.Json(compute="_compute_estimate")
    amount_period = fields.Monetary("Each period", compute="_compute_estimate")
    amount_first_year = fields.Monetary(
        compute="_compute_estimate", help="Until the end of the calendar year of the start."
    )
    description = fields.Html("Estimate", compute="_compute_estimate")

    @api.onchange("plan_id")
    def _onchange_plan_id(self):
        self.module_ids = self.support_id = self.erp_id = False

    @api.depends(
        "plan_id",
        "accounts",
        "orders",
        "invoices",
        "module_ids",
        "support_id",
        "erp_id",
        "start_date",
    )
    def _compute_estimate(self):
        for estimate in self:
            lines = estimate._get_lines()
            estimate.line_ids = lines
            estimate.amount_period = sum(line["amount"] for line in lines)
            months = 13 - estimate.start_date.month if estimate.start_date else 12
            estimate.amount_first_year = sum(line["amount"] for line in estimate._get_lines(months))
            estimate.description = self.env["ir.qweb"]._render(
                "acorn_iamazon.price_estimate", {"lines": lines, "currency": estimate.currency_id}
            )

    def _get_lines(self, months=None):
        if not self.plan_id:
            return []
        volumes = {name: self[name] for name in ("accounts", "orders", "invoices")}
        return self.plan_id._price(volumes, self.module_ids | self.support_id | self.erp_id, months)

    @right("change")
    def action_make_quotation(self):
        self.ensure_one()
        if not self.partner_id:
            raise UserError(self.env._("Choose the customer that the quotation is for."))
        reference = self.env._(
            "%(plan)s from %(start)s", plan=self.plan_id.name, start=self.start_date
        )
        return self.plan_id._make_quotation(
            self.partner_id, self._get_lines(), reference
        ).get_formview_action()
