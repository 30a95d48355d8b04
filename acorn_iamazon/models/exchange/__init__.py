# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import (
    amazon_vendor_account_connection,
    amazon_vendor_account_fetch,
    amazon_vendor_account_jobs,
    amazon_vendor_account_lane,
    amazon_vendor_account_refusals,
    amazon_vendor_account_work,
    amazon_vendor_api_version,
    amazon_vendor_call,
    amazon_vendor_document,
    amazon_vendor_document_preparing,
    amazon_vendor_document_receiving,
    amazon_vendor_document_sending,
    amazon_vendor_document_shadow,
    amazon_vendor_failure,
    amazon_vendor_fetch_request,
    amazon_vendor_job,
    amazon_vendor_kind,
    amazon_vendor_rate,
    amazon_vendor_token,
    ir_cron,
)
