# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from functools import partial

from odoo import api, models

from odoo.addons.acorn_iamazon.rights import get_told, telling


class MailThread(models.AbstractModel):
    """Odoo reads an e-mail and lets go of it: what remittances need of it is kept before, and
    handed on. An e-mail to another address is Odoo's alone."""

    _inherit = "mail.thread"

    @api.model
    def message_process(
        self,
        model,
        message,
        custom_values=None,
        save_original=False,
        strip_attachments=False,
        thread_id=None,
    ):
        process = partial(
            super().message_process,
            model,
            message,
            custom_values=custom_values,
            save_original=save_original,
            strip_attachments=strip_attachments,
            thread_id=thread_id,
        )
        kept = self.env["amazon.vendor.remittance.mail"].sudo()._keep_incoming(message)
        return kept._deliver(process) if kept else process()

    def _message_route_process(self, message, message_dict, routes):
        kept = get_told("kept_mails")
        if kept:
            routes = kept._get_routes(routes)
        with telling(incoming_mail=(message, self.env.user)):
            return super()._message_route_process(message, message_dict, routes)
