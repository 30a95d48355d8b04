# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models


class StockPicking(models.Model):
    """Whether somebody moved goods for a transfer: then it is not cancelled or changed unasked."""

    _inherit = "stock.picking"

    def _amazon_is_picked(self):
        """:return: whether goods of it are marked as picked, or a step before it is done"""
        return any(
            (move.picked and move.quantity)
            or any(
                step.state == "done" and step.picking_id.picking_type_code == "internal"
                for step in move.move_orig_ids
            )
            for move in self.move_ids
            if move.state not in ("done", "cancel")
        )
