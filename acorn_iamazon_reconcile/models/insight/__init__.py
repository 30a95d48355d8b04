# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import account_journal
from . import amazon_vendor_deduction_report
from . import amazon_vendor_receivable
from . import amazon_vendor_scorecard
