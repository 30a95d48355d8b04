# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models
from odoo.tools import SQL


class AmazonVendorReceivable(models.Model):
    """What Amazon owes, by age, with Amazon's own status and the day that it is expected to pay."""

    _name = "amazon.vendor.receivable"
    _description = "Amazon Receivable"
    _auto = False
    _order = "due_date, id"
    _rec_name = "move_id"

    move_id = fields.Many2one("account.move", "Invoice", readonly=True)
    account_id = fields.Many2one("amazon.vendor.account", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    invoice_date = fields.Date(readonly=True)
    due_date = fields.Date("Expected on", readonly=True)
    days_late = fields.Integer(readonly=True, aggregator="avg")
    age = fields.Selection(
        [
            ("0", "Not due"),
            ("1", "1 to 30 days late"),
            ("2", "31 to 60 days late"),
            ("3", "61 to 90 days late"),
            ("4", "More than 90 days late"),
        ],
        readonly=True,
    )
    amazon_status = fields.Char("Status at Amazon", readonly=True)
    amount_residual = fields.Monetary("Open", readonly=True)
    amount_expected = fields.Monetary("Expected", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT open.*, CASE WHEN days_late <= 0 THEN '0' WHEN days_late <= 30 THEN '1'
                   WHEN days_late <= 60 THEN '2' WHEN days_late <= 90 THEN '3' ELSE '4' END AS age
              FROM (
                SELECT move.id, move.id AS move_id, move.amazon_account_id AS account_id,
                       move.company_id, move.currency_id, move.invoice_date, move.amazon_status,
                       COALESCE(move.amazon_due_date, move.invoice_date_due) AS due_date,
                       %s - COALESCE(move.amazon_due_date, move.invoice_date_due)
                           AS days_late,
                       CASE WHEN move.move_type = 'out_refund' THEN -1 ELSE 1 END
                           * move.amount_residual AS amount_residual,
                       CASE WHEN move.move_type = 'out_refund' THEN -move.amount_residual
                           ELSE move.amazon_expected_amount END AS amount_expected
                  FROM account_move move
                 WHERE move.amazon_account_id IS NOT NULL AND move.state = 'posted'
                   AND move.move_type IN ('out_invoice', 'out_refund')
                   AND move.amount_residual <> 0
                   ) open
            """,
            fields.Date.context_today(self),
        )
