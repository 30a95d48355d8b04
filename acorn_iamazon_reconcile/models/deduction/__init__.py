# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import amazon_vendor_deduction_type, amazon_vendor_dispute_limit
