# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

from odoo.addons.acorn_iamazon.rights import right


class AmazonVendorDispute(models.Model):
    """The story of the invoice, beside the verdict that it explains."""

    _inherit = "amazon.vendor.dispute"

    amazon_waterfall = fields.Json(related="move_id.amazon_waterfall")

    @right("see")
    def action_amazon_open_step(self, code):
        """As of the invoice; what leads back here shows Amazon's line instead.

        :param str code: of the step or part
        """
        self.ensure_one()
        found = self.move_id._amazon_find_evidence(code)
        return (self.line_id if found == self else found)._get_records_action()
