# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import api, fields, models

from ..rights import right


class AmazonVendorHistory(models.TransientModel):
    """Ask from when on an account is worked: what Amazon ordered before is history."""

    _name = "amazon.vendor.history"
    _description = "History of an Amazon Account"
    _inherit = "amazon.vendor.given"

    account_id = fields.Many2one("amazon.vendor.account", required=True, readonly=True)
    worked_from = fields.Datetime(
        "Work from",
        required=True,
        compute="_compute_worked_from",
        precompute=True,
        compute_sudo=False,
        store=True,
        readonly=False,
        help="Purchase orders from before are kept as history.",
    )
    count_orders = fields.Integer("Unanswered orders", compute="_compute_count_orders")

    @api.depends("account_id")
    def _compute_worked_from(self):
        """Proposed is what was chosen before, else the time that the first fetch reaches back:
        whatever Amazon ordered since then, nobody can have answered long ago."""
        week_ago = fields.Datetime.now() - timedelta(days=7)
        for wizard in self:
            first = wizard.account_id.first_fetched_at
            wizard.worked_from = (
                wizard.account_id.worked_from or (first and first - timedelta(days=7)) or week_ago
            )

    @api.depends("account_id", "worked_from")
    def _compute_count_orders(self):
        for wizard in self:
            wizard.count_orders = len(wizard._find_orders())

    def _find_orders(self):
        """:return: the orders that become history: from before, and not answered"""
        return self.env["sale.order"].search(
            [
                ("amazon_account_id", "=", self.account_id.id),
                ("amazon_acknowledgement_state", "=", "to_acknowledge"),
                ("state", "in", ["draft", "sent"]),
                ("amazon_purchase_order_date", "<", self.worked_from),
            ]
        )

    @right("configure")
    def action_confirm(self):
        self.ensure_one()
        self.account_id.worked_from = self.worked_from
        self._find_orders()._amazon_set_history()
        return {"type": "ir.actions.act_window_close"}
