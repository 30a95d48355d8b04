# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import (
    amazon_vendor_document,
    amazon_vendor_document_copies,
    amazon_vendor_document_truth,
    amazon_vendor_invoice_copy,
    amazon_vendor_job,
    ir_attachment,
)
