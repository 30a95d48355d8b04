# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import account_move, amazon_vendor_return
