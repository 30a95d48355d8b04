# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from .. import deduction, remittance
from . import account_move
from . import account_move_line
from . import account_payment
from . import amazon_vendor_account
from . import amazon_vendor_deduction_type
from . import amazon_vendor_remittance
from . import amazon_vendor_remittance_entry
from . import amazon_vendor_remittance_line
from . import amazon_vendor_remittance_plan
from . import amazon_vendor_remittance_schedule
