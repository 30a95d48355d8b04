# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Reads remittance files into plain records; knows nothing of Odoo."""

from .records import Payment, PaymentLine, RemittanceError
from .spreadsheet import read_spreadsheet
