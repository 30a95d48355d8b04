# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from functools import partial

from odoo import fields, models

from ...rights import right


class AmazonVendorAccount(models.Model):
    """What of Amazon's purchase orders is fetched, and on whose wish."""

    _inherit = "amazon.vendor.account"

    fetch_by_code = fields.Boolean(
        "Fetch each vendor code on its own",
        help="For accounts whose authorisation sees vendor codes that are not to come into Odoo: "
        "only the orders of the vendor codes listed here are fetched.",
    )
    fetch_request_ids = fields.One2many("amazon.vendor.fetch.request", "account_id")

    # === SINGLE WISHES === #

    def _serve_fetch_requests(self, client):
        """Fetch the orders and periods that somebody asked for."""
        waiting = self.fetch_request_ids.filtered(lambda request: request.state == "waiting")
        self._work_through(
            "fetch_purchase_orders", waiting.sorted("id"), lambda request: request._serve(client)
        )

    @right("see")
    def action_open_fetch_request(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acorn_iamazon.amazon_vendor_fetch_request_action_new"
        )
        action["context"] = {"default_account_id": self.id}
        return action

    # === COMPLETENESS === #

    @right("run")
    def action_sweep_purchase_orders(self):
        """Compare what Amazon knows with what is here, and fetch what is missing."""
        for account in self._as_workers():
            orders = account.env["amazon.vendor.kind.purchase.order"]
            account._run_job("sweep_purchase_orders", partial(orders._sweep, account))
            account._apply_documents()
