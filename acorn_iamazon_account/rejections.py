# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What Amazon's reasons for refusing an invoice are about.

Amazon gives free texts. The kinds, and the words that tell them apart, follow the rejections that
vendors report; what no word tells apart is ``other``, a refusal without any reason ``unknown``.
"""

REASONS = [
    ("duplicate", "Number used before"),
    ("party", "Bill-to, remit-to or address"),
    ("tax", "Tax or tax registration"),
    ("purchase_order", "Purchase order"),
    ("product", "Product"),
    ("quantity", "Quantity"),
    ("price", "Price"),
    ("total", "Total"),
    ("date", "Date"),
    ("other", "Other"),
    ("unknown", "No reason given"),
]
# In this order: "the total does not match the taxes" is about the total.
WORDS = {
    "duplicate": ("duplicate", "already exists", "exists."),
    "total": ("total",),
    "party": ("bill-to", "billto", "remit", "address", "party"),
    "tax": ("tax", "vat", "gst"),
    "purchase_order": ("purchase order", "ponumber", "purchaseorder"),
    "quantity": ("quantity",),
    "price": ("price", "cost"),
    "product": ("product", "asin", "item"),
    "date": ("date",),
}


def find_reason(text):
    """
    :param text: Amazon's reasons, or nothing
    :return: the key of :data:`REASONS` that the first of them is about
    """
    if not text:
        return "unknown"
    first = text.strip().splitlines()[0].lower()
    for reason, words in WORDS.items():
        if any(word in first for word in words):
            return reason
    return "other"
