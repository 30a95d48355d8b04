# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import amazon_vendor_account_fetch
from . import amazon_vendor_account_jobs
from . import amazon_vendor_api_version
from . import amazon_vendor_call
from . import amazon_vendor_document
from . import amazon_vendor_document_shadow
from . import amazon_vendor_fetch_request
from . import amazon_vendor_job
from . import amazon_vendor_rate
from . import amazon_vendor_token
