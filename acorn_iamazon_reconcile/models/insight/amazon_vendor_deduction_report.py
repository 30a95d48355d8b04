# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models
from odoo.tools import SQL


class AmazonVendorDeductionReport(models.Model):
    """Deductions and invoices by month, type, vendor code, fulfilment centre and product.

    A deduction of an invoice is spread over its lines by their amounts. Amounts are in the currency
    of the document.
    """

    _name = "amazon.vendor.deduction.report"
    _description = "Amazon Deduction Analysis"
    _auto = False
    _order = "date desc, id"
    _rec_name = "move_id"

    date = fields.Date(readonly=True)
    account_id = fields.Many2one("amazon.vendor.account", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    deduction_type_id = fields.Many2one(
        "amazon.vendor.deduction.type", "Type", readonly=True, help="Empty for what was invoiced."
    )
    move_id = fields.Many2one("account.move", "Invoice", readonly=True)
    code_id = fields.Many2one("amazon.vendor.code", "Vendor code", readonly=True)
    fulfilment_center_id = fields.Many2one("res.partner", "Fulfilment centre", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    deducted = fields.Monetary(readonly=True)
    invoiced = fields.Monetary(readonly=True)
    rate = fields.Float(
        "Deducted (%)", readonly=True, aggregator="avg", help="Of what was invoiced."
    )

    @property
    def _table_query(self):
        return SQL(
            """
              WITH part AS (
                SELECT item.id, move.id AS move_id, move.amazon_account_id AS account_id,
                       move.company_id, move.currency_id, move.invoice_date, item.product_id,
                       ord.amazon_code_id AS code_id, ord.partner_shipping_id AS center_id,
                       CASE WHEN move.move_type = 'out_refund' THEN -1 ELSE 1 END
                           * item.price_total AS invoiced,
                       item.price_total / NULLIF(SUM(item.price_total)
                           OVER (PARTITION BY move.id), 0) AS share
                  FROM account_move move
                  JOIN account_move_line item
                    ON item.move_id = move.id AND item.display_type = 'product'
             LEFT JOIN LATERAL (
                       SELECT MIN(rel.order_line_id) AS id FROM sale_order_line_invoice_rel rel
                        WHERE rel.invoice_line_id = item.id) sold ON TRUE
             LEFT JOIN sale_order_line line ON line.id = sold.id
             LEFT JOIN sale_order ord ON ord.id = line.order_id
                 WHERE move.amazon_account_id IS NOT NULL AND move.state = 'posted'
                   AND move.move_type IN ('out_invoice', 'out_refund')),
                   fact AS (
                SELECT part.invoice_date AS date, part.account_id, part.company_id,
                       part.currency_id, NULL::integer AS deduction_type_id, part.move_id,
                       part.code_id, part.center_id, part.product_id, 0.0 AS deducted,
                       part.invoiced
                  FROM part
             UNION ALL
                SELECT remittance.date, line.account_id, line.company_id, remittance.currency_id,
                       line.deduction_type_id, line.move_id, part.code_id, part.center_id,
                       part.product_id, -line.paid * COALESCE(part.share, 1), 0.0
                  FROM amazon_vendor_remittance_line line
                  JOIN amazon_vendor_remittance remittance ON remittance.id = line.remittance_id
             LEFT JOIN part ON part.move_id = line.move_id
                 WHERE line.kind = 'deduction' AND remittance.state <> 'cancelled')
            SELECT ROW_NUMBER() OVER () AS id, fact.date, fact.account_id, fact.company_id,
                   fact.currency_id, fact.deduction_type_id, fact.move_id, fact.code_id,
                   fact.center_id AS fulfilment_center_id, fact.product_id, fact.deducted,
                   fact.invoiced, 0.0 AS rate
              FROM fact
            """
        )

    def _read_group_select(self, aggregate_spec, query):
        """The rate of a group is what was deducted by what was invoiced in it."""
        if aggregate_spec != "rate:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "100 * SUM(%s) / NULLIF(SUM(%s), 0)",
            self._field_to_sql(self._table, "deducted", query),
            self._field_to_sql(self._table, "invoiced", query),
        )
