# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta
from statistics import NormalDist

from odoo import api, fields, models
from odoo.tools import split_every

from ...planning import forecasting
from ...spapi.vendor_report import get_period_start
from .amazon_vendor_plan import HORIZON

# Plans are made and committed in batches: memory stays bounded, and a restart goes on.
BATCH = 500
LEAST_TESTED_WEEKS = 4
P90 = NormalDist().inv_cdf(0.9)


class AmazonVendorPlan(models.Model):
    """How the plans of an account are made: our forecast beside Amazon's, and the better one."""

    _inherit = "amazon.vendor.plan"

    @api.model
    def _plan(self, account):
        start = get_period_start("WEEK", fields.Date.today())
        histories = self._get_demand_histories(account, start)
        amazon = self._get_amazon_demand(account, start)
        shares = self._get_warehouse_shares(histories)
        keys = sorted(set(histories) | self._get_keys_known_to_amazon(account, amazon, histories))
        batches = list(split_every(BATCH, keys))
        for place, batch in enumerate(batches):
            self._plan_batch(account, batch, histories, amazon, shares, start)
            account._commit()
            self.env.invalidate_all()
            with account._job_line("plan_demand") as line:
                line.write({"done": min((place + 1) * BATCH, len(keys)), "total": len(keys)})
        stale = self.env["amazon.vendor.plan"].search(
            [("account_id", "=", account.id), ("first_week", "<", start)]
        )
        stale.unlink()

    @api.model
    def _plan_batch(self, account, keys, histories, amazon, shares, start):
        own = {}
        if forecasting.is_available():
            own = forecasting.forecast_demand(
                {key: histories[key] for key in keys if key in histories}, HORIZON
            )
        told = self._get_amazon_forecasts_of_tested_weeks(account, keys, start)
        supply = self._get_supply(account, keys)
        stock = self._get_stock(account, keys, start)
        values = {
            key: {
                "planned_at": fields.Datetime.now(),
                "first_week": start,
                "history": histories.get(key, []),
                "weeks_of_history": len(histories.get(key, [])),
                **self._prepare_own(own.get(key)),
                **self._prepare_amazon(account, key, amazon, shares, own, histories, told, start),
                **supply[key],
                **stock[key],
            }
            for key in keys
        }
        plans = self._store_plans(account, values)
        if account.plan_replenishes:
            plans._apply_to_replenishment()

    @api.model
    def _prepare_own(self, forecast):
        """:param forecast: a :class:`~..planning.forecasting.Forecast`, or None"""
        return {
            "own_demand": forecast.mean if forecast else False,
            "own_method": ", ".join(forecast.methods) if forecast else False,
            "own_error": (forecast.error or 0) if forecast else 0,
            "is_own_tested": bool(forecast) and forecast.error is not None,
            "own_errors": forecast.errors if forecast else False,
            "own_deviation": forecast.deviation if forecast else 0,
        }

    @api.model
    def _prepare_amazon(self, account, key, amazon, shares, own, histories, told, start):
        """Amazon's forecast of the product, how good its earlier ones were, and which to use."""
        generated_on, means, p90s = amazon.get(key[0], (False, [], []))
        share = shares.get(key, 1.0)
        weeks = self._get_tested_weeks(
            account, own.get(key), histories.get(key, []), told, key, start
        )
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

    @api.model
    def _get_tested_weeks(self, account, forecast, history, told, key, start):
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

    @api.model
    def _store_plans(self, account, values):
        """:param dict values: values of the plan by (product, warehouse) id"""
        model = self.env["amazon.vendor.plan"]
        known = {
            (plan.product_id.id, plan.warehouse_id.id): plan
            for plan in model.search(
                [
                    ("account_id", "=", account.id),
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
                        "account_id": account.id,
                        "product_id": product,
                        "warehouse_id": warehouse,
                    }
                )
        plans = model.concat(*known.values()) if known else model
        return plans | model.create(missing)
