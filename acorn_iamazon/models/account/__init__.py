# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import amazon_vendor_account
from . import amazon_vendor_account_authorisation
from . import amazon_vendor_account_checks
from . import amazon_vendor_account_checks_connection
from . import amazon_vendor_account_checks_settings
from . import amazon_vendor_account_checks_work
from . import amazon_vendor_account_going_live
from . import amazon_vendor_authorisation
from . import amazon_vendor_check
from . import amazon_vendor_code
from . import amazon_vendor_marketplace
from . import amazon_vendor_onboarding_step
from . import amazon_vendor_party
