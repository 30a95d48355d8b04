# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models
from odoo.tools import SQL

from ...rights import right


class AmazonVendorDemand(models.Model):
    """What the confirmed orders of Amazon still need, by week, product and warehouse, and where it
    comes from: stock first, then what is on its way in, then what is being made.

    A week's need is covered by what earlier weeks leave. Orders of other customers, and components
    that manufacturing takes, go first as far as they are due by the end of the week. All figures
    are in the unit of the product and can be added up.
    """

    _name = "amazon.vendor.demand"
    _description = "Amazon Demand"
    _auto = False
    _order = "week, product_id, warehouse_id, id"
    _rec_name = "product_id"

    account_id = fields.Many2one("amazon.vendor.account", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one(related="product_id.categ_id")
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    week = fields.Date(
        "Week of", readonly=True, help="Monday of the week in which the ship window ends."
    )
    quantity = fields.Float("Needed", digits="Product Unit", readonly=True)
    from_stock = fields.Float(
        digits="Product Unit", readonly=True, help="To be picked from what is on hand today."
    )
    from_receipts = fields.Float(
        "From Incoming", digits="Product Unit", readonly=True, help="Expected by the week's end."
    )
    from_production = fields.Float(
        "From Manufacturing",
        digits="Product Unit",
        readonly=True,
        help="Confirmed manufacturing orders that end by the week's end.",
    )
    missing = fields.Float(
        digits="Product Unit", readonly=True, help="To be made or bought: nothing covers it yet."
    )
    on_hand = fields.Float(
        "On Hand Today",
        digits="Product Unit",
        readonly=True,
        aggregator=None,
        help="In the warehouse today, reserved or not.",
    )

    @property
    def _table_query(self):
        """:return: one row for each week, product, warehouse and account with a need"""
        return SQL(
            """
            WITH warehouse AS (%(warehouses)s), move AS (%(moves)s), flow AS (%(flows)s),
            total AS (%(totals)s), hand AS (%(hands)s),
            supply AS (
                SELECT total.*,
                    COALESCE(hand.quantity, 0) AS on_hand,
                    COALESCE(hand.quantity, 0) - other - COALESCE(needed_before, 0) AS stock_left
                FROM total
                LEFT JOIN hand USING (product_id, warehouse_id)
                WHERE need > 0
            ),
            covered AS (
                SELECT *,
                    GREATEST(0, LEAST(need, stock_left)) AS to_stock,
                    GREATEST(0, LEAST(need, stock_left + receipt)) AS to_receipt,
                    GREATEST(0, LEAST(need, stock_left + receipt + production)) AS to_production
                FROM supply
            )
            SELECT covered.id, covered.week, covered.product_id, covered.warehouse_id,
                covered.account_id, warehouse.company_id,
                need AS quantity, on_hand,
                to_stock AS from_stock,
                to_receipt - to_stock AS from_receipts,
                to_production - to_receipt AS from_production,
                need - to_production AS missing
            FROM covered JOIN warehouse ON warehouse.id = covered.warehouse_id
            """,
            warehouses=self._get_warehouses_query(),
            moves=self._get_moves_query(),
            flows=self._get_flows_query(),
            totals=self._get_totals_query(),
            hands=self._get_hands_query(),
        )

    def _get_totals_query(self):
        """What was needed before, and what comes and goes until the end of the week."""
        return SQL(
            """
            SELECT id, week, product_id, warehouse_id, account_id, need,
                SUM(need) OVER earlier AS needed_before,
                SUM(other) OVER until_week AS other,
                SUM(receipt) OVER until_week AS receipt,
                SUM(production) OVER until_week AS production
            FROM flow
            WINDOW
                earlier AS (
                    PARTITION BY product_id, warehouse_id ORDER BY week, account_id, id
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                ),
                until_week AS (PARTITION BY product_id, warehouse_id ORDER BY week)
            """
        )

    def _get_warehouses_query(self):
        """The weeks are those of the warehouse: of its address, else of its company."""
        return SQL(
            """
            SELECT stock_warehouse.id, stock_warehouse.company_id,
                COALESCE(address.tz, company.tz, 'UTC') AS tz
            FROM stock_warehouse
            LEFT JOIN res_partner address ON address.id = stock_warehouse.partner_id
            LEFT JOIN res_company ON res_company.id = stock_warehouse.company_id
            LEFT JOIN res_partner company ON company.id = res_company.partner_id
            """
        )

    def _get_moves_query(self):
        """Open moves that enter or leave a warehouse. A delivery in several steps is there as
        often as it has a step open, with the quantity of that step, and never twice. What is
        overdue is due now; a window that ends at midnight ends with the day before."""
        return SQL(
            """
            SELECT stock_move.id, stock_move.product_id, product_qty AS quantity,
                sale_order.amazon_account_id AS account_id,
                GREATEST(
                    COALESCE(
                        sale_order.amazon_window_end - INTERVAL '1 second', stock_move.date
                    ),
                    NOW() AT TIME ZONE 'UTC'
                ) AS date,
                source.warehouse_id AS source_warehouse,
                source.usage AS source_usage,
                final.warehouse_id AS final_warehouse,
                target.warehouse_id AS target_warehouse
            FROM stock_move
            JOIN stock_location source ON source.id = stock_move.location_id
            JOIN stock_location target ON target.id = stock_move.location_dest_id
            JOIN stock_location final
                ON final.id = COALESCE(stock_move.location_final_id, stock_move.location_dest_id)
            LEFT JOIN sale_order_line ON sale_order_line.id = stock_move.sale_line_id
            LEFT JOIN sale_order ON sale_order.id = sale_order_line.order_id
                AND sale_order.amazon_account_id IS NOT NULL
            WHERE stock_move.state NOT IN ('draft', 'done', 'cancel')
                AND NOT EXISTS (
                    SELECT FROM stock_move_move_rel chain
                    JOIN stock_move origin ON origin.id = chain.move_orig_id
                    WHERE chain.move_dest_id = stock_move.id
                        AND origin.state NOT IN ('done', 'cancel')
                        AND origin.sale_line_id = stock_move.sale_line_id
                )
            """
        )

    def _get_flows_query(self):
        """:return: what leaves and enters each warehouse, each move in the week it is due"""
        return SQL(
            """
            SELECT MIN(move.id) AS id, product_id, warehouse.id AS warehouse_id, account_id,
                DATE_TRUNC('week', date AT TIME ZONE 'UTC' AT TIME ZONE warehouse.tz)::date AS week,
                SUM(CASE WHEN leaves AND account_id IS NOT NULL THEN quantity ELSE 0 END) AS need,
                SUM(CASE WHEN leaves AND account_id IS NULL THEN quantity ELSE 0 END) AS other,
                SUM(CASE WHEN NOT leaves AND source_usage != 'production' THEN quantity ELSE 0 END)
                    AS receipt,
                SUM(CASE WHEN NOT leaves AND source_usage = 'production' THEN quantity ELSE 0 END)
                    AS production
            FROM (
                SELECT *, TRUE AS leaves, source_warehouse AS warehouse_id FROM move
                WHERE source_warehouse IS NOT NULL
                    AND final_warehouse IS DISTINCT FROM source_warehouse
                UNION ALL
                SELECT *, FALSE AS leaves, target_warehouse AS warehouse_id FROM move
                WHERE target_warehouse IS NOT NULL
                    AND source_warehouse IS DISTINCT FROM target_warehouse
            ) move
            JOIN warehouse ON warehouse.id = move.warehouse_id
            GROUP BY product_id, warehouse.id, account_id, week
            """
        )

    def _get_hands_query(self):
        return SQL(
            """
            SELECT stock_quant.product_id, stock_location.warehouse_id,
                SUM(stock_quant.quantity) AS quantity
            FROM stock_quant
            JOIN stock_location ON stock_location.id = stock_quant.location_id
            WHERE stock_location.usage = 'internal' AND stock_location.warehouse_id IS NOT NULL
            GROUP BY stock_quant.product_id, stock_location.warehouse_id
            """
        )

    @right("see")
    def action_open_orders(self):
        """The orders of the account that need the product, in whatever week."""
        self.ensure_one()
        moves = (
            self.env["stock.move"]
            .sudo()
            .search(
                [
                    ("product_id", "=", self.product_id.id),
                    ("state", "not in", ("draft", "done", "cancel")),
                    ("sale_line_id.order_id.amazon_account_id", "=", self.account_id.id),
                ]
            )
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acorn_iamazon.sale_order_action_amazon"
        )
        return action | {"domain": [("id", "in", moves.sale_line_id.order_id.ids)]}
