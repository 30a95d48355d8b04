# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import account
from . import bank
from . import booking
from . import deduction
from . import dispute
from . import expected
from . import insight
from . import matching
from . import provision
from . import remittance
from . import source
