# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, models

from ...spapi import get_records

# Shipments of an account that one run asks after; the next run goes on.
BATCH = 100


class StockPicking(models.Model):
    """Collect freight: asking what became of the transports."""

    _inherit = "stock.picking"

    @api.model
    def _amazon_fetch_transport(self, account):
        """:raise SpApiError: when Amazon cannot be asked; what was stored by then stays"""
        client = account._get_client()
        account._work_through(
            "fetch_transport",
            self._amazon_get_in_transport(account),
            lambda picking: picking._amazon_ask_for_transport(client),
        )

    def _amazon_ask_for_transport(self, client):
        account = self.amazon_account_id
        documents = self.env["amazon.vendor.document"].sudo()
        number = self.name
        query = {"vendorShipmentIdentifier": number, "limit": 50}
        # Asked by number: Amazon's windows of dates often come back empty.
        for kind, operation, name in (
            ("transport_details", "GetShipmentDetails", "shipments"),
            ("transport_labels", "GetShipmentLabels", "transportLabels"),
        ):
            account._commit()
            records, request_id = [], None
            for page in client.pages(operation, query):
                records += get_records(page.data, name)
                request_id = page.request_id
            if records:
                record = {"vendorShipmentIdentifier": number, name: records}
                documents._store_incoming(account, kind, [record], request_id)
        self.amazon_transport_asked_at = self.env.cr.now()

    @api.model
    def _amazon_get_in_transport(self, account):
        return (
            self.env["stock.picking"]
            .sudo()
            .search(
                [
                    ("amazon_account_id", "=", account.id),
                    ("amazon_transport_state", "in", ("sent", "accepted")),
                    ("amazon_transport_type", "=", "New"),
                    ("amazon_transport_status", "!=", "Shipped"),
                ],
                order="amazon_transport_asked_at NULLS FIRST, id",
                limit=BATCH,
            )
        )
