# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What the recipes of CONTRIBUTING.md make: one of each."""

from . import checks, models, operations, payloads, rules, sources
