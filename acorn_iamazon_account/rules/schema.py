# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The form of what is sent, in the version that is sent today."""

from .catalogue import rule
from .records import Invoice, Problems


@rule("schema", "error", "the JSON Schema of the version that is sent")
def check_schema(move: Invoice) -> Problems:
    """What is sent has the form that Amazon publishes."""
    for sentence in move._amazon_find_schema_errors():
        yield move, "invoice_line_ids", f"{move.name}: {sentence}"
