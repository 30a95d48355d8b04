# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models

MAIL = "amazon.vendor.remittance.mail"


class MailThread(models.AbstractModel):
    """Odoo reads an e-mail and lets go of it: what remittances need of it is handed on."""

    _inherit = "mail.thread"

    def _message_route_process(self, message, message_dict, routes):
        if any(route[0] == MAIL for route in routes or ()):
            self = self.with_context(
                amazon_raw_mail=message.as_bytes(),
                amazon_authentication=message.get_all("Authentication-Results") or [],
                amazon_from=message.get_all("From") or [],
            )
        return super()._message_route_process(message, message_dict, routes)
