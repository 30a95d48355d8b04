# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from .. import booking
from . import (
    account_move,
    amazon_vendor_account,
    amazon_vendor_proof,
    amazon_vendor_proof_cash_basis,
    amazon_vendor_proof_exchange,
    amazon_vendor_proof_ledger,
    amazon_vendor_proof_opening,
    amazon_vendor_proof_others,
    amazon_vendor_proof_profit,
    amazon_vendor_remittance,
)
