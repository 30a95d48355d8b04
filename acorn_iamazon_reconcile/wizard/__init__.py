# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import amazon_vendor_bank_match
from . import amazon_vendor_remittance_import
from . import amazon_vendor_provision_proposal
from . import amazon_vendor_provision_proposal_line
from . import amazon_vendor_statement
