# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import account_move
from . import account_move_line
from . import account_move_send
from . import account_tax
from . import amazon_vendor_account
from . import amazon_vendor_code
from . import amazon_vendor_account_checks
from . import amazon_vendor_document
from . import amazon_vendor_job
from . import sale_order
from . import amazon_vendor_scorecard
