# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import (
    amazon_vendor_return,
    amazon_vendor_return_line,
    amazon_vendor_return_reading,
    amazon_vendor_return_transfer,
    sale_order_line,
    stock_move,
)
