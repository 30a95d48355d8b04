# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Amazon's notices that it sends goods back, as vendors download them from Vendor Central."""

from .notice import Notice, ReturnedItem, ReturnsError
from .reading import read_notices

__all__ = ["Notice", "ReturnedItem", "ReturnsError", "read_notices"]
