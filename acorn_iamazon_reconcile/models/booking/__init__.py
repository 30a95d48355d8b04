# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from .. import deduction, remittance
from . import amazon_vendor_account
from . import amazon_vendor_deduction_type
from . import amazon_vendor_remittance
from . import amazon_vendor_remittance_deductions
from . import amazon_vendor_remittance_documents
from . import amazon_vendor_remittance_schedule
