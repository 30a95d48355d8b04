# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models

from odoo.addons.acorn_iamazon.rights import telling


class MailThread(models.AbstractModel):
    """Odoo reads an e-mail and lets go of it: what remittances need of it is handed on."""

    _inherit = "mail.thread"

    def _message_route_process(self, message, message_dict, routes):
        with telling(incoming_mail=(message, self.env.user)):
            return super()._message_route_process(message, message_dict, routes)
