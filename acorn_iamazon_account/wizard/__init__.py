# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import amazon_vendor_correction
from . import account_move_reversal
from . import amazon_vendor_acceptance
from . import amazon_vendor_audit_export
