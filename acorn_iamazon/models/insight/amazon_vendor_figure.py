# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import SQL, split_every

BATCH = 5000


class AmazonVendorFigure(models.AbstractModel):
    """What Amazon's reports tell of an ASIN in a period.

    The inheriting models name the columns of one type of report. Rows are written by SQL: one
    report has up to a million of them, none of which has logic of its own.
    """

    _name = "amazon.vendor.figure"
    _description = "Amazon Figure"
    _inherit = "amazon.vendor.owned"
    _order = "start_date desc, asin"
    _rec_name = "asin"

    report_id = fields.Many2one(
        "amazon.vendor.report", required=True, index=True, ondelete="cascade", readonly=True
    )
    account_id = fields.Many2one(
        "amazon.vendor.account", required=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    marketplace_id = fields.Many2one("amazon.vendor.marketplace", required=True, readonly=True)
    period = fields.Selection(
        [
            ("DAY", "Day"),
            ("WEEK", "Week"),
            ("MONTH", "Month"),
            ("QUARTER", "Quarter"),
            ("YEAR", "Year"),
        ],
        required=True,
        readonly=True,
    )
    selling_program = fields.Char("Selling programme", required=True, readonly=True)
    distributor_view = fields.Char(required=True, readonly=True)
    asin = fields.Char("ASIN", required=True, readonly=True)
    product_id = fields.Many2one("product.product", index="btree_not_null", readonly=True)
    start_date = fields.Date("From", required=True, readonly=True)
    end_date = fields.Date("To", required=True, readonly=True)

    @api.model
    def _get_columns(self):
        """:return: the columns of the report's layout that this model keeps"""
        raise NotImplementedError

    @api.model
    def _get_key(self):
        """:return: the columns that tell one row from another"""
        return [
            "account_id",
            "marketplace_id",
            "period",
            "selling_program",
            "distributor_view",
            "asin",
            "start_date",
        ]

    @api.model
    def _replace(self, report, rows):
        """Keep the rows of a report in place of those that were read from it before.

        :param report: the record of the report
        :param rows: an iterable of the dicts of :func:`~..spapi.vendor_report.read_rows`
        :return: how many rows there are
        """
        self.env.cr.execute(
            SQL("DELETE FROM %s WHERE report_id = %s", SQL.identifier(self._table), report.id)
        )
        common = self._get_common_values(report)
        products = self._get_products_by_asin(report.account_id)
        currencies = self._get_currencies_by_code()
        count = 0
        for batch in split_every(BATCH, rows, tuple):
            lines = {}
            for row in batch:
                line = {
                    **common,
                    **{name: row[name] for name in ("asin", "start_date", "end_date")},
                    **{name: row[name] for name in self._get_columns()},
                    "product_id": products.get(row["asin"]),
                }
                if "currency_id" in self._fields:
                    line["currency_id"] = currencies.get(row["currency"])
                # An ASIN that stands twice in a report: the last one counts.
                lines[tuple(line[name] for name in self._get_key())] = line
            self._upsert(list(lines.values()))
            count += len(lines)
        self.env.invalidate_all(flush=False)
        return count

    @api.model
    def _get_common_values(self, report):
        return {
            "report_id": report.id,
            "account_id": report.account_id.id,
            "company_id": report.account_id.company_id.id,
            "marketplace_id": report.marketplace_id.id,
            "period": report.period,
            "selling_program": report.selling_program,
            "distributor_view": report.distributor_view,
        }

    @api.model
    def _get_products_by_asin(self, account):
        mappings = (
            self.env["amazon.vendor.product"]
            .sudo()
            .search_fetch(
                [("account_id", "=", account.id), ("product_id", "!=", False)],
                ["asin", "product_id"],
            )
        )
        return {mapping.asin: mapping.product_id.id for mapping in mappings}

    @api.model
    def _get_currencies_by_code(self):
        currencies = self.env["res.currency"].with_context(active_test=False)
        return {
            currency.name: currency.id
            for currency in currencies.search_fetch([("name", "!=", False)], ["name"])
        }

    @api.model
    def _upsert(self, lines):
        names = list(lines[0])
        key = self._get_key()
        values = SQL(", ").join(tuple(line[name] for name in names) for line in lines)
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) VALUES %s ON CONFLICT (%s) DO UPDATE SET %s",
                SQL.identifier(self._table),
                SQL(", ").join(map(SQL.identifier, names)),
                values,
                SQL(", ").join(map(SQL.identifier, key)),
                SQL(", ").join(
                    SQL("%s = EXCLUDED.%s", SQL.identifier(name), SQL.identifier(name))
                    for name in names
                    if name not in key
                ),
            )
        )

    @api.model
    def _set_products(self, mappings):
        """ASINs were mapped: what is known of them belongs to the products from now on.

        :param mappings: records of ``amazon.vendor.product`` with a product
        """
        for model in self._inherit_children:
            figures = self.env[model].sudo()
            for mapping in mappings.filtered("asin"):
                figures.search(
                    [
                        ("account_id", "=", mapping.account_id.id),
                        ("asin", "=", mapping.asin),
                        ("product_id", "!=", mapping.product_id.id),
                    ]
                ).product_id = mapping.product_id
