# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import (
    amazon_vendor_bank_match,
    amazon_vendor_month_close,
    amazon_vendor_provision_proposal,
    amazon_vendor_provision_proposal_line,
    amazon_vendor_remittance_import,
    amazon_vendor_statement,
    amazon_vendor_statement_bills,
    amazon_vendor_statement_codes,
    amazon_vendor_statement_profit,
    amazon_vendor_take_over,
)
