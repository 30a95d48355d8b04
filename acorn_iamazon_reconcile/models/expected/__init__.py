# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from .. import remittance
from . import account_move
from . import amazon_vendor_remittance_line
from . import sale_order_line
from . import stock_picking
