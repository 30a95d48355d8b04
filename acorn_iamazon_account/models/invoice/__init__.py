# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import account_move
from . import account_move_amazon_side
from . import account_move_charges
from . import account_move_correction
from . import account_move_details
from . import account_move_line
from . import account_move_parties
from . import account_move_payload
from . import account_move_payload_v1
from . import account_move_progress
from . import account_move_rules
from . import account_move_send
from . import account_move_suspicions
from . import account_tax
from . import product_template
