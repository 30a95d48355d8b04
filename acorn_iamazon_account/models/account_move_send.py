# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import logging

from odoo import models
from odoo.exceptions import UserError

from ..rules import find_problems
from .account_move import KINDS, REFUSED_STATES

_logger = logging.getLogger(__name__)

EDI = "amazon_vendor"


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

    def _get_alerts(self, moves, moves_data):
        alerts = super()._get_alerts(moves, moves_data)
        for move in moves.filtered(lambda m: EDI in moves_data[m]["extra_edis"]):
            findings = find_problems(move)
            # An invoice that cannot go holds no other of a mass send back: it says why.
            error_level = "danger" if len(moves) == 1 else "warning"
            for severity, level in (("error", error_level), ("warning", "warning")):
                messages = [f.message for f in findings if f.severity == severity]
                if messages:
                    alerts[f"{EDI}_{move.id}_{severity}"] = {
                        "level": level,
                        "message": "\n".join(messages),
                        "action_text": self.env._("View the invoice"),
                        "action": move._get_records_action(name=move.name),
                    }
        return alerts

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
