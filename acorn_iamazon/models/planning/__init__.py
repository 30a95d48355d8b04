# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import (
    amazon_vendor_account_planning,
    amazon_vendor_demand,
    amazon_vendor_forecast,
    amazon_vendor_plan,
    amazon_vendor_plan_knowledge,
    amazon_vendor_plan_making,
    stock_warehouse_orderpoint,
)
