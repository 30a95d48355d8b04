# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import logging

from odoo import api, models
from odoo.exceptions import UserError

from ...rules import find_problems
from .account_move import KINDS, REFUSED_STATES

_logger = logging.getLogger(__name__)

EDI = "amazon_vendor"
LISTED = 5


class AccountMoveSend(models.AbstractModel):
    _inherit = "account.move.send"

    def _is_amazon_applicable(self, move):
        """Never again what Amazon has or is about to get: sending the PDF by e-mail a second time
        must not submit the invoice a second time."""
        return (
            bool(move.amazon_account_id)
            and move.move_type in KINDS
            and move.amazon_submission_state in REFUSED_STATES
        )

    def _get_all_extra_edis(self):
        return {
            **super()._get_all_extra_edis(),
            EDI: {
                "label": self.env._("Amazon"),
                "is_applicable": self._is_amazon_applicable,
                "help": self.env._("Submit the invoice to Amazon Vendor Central."),
            },
        }

    @api.model
    def _get_default_sending_methods(self, move):
        """Amazon reads no e-mail; what was chosen for the customer stays."""
        if not self._is_amazon_applicable(move):
            return super()._get_default_sending_methods(move)
        customer = move.commercial_partner_id.with_company(move.company_id)
        return {customer.invoice_sending_method} - {False}

    def _get_alerts(self, moves, moves_data):
        alerts = super()._get_alerts(moves, moves_data)
        for_amazon = moves.filtered(lambda move: EDI in moves_data[move]["extra_edis"])
        if len(for_amazon) == 1:
            return alerts | for_amazon._amazon_get_alerts_of(find_problems(for_amazon))
        return alerts | self._get_amazon_alerts_by_rule(for_amazon)

    def _get_amazon_alerts_by_rule(self, moves):
        """Of many invoices, one alert a rule; its button lists the invoices that break it."""
        broken = {}
        for move in moves:
            for finding in find_problems(move):
                if finding.is_blocking:
                    key = (finding.code, finding.severity)
                    broken.setdefault(key, {}).setdefault(move, finding.message)
        return {
            f"{EDI}_{code}": {
                # An error must not stop the others: it is told by invoice when they are sent.
                "level": "warning",
                "message": "\n".join(
                    [
                        *list(messages.values())[:LISTED],
                        *(["…"] if len(messages) > LISTED else []),
                    ]
                ),
                "action_text": self.env._("View the invoices (%s)", len(messages)),
                "action": moves.concat(*messages)._get_records_action(name=self.env._("Invoices")),
            }
            for (code, _severity), messages in broken.items()
        }

    def _call_web_service_after_invoice_pdf_render(self, invoices_data):
        result = super()._call_web_service_after_invoice_pdf_render(invoices_data)
        for move, data in invoices_data.items():
            if EDI not in data["extra_edis"]:
                continue
            try:
                errors = move._amazon_queue_submission().get(move)
            except UserError as error:
                errors = [str(error)]
            except Exception:  # an exception would stop the invoices of all other senders
                _logger.exception("Amazon: %s cannot be submitted", move.id)
                errors = [self.env._("Internal error: see the log of the server.")]
            if errors:
                data["error"] = {
                    "error_title": self.env._("The invoice was not submitted to Amazon:"),
                    "errors": errors,
                }
        return result
