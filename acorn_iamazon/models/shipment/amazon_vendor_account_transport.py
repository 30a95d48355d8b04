# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, models

# Shipments of an account that one run asks after; the next run goes on.
BATCH = 100


class AmazonVendorAccount(models.Model):
    """Collect freight: what became of the transports that Amazon was asked for."""

    _inherit = "amazon.vendor.account"

    def action_fetch_transport(self):
        """Fetch and apply carrier, pickup and labels of the transports that are on their way."""
        for account in self._as_workers():
            account._run_job("fetch_transport", account._fetch_transport)
            account._apply_documents()

    def _fetch_transport(self):
        """:raise SpApiError: when Amazon cannot be asked; what was stored by then stays"""
        client = self._get_client()
        documents = self.env["amazon.vendor.document"].sudo()
        for picking in self._get_pickings_in_transport():
            number = picking.name
            query = {"vendorShipmentIdentifier": number, "limit": 50}
            # Asked by number: Amazon's windows of dates often come back empty.
            for kind, operation, name in (
                ("transport_details", "GetShipmentDetails", "shipments"),
                ("transport_labels", "GetShipmentLabels", "transportLabels"),
            ):
                self._commit()
                records, request_id = [], None
                for page in client.pages(operation, query):
                    records += page.data.get(name) or []
                    request_id = page.request_id
                if records:
                    record = {"vendorShipmentIdentifier": number, name: records}
                    documents._store_incoming(self, kind, [record], request_id)
            picking.amazon_transport_asked_at = self.env.cr.now()
            self._commit()

    def _get_pickings_in_transport(self):
        return (
            self.env["stock.picking"]
            .sudo()
            .search(
                [
                    ("amazon_account_id", "=", self.id),
                    ("amazon_transport_state", "in", ("sent", "accepted")),
                    ("amazon_transport_type", "=", "New"),
                    ("amazon_transport_status", "!=", "Shipped"),
                ],
                order="amazon_transport_asked_at NULLS FIRST, id",
                limit=BATCH,
            )
        )

    @api.model
    def _cron_fetch_transport(self):
        self._run_for_each_account(
            [("fetch_automatically", "=", True), *self._get_due_accounts("fetch_transport")],
            lambda account: account.action_fetch_transport(),
        )
