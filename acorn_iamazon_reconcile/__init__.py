# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import checks, models, wizard
