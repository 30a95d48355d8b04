# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import (
    amazon_vendor_quantity,
    sale_order,
    sale_order_invoicing,
    sale_order_line,
    stock_picking,
)
