# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import amazon_vendor_price_option
from . import amazon_vendor_price_plan
from . import amazon_vendor_price_tier
from . import amazon_vendor_usage
