# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import (
    account_journal,
    amazon_vendor_decision,
    amazon_vendor_deduction_report,
    amazon_vendor_receivable,
    amazon_vendor_scorecard,
)
