# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from functools import partial

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...planning import forecasting
from ...rights import right


class AmazonVendorAccount(models.Model):
    """Forecast of what Amazon will order, and the stock for it."""

    _inherit = "amazon.vendor.account"

    plan_ids = fields.One2many("amazon.vendor.plan", "account_id")
    plan_demand = fields.Selection(
        [
            ("orders", "Amazon's purchase orders"),
            ("sales", "What Amazon's customers order"),
        ],
        "Plan for",
        default="orders",
        required=True,
        help="The history that forecasts are made from. Customers' orders come with the sales "
        "report; purchase orders follow them with Amazon's own stock policy between.",
    )
    plan_service_level = fields.Float(
        "Service level",
        default=0.95,
        help="How often the stock shall suffice until the next receipt; 0.95 is 19 times of 20.",
    )
    plan_lead_days = fields.Integer(
        "Usual lead time", default=21, help="Days; for products without a vendor's lead time."
    )
    plan_cycle_weeks = fields.Integer("Order every (weeks)", default=1)
    plan_replenishes = fields.Boolean(
        "Keep reordering rules up to date",
        help="Each planning gives Odoo's reordering rules of the planned products their new "
        "minimum and maximum. What is ordered stays with you.",
    )

    @api.constrains("plan_service_level", "plan_lead_days", "plan_cycle_weeks")
    def _check_plan_settings(self):
        for account in self:
            if not 0.5 <= account.plan_service_level <= 0.999:
                raise ValidationError(
                    self.env._(
                        "%s: choose a service level between 0.5 and 0.999.", account.display_name
                    )
                )
            if account.plan_lead_days < 0 or account.plan_cycle_weeks < 1:
                raise ValidationError(
                    self.env._(
                        "%s: the lead time cannot be negative, and at least one week lies between "
                        "two orders.",
                        account.display_name,
                    )
                )

    # === JOB === #

    @right("run")
    def action_plan_demand(self):
        """Forecast the demand of each product and suggest what to order."""
        for account in self._as_workers():
            plans = account.env["amazon.vendor.plan"]
            account._run_local_job("plan_demand", partial(plans._plan, account))

    @right("ask")
    def action_request_plan(self):
        if not forecasting.is_available():
            raise UserError(
                self.env._(
                    "Forecasts need the Python package statsforecast on Odoo's server: "
                    "pip install statsforecast. Amazon's own forecasts are used without it."
                )
            )
        self._let_run("plan_demand")
        return self._notify_requested(self.env._("The demand will be planned within minutes."))
