# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import amazon_vendor_account_planning
from . import amazon_vendor_demand
from . import amazon_vendor_forecast
from . import amazon_vendor_plan
from . import stock_warehouse_orderpoint
