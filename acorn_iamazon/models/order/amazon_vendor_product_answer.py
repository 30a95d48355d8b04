# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

from ...rights import right


class AmazonVendorProduct(models.Model):
    """Products that we answer Amazon's orders of with a rejection."""

    _inherit = "amazon.vendor.product"

    is_obsolete = fields.Boolean(
        "Obsolete", help="Proposed to be rejected as obsolete: Amazon stops ordering it then."
    )
    obsolete_told_at = fields.Datetime(
        "Told as Obsolete",
        readonly=True,
        help="When Amazon first took a rejection as obsolete. The second one, at least 48 hours "
        "later, ends the orders for good.",
    )

    @api.model
    def _get_unknown_product(self):
        """:return: the product that stands on orders for what is not ours"""
        # The ID is in Odoo's cache; env.ref() would look the record up for each line.
        product_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "acorn_iamazon.product_unknown", raise_if_not_found=False
        )
        return self.env["product.product"].browse(product_id)

    @right("change")
    def action_not_ours(self):
        """Let the orders come in that wait for this product, with these lines to be rejected."""
        self.product_id = self.sudo()._get_unknown_product()
