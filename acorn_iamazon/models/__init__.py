# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import account
from . import exchange
from . import insight
from . import order
from . import planning
from . import quantity
from . import shipment
from . import usage
