# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What Amazon gets of an invoice: one object a version of the body of submitInvoices."""

from . import v1
from .catalogue import OPERATION, PAYLOADS, InvoicePayload, get_payload, payload
