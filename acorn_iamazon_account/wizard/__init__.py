# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import (
    account_move_reversal,
    amazon_vendor_acceptance,
    amazon_vendor_audit_export,
    amazon_vendor_correction,
)
