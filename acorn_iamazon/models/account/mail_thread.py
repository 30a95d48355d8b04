# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.exceptions import AccessError


class MailThread(models.AbstractModel):
    """Odoo's mail gateway works as superuser, whoever hands it an e-mail, and anybody may do that
    over RPC. What is made of the e-mail follows from its address then, not from who handed it in.
    """

    _inherit = "mail.thread"

    @api.model
    def message_route(self, message, message_dict, model=None, thread_id=None, custom_values=None):
        """:raise AccessError: when a person has an e-mail write into records of their choice"""
        if self.env.is_system():  # fetches e-mails, or is the login of the mail server
            return super().message_route(message, message_dict, model, thread_id, custom_values)
        if custom_values or thread_id or self._amazon_is_ours(model):
            self._amazon_refuse_route()
        routes = super().message_route(message, message_dict, model, thread_id, custom_values)
        for route_model, route_thread, _values, _user, alias in routes or ():
            if not self._amazon_is_ours(route_model):
                continue
            if route_thread:  # an answer to what stands in the history
                self.env[route_model].browse(route_thread).check_access("read")
            elif not alias:
                self._amazon_refuse_route()
        return routes

    @api.model
    def _amazon_is_ours(self, model):
        """:return: whether an account decides who may see records of the model"""
        return str(model or "").startswith("amazon.vendor")

    @api.model
    def _amazon_refuse_route(self):
        raise AccessError(
            self.env._(
                "%s may not choose what an e-mail becomes: send it to the address of the Amazon "
                "account. A mail server logs in as an administrator.",
                self.env.user.name,
            )
        )
