# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import sale_order
from . import sale_order_invoicing
from . import sale_order_line
from . import stock_picking
