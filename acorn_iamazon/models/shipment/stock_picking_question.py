# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

from ...rights import right


class StockPicking(models.Model):
    """What a person is asked before a notice leaves: more than was accepted, or other goods. Amazon
    charges both, and takes no notice back."""

    _inherit = "stock.picking"

    amazon_announce_anyway = fields.Boolean(
        "Announce as It Is",
        readonly=True,
        copy=False,
        tracking=True,
        prefetch="amazon",
        help="Somebody looked at what is more than accepted, or on no purchase order.",
    )
    amazon_has_questions = fields.Boolean(
        compute="_compute_amazon_has_questions", compute_sudo=True
    )

    def _compute_amazon_has_questions(self):
        failed = self.filtered(lambda picking: picking.amazon_shipment_state == "failed")
        (self - failed).amazon_has_questions = False
        for picking in failed:
            picking.amazon_has_questions = (
                bool(picking._amazon_find_questions()) and not picking.amazon_announce_anyway
            )

    @right("send")
    def action_amazon_announce_anyway(self):
        """The goods have left as they are: announce what Amazon can be told of them."""
        self.filtered("amazon_account_id")._amazon_get_leads().amazon_announce_anyway = True
        self.action_amazon_confirm_shipment()

    def _amazon_find_questions(self):
        """:return: sentences on what should not be announced before somebody looked at it"""
        members = self._amazon_get_members()
        lines = members._amazon_get_shipped_lines().move_id.sale_line_id
        quantities = self.env["amazon.vendor.quantity"]._read(lines, notices=False)
        return [
            *(
                line._amazon_describe_excess(quantities[line])
                for line in lines
                if quantities[line].leaving > quantities[line].promised
            ),
            *members._amazon_describe_strangers(),
        ]

    def _amazon_describe_strangers(self):
        strangers = self._amazon_get_strangers().grouped(
            lambda line: (line.picking_id, line.product_id, line.product_uom_id)
        )
        return [
            self.env._(
                "%(picking)s: %(quantity)s × %(product)s are on no line of Amazon's purchase order "
                "and cannot be announced. Take them out of the transfer, or ask Amazon for an "
                "order of them.",
                picking=picking.name,
                quantity=f"{sum(lines.mapped('quantity')):g}",
                product=product.display_name,
            )
            for (picking, product, _unit), lines in strangers.items()
        ]
