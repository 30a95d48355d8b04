# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from .. import remittance
from . import account_bank_statement_line, amazon_vendor_account, amazon_vendor_remittance
