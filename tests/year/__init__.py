# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""A firm that trades with the Amazon of ``tests/world``, with the real addons in a real Odoo, day
after day. It reads the addons' pages as people do and presses their buttons; what is true of each
unit and cent it keeps apart from them. See :mod:`.live`.
"""
