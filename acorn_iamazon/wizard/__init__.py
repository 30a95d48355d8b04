# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import (
    amazon_vendor_acknowledge,
    amazon_vendor_adopt,
    amazon_vendor_cancel,
    amazon_vendor_fate,
    amazon_vendor_history,
    amazon_vendor_price_estimate,
    amazon_vendor_rehearsal_override,
    amazon_vendor_return_import,
    amazon_vendor_support_case,
    amazon_vendor_usage_billing,
)
