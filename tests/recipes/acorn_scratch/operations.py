# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo.addons.acorn_iamazon.spapi import Operation, add_operation

add_operation(Operation("submitScratch", "POST", "/vendor/scratch/v1/notes/{noteNumber}", rate=2.0))
