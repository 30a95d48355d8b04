# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import json
from dataclasses import replace
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import float_round

from ...planning.stock_levels import get_levels, get_quantity_to_order, get_stock_out_week
from ...rights import right

SOURCES = [("own", "Own history"), ("amazon", "Amazon's forecast")]
WEEKS_SHOWN = 16
# Weeks that are forecast.
HORIZON = 26


class AmazonVendorPlan(models.Model):
    """What Amazon will order of a product from a warehouse, and what to have in stock for it."""

    _name = "amazon.vendor.plan"
    _description = "Amazon Demand Plan"
    _inherit = "amazon.vendor.owned"
    _order = "suggested_quantity desc, product_id"
    _rec_name = "product_id"
    _check_company_auto = True

    account_id = fields.Many2one(
        "amazon.vendor.account", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, precompute=True, index=True
    )
    product_id = fields.Many2one(
        "product.product", required=True, index=True, ondelete="cascade", readonly=True
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse", required=True, ondelete="cascade", readonly=True
    )
    planned_at = fields.Datetime(readonly=True)
    first_week = fields.Date("First planned week", readonly=True)
    state = fields.Selection(
        [("planned", "Planned"), ("too_little", "Too little history")],
        default="too_little",
        required=True,
        readonly=True,
    )

    # What is known
    history = fields.Json(readonly=True)
    weeks_of_history = fields.Integer(readonly=True)
    own_demand = fields.Json(readonly=True)
    own_method = fields.Char("Methods", readonly=True)
    own_error = fields.Float(
        "Own error",
        readonly=True,
        aggregator="avg",
        help="Back-test: sum of the errors by sum of the demand, in weeks that the forecast did "
        "not know.",
    )
    is_own_tested = fields.Boolean("Own forecast is tested", readonly=True)
    own_errors = fields.Json(readonly=True)
    own_deviation = fields.Float(readonly=True)
    amazon_demand = fields.Json(readonly=True)
    amazon_generated_on = fields.Date("Amazon's forecast of", readonly=True)
    amazon_error = fields.Float(
        "Amazon's error",
        readonly=True,
        aggregator="avg",
        help="The same for Amazon's forecasts of these weeks, as far as they were fetched in time.",
    )
    is_amazon_tested = fields.Boolean("Amazon's forecast is tested", readonly=True)
    amazon_deviation = fields.Float(readonly=True)

    # What follows
    proposed_source = fields.Selection(SOURCES, "Better forecast", readonly=True)
    chosen_source = fields.Selection(
        SOURCES, "Use", help="Empty: the forecast with the smaller error in the back-test."
    )
    source = fields.Selection(SOURCES, "Used", compute="_compute_source", store=True)
    service_level = fields.Float(compute="_compute_levels", store=True, aggregator="avg")
    lead_days = fields.Integer("Lead time (days)", readonly=True, aggregator="avg")
    cycle_weeks = fields.Integer(readonly=True, aggregator="avg")
    case_size = fields.Integer(readonly=True, aggregator=None)
    minimum_quantity = fields.Float("Supplier's minimum", readonly=True, aggregator=None)
    weekly_demand = fields.Float(
        "Demand a week", compute="_compute_levels", store=True, help="Mean of the next eight weeks."
    )
    lead_demand = fields.Float("Demand until receipt", compute="_compute_levels", store=True)
    safety_stock = fields.Float(compute="_compute_levels", store=True)
    reorder_point = fields.Float(compute="_compute_levels", store=True)
    order_up_to = fields.Float(compute="_compute_levels", store=True)
    on_hand = fields.Float(readonly=True)
    incoming = fields.Float(readonly=True)
    open_orders = fields.Float("On open orders", readonly=True, help="Sold and not shipped yet.")
    position = fields.Float(
        "Available", compute="_compute_levels", store=True, help="On hand + incoming - open orders."
    )
    suggested_quantity = fields.Float("To order", compute="_compute_levels", store=True)
    receipts = fields.Json(readonly=True)
    stock_out_week = fields.Date(compute="_compute_levels", store=True)
    is_at_risk = fields.Boolean(
        "Out of stock before the next receipt", compute="_compute_levels", store=True
    )
    graph = fields.Text(compute="_compute_graph")
    orderpoint_id = fields.Many2one(
        "stock.warehouse.orderpoint", "Reordering rule", compute="_compute_orderpoint_id"
    )

    _key_unique = models.Constraint(
        "unique (account_id, product_id, warehouse_id)",
        "The product has a plan for this account and warehouse already.",
    )

    @api.depends("proposed_source", "chosen_source")
    def _compute_source(self):
        for plan in self:
            plan.source = plan.chosen_source or plan.proposed_source

    def _get_demand(self):
        """:return: the expected units of the coming weeks, from the forecast in use"""
        return (self.amazon_demand if self.source == "amazon" else self.own_demand) or []

    @api.depends(
        "source",
        "own_demand",
        "amazon_demand",
        "own_deviation",
        "amazon_deviation",
        "lead_days",
        "cycle_weeks",
        "case_size",
        "minimum_quantity",
        "on_hand",
        "incoming",
        "open_orders",
        "receipts",
        "account_id.plan_service_level",
    )
    def _compute_levels(self):
        for plan in self:
            demand = plan._get_demand()
            deviation = plan.amazon_deviation if plan.source == "amazon" else plan.own_deviation
            plan.service_level = plan.account_id.plan_service_level
            plan.position = plan.on_hand + plan.incoming - plan.open_orders
            levels = get_levels(
                demand, deviation, plan.lead_days, plan.cycle_weeks, plan.service_level
            )
            plan.weekly_demand = sum(demand[:8]) / len(demand[:8]) if demand else 0
            plan.lead_demand = levels.lead_demand
            plan.safety_stock = max(levels.safety_stock, 0)
            plan.reorder_point = plan._round(levels.reorder_point)
            plan.order_up_to = plan._round(levels.order_up_to)
            # Odoo's rule, which knows the rounded levels, must come to the same quantity.
            rounded = replace(
                levels, reorder_point=plan.reorder_point, order_up_to=plan.order_up_to
            )
            plan.suggested_quantity = demand and get_quantity_to_order(
                rounded, plan.position, plan.minimum_quantity, plan.case_size
            )
            plan._set_stock_out(demand)

    def _set_stock_out(self, demand):
        receipts = self.receipts or []
        week = get_stock_out_week(demand, self.on_hand - self.open_orders, receipts)
        next_receipt = next((place for place, units in enumerate(receipts) if units), None)
        self.stock_out_week = (
            self.first_week + timedelta(weeks=week)
            if week is not None and self.first_week
            else False
        )
        self.is_at_risk = week is not None and (
            (next_receipt is None and week < self.lead_days / 7) or (next_receipt or 0) > week
        )

    def _round(self, quantity):
        """:return: the quantity in whole units of the product, upwards; nobody orders a part of a
        piece, whatever Odoo's precision of quantities is"""
        unit = self.product_id.uom_id
        each = unit._amazon_get_each()
        is_counted = each and unit._has_common_reference(each)
        rounding = 1.0 if is_counted else unit.rounding or 1.0
        return float_round(quantity, precision_rounding=rounding, rounding_method="UP")

    @api.depends("history", "own_demand", "amazon_demand", "source")
    def _compute_graph(self):
        """The weeks behind and before us, for Odoo's own small bar chart."""
        for plan in self:
            start = plan.first_week or fields.Date.today()
            history = (plan.history or [])[-WEEKS_SHOWN:]
            demand = plan._get_demand()[:WEEKS_SHOWN]
            bars = [
                (start - timedelta(weeks=len(history) - place), units, "past")
                for place, units in enumerate(history)
            ]
            bars += [
                (start + timedelta(weeks=place), units, "future")
                for place, units in enumerate(demand)
            ]
            plan.graph = json.dumps(
                [
                    {
                        "key": self.env._("Units a week"),
                        "values": [
                            {"label": week.strftime("%d/%m"), "value": units, "type": kind}
                            for week, units, kind in bars
                        ],
                    }
                ]
            )

    def _compute_orderpoint_id(self):
        orderpoints = self._find_orderpoints()
        for plan in self:
            plan.orderpoint_id = orderpoints.get((plan.product_id.id, plan.warehouse_id.id))

    def _find_orderpoints(self):
        """:return: the reordering rule by (product, warehouse) id"""
        found = self.env["stock.warehouse.orderpoint"].search(
            [
                ("product_id", "in", self.product_id.ids),
                ("location_id", "in", self.warehouse_id.lot_stock_id.ids),
            ]
        )
        return {(point.product_id.id, point.warehouse_id.id): point.id for point in found}

    # === REPLENISHMENT === #

    @right("change")
    def action_apply_to_replenishment(self):
        """Give Odoo's reordering rules the stock levels of these plans.

        What is ordered, and when, stays with whoever works Odoo's replenishment: new rules are
        manual ones.

        :return: the replenishment screen, for these products
        """
        self.check_access("read")
        self._apply_to_replenishment()
        action = self.env["ir.actions.act_window"]._for_xml_id("stock.action_orderpoint_replenish")
        action["domain"] = [("product_id", "in", self.product_id.ids)]
        return action

    def _apply_to_replenishment(self):
        orderpoints = self.env["stock.warehouse.orderpoint"].sudo()
        known = self._find_orderpoints()
        missing = []
        for plan in self.filtered(lambda plan: plan.state == "planned"):
            levels = {
                "product_min_qty": plan.reorder_point,
                "product_max_qty": max(plan.order_up_to, plan.reorder_point),
            }
            orderpoint = known.get((plan.product_id.id, plan.warehouse_id.id))
            if orderpoint:
                orderpoints.browse(orderpoint).write(levels)
            else:
                missing.append(
                    {
                        **levels,
                        "product_id": plan.product_id.id,
                        "warehouse_id": plan.warehouse_id.id,
                        "location_id": plan.warehouse_id.lot_stock_id.id,
                        "company_id": plan.company_id.id,
                        "trigger": "manual",
                    }
                )
        orderpoints.create(missing)
        self._propose_quantities(orderpoints)

    def _propose_quantities(self, orderpoints):
        """Odoo rounds to no case and knows no supplier's minimum of ours: its *To Order* shows the
        plan's quantity, until that is ordered."""
        known = self._find_orderpoints()
        for plan in self.filtered("suggested_quantity"):
            orderpoint = orderpoints.browse(known.get((plan.product_id.id, plan.warehouse_id.id)))
            if orderpoint and orderpoint.qty_to_order != plan.suggested_quantity:
                orderpoint.qty_to_order = plan.suggested_quantity
