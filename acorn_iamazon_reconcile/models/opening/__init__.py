# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from .. import matching
from . import (
    account_move_line,
    amazon_vendor_account,
    amazon_vendor_match_candidate,
    amazon_vendor_remittance,
    amazon_vendor_remittance_line,
)
