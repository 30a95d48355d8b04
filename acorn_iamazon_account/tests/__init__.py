# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import test_costs
from . import test_credit_notes
from . import test_health_check_invoices
from . import test_invoice_copies
from . import test_invoice_copy_access
from . import test_invoice_correction
from . import test_invoice_countries
from . import test_invoice_mass_send
from . import test_invoice_payload
from . import test_invoice_rules
from . import test_invoice_speed
from . import test_invoice_submission
from . import test_invoice_truth
from . import test_invoice_warnings
from . import test_invoicing
from . import test_payload_versions
from . import test_shadow_invoices
from . import test_suspicions
