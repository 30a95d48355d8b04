# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import amazon_vendor_acknowledge
from . import amazon_vendor_rehearsal_override
from . import amazon_vendor_support_case
from . import amazon_vendor_price_estimate
from . import amazon_vendor_usage_billing
