# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The health check of remittances."""

from . import remittances, roles
