# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from .. import remittance
from . import (
    account_move,
    account_move_paid,
    amazon_vendor_blackout,
    amazon_vendor_dispute,
    amazon_vendor_dispute_claim,
    amazon_vendor_dispute_evidence,
    amazon_vendor_dispute_filing,
    amazon_vendor_dispute_slices,
    amazon_vendor_dispute_waterfall,
    amazon_vendor_remittance,
    amazon_vendor_remittance_line,
    amazon_vendor_remittance_line_returns,
    amazon_vendor_waterfall,
    sale_order,
)
