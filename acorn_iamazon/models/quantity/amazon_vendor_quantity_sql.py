# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.tools import SQL


class AmazonVendorQuantity(models.AbstractModel):
    """The ledger's conversions for queries that add up more lines than can be read one by one."""

    _inherit = "amazon.vendor.quantity"

    @api.model
    def _get_sql_ordered(self, line):
        """:param SQL line: ``sale_order_line``, or what stands for it
        :return: SQL of the eaches that Amazon ordered"""
        return SQL(
            "%(line)s.amazon_ordered_quantity * CASE WHEN %(line)s.amazon_unit = 'Cases' "
            "THEN GREATEST(%(line)s.amazon_unit_size, 1) ELSE 1 END",
            line=line,
        )

    @api.model
    def _get_sql_factor(self, line, unit=None):
        """See :meth:`uom.uom._amazon_count_eaches`.

        :param SQL line: a table, or what stands for it, that has a product
        :param SQL unit: of a ``uom.uom`` the id; the own unit of the product when not given
        :return: SQL of the eaches in one of the unit"""
        return SQL(
            """(SELECT CASE %(root_counted)s WHEN %(root_each)s THEN counted.factor / each.factor
                            WHEN %(root_own)s THEN counted.factor / own.factor ELSE 1 END
                  FROM product_product product
                  JOIN product_template template ON template.id = product.product_tmpl_id
                  JOIN uom_uom own ON own.id = template.uom_id
                  JOIN uom_uom counted ON counted.id = %(unit)s
                  JOIN uom_uom each ON each.id = %(each)s
                 WHERE product.id = %(line)s.product_id)""",
            root_counted=SQL("split_part(counted.parent_path, '/', 1)"),
            root_each=SQL("split_part(each.parent_path, '/', 1)"),
            root_own=SQL("split_part(own.parent_path, '/', 1)"),
            line=line,
            unit=unit or SQL("own.id"),
            each=self.env["uom.uom"]._amazon_get_each().id,
        )

    @api.model
    def _get_sql_promised(self, line):
        """:param SQL line: ``sale_order_line``, or what stands for it
        :return: SQL of the eaches of the line"""
        unit = SQL("%s.product_uom_id", line)
        return SQL("%s.product_uom_qty * %s", line, self._get_sql_factor(line, unit))
