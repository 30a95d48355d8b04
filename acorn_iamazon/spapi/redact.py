# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Bodies as they may leave the house: for Amazon's support, or for a colleague."""

HIDDEN = "***"
# What neither finds an error nor concerns a stranger: people, bank accounts, tax numbers, tokens.
PRIVATE_NAMES = {
    "accesstoken",
    "accountnumber",
    "bankaccount",
    "clientsecret",
    "contact",
    "email",
    "iban",
    "phone",
    "refreshtoken",
    "taxregistrationnumber",
    "vatregistrationnumber",
}


def redact(value: object) -> object:
    """:param value: a decoded JSON body: objects, lists, texts, numbers
    :return: a copy, without what is private"""
    if isinstance(value, dict):
        return {
            name: HIDDEN if _is_private(name) and content else redact(content)
            for name, content in value.items()
        }
    if isinstance(value, list):
        return [redact(item) for item in value]
    return value


def _is_private(name: str) -> bool:
    return name.replace("_", "").lower() in PRIVATE_NAMES
