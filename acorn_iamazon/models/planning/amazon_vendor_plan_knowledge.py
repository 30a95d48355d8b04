# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from .amazon_vendor_plan import HORIZON

WEEKS_OF_HISTORY = 156
# Weeks ahead that Amazon's forecasts are tested at, as our own are.
TESTED_WEEKS_AHEAD = 4


class AmazonVendorPlan(models.Model):
    """What a plan of an account rests on: demand, Amazon's forecasts, supply and stock."""

    _inherit = "amazon.vendor.plan"

    @api.model
    def _get_demand_histories(self, account, start):
        """:param start: first day of the week that is not over
        :return: units by (product, warehouse) id, a week, oldest first, up to the week before
        """
        first = start - timedelta(weeks=WEEKS_OF_HISTORY)
        query = self._query_sales if account.plan_demand == "sales" else self._query_orders
        self.env.flush_all()
        self.env.cr.execute(query(account, first, start))
        histories = defaultdict(lambda: [0.0] * WEEKS_OF_HISTORY)
        for product, warehouse, week, units in self.env.cr.fetchall():
            histories[product, warehouse][(week - first).days // 7] += float(units)
        return {key: _trim(history) for key, history in histories.items() if any(history)}

    @api.model
    def _query_orders(self, account, first, start):
        # Ordered, not accepted: what we could not deliver is demand all the same.
        return SQL(
            """
            SELECT line.product_id, ord.warehouse_id,
                   date_trunc('week', ord.amazon_purchase_order_date + interval '1 day')::date - 1,
                   SUM(%s / %s)
              FROM sale_order_line line
              JOIN sale_order ord ON ord.id = line.order_id
             WHERE ord.amazon_account_id = %s
               AND ord.amazon_purchase_order_date >= %s
               AND ord.amazon_purchase_order_date < %s
               AND line.product_id IS NOT NULL
          GROUP BY 1, 2, 3
            """,
            self.env["amazon.vendor.quantity"]._get_sql_ordered(SQL("line")),
            self.env["amazon.vendor.quantity"]._get_sql_factor(SQL("line")),
            account.id,
            first,
            start,
        )

    @api.model
    def _query_sales(self, account, first, start):
        return SQL(
            """
            SELECT product_id, %s, start_date, SUM(COALESCE(ordered_units, shipped_units) / %s)
              FROM amazon_vendor_sales_figure figure
             WHERE account_id = %s AND period = 'WEEK' AND product_id IS NOT NULL
               AND start_date >= %s AND start_date < %s
          GROUP BY 1, 2, 3
            """,
            self._get_plan_warehouse(account).id,
            self.env["amazon.vendor.quantity"]._get_sql_factor(SQL("figure")),
            account.id,
            first,
            start,
        )

    @api.model
    def _get_plan_warehouse(self, account):
        return account.warehouse_id or self.env["stock.warehouse"].search(
            [("company_id", "=", account.company_id.id)], limit=1
        )

    @api.model
    def _get_amazon_demand(self, account, start):
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
                account=account.id,
                start=start,
            )
        )
        found = {}
        for product, generated_on, _week, mean, p90 in self.env.cr.fetchall():
            _day, means, p90s = found.setdefault(product, (generated_on, [], []))
            means.append(mean)
            p90s.append(p90)
        return found

    @api.model
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

    @api.model
    def _get_keys_known_to_amazon(self, account, amazon, histories):
        """:return: (product, warehouse) of the products that have no history yet"""
        known = {product for product, _warehouse in histories}
        warehouse = self._get_plan_warehouse(account)
        return {(product, warehouse.id) for product in amazon if product not in known}

    @api.model
    def _get_amazon_forecasts_of_tested_weeks(self, account, keys, start):
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
                account.id,
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

    @api.model
    def _get_supply(self, account, keys):
        """:return: by key: lead time, cycle, case size and minimum"""
        products = self.env["product.product"].browse({product for product, _house in keys})
        sizes = {
            mapping.product_id.id: mapping.case_size
            for mapping in self.env["amazon.vendor.product"].search_fetch(
                [("account_id", "=", account.id), ("product_id", "in", products.ids)],
                ["product_id", "case_size"],
            )
        }
        sellers = {product.id: product.seller_ids[:1] for product in products}
        return {
            (product, warehouse): {
                "lead_days": sellers[product].delay if sellers[product] else account.plan_lead_days,
                "minimum_quantity": sellers[product].min_qty,
                "case_size": sizes.get(product) or 1,
                "cycle_weeks": account.plan_cycle_weeks,
            }
            for product, warehouse in keys
        }

    @api.model
    def _get_stock(self, account, keys, start):
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

    @api.model
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


def _trim(history):
    """:return: the history from its first demand on"""
    first = next(place for place, units in enumerate(history) if units)
    return history[first:]
