# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Reads remittance files into plain records; knows nothing of Odoo."""

import importlib
import pkgutil

from .files import is_known_file, read_file
from .limits import LARGEST_FILE
from .records import Payment, PaymentLine, Reading, Refused, RemittanceError
from .sources import Source, add_source
from .status import read_status

for _module in pkgutil.iter_modules(__path__):  # a file a source
    importlib.import_module(f"{__name__}.{_module.name}")
