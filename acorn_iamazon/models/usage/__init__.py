# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import (
    amazon_vendor_price_option,
    amazon_vendor_price_plan,
    amazon_vendor_price_tier,
    amazon_vendor_usage,
)
