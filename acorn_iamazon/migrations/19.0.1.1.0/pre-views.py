# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo.addons.acorn_iamazon.upgrading import empty_extensions


def migrate(cr, version):
    empty_extensions(cr, "acorn_iamazon")
