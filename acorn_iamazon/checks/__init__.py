# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The health check of an account: one small function a check."""

from . import (
    credentials,
    limits,
    orders,
    quantities,
    roles,
    set_up,
    settings,
    sharing,
    time_zones,
    work,
)
from .catalogue import CHECKS, Check, Finding, bad, check, get_checks, good, shorten, warning
