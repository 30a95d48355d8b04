# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import amazon_vendor_account_acknowledging
from . import amazon_vendor_document_acknowledgement
from . import amazon_vendor_fee
from . import amazon_vendor_order_change
from . import amazon_vendor_product
from . import amazon_vendor_product_answer
from . import amazon_vendor_product_suggestion
from . import sale_order
from . import sale_order_acknowledgement
from . import sale_order_automatic
from . import sale_order_change
from . import sale_order_deadline
from . import sale_order_line
from . import sale_order_line_acknowledgement
from . import sale_order_line_change
from . import sale_order_line_choice
from . import sale_order_line_price_guard
from . import sale_order_line_proposal
from . import sale_order_price_guard
from . import sale_order_proposal
from . import sale_order_stage
from . import sale_order_terms
