# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""A server that behaves as Amazon's Selling Partner API does for a vendor, for tests and demos.

It keeps its state in memory and knows nothing of Odoo: ``python -m tests.sandbox --help``.
"""
