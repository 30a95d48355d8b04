# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from .. import booking
from . import amazon_vendor_proof, amazon_vendor_remittance
