# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import date

from odoo import api, fields, models

from odoo.addons.acorn_iamazon.rights import get_told

# Credit notes that give money back and no goods; the units on their lines say of which goods.
MONEY_KINDS = ("price", "freight", "coop")


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    amazon_units_invoiced = fields.Float(
        "Invoiced Units", digits="Product Unit", compute="_compute_amazon_units", compute_sudo=True
    )
    amazon_units_credited = fields.Float(
        "Credited Units", digits="Product Unit", compute="_compute_amazon_units", compute_sudo=True
    )

    @api.model
    def _amazon_get_shown_units(self):
        return {
            **super()._amazon_get_shown_units(),
            "amazon_units_invoiced": "invoiced",
            "amazon_units_credited": "credited",
        }

    def _prepare_invoice_line(self, **optional_values):
        values = super()._prepare_invoice_line(**optional_values)
        quantities = get_told("invoice_quantities")
        if quantities is not None and self.id in quantities:
            values["quantity"] = min(quantities[self.id], self.qty_to_invoice)
        return values

    # === THE LEDGER === #

    def _amazon_get_billed(self, move_type):
        """:return: the invoice lines, in the order of their invoices; those without a date last"""
        return self.invoice_lines.filtered(
            lambda line: line.move_id.move_type == move_type and line.move_id.state != "cancel"
        ).sorted(lambda line: (line.move_id.invoice_date or date.max, line.move_id.id, line.id))

    def _amazon_get_credited(self):
        """:return: the lines of credit notes that take goods back, in the order of their notes"""
        return self._amazon_get_billed("out_refund").filtered(
            lambda line: line.move_id.amazon_credit_kind not in MONEY_KINDS
        )

    def _amazon_count_invoiced(self):
        return {
            "invoiced": sum(
                line._amazon_get_units() for line in self._amazon_get_billed("out_invoice")
            ),
            "credited": sum(line._amazon_get_units() for line in self._amazon_get_credited()),
        }

    def _amazon_read_invoiced(self):
        """:return: eaches by invoice line, in the order of the invoices; less what credit notes
        took back: of their own invoice, else of the last ones"""
        invoices = self._amazon_get_billed("out_invoice")
        left = {line: line._amazon_get_units() for line in invoices}
        for credit in self._amazon_get_credited():
            units = credit._amazon_get_units()
            own = invoices.filtered(
                lambda line, credit=credit: line.move_id == credit.move_id.reversed_entry_id
            )
            for line in [*own, *reversed(invoices - own)]:
                taken = min(units, left[line])
                left[line] -= taken
                units -= taken
        return left
