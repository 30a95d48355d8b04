# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import account
from . import exchange
from . import insight
from . import invoice
from . import order
