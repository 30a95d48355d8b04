# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Reads remittance files into plain records; knows nothing of Odoo."""

from .files import LARGEST_FILE, is_known_file, read_file
from .records import Payment, PaymentLine, RemittanceError
