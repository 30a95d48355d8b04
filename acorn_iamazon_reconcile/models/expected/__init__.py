# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from .. import remittance
from . import (
    account_move,
    account_partial_reconcile,
    amazon_vendor_quantity,
    amazon_vendor_remittance_line,
    sale_order,
    sale_order_line,
    sale_order_line_claimed,
    stock_picking,
)
