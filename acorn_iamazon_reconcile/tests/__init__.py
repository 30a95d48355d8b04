# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import test_bank
from . import test_booking
from . import test_booking_contradicted
from . import test_booking_undo
from . import test_health_check_remittances
from . import test_matching
from . import test_remittance
from . import test_sources
