# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

# Page "Submit credit notes"; the first four correct an invoice that Amazon pays, of the last two
# Amazon claims the money.
CREDIT_KINDS = [
    ("quantity", "Quantity correction"),
    ("price", "Price correction"),
    ("freight", "Freight correction"),
    ("other", "Other correction of the invoice"),
    ("returns", "Returned goods"),
    ("coop", "Co-op"),
]
# Our fields of a credit note, and Amazon's.
REFERENCES = {
    "amazon_debit_note_number": "debitNoteNumber",
    "amazon_returns_reference": "returnsReferenceNumber",
    "amazon_rma": "rmaId",
    "amazon_coop_reference": "coopReferenceNumber",
    "amazon_consignor_reference": "consignorsReferenceNumber",
}
CREDIT_FIELDS = ("amazon_credit_kind", "amazon_goods_return_date", *REFERENCES)


class AmazonCreditNoteDetails(models.AbstractModel):
    """What Amazon wants to know of a credit note: asked when it is made, kept on it."""

    _name = "amazon.vendor.credit.details"
    _description = "Amazon Credit Note Details"

    amazon_credit_kind = fields.Selection(
        CREDIT_KINDS, "Credit note for", copy=False, prefetch="amazon"
    )
    amazon_debit_note_number = fields.Char(
        "Amazon's debit note",
        copy=False,
        help="Of returns and co-op, where Amazon made one.",
        prefetch="amazon",
    )
    amazon_returns_reference = fields.Char(
        "Returns notice",
        copy=False,
        help="Number of Amazon's notice of the return.",
        prefetch="amazon",
    )
    amazon_goods_return_date = fields.Date(
        "Goods returned on",
        copy=False,
        help="The day on which the goods came back.",
        prefetch="amazon",
    )
    amazon_rma = fields.Char("Return authorisation (RMA)", copy=False, prefetch="amazon")
    amazon_coop_reference = fields.Char("Co-op agreement", copy=False, prefetch="amazon")
    amazon_consignor_reference = fields.Char(
        "Consignor's reference (VRET)",
        copy=False,
        help="Amazon's number of a vendor return.",
        prefetch="amazon",
    )


class AccountMove(models.Model):
    """Details of an invoice or credit note that only Amazon asks for."""

    _name = "account.move"
    _inherit = [
        "account.move",
        "amazon.vendor.credit.details",
    ]

    amazon_reference_number = fields.Char(
        "Government's reference",
        copy=False,
        help="India: the invoice reference number (IRN). Elsewhere what the authorities gave.",
        prefetch="amazon",
    )
    amazon_is_split_payment = fields.Boolean(
        "Split payment",
        copy=False,
        help="Poland: the invoice is subject to mechanizm podzielonej płatności.",
        prefetch="amazon",
    )
    amazon_ocr_reference = fields.Char(
        "OCR reference", copy=False, help="Of bank transfers.", prefetch="amazon"
    )
    amazon_carton_count = fields.Integer(
        "Cartons",
        compute="_compute_amazon_carton_count",
        store=True,
        readonly=False,
        copy=False,
        help="Told to Amazon where it is above 0.",
        prefetch="amazon",
    )

    @api.depends("amazon_picking_ids")
    def _compute_amazon_carton_count(self):
        shipped = self.filtered("amazon_picking_ids")
        (self - shipped).amazon_carton_count = 0
        for move in shipped:
            packages = move.sudo().amazon_picking_ids.move_line_ids.result_package_id
            move.amazon_carton_count = len(packages)

    def _amazon_build_credit_note_details(self):
        """:return: the ``creditNoteDetails`` of each item"""
        details = {"referenceInvoiceNumber": self.reversed_entry_id.name}
        details |= {name: self[field] for field, name in REFERENCES.items()}
        if self.amazon_goods_return_date:
            details["goodsReturnDate"] = f"{self.amazon_goods_return_date}T00:00:00Z"
        return {name: value for name, value in details.items() if value}
