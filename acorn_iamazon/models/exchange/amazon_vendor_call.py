# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import api, fields, models

from ...rights import right
from ..account.amazon_vendor_account import ERROR_CATEGORIES


class AmazonVendorCall(models.Model):
    """One HTTP call to Amazon."""

    _name = "amazon.vendor.call"
    _description = "Amazon Call"
    _inherit = "amazon.vendor.owned"
    _order = "id desc"
    _rec_name = "operation"

    account_id = fields.Many2one(
        "amazon.vendor.account", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True, precompute=True)
    document_id = fields.Many2one("amazon.vendor.document", index="btree_not_null")
    date = fields.Datetime(required=True, index=True)
    operation = fields.Char(required=True)
    method = fields.Char()
    path = fields.Char()
    attempt = fields.Integer()
    status = fields.Integer(help="HTTP status; 0 when no answer came.")
    milliseconds = fields.Integer("Duration (ms)")
    request_id = fields.Char("Amazon's request ID")
    category = fields.Selection(ERROR_CATEGORIES, "Error")
    message = fields.Char()
    support_case = fields.Char("Amazon's case number", readonly=True, copy=False)

    @api.model
    def _log(self, account, call):
        """:param call: a :class:`CallRecord` of the client"""
        return self.sudo().create(
            {
                "account_id": account.id,
                "document_id": call.reference,
                "date": call.started_at.replace(tzinfo=None, microsecond=0),
                "operation": call.operation,
                "method": call.method,
                "path": call.path,
                "attempt": call.attempt,
                "status": call.status or 0,
                "milliseconds": call.milliseconds,
                "request_id": call.request_id,
                "category": call.category,
                "message": call.message,
            }
        )

    @right("see")
    def action_open_support_case(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acorn_iamazon.amazon_vendor_support_case_action"
        )
        return action | {
            "context": {
                "default_call_id": self.id,
                "default_document_id": self.document_id.id,
            }
        }

    @api.autovacuum
    def _gc_calls(self):
        for account in self.env["amazon.vendor.account"]._get_all_accounts():
            limit = fields.Datetime.now() - timedelta(days=account.keep_calls_days)
            old = [("account_id", "=", account.id), ("date", "<", limit)]
            old.append(("support_case", "=", False))  # Amazon may ask about it yet
            self.search(old, limit=100_000).unlink()
