# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AmazonVendorDeductionType(models.Model):
    """A kind of line that is no invoice: how it is recognised and where it is booked."""

    _name = "amazon.vendor.deduction.type"
    _description = "Amazon Deduction Type"
    _inherit = ["analytic.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    number_pattern = fields.Char(
        help="Regular expression for the whole document number, in capitals. A group named root is "
        "the number of the invoice that the deduction is about."
    )
    description_pattern = fields.Char(help="Regular expression for a part of the description.")
    account_id = fields.Many2one(
        "account.account",
        "G/L Account",
        company_dependent=True,
        help="Where the deduction is booked; the default of the Amazon account when empty.",
    )
    tax_id = fields.Many2one(
        "account.tax",
        company_dependent=True,
        domain="[('type_tax_use', 'in', ('sale', 'purchase'))]",
        help="Taken out of Amazon's amount, which includes it. A sales tax is lowered, a purchase "
        "tax deducted.",
    )
    is_taxed_as_document = fields.Boolean(
        "Taxed as the Invoice",
        help="The deduction changes an invoice: it has the taxes of the invoice's lines, in "
        "proportion. Where the invoice is not known, it has the tax of the type.",
    )
    partner_id = fields.Many2one(
        "res.partner", help="On the journal item; the customer of the Amazon account when empty."
    )
    document_kind = fields.Selection(
        [("vendor_bill", "Vendor bill"), ("credit_note", "Credit note")],
        "Document",
        help="What is booked for each deduction of this type, and settled by the payment: a vendor "
        "bill for a service of Amazon's, a credit note to Amazon where the law wants one. Empty: a "
        "journal item of the payment.",
    )
    is_disputable = fields.Boolean("Can be disputed")
    dispute_days = fields.Integer(
        "Disputable for (days)",
        help="Days after the payment in which Amazon takes a dispute, where yours are others than "
        "those of the table (Amazon Dispute Deadlines). 0: as the table says.",
    )
    dispute_times = fields.Integer(
        "Times",
        help="How often Amazon takes a dispute of one deduction, where that is another number than "
        "in the table (Amazon Dispute Deadlines). 0: as the table says.",
    )
    dispute_limit_ids = fields.One2many(
        "amazon.vendor.dispute.limit", "deduction_type_id", "Amazon Dispute Deadlines"
    )

    _code_unique = models.Constraint("unique (code)", "There is a type with this code already.")

    @api.constrains("number_pattern", "description_pattern")
    def _check_patterns(self):
        for record in self:
            for pattern in (record.number_pattern, record.description_pattern):
                try:
                    re.compile(pattern or "")
                except re.error as error:
                    raise ValidationError(
                        self.env._(
                            "%(type)s: %(pattern)s is no regular expression: %(error)s",
                            type=record.name,
                            pattern=pattern,
                            error=error,
                        )
                    ) from None

    def _recognise(self, number, description):
        """:return: (type, root number or None); an empty type when none fits"""
        for record in self:
            if record.number_pattern:
                match = re.fullmatch(record.number_pattern, number.upper().strip())
                if match:
                    return record, match.groupdict().get("root")
            if record.description_pattern and re.search(
                record.description_pattern, description or "", re.IGNORECASE
            ):
                return record, None
        return self.browse(), None
