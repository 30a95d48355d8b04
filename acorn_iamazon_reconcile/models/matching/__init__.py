# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from .. import remittance
from . import (
    account_move,
    account_move_adopting,
    amazon_vendor_match_candidate,
    amazon_vendor_match_rule,
    amazon_vendor_remittance,
    amazon_vendor_remittance_line,
    amazon_vendor_remittance_reasons,
)
