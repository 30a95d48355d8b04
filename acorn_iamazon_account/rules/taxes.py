# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Taxes of the lines."""

import re

from .catalogue import rule
from .records import Invoice, InvoiceLine, Problems

# Use case guide 2021, India; each may come with CESS.
INDIAN_TAXES = ({"CGST", "SGST"}, {"CGST", "UTGST"}, {"IGST"})
HSN = re.compile(r"\d{4,8}")


def get_taxed_lines(move: Invoice) -> InvoiceLine:
    """:param move: an invoice or a credit note
    :return: the lines that may have taxes: no sections, notes and the like"""
    return move.invoice_line_ids.filtered(lambda line: line.display_type == "product")


@rule("tax_type", "error", "Vendor Invoices v1: list of tax types")
def check_tax_type(move: Invoice) -> Problems:
    """Each tax has one of Amazon's tax types."""
    for tax in get_taxed_lines(move).tax_ids.flatten_taxes_hierarchy():
        if not tax.amazon_tax_type:
            yield (
                tax,
                "amazon_tax_type",
                move.env._(
                    "%(number)s: the tax %(tax)s has no Amazon tax type. Set it on the tax.",
                    number=move.name,
                    tax=tax.name,
                ),
            )


@rule("tax_type_words", "warning", "table of Amazon's tax types by country")
def check_tax_type_words(move: Invoice) -> Problems:
    """A tax of a country that has several has the tax type that its name tells."""
    for tax in get_taxed_lines(move).tax_ids.flatten_taxes_hierarchy():
        told = tax._amazon_get_type_by_words()
        if told and tax.amazon_tax_type and told != tax.amazon_tax_type:
            yield (
                tax,
                "amazon_tax_type",
                move.env._(
                    "%(number)s: the tax %(tax)s is %(theirs)s by its name, and %(ours)s for "
                    "Amazon. Correct its Amazon tax type.",
                    number=move.name,
                    tax=tax.name,
                    theirs=told,
                    ours=tax.amazon_tax_type,
                ),
            )


@rule("tax_missing", "warning", "Vendor Central's causes of rejection: tax rate code missing")
def check_tax_missing(move: Invoice) -> Problems:
    """Outside the United States, each line has a tax, be it of 0 %."""
    if move.company_id.country_id.code in (False, "US"):
        return
    for line in get_taxed_lines(move).filtered(lambda line: not line.tax_ids):
        yield (
            line,
            "tax_ids",
            move.env._(
                "%(number)s, %(product)s: the line has no tax. Choose one, of 0 %% when the "
                "supply is exempt or the tax is Amazon's to pay.",
                number=move.name,
                product=line.product_id.display_name or line.name,
            ),
        )


@rule("tax_pairs_india", "error", "use case guide 2021: CGST with SGST or UTGST, or IGST")
def check_indian_taxes(move: Invoice) -> Problems:
    """In India each line has CGST with SGST, CGST with UTGST, or IGST; CESS may be added."""
    if move.company_id.country_id.code != "IN":
        return
    for line in get_taxed_lines(move).filtered("tax_ids"):
        types = {tax.amazon_tax_type for tax in line.tax_ids.flatten_taxes_hierarchy()}
        if types - {"CESS"} not in INDIAN_TAXES:
            yield (
                line,
                "tax_ids",
                move.env._(
                    "%(number)s, %(product)s: the taxes are %(types)s. Amazon takes CGST with "
                    "SGST, CGST with UTGST, or IGST.",
                    number=move.name,
                    product=line.product_id.display_name or line.name,
                    types=", ".join(sorted(map(str, types))),
                ),
            )


@rule("hsn_code", "error", "use case guide 2021: India, HSN code of at most 8 figures")
def check_hsn_code(move: Invoice) -> Problems:
    """In India each line of goods has an HSN code of 4 to 8 figures."""
    if move.company_id.country_id.code != "IN":
        return
    for line in move._amazon_get_goods_lines():
        if not HSN.fullmatch(line._amazon_get_hsn_code()):
            yield (
                line.product_id,
                "amazon_hsn_code",
                move.env._(
                    "%(number)s, %(product)s: the HSN code must have 4 to 8 figures. Set it on the "
                    "product.",
                    number=move.name,
                    product=line.product_id.display_name,
                ),
            )


@rule("reference_number", "error", "use case guide 2021: India, the government's reference")
def check_reference_number(move: Invoice) -> Problems:
    """In India the invoice has the government's reference number (IRN)."""
    if move.company_id.country_id.code == "IN" and not move.amazon_reference_number:
        yield (
            move,
            "amazon_reference_number",
            move.env._(
                "%s: the government's reference number (IRN) is missing. Enter it on the page "
                "Amazon of the invoice.",
                move.name,
            ),
        )
