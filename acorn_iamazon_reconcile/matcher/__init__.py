# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Finds what a line of a remittance is about among documents; knows nothing of Odoo."""

from .contradictions import CONTRADICTIONS
from .deposits import Deposit, Payment, find_payments
from .matching import SURE, Matcher
from .numbers import find_purchase_order, list_claim_readings, make_match_key, make_short_key
from .records import Document, Entry, Line, Match, Rule
