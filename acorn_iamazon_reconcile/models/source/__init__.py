# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from .. import remittance
from . import amazon_vendor_account
from . import amazon_vendor_remittance_again
from . import amazon_vendor_remittance_expected
from . import amazon_vendor_remittance_mail
from . import amazon_vendor_remittance_upload
