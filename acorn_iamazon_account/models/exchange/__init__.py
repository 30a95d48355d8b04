# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import (
    amazon_vendor_document,
    amazon_vendor_document_copies,
    amazon_vendor_document_watch,
    amazon_vendor_invoice_copy,
    amazon_vendor_job,
    amazon_vendor_kind_billing,
    amazon_vendor_kind_credit_note,
    amazon_vendor_kind_invoice,
    amazon_vendor_kind_invoice_status,
    amazon_vendor_kind_shipment_confirmation,
    ir_attachment,
)
