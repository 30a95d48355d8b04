# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from .. import deduction, remittance
from . import (
    account_move,
    account_move_line,
    account_partial_reconcile,
    account_payment,
    amazon_vendor_account,
    amazon_vendor_deduction_type,
    amazon_vendor_remittance,
    amazon_vendor_remittance_bill,
    amazon_vendor_remittance_entry,
    amazon_vendor_remittance_line,
    amazon_vendor_remittance_plan,
    amazon_vendor_remittance_reversal,
    amazon_vendor_remittance_schedule,
)
