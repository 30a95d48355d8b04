# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import test_access
from . import test_access_rpc
from . import test_acknowledgement
from . import test_authorisation
from . import test_credentials
from . import test_demand
from . import test_going_live
from . import test_onboarding
from . import test_order_screens
from . import test_health_check
from . import test_purchase_order
from . import test_receipts
from . import test_sandbox
from . import test_scheduled_work
from . import test_secrets
from . import test_shipment
from . import test_shipment_packages
from . import test_shipment_reports
from . import test_shipment_transport
from . import test_shipment_values
from . import test_support_case
from . import test_troubles
from . import test_planning
from . import test_reports
from . import test_digest
from . import test_usage
