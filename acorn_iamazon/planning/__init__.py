# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Forecasting and stock arithmetic: plain Python, usable without Odoo."""
