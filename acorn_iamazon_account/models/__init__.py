# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import account, exchange, insight, invoice, order, returns
