# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import amazon_vendor_account_receipts
from . import amazon_vendor_document_status
from . import amazon_vendor_status_entry
from . import sale_order_line_receipt
from . import sale_order_receipt
