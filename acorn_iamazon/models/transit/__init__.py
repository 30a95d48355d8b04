# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import amazon_vendor_transit, sale_order, stock_warehouse
