# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class AmazonVendorDocument(models.Model):
    _inherit = "amazon.vendor.document"

    kind = fields.Selection(
        selection_add=[("transport_request", "Transport request")],
        ondelete={"transport_request": "cascade"},
    )


class AmazonVendorKindTransportRequest(models.AbstractModel):
    """Collect freight: the request for Amazon's carrier. Its answer comes as transport details."""

    _name = "amazon.vendor.kind.transport.request"
    _inherit = "amazon.vendor.kind"
    _description = "Amazon Transport Request"

    _kind = "transport_request"
    _direction = "out"
    _operation = "SubmitShipments"
    _is_replaceable = True  # by its cancellation, and that by a new request

    def _rebuild(self, document):
        picking = document.picking_id
        picking._amazon_prepare_transport(picking.amazon_transport_type)

    def _find_evidence(self, document, client):
        return None

    def _find_differences(self, document, client):
        return None
