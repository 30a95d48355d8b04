# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models
from odoo.exceptions import RedirectWarning, UserError
from odoo.tools import float_compare

from ...rights import right


class StockPicking(models.Model):
    """Goods that nobody has packed yet are put in cartons of the case size."""

    _inherit = "stock.picking"

    @right("send")
    def action_amazon_pack_in_cases(self):
        """Put what is in no package yet in one carton a case; what is left of a product goes in a
        carton of its own. Packed by hand stays as it is.

        :raise UserError: naming the product whose case size nobody knows
        """
        for picking in self.filtered(lambda one: one.state not in ("done", "cancel")):
            for line in picking._amazon_get_unpacked_lines():
                line._amazon_pack_in_cases()

    def _amazon_get_unpacked_lines(self):
        return self._amazon_get_shipped_lines().filtered(lambda line: not line.result_package_id)

    def _amazon_check_packed(self):
        """:raise UserError: when there is no carton or pallet that a label could be for; while it
        can be packed, with the button that does it"""
        if self._amazon_get_containers():
            return
        message = self.env._(
            "%s: nothing is packed, so there is no carton to print a label for.",
            ", ".join(self.mapped("name")),
        )
        is_gone = all(picking.state in ("done", "cancel") for picking in self)
        if is_gone or not self._amazon_get_unpacked_lines():
            raise UserError(message)
        action = self.env.ref("acorn_iamazon.stock_picking_action_pack_in_cases").id
        context = {"active_model": self._name, "active_id": self[:1].id, "active_ids": self.ids}
        raise RedirectWarning(message, action, self.env._("Pack by Case Size"), context)


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _amazon_get_case_size(self):
        """:return: the units in a case, in the unit of the line
        :raise UserError: when neither the order nor the product says it"""
        order_line = self.move_id.sale_line_id
        mapping = order_line.sudo().amazon_product_id
        eaches = order_line._amazon_get_unit_size()
        size = eaches if eaches > 1 else mapping.case_size
        if not size:
            raise UserError(
                self.env._(
                    "%s: how many units a case holds is not known. Type the Case Size in Amazon "
                    "Vendor, Orders, Products, or pack it by hand.",
                    self.product_id.display_name,
                )
            )
        return size / self.product_uom_id._amazon_count_eaches(self.product_id)

    def _amazon_pack_in_cases(self):
        size = self._amazon_get_case_size()
        rounding = self.product_uom_id.rounding
        packages = self.env["stock.package"]
        left, line = self.quantity, self
        while float_compare(left, size, precision_rounding=rounding) > 0:
            left -= size
            rest = line.copy({"quantity": left, "result_package_id": False})
            line.write({"quantity": size, "result_package_id": packages.create({}).id})
            line = rest
        line.result_package_id = packages.create({})
