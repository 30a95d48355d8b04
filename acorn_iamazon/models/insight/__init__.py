# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import (
    amazon_vendor_account_digest,
    amazon_vendor_account_overview,
    amazon_vendor_account_reports,
    amazon_vendor_account_scorecard,
    amazon_vendor_decision,
    amazon_vendor_digest,
    amazon_vendor_figure,
    amazon_vendor_inventory_figure,
    amazon_vendor_margin_figure,
    amazon_vendor_report,
    amazon_vendor_report_schedule,
    amazon_vendor_sales_figure,
    amazon_vendor_scorecard,
    amazon_vendor_target,
)
