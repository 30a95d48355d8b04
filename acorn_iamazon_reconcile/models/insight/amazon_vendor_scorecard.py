# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import SQL

MEASURES = [
    ("shortage", "Shortage claims (% of paid invoices)"),
    ("chargeback", "Chargebacks (% of paid invoices)"),
    ("days_to_pay", "Days to pay"),
]

# Payments that only Amazon's interface told of, and those that were taken back.
UNPAID = ("expected", "cancelled")


class AmazonVendorScorecard(models.Model):
    _inherit = "amazon.vendor.scorecard"

    measure = fields.Selection(
        selection_add=MEASURES, ondelete={code: "cascade" for code, _name in MEASURES}
    )

    def _get_queries(self):
        return [
            *super()._get_queries(),
            self._query_deductions("shortage"),
            self._query_deductions("chargeback"),
            self._query_days_to_pay(),
        ]

    def _query_deductions(self, measure):
        """What Amazon kept of the invoices that it paid, in the week of the payment. Amounts count
        in the company's currency: those of several cannot be added up.

        :param str measure: the beginning of the codes of the deduction types
        """
        return SQL(
            """
            SELECT line.account_id, code.id, %(week)s, %(measure)s, 100.0,
                   SUM(CASE WHEN starts_with(type.code, %(measure)s)
                       THEN -line.paid * %(rate)s ELSE 0 END),
                   SUM(CASE WHEN line.kind = 'invoice' THEN line.paid * %(rate)s ELSE 0 END)
              FROM amazon_vendor_remittance_line line
              JOIN amazon_vendor_remittance remittance ON remittance.id = line.remittance_id
              JOIN res_company company ON company.id = remittance.company_id
         LEFT JOIN amazon_vendor_deduction_type type ON type.id = line.deduction_type_id
                   %(code)s
             WHERE remittance.state NOT IN %(unpaid)s
          GROUP BY 1, 2, 3
            """,
            code=self._join_code_of_invoice(SQL("line.move_id")),
            week=self._get_week(SQL("remittance.date")),
            measure=measure,
            rate=self._get_rate_to_company(),
            unpaid=UNPAID,
        )

    def _query_days_to_pay(self):
        """Days from the invoice's date to the payment's, a payment of an invoice each."""
        return SQL(
            """
            SELECT line.account_id, code.id, %(week)s, 'days_to_pay', 1.0,
                   SUM(remittance.date - move.invoice_date), COUNT(*)
              FROM amazon_vendor_remittance_line line
              JOIN amazon_vendor_remittance remittance ON remittance.id = line.remittance_id
              JOIN account_move move ON move.id = line.move_id
                   %(code)s
             WHERE line.kind = 'invoice' AND move.invoice_date IS NOT NULL
               AND remittance.state NOT IN %(unpaid)s
          GROUP BY 1, 2, 3
            """,
            code=self._join_code_of_invoice(SQL("line.move_id")),
            week=self._get_week(SQL("remittance.date")),
            unpaid=UNPAID,
        )

    @api.model
    def _get_rate_to_company(self):
        """:return: SQL of the factor from the currency of ``remittance`` to that of ``company`` on
        its day; 1 where Odoo knows no rate"""

        def get_rate(currency):
            return SQL(
                """COALESCE((SELECT rate.rate FROM res_currency_rate rate
                    WHERE rate.currency_id = %s AND rate.name <= remittance.date
                      AND COALESCE(rate.company_id, company.id) = company.id
                 ORDER BY rate.company_id, rate.name DESC LIMIT 1), 1.0)""",
                currency,
            )

        return SQL(
            "(%s / %s)",
            get_rate(SQL("company.currency_id")),
            get_rate(SQL("remittance.currency_id")),
        )
