# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Booking as a plan: the journal items of a remittance as data, held against the ledger, then
written once. No ORM, no SQL: what the books say comes in as records, what they shall say goes out
as records."""

from .ledger import Objection, OpenItem, hold_against
from .plan import PlanError, make_plan
from .records import Currency, Item, Money, Plan, Role, Tax
from .shares import share_out
