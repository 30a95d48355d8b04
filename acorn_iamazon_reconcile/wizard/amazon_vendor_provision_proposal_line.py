# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class AmazonVendorProvisionProposalLine(models.TransientModel):
    """What to provide for, or to release, for an invoice."""

    _name = "amazon.vendor.provision.proposal.line"
    _description = "Amazon Provision Proposal Line"
    _inherit = "amazon.vendor.given"

    proposal_id = fields.Many2one("amazon.vendor.provision.proposal", ondelete="cascade")
    move_id = fields.Many2one("account.move", "Invoice", readonly=True)
    currency_id = fields.Many2one(related="move_id.currency_id")
    deduction_type_id = fields.Many2one("amazon.vendor.deduction.type", "Type", readonly=True)
    amount = fields.Monetary(help="Below zero: too much was provided for, it is released.")
    reason = fields.Text(related="move_id.amazon_expected_reason")
