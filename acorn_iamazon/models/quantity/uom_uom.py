# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models

from ...quantities import to_eaches, to_quantity


class UomUom(models.Model):
    _inherit = "uom.uom"

    def _amazon_count_eaches(self, product):
        """Amazon's each is Odoo's *Unit*. Of a product that is not counted in units, such as one
        kept in kilograms or in boxes that nobody said the content of, an each is one of its own
        unit.

        :param product: the ``product.product`` that is counted
        :return: the eaches in one of this unit
        """
        if not self:
            return 1.0
        each = self._amazon_get_each()
        if each and self._has_common_reference(each):
            return self.factor / each.factor
        own = product.uom_id
        if own and self._has_common_reference(own):
            return self.factor / own.factor
        return 1.0

    def _amazon_can_keep(self, eaches, product):
        """:return: whether Odoo keeps so many eaches in this unit without rounding"""
        factor = self._amazon_count_eaches(product)
        return not self or to_eaches(self.round(to_quantity(eaches, factor)), factor) == eaches

    def _amazon_get_each(self):
        """:return: Odoo's *Unit*; of its reference no query is made"""
        each = self.env["ir.model.data"]._xmlid_to_res_id("uom.product_uom_unit")
        return self.browse(each or [])
