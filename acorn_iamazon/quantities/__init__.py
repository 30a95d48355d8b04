# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What becomes of each unit that Amazon orders: plain Python, usable without Odoo.

All is counted in eaches, the pieces that Amazon sells; :mod:`units` converts at the door.
"""

from .allotment import allot, spread
from .fate import Break, InvoiceShare, Quantities, find_breaks
from .units import to_amount, to_eaches, to_quantity
from .waterfall import STEPS, Measure, Way, add_up
