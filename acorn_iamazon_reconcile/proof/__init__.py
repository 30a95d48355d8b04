# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Whether the books say what the documents say, item by item. No ORM, no SQL: what each document
lets expect comes in as records, and what stands in the ledger; what differs goes out."""

from .compare import compare
from .records import Difference, Posting
