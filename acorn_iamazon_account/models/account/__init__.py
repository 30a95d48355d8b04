# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import (
    amazon_vendor_account,
    amazon_vendor_account_invoicing,
    amazon_vendor_code,
    amazon_vendor_rule_acceptance,
)
