# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What Amazon gets of an invoice: one object a version of the body of submitInvoices."""

import importlib
import pkgutil

from .catalogue import OPERATION, PAYLOADS, InvoicePayload, get_payload, payload

for _module in pkgutil.iter_modules(__path__):  # a file a version
    importlib.import_module(f"{__name__}.{_module.name}")
