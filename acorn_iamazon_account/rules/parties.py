# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Who is paid, who pays, and who received the goods."""

from .catalogue import rule
from .records import Invoice, Partner, Problems, Record, Text
from .tax_numbers import is_well_formed

# Amazon's parties there are known by their code; elsewhere an invoice must say the address.
COUNTRIES_WITH_CODES = ("US", "CA", "MX")
# Not every company there has a number; Vendor Central takes "n/a".
COUNTRIES_WITHOUT_DUTY = ("JP",)
ADDRESS = ("street", "city", "zip", "country_id")


@rule("bill_to", "error", "use case guide 2021: bill-to exactly as Amazon has it")
def check_bill_to(move: Invoice) -> Problems:
    """The customer is a bill-to party of the account."""
    if not move._amazon_get_bill_to():
        yield (
            move,
            "partner_id",
            move.env._(
                "%(number)s: %(partner)s is no bill-to party of the account %(account)s. Choose "
                "the party of the purchase order, or add it in Amazon Vendor, Configuration, "
                "Parties.",
                number=move.name,
                partner=move.partner_id.display_name,
                account=move.sudo().amazon_account_id.name,
            ),
        )


@rule("bill_to_address", "error", "use case guide 2021: full address of the bill-to party")
def check_bill_to_address(move: Invoice) -> Problems:
    """Outside North America, the bill-to party has street, city, postal code and country."""
    partner = move.partner_id
    if partner.country_id.code in COUNTRIES_WITH_CODES or not move._amazon_get_bill_to():
        return
    missing = _find_missing(partner)
    if missing:
        yield (
            partner,
            missing[0],
            move.env._(
                "%(number)s: the address of %(partner)s lacks %(fields)s. Copy it from Vendor "
                "Central: it must be as Amazon has it.",
                number=move.name,
                partner=partner.display_name,
                fields=_name_fields(partner, missing),
            ),
        )


@rule("vendor_code", "error", "Vendor Invoices v1: remitToParty is the vendor code")
def check_vendor_code(move: Invoice) -> Problems:
    """The vendor code is known: of the order, or, without one, of the account or chosen."""
    if not move._amazon_get_code():
        yield (
            move,
            "amazon_code_id",
            move.env._(
                "%s: it has no purchase order, and the account has several vendor codes. Choose "
                "the one that is paid, on the page Amazon.",
                move.name,
            ),
        )


@rule("remit_to", "error", "use case guide 2021: full address of the vendor")
def check_remit_to(move: Invoice) -> Problems:
    """The company has street, city, postal code and country."""
    partner = move.company_id.partner_id
    missing = _find_missing(partner)
    if missing:
        yield (
            partner,
            missing[0],
            move.env._(
                "%(number)s: the address of %(company)s lacks %(fields)s. Complete it in "
                "Settings, Companies.",
                number=move.name,
                company=move.company_id.name,
                fields=_name_fields(partner, missing),
            ),
        )


@rule("ship_to", "error", "Vendor Invoices v1: shipToParty")
def check_ship_to(move: Invoice) -> Problems:
    """The delivery address is a fulfilment centre whose code is known."""
    if move.move_type == "out_invoice" and not move._amazon_get_ship_to():
        yield (
            move,
            "partner_shipping_id",
            move.env._(
                "%(number)s: the delivery address %(partner)s has no Amazon code. Choose the "
                "fulfilment centre of the purchase order.",
                number=move.name,
                partner=move.partner_shipping_id.display_name or "",
            ),
        )


@rule("tax_registration", "error", "vendors' reports: rejected without a tax registration")
def check_tax_registration(move: Invoice) -> Problems:
    """Outside the United States, the company has a tax registration number in the form of its
    country (in Japan: if it has one); where it is registered in several, that of the fiscal
    position."""
    number, country, source, field = move._amazon_get_vendor_tax_number()
    yield from _check_number(move, number, country, source, field)


@rule("tax_registration_amazon", "error", "vendors' reports: rejected without a tax registration")
def check_tax_registration_of_amazon(move: Invoice) -> Problems:
    """Outside North America, the bill-to party has a tax registration number in the form of its
    country (in Japan: if it has one)."""
    partner = move.partner_id.commercial_partner_id
    partner = move.partner_id if move.partner_id.vat else partner
    country = move.partner_id.country_id.code
    if country in COUNTRIES_WITH_CODES or not move._amazon_get_bill_to():
        return
    yield from _check_number(move, partner.vat, country, partner, "vat")


def _check_number(
    move: Invoice, number: Text, country: Text, record: Record, field: str
) -> Problems:
    if not country or country == "US" or (not number and country in COUNTRIES_WITHOUT_DUTY):
        return
    if not number:
        message = move.env._(
            "%(number)s: %(record)s has no tax registration number. Enter it as Vendor Central "
            "shows it: Amazon rejects invoices without.",
            number=move.name,
            record=record.display_name,
        )
    elif not is_well_formed(number, country):
        message = move.env._(
            "%(number)s: %(tax_number)s of %(record)s is no tax registration number of "
            "%(country)s. Enter it as Vendor Central shows it.",
            number=move.name,
            tax_number=number,
            record=record.display_name,
            country=country,
        )
    else:
        return
    yield record, field, message


def _find_missing(partner: Partner) -> list[str]:
    return [name for name in ADDRESS if not partner[name]]


def _name_fields(partner: Partner, names: list[str]) -> str:
    return ", ".join(partner._fields[name]._description_string(partner.env) for name in names)
