# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

from ..rights import right


class AmazonVendorFate(models.TransientModel):
    """A person tells what became of a document whose answer was lost, and what that rests on: it is
    kept, for nothing else proves it."""

    _name = "amazon.vendor.fate"
    _description = "What Became of a Document"
    _inherit = "amazon.vendor.given"

    document_id = fields.Many2one("amazon.vendor.document", required=True, readonly=True)
    is_there = fields.Boolean(readonly=True)
    doubt = fields.Text("Why it is not known", compute="_compute_doubt")
    reason = fields.Char("What you saw, and where", required=True)

    @api.depends("document_id")
    def _compute_doubt(self):
        for wizard in self:
            wizard.doubt = wizard.document_id.error_message

    @right("change")
    def action_confirm(self):
        self.ensure_one()
        if self.is_there:
            self.document_id.action_mark_accepted(self.reason)
        else:
            self.document_id.action_mark_missing(self.reason)
        return {"type": "ir.actions.act_window_close"}
