# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The form of what is sent, in the version that is sent today."""

from odoo.addons.acorn_iamazon.spapi.schemas import validate

from .catalogue import rule
from .records import Invoice, Problems


@rule("schema", "error", "the JSON Schema of the version that is sent")
def check_schema(move: Invoice) -> Problems:
    """What is sent has the form that Amazon publishes."""
    version = move._amazon_get_payload_version()
    for sentence in validate("submitInvoices", move._amazon_build_invoice(), version):
        yield move, "invoice_line_ids", f"{move.name}: {sentence}"
