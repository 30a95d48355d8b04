# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What an invoice must be before it goes to Amazon: a rejection delays the payment by weeks."""

from .catalogue import RULES, Finding, Rule, find_problems, get_blocking_messages, rule
from . import numbers, purchase_orders, goods, parties, taxes, dates, totals, credit_notes, schema
from .numbers import LONGEST_NUMBER
