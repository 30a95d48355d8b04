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
    cash_date = fields.Date(
        "Cash on",
        readonly=True,
        help="The day that it is expected; today for what is late already: it comes no sooner.",
    )
    basis = fields.Selection(
        [
            ("paid", "Amazon has told the payment"),
            ("amazon", "Amazon's due date"),
            ("terms", "Our payment terms"),
            ("unsent", "Not submitted to Amazon"),
            ("refused", "Refused by Amazon"),
        ],
        "By",
        readonly=True,
        help="What the expected day rests on. What Amazon has not got, or has refused, brings no "
        "cash before that is mended.",
    )
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
    amount_expected = fields.Monetary(
        "Expected", readonly=True, help="What is open, less what Amazon is expected to keep."
    )
    amount_cash = fields.Monetary(
        "Cash", readonly=True, help="What is expected to come on that day, as things stand."
    )
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    amount_cash_company = fields.Monetary(
        "Cash in company currency",
        currency_field="company_currency_id",
        readonly=True,
        help="At the rate of the invoice.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT cash.*, %(today)s - due_date AS days_late, GREATEST(due_date, %(today)s)
                       AS cash_date, amount_cash * rate AS amount_cash_company,
                   CASE WHEN %(today)s - due_date <= 0 THEN '0'
                        WHEN %(today)s - due_date <= 30 THEN '1'
                        WHEN %(today)s - due_date <= 60 THEN '2'
                        WHEN %(today)s - due_date <= 90 THEN '3' ELSE '4' END AS age
              FROM (SELECT open.*, CASE WHEN basis IN ('unsent', 'refused') THEN 0
                           ELSE amount_expected END AS amount_cash FROM (%(open)s) open) cash
            """,
            today=fields.Date.context_today(self),
            open=self._get_open_query(),
        )

    def _get_open_query(self):
        """What is open of each document, the day that it is expected, and what that rests on: a
        payment that Amazon has told and that is not booked yet, else its own due date, else ours"""
        return SQL(
            """
            SELECT move.id, move.id AS move_id, move.amazon_account_id AS account_id,
                   move.company_id, move.currency_id, move.invoice_date, move.amazon_status,
                   COALESCE(told.date, move.amazon_expected_payment_date, move.amazon_due_date,
                            move.invoice_date_due) AS due_date,
                   CASE WHEN told.date IS NOT NULL THEN 'paid'
                        WHEN move.amazon_status = 'REJECTED'
                             OR move.amazon_submission_state IN ('rejected', 'failed')
                        THEN 'refused'
                        WHEN move.amazon_submission_state = 'to_submit'
                             AND move.amazon_status IS NULL THEN 'unsent'
                        WHEN move.amazon_due_date IS NOT NULL THEN 'amazon'
                        ELSE 'terms' END AS basis,
                   CASE WHEN move.move_type = 'out_refund' THEN -1 ELSE 1 END
                       * move.amount_residual AS amount_residual,
                   CASE WHEN move.move_type = 'out_refund' THEN -move.amount_residual
                       ELSE move.amazon_expected_amount END AS amount_expected,
                   company.currency_id AS company_currency_id,
                   ABS(move.amount_residual_signed / move.amount_residual) AS rate
              FROM account_move move
              JOIN res_company company ON company.id = move.company_id
         LEFT JOIN LATERAL (
                   SELECT MIN(remittance.date) AS date
                     FROM amazon_vendor_remittance_line line
                     JOIN amazon_vendor_remittance remittance
                       ON remittance.id = line.remittance_id
                    WHERE line.move_id = move.id
                      AND line.kind IN ('invoice', 'credit_note')
                      AND remittance.state IN ('expected', 'draft', 'matched')) told ON TRUE
             WHERE move.amazon_account_id IS NOT NULL AND move.state = 'posted'
               AND move.move_type IN ('out_invoice', 'out_refund')
               AND move.amount_residual <> 0
            """
        )
