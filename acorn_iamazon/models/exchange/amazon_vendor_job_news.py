# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

from ...rights import right

NEWS = "amazon_job"


class StopAsked(Exception):
    """Somebody stopped the work: what was done is kept, the rest waits for its next turn."""


class AmazonVendorJob(models.Model):
    """Work that somebody asked for shows itself to them, wherever they are in Odoo: how far it is,
    a button that stops it, and what came of it."""

    _inherit = "amazon.vendor.job"

    asked_by_id = fields.Many2one("res.users", readonly=True)
    is_stop_asked = fields.Boolean(readonly=True)

    def _show_progress(self, done, total):
        """:return: whether somebody stopped it meanwhile"""
        self.write({"done": done, "total": total})
        self._tell()
        return self.is_stop_asked

    def _tell(self):
        """Tell who asked for it, by the bus."""
        user = self.asked_by_id
        if user:
            user._bus_send(NEWS, self.with_context(lang=user.lang)._prepare_news())

    def _prepare_news(self):
        return {
            "id": self.id,
            "name": self._get_name(),
            "account": self.account_id.name,
            "state": self.state,
            "is_stopped": self.is_stop_asked,
            "done": self.done,
            "total": self.total,
            "message": self.message or "",
            "failures": len(self._get_failures()),
        }

    def _get_failures(self):
        return self.env["amazon.vendor.failure"].search(
            [("account_id", "=", self.account_id.id), ("work", "=", self.code)]
        )

    @right("ask")
    def action_stop(self):
        """Let the work end with the record that it is at; what is left waits for its next turn."""
        self.sudo().filtered(lambda job: job.state == "running").is_stop_asked = True

    @api.model
    def _get_results(self):
        """:return: the action that shows what a work made, by its code; others show the account"""
        return {
            "fetch_purchase_orders": "sale_order_action_amazon",
            "acknowledge_orders": "sale_order_action_amazon",
            "send_documents": "amazon_vendor_document_action",
            "poll_transactions": "amazon_vendor_document_action",
            "plan_demand": "amazon_vendor_plan_action",
            "fetch_reports": "amazon_vendor_report_action",
        }

    @right("see")
    def action_open_result(self):
        """Show what could not be done, else what the work made."""
        self.ensure_one()
        failures = self._get_failures()
        if failures:
            return failures._get_records_action(name=self._get_name())
        name = self._get_results().get(self.code)
        if not name:
            return self.account_id._get_records_action()
        addon = "" if "." in name else "acorn_iamazon."
        return self.env["ir.actions.act_window"]._for_xml_id(f"{addon}{name}")
