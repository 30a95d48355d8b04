# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import amazon_vendor_document
from . import amazon_vendor_document_copies
from . import amazon_vendor_document_truth
from . import amazon_vendor_invoice_copy
from . import amazon_vendor_job
from . import ir_attachment
