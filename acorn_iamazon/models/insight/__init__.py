# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import amazon_vendor_account_digest
from . import amazon_vendor_account_overview
from . import amazon_vendor_account_reports
from . import amazon_vendor_account_scorecard
from . import amazon_vendor_figure
from . import amazon_vendor_inventory_figure
from . import amazon_vendor_margin_figure
from . import amazon_vendor_report
from . import amazon_vendor_report_schedule
from . import amazon_vendor_sales_figure
from . import amazon_vendor_scorecard
from . import amazon_vendor_target
