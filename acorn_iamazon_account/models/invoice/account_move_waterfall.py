# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from dataclasses import replace

from odoo import api, fields, models

from odoo.addons.acorn_iamazon.quantities import Way
from odoo.addons.acorn_iamazon.rights import right


class AccountMove(models.Model):
    """The story of the units of an invoice, from the order on."""

    _inherit = "account.move"

    amazon_waterfall = fields.Json(compute="_compute_amazon_waterfall", compute_sudo=True)

    @api.depends("amazon_account_id", "state", "amount_residual")
    def _compute_amazon_waterfall(self):
        ours = self.filtered(
            lambda move: move.amazon_account_id and move.move_type == "out_invoice"
        )
        (self - ours).amazon_waterfall = False
        lines = ours._origin.invoice_line_ids.filtered(lambda line: line._amazon_get_order_line())
        ledger = self.env["amazon.vendor.quantity"]
        shares = ledger._read_shares(lines.sale_line_ids)
        quantities = ledger._read(lines.sale_line_ids, notices=False)
        for move in ours:
            ways = [
                line._amazon_make_way(quantities[line._amazon_get_order_line()], shares[line])
                for line in move._origin.invoice_line_ids
                if line in shares
            ]
            more, notes = move._amazon_get_later_steps()
            move.amazon_waterfall = bool(ways) and self.env["amazon.vendor.waterfall"]._draw(
                ways, move.currency_id, more, notes
            )

    def _amazon_get_later_steps(self):
        """Hook: as of an order."""
        return [], {}

    @right("see")
    def action_amazon_open_step(self, code):
        """Show what a step of the waterfall, or what falls out before it, is made of.

        :param str code: of the step or part
        """
        self.ensure_one()
        return self._amazon_find_evidence(code)._get_records_action()

    def _amazon_find_evidence(self, code):
        """:return: the records that tell it: of its orders, else the invoice itself"""
        orders = self.invoice_line_ids.sale_line_ids.order_id
        if len(orders) == 1:
            return orders._amazon_find_evidence(code)
        return orders or self


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _amazon_make_way(self, quantities, share):
        """:param quantities: of the whole line of the purchase order
        :param share: the :class:`InvoiceShare` of this line
        :return: the :class:`Way` of the units of this line"""
        own = replace(
            quantities,
            shipped=share.shipped,
            due=share.received + share.shipped - share.arrived,
            received=share.received,
            invoiced=share.invoiced,
            credited=0.0,
        )
        elsewhere = max(0.0, quantities.shipped - share.shipped)
        return Way(own, self._amazon_get_net_price(), elsewhere)
