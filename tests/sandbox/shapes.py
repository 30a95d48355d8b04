# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Bodies are looked at as Amazon's door does: what is required must be there, in the right form.

The shapes are this server's own reading of the models' descriptions, apart from the schemas that
the suite checks with, so that one does not hide an error of the other.
"""

import re

from .refusal import refuse_input

DECIMAL = re.compile(r"^-?(0|([1-9]\d*))(\.\d+)?([eE][+-]?\d+)?$")


def need(record, *names, at="body"):
    """Refuse a record that lacks one of the names; the complaint reads like an XML schema's."""
    if not isinstance(record, dict):
        raise refuse_input(f"cvc-type: {at} is not an object.")
    for name in names:
        if record.get(name) in (None, "", [], {}):
            raise refuse_input(
                f"cvc-complex-type.2.4.b: The content of element '{at}' is not complete. "
                f"One of '{{{name}}}' is expected."
            )


def need_list(body, name):
    """:return: the list of documents that a body holds"""
    need(body, name)
    if not isinstance(body[name], list) or set(body) != {name}:
        raise refuse_input(f"cvc-complex-type.2.4.a: Invalid content was found beside '{name}'.")
    return body[name]


def need_enum(value, allowed, at):
    if value not in allowed.split():
        raise refuse_input(f"cvc-enumeration-valid: Value '{value}' is not valid for '{at}'.")


def need_money(money, at):
    need(money, "amount", "currencyCode", at=at)
    if not isinstance(money["amount"], str) or not DECIMAL.match(money["amount"]):
        raise refuse_input(f"cvc-datatype-valid: '{money['amount']}' is no decimal ('{at}').")


def need_quantity(quantity, at):
    need(quantity, "unitOfMeasure", at=at)
    if not isinstance(quantity.get("amount"), int):
        raise refuse_input(
            f"cvc-datatype-valid: '{quantity.get('amount')}' is no integer ('{at}')."
        )
    need_enum(quantity["unitOfMeasure"], "Cases Eaches", at)


def need_party(party, at):
    need(party, "partyId", at=at)


def count_units(quantity):
    """:return: units in a quantity, whatever Amazon's spelling of its unit"""
    cases = str(quantity.get("unitOfMeasure", "")).lower().startswith("case")
    return int(quantity["amount"]) * (int(quantity.get("unitSize") or 1) if cases else 1)
