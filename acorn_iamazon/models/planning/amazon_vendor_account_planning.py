# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections import defaultdict
from datetime import timedelta
from statistics import NormalDist

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, split_every

from ...planning import forecasting
from ...spapi.vendor_report import get_period_start

WEEKS_OF_HISTORY = 156
HORIZON = 26
# Plans are made and committed in batches: memory stays bounded, and a restart goes on.
BATCH = 500
# Weeks ahead that Amazon's forecasts are tested at, as our own are.
TESTED_WEEKS_AHEAD = 4
LEAST_TESTED_WEEKS = 4
P90 = NormalDist().inv_cdf(0.9)


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

    def action_plan_demand(self):
        """Forecast the demand of each product and suggest what to order."""
        for account in self._as_workers():
            account._run_local_job("plan_demand", account._plan_demand)

    @api.model
    def _cron_plan_demand(self):
        self._run_for_each_account(
            [("order_ids", "!=", False), *self._get_due_accounts("plan_demand")],
            lambda account: account.action_plan_demand(),
            paused=True,
        )

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

    def _plan_demand(self):
        start = get_period_start("WEEK", fields.Date.today())
        histories = self._get_demand_histories(start)
        amazon = self._get_amazon_demand(start)
        shares = self._get_warehouse_shares(histories)
        keys = sorted(set(histories) | self._get_keys_known_to_amazon(amazon, histories))
        batches = list(split_every(BATCH, keys))
        for place, batch in enumerate(batches):
            self._plan_batch(batch, histories, amazon, shares, start)
            self._commit()
            self.env.invalidate_all()
            with self._job_line("plan_demand") as line:
                line.write({"done": min((place + 1) * BATCH, len(keys)), "total": len(keys)})
        stale = self.env["amazon.vendor.plan"].search(
            [("account_id", "=", self.id), ("first_week", "<", start)]
        )
        stale.unlink()

    # === WHAT IS KNOWN === #

    def _get_demand_histories(self, start):
        """:param start: first day of the week that is not over
        :return: units by (product, warehouse) id, a week, oldest first, up to the week before
        """
        first = start - timedelta(weeks=WEEKS_OF_HISTORY)
        query = self._query_sales if self.plan_demand == "sales" else self._query_orders
        self.env.flush_all()
        self.env.cr.execute(query(first, start))
        histories = defaultdict(lambda: [0.0] * WEEKS_OF_HISTORY)
        for product, warehouse, week, units in self.env.cr.fetchall():
            histories[product, warehouse][(week - first).days // 7] += float(units)
        return {key: _trim(history) for key, history in histories.items() if any(history)}

    def _query_orders(self, first, start):
        # Ordered, not accepted: what we could not deliver is demand all the same.
        return SQL(
            """
            SELECT line.product_id, ord.warehouse_id,
                   date_trunc('week', ord.amazon_purchase_order_date + interval '1 day')::date - 1,
                   SUM(line.amazon_ordered_quantity * CASE WHEN line.amazon_unit = 'Cases'
                       THEN GREATEST(line.amazon_unit_size, 1) ELSE 1 END)
              FROM sale_order_line line
              JOIN sale_order ord ON ord.id = line.order_id
             WHERE ord.amazon_account_id = %s
               AND ord.amazon_purchase_order_date >= %s
               AND ord.amazon_purchase_order_date < %s
               AND line.product_id IS NOT NULL
          GROUP BY 1, 2, 3
            """,
            self.id,
            first,
            start,
        )

    def _query_sales(self, first, start):
        return SQL(
            """
            SELECT product_id, %s, start_date, SUM(COALESCE(ordered_units, shipped_units))
              FROM amazon_vendor_sales_figure
             WHERE account_id = %s AND period = 'WEEK' AND product_id IS NOT NULL
               AND start_date >= %s AND start_date < %s
          GROUP BY 1, 2, 3
            """,
            self._get_plan_warehouse().id,
            self.id,
            first,
            start,
        )

    def _get_plan_warehouse(self):
        return self.warehouse_id or self.env["stock.warehouse"].search(
            [("company_id", "=", self.company_id.id)], limit=1
        )

    def _get_amazon_demand(self, start):
        """:return: by product id: (day of the forecast, mean a week, P90 a week), of the newest
        forecast, from the present week on"""
        self.env.cr.execute(
            SQL(
                """
                SELECT product_id, generated_on, start_date, SUM(mean_units), SUM(p90_units)
                  FROM amazon_vendor_forecast
                 WHERE account_id = %(account)s AND product_id IS NOT NULL
                   AND start_date >= %(start)s
                   AND generated_on = (
                       SELECT MAX(generated_on) FROM amazon_vendor_forecast
                        WHERE account_id = %(account)s)
              GROUP BY product_id, generated_on, start_date
              ORDER BY product_id, start_date
                """,
                account=self.id,
                start=start,
            )
        )
        found = {}
        for product, generated_on, _week, mean, p90 in self.env.cr.fetchall():
            _day, means, p90s = found.setdefault(product, (generated_on, [], []))
            means.append(mean)
            p90s.append(p90)
        return found

    def _get_warehouse_shares(self, histories):
        """:return: by (product, warehouse): the part of the product's recent demand that the
        warehouse serves, for Amazon knows no warehouses of ours"""
        recent = {key: sum(history[-26:]) for key, history in histories.items()}
        totals = defaultdict(float)
        for (product, _warehouse), units in recent.items():
            totals[product] += units
        return {
            key: units / totals[key[0]] if totals[key[0]] else 1.0 for key, units in recent.items()
        }

    def _get_keys_known_to_amazon(self, amazon, histories):
        """:return: (product, warehouse) of the products that have no history yet"""
        known = {product for product, _warehouse in histories}
        warehouse = self._get_plan_warehouse()
        return {(product, warehouse.id) for product in amazon if product not in known}

    # === PLAN === #

    def _plan_batch(self, keys, histories, amazon, shares, start):
        own = {}
        if forecasting.is_available():
            own = forecasting.forecast_demand(
                {key: histories[key] for key in keys if key in histories}, HORIZON
            )
        told = self._get_amazon_forecasts_of_tested_weeks(keys, start)
        supply = self._get_supply(keys)
        stock = self._get_stock(keys, start)
        values = {
            key: {
                "planned_at": fields.Datetime.now(),
                "first_week": start,
                "history": histories.get(key, []),
                "weeks_of_history": len(histories.get(key, [])),
                **self._prepare_own(own.get(key)),
                **self._prepare_amazon(key, amazon, shares, own, histories, told, start),
                **supply[key],
                **stock[key],
            }
            for key in keys
        }
        plans = self._store_plans(values)
        if self.plan_replenishes:
            plans._apply_to_replenishment()

    def _prepare_own(self, forecast):
        """:param forecast: a :class:`~..planning.forecasting.Forecast`, or None"""
        return {
            "own_demand": forecast.mean if forecast else False,
            "own_method": ", ".join(forecast.methods) if forecast else False,
            "own_error": (forecast.error or 0) if forecast else 0,
            "own_errors": forecast.errors if forecast else False,
            "own_deviation": forecast.deviation if forecast else 0,
        }

    def _prepare_amazon(self, key, amazon, shares, own, histories, told, start):
        """Amazon's forecast of the product, how good its earlier ones were, and which to use."""
        generated_on, means, p90s = amazon.get(key[0], (False, [], []))
        share = shares.get(key, 1.0)
        weeks = self._get_tested_weeks(own.get(key), histories.get(key, []), told, key, start)
        weeks = [(actual, units * share, ours) for actual, units, ours in weeks]
        demand = sum(actual for actual, _amazons, _ours in weeks)
        errors = [actual - amazons for actual, amazons, _ours in weeks]
        own_errors = [actual - ours for actual, _amazons, ours in weeks]
        tested = len(weeks) >= LEAST_TESTED_WEEKS and demand > 0
        if tested:
            deviation = (sum(error**2 for error in errors) / len(errors)) ** 0.5
        else:
            spread = [(p90 - mean) / P90 for mean, p90 in zip(means, p90s, strict=True)][:8]
            deviation = share * sum(spread) / len(spread) if spread else 0
        is_better = tested and sum(map(abs, errors)) < sum(map(abs, own_errors))
        source = "amazon" if means and (is_better or not own.get(key)) else "own"
        known = means or own.get(key)
        return {
            "amazon_demand": [round(mean * share, 3) for mean in means] or False,
            "amazon_generated_on": generated_on,
            "is_amazon_tested": tested,
            "amazon_error": sum(map(abs, errors)) / demand if tested else 0,
            "amazon_deviation": deviation,
            "proposed_source": source if known else False,
            "state": "planned" if known else "too_little",
        }

    def _get_tested_weeks(self, forecast, history, told, key, start):
        """:return: (actual, Amazon's forecast, ours) of the weeks of our back-test for which
        Amazon had told its forecast when ours was made"""
        if not forecast:
            return []
        first = start - timedelta(weeks=len(history))
        weeks = []
        for cutoff, week, ours in forecast.tests:
            known_until = first + timedelta(weeks=cutoff, days=6)
            candidates = told.get((key[0], first + timedelta(weeks=week)), [])
            units = next((units for day, units in candidates if day <= known_until), None)
            if units is not None:
                weeks.append((history[week], units, ours))
        return weeks

    def _get_amazon_forecasts_of_tested_weeks(self, keys, start):
        """:return: by (product id, week): (day of the forecast, mean), newest first"""
        self.env.cr.execute(
            SQL(
                """
                SELECT product_id, start_date, generated_on, SUM(mean_units)
                  FROM amazon_vendor_forecast
                 WHERE account_id = %s AND product_id IN %s AND start_date < %s
                   AND start_date >= %s AND start_date - generated_on BETWEEN 0 AND %s
              GROUP BY 1, 2, 3
              ORDER BY 1, 2, 3 DESC
                """,
                self.id,
                tuple({product for product, _warehouse in keys}),
                start,
                start - timedelta(weeks=4 * TESTED_WEEKS_AHEAD),
                7 * (TESTED_WEEKS_AHEAD + 1),
            )
        )
        found = defaultdict(list)
        for product, week, day, units in self.env.cr.fetchall():
            found[product, week].append((day, units))
        return found

    def _get_supply(self, keys):
        """:return: by key: lead time, cycle, case size and minimum"""
        products = self.env["product.product"].browse({product for product, _house in keys})
        sizes = {
            mapping.product_id.id: mapping.case_size
            for mapping in self.env["amazon.vendor.product"].search_fetch(
                [("account_id", "=", self.id), ("product_id", "in", products.ids)],
                ["product_id", "case_size"],
            )
        }
        sellers = {product.id: product.seller_ids[:1] for product in products}
        return {
            (product, warehouse): {
                "lead_days": sellers[product].delay if sellers[product] else self.plan_lead_days,
                "minimum_quantity": sellers[product].min_qty,
                "case_size": sizes.get(product) or 1,
                "cycle_weeks": self.plan_cycle_weeks,
            }
            for product, warehouse in keys
        }

    def _get_stock(self, keys, start):
        """:return: by key: on hand, incoming, promised, and what comes in which week"""
        found = {}
        for warehouse in {warehouse for _product, warehouse in keys}:
            ids = [product for product, house in keys if house == warehouse]
            products = self.env["product.product"].browse(ids).with_context(warehouse_id=warehouse)
            receipts = self._get_receipts(ids, warehouse, start)
            for product in products:
                found[product.id, warehouse] = {
                    "on_hand": product.qty_available,
                    "incoming": product.incoming_qty,
                    "open_orders": product.outgoing_qty,
                    "receipts": receipts.get(product.id, []),
                }
        return found

    def _get_receipts(self, product_ids, warehouse_id, start):
        """:return: by product id: the units that come in each of the coming weeks"""
        location = self.env["stock.warehouse"].browse(warehouse_id).view_location_id
        groups = self.env["stock.move"]._read_group(
            [
                ("product_id", "in", product_ids),
                ("state", "in", ["confirmed", "waiting", "partially_available", "assigned"]),
                ("location_dest_id", "child_of", location.id),
                "!",
                ("location_id", "child_of", location.id),
            ],
            ["product_id", "date:day"],
            ["product_qty:sum"],
        )
        found = defaultdict(lambda: [0.0] * HORIZON)
        for product, moment, units in groups:
            week = max(0, (moment.date() - start).days // 7)
            if week < HORIZON:
                found[product.id][week] += units
        return found

    def _store_plans(self, values):
        """:param dict values: values of the plan by (product, warehouse) id"""
        model = self.env["amazon.vendor.plan"]
        known = {
            (plan.product_id.id, plan.warehouse_id.id): plan
            for plan in model.search(
                [
                    ("account_id", "=", self.id),
                    ("product_id", "in", [product for product, _warehouse in values]),
                ]
            )
        }
        missing = []
        for key, plan in values.items():
            if key in known:
                known[key].write(plan)
            else:
                product, warehouse = key
                missing.append(
                    {
                        **plan,
                        "account_id": self.id,
                        "product_id": product,
                        "warehouse_id": warehouse,
                    }
                )
        plans = model.concat(*known.values()) if known else model
        return plans | model.create(missing)


def _trim(history):
    """:return: the history from its first demand on"""
    first = next(place for place, units in enumerate(history) if units)
    return history[first:]
