# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import test_access
from . import test_acknowledgement
from . import test_credentials
from . import test_purchase_order
from . import test_sandbox
from . import test_shipment
