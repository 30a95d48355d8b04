# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..rights import right


class AmazonVendorUsageBilling(models.TransientModel):
    """A draft quotation from what a customer's companies used in a month."""

    _name = "amazon.vendor.usage.billing"
    _description = "Amazon Usage Billing"
    _inherit = "amazon.vendor.given"

    plan_id = fields.Many2one("amazon.vendor.price.plan", required=True)
    month = fields.Date(
        required=True,
        default=lambda self: fields.Date.context_today(self) + relativedelta(months=-1, day=1),
    )
    company_ids = fields.Many2many(
        "res.company", string="Companies", required=True, default=lambda self: self.env.companies
    )
    partner_id = fields.Many2one("res.partner", "Customer", required=True)
    option_ids = fields.Many2many(
        "amazon.vendor.price.option", string="Options", domain="[('plan_id', '=', plan_id)]"
    )
    accounts = fields.Integer(compute="_compute_volumes")
    orders = fields.Integer("Purchase orders", compute="_compute_volumes")
    invoices = fields.Integer(compute="_compute_volumes")

    @api.depends("company_ids", "month")
    def _compute_volumes(self):
        for billing in self:
            volumes = billing._get_volumes()
            billing.update(volumes)

    def _get_volumes(self):
        usage = self.env["amazon.vendor.usage"]
        if not self.month:
            return dict.fromkeys(("accounts", "orders", "invoices"), 0)
        return usage._get_volumes(self.company_ids, self.month)

    @right("change")
    def action_make_quotation(self):
        """Make the quotation of the month, or show the one that was made before."""
        self.ensure_one()
        volumes = self._get_volumes()
        if self.month.replace(day=1) >= fields.Date.context_today(self).replace(day=1):
            raise UserError(
                self.env._(
                    "%s is not over: its usage is not complete.", self.month.strftime("%Y-%m")
                )
            )
        reference = self.env._(
            "ACORN iAmazon %(month)s: %(companies)s",
            month=self.month.strftime("%Y-%m"),
            companies=", ".join(self.company_ids.sorted("id").mapped("name")),
        )
        lines = self.plan_id._price(volumes, self.option_ids, months=1)
        return self.plan_id._make_quotation(self.partner_id, lines, reference).get_formview_action()
