# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import (
    account,
    bank,
    booking,
    deduction,
    dispute,
    expected,
    insight,
    matching,
    opening,
    proof,
    provision,
    remittance,
    source,
)
