# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from .. import remittance
from . import account_move
from . import amazon_vendor_match_candidate
from . import amazon_vendor_match_rule
from . import amazon_vendor_remittance
from . import amazon_vendor_remittance_line
from . import amazon_vendor_remittance_reasons
