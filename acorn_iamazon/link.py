# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields


class Link(fields.Many2one):
    """A link from a record of Odoo's to one of ours.

    Whoever sees the record sees the name of ours, as Odoo's ``read`` has it. Its export, which asks
    for the right to read what it names, is offered to those who have that right.
    """

    def _description_exportable(self, env):
        return env[self.comodel_name].has_access("read")
