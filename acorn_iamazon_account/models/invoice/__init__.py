# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import (
    account_move,
    account_move_amazon_side,
    account_move_charges,
    account_move_correction,
    account_move_details,
    account_move_line,
    account_move_parties,
    account_move_payload,
    account_move_progress,
    account_move_rules,
    account_move_send,
    account_move_suspicions,
    account_move_waterfall,
    account_tax,
    amazon_vendor_tax_type,
    product_template,
)
