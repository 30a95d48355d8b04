# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Tax registration numbers: their kind at Amazon and their form by country."""

import re

from stdnum import get_cc_module

# Vendor Invoices v1: taxRegistrationType is VAT or GST.
GST_COUNTRIES = ("AU", "CA", "IN", "NZ", "SG")
# Forms that python-stdnum does not have.
FORMS = {"AE": r"\d{15}", "SA": r"3\d{13}3", "SG": r"[A-Z0-9]{9,10}"}
SEPARATORS = re.compile(r"[\s./-]")


def get_registration_type(country: str) -> str:
    """:param country: the two letters of its code
    :return: ``GST`` or ``VAT``"""
    return "GST" if country in GST_COUNTRIES else "VAT"


def is_well_formed(number: str | None, country: str) -> bool:
    """
    :param number: with or without the country's prefix and separators
    :param country: the two letters of the code of the country that gave it
    :return: whether it has the form and the check digits of the country; of a country whose form
        is not known, whether there is a number at all
    """
    compact = SEPARATORS.sub("", number or "").upper()
    if country in FORMS:
        return bool(re.fullmatch(FORMS[country], compact))
    if country == "JP":
        compact = compact.removeprefix("T")  # of the qualified invoice issuer
    module = get_cc_module(country.lower(), "vat") if country else None
    return module.is_valid(compact) if module else bool(compact)
