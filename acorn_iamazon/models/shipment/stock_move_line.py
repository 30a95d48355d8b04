# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _amazon_get_packages(self):
        """:return: the carton that the goods are in and the pallet it stands on; when they stand
        on a pallet without a carton, the carton is empty"""
        self.ensure_one()
        carton = self.result_package_id
        if self.state == "done":
            # What was so when the goods left; packages may have been used again since.
            history = self.package_history_id
            outermost = history.outermost_dest_id or carton
        else:
            outermost = carton.outermost_package_id
        nothing = self.env["stock.package"]
        if outermost != carton:
            return carton, outermost
        if carton.package_type_id.amazon_container == "pallet":
            return nothing, carton
        return carton, nothing
