# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

from odoo.addons.acorn_iamazon.rights import right

# Amazon validates so many electronic invoices of a vendor code before paper may stop.
VALIDATED_INVOICES = 3


class AmazonVendorCode(models.Model):
    _inherit = "amazon.vendor.code"

    journal_id = fields.Many2one(
        "account.journal",
        "Invoice journal",
        domain="[('type', '=', 'sale')]",
        check_company=True,
        help="Journal of the invoices for this code; the account's when empty.",
    )
    invoice_test_state = fields.Selection(
        [
            ("paper", "Paper or Vendor Central"),
            ("testing", "Parallel testing at Amazon"),
            ("validated", "Validated: electronic only"),
        ],
        "Electronic invoices",
        default="paper",
        required=True,
        help="Amazon compares electronic invoices with the paper ones: after three validated "
        "invoices it takes the electronic ones alone.",
    )
    count_accepted_invoices = fields.Integer(
        "Accepted invoices", compute="_compute_count_accepted_invoices"
    )
    may_stop_paper = fields.Boolean(compute="_compute_count_accepted_invoices")

    def _compute_count_accepted_invoices(self):
        documents = self.env["amazon.vendor.document"].sudo()
        for code in self:  # an account has a handful of them
            code.count_accepted_invoices = documents.search_count(
                [
                    ("sale_order_id.amazon_code_id", "=", code.id),
                    ("kind", "=", "invoice"),
                    ("environment", "=", "production"),
                    ("state", "=", "accepted"),
                ]
            )
            code.may_stop_paper = (
                code.invoice_test_state != "validated"
                and code.count_accepted_invoices >= VALIDATED_INVOICES
            )

    @right("configure")
    def action_invoices_validated(self):
        """Amazon has said that it validated the electronic invoices of the code."""
        self.write({"invoice_test_state": "validated"})
