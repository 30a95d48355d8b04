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
    proof,
    provision,
    remittance,
    source,
)
