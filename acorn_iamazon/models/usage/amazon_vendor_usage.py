# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import SQL


class AmazonVendorUsage(models.Model):
    """What each account exchanged with Amazon in a month: counted from the documents themselves, so
    that nobody can edit it. Days are those of UTC."""

    _name = "amazon.vendor.usage"
    _description = "Amazon Usage"
    _auto = False
    _order = "month desc, company_id, account_id"
    _rec_name = "month"

    month = fields.Date(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    account_id = fields.Many2one("amazon.vendor.account", readonly=True)
    orders = fields.Integer("Purchase orders", readonly=True)
    invoices = fields.Integer(readonly=True)
    documents = fields.Integer(readonly=True, help="All that was received or sent.")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT MIN(document.id) AS id,
                   date_trunc('month', COALESCE(document.sent_at, document.create_date))::date
                       AS month,
                   document.company_id, document.account_id,
                   COUNT(DISTINCT document.number)
                       FILTER (WHERE document.kind = 'purchase_order') AS orders,
                   COUNT(*) FILTER (WHERE document.kind IN ('invoice', 'credit_note')
                       AND document.sent_at IS NOT NULL) AS invoices,
                   COUNT(*) FILTER (WHERE document.direction = 'in'
                       OR document.sent_at IS NOT NULL) AS documents
              FROM amazon_vendor_document document
             WHERE document.environment = 'production'
          GROUP BY 2, 3, 4
            """
        )

    @api.model
    def _get_volumes(self, companies, month):
        """:param month: any day of the month
        :return: accounts in use, purchase orders and invoices of the companies in that month"""
        groups = self._read_group(
            [("company_id", "in", companies.ids), ("month", "=", month.replace(day=1))],
            [],
            ["account_id:count_distinct", "orders:sum", "invoices:sum"],
        )
        accounts, orders, invoices = groups[0]
        return {"accounts": accounts or 0, "orders": orders or 0, "invoices": invoices or 0}
