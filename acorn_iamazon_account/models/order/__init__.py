# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import (
    amazon_vendor_quantity,
    amazon_vendor_waterfall,
    sale_order,
    sale_order_invoicing,
    sale_order_line,
    sale_order_waterfall,
    stock_picking,
)
