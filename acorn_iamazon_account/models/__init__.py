# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import account_move
from . import account_move_amazon_side
from . import account_move_charges
from . import account_move_correction
from . import account_move_line
from . import account_move_progress
from . import account_move_send
from . import account_tax
from . import amazon_vendor_account
from . import amazon_vendor_code
from . import amazon_vendor_account_checks
from . import amazon_vendor_account_invoicing
from . import amazon_vendor_document
from . import amazon_vendor_document_copies
from . import amazon_vendor_document_truth
from . import amazon_vendor_invoice_copy
from . import amazon_vendor_job
from . import ir_attachment
from . import product_template
from . import sale_order
from . import amazon_vendor_scorecard
from . import sale_order_invoicing
from . import sale_order_line
from . import stock_picking
