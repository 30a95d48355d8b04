# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..rights import check_decide, check_send, right, telling


class AmazonVendorAdopt(models.TransientModel):
    """Show what a purchase order and an order that was typed in have in common, before the two are
    linked."""

    _name = "amazon.vendor.adopt"
    _description = "Link an Amazon Purchase Order"
    _inherit = "amazon.vendor.given"

    document_id = fields.Many2one("amazon.vendor.document", required=True, readonly=True)
    number = fields.Char(related="document_id.number")
    candidate_ids = fields.Many2many("sale.order", compute="_compute_candidate_ids")
    order_id = fields.Many2one("sale.order", domain="[('id', 'in', candidate_ids)]")
    line_ids = fields.One2many(
        "amazon.vendor.adopt.line",
        "wizard_id",
        "Preview",
        compute="_compute_line_ids",
        store=True,
        compute_sudo=False,
    )

    @api.depends("document_id")
    def _compute_candidate_ids(self):
        for wizard in self:
            document = wizard.document_id
            wizard.candidate_ids = self.env["sale.order"]._amazon_find_typed(
                document.account_id, document.number
            )

    @api.depends("order_id")
    def _compute_line_ids(self):
        for wizard in self:
            lines = wizard._prepare_preview() if wizard.order_id else []
            wizard.line_ids = [Command.clear(), *map(Command.create, lines)]

    def _prepare_preview(self):
        document = self.document_id.sudo()
        purchase_order = self.document_id._read_purchase_order()
        mappings = self.env["amazon.vendor.product"]._match(document.account_id, purchase_order)
        pairs = self.order_id._amazon_pair_lines(self.order_id, purchase_order, mappings)
        return [
            {
                "sequence": item.sequence,
                "product_id": mappings[item.sequence].product_id.id,
                "ordered": item.units,
                "order_line_id": line.id,
                "typed": line._amazon_to_eaches(line.product_uom_qty) if line else 0.0,
                "delivered": line._amazon_to_eaches(line.qty_delivered) if line else 0.0,
            }
            for item, line in pairs
        ]

    def _check_open(self):
        """:raise UserError: when the document was applied or linked meanwhile"""
        self.ensure_one()
        check_decide(self.document_id)
        document = self.document_id.sudo()
        if document.kind != "purchase_order" or document.state != "failed":
            raise UserError(
                self.env._("%s was applied meanwhile: open its order.", document.display_name)
            )
        return document

    @right("change")
    def action_link(self):
        document = self._check_open()
        if not self.order_id or self.order_id not in self.candidate_ids:
            raise UserError(
                self.env._("%s: choose the order that it is.", self.document_id.display_name)
            )
        check_send(self.order_id)
        self.order_id.sudo()._amazon_adopt(document)
        return self.order_id._get_records_action()

    @right("change")
    def action_make_new(self):
        """It is another order: the purchase order becomes one of its own."""
        document = self._check_open()
        self.document_id._read_purchase_order()
        with telling(as_new_order=True):
            document._apply()
        document.account_id._amazon_settle(f"typed {document.number}")
        return {"type": "ir.actions.act_window_close"}


class AmazonVendorAdoptLine(models.TransientModel):
    """A line of the preview."""

    _name = "amazon.vendor.adopt.line"
    _description = "Line of an Amazon Purchase Order to Link"
    _inherit = "amazon.vendor.given"

    wizard_id = fields.Many2one("amazon.vendor.adopt", required=True, ondelete="cascade")
    sequence = fields.Char("Line")
    product_id = fields.Many2one("product.product")
    ordered = fields.Float("Ordered by Amazon", help="In pieces.")
    order_line_id = fields.Many2one("sale.order.line", "Line of the Order")
    typed = fields.Float("In the Order", help="In pieces.")
    delivered = fields.Float(help="In pieces.")
    what_happens = fields.Char(compute="_compute_what_happens")

    @api.depends("order_line_id", "ordered", "typed")
    def _compute_what_happens(self):
        for line in self:
            if not line.order_line_id:
                text = self.env._("Added with quantity 0, for you to decide.")
            elif line.ordered != line.typed:
                text = self.env._("Linked; the order keeps its quantity.")
            else:
                text = self.env._("Linked.")
            line.what_happens = text
