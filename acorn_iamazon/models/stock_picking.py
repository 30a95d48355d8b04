# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

from ..spapi import utc_text


class StockPicking(models.Model):
    _inherit = "stock.picking"

    amazon_account_id = fields.Many2one(
        related="sale_id.amazon_account_id", store=True, index="btree_not_null"
    )
    amazon_purchase_order_number = fields.Char(related="sale_id.amazon_purchase_order_number")
    amazon_carrier_scac = fields.Char(
        "Carrier (SCAC)", copy=False, help="Two to four letters; Amazon needs it in North America."
    )
    amazon_carrier_reference = fields.Char("Carrier's reference (PRO)", copy=False)
    amazon_bill_of_lading = fields.Char("Bill of Lading", copy=False)
    amazon_carton_count = fields.Integer("Cartons", copy=False)
    amazon_pallet_count = fields.Integer("Pallets", copy=False)
    amazon_document_ids = fields.One2many("amazon.vendor.document", "picking_id")
    amazon_shipment_state = fields.Selection(
        [
            ("to_confirm", "To confirm"),
            ("queued", "Waiting to be sent"),
            ("sent", "Sent"),
            ("accepted", "Accepted by Amazon"),
            ("rejected", "Refused by Amazon"),
            ("failed", "Failed"),
        ],
        "Shipment Notice",
        compute="_compute_amazon_shipment_state",
        store=True,
        index="btree_not_null",
    )

    @api.depends(
        "state",
        "picking_type_code",
        "amazon_account_id",
        "amazon_document_ids.state",
        "amazon_document_ids.shadow_state",
        "amazon_document_ids.kind",
    )
    def _compute_amazon_shipment_state(self):
        for picking in self:
            document = picking.sudo().amazon_document_ids.filtered(
                lambda d: d.kind == "shipment_confirmation"
            )
            picking.amazon_shipment_state = picking._amazon_is_shipped() and (
                document._get_progress() or "to_confirm"
            )

    def _amazon_is_shipped(self):
        """:return: whether the transfer is a delivery to Amazon that has left"""
        return bool(
            self.amazon_account_id and self.picking_type_code == "outgoing" and self.state == "done"
        )

    def _action_done(self):
        result = super()._action_done()
        self.filtered(
            lambda picking: (
                picking._amazon_is_shipped()
                and picking.sudo().amazon_account_id.confirm_shipment_on_done
            )
        )._amazon_prepare_shipments()
        return result

    def action_amazon_confirm_shipment(self):
        """Build the shipment confirmation (ASN) of the transfers and make it ready to send."""
        self.filtered(lambda picking: picking._amazon_is_shipped())._amazon_prepare_shipments()

    def _amazon_prepare_shipments(self):
        documents = self.env["amazon.vendor.document"].sudo()
        for picking in self:
            payload = picking._amazon_build_shipment()
            documents |= documents._prepare_outgoing(
                picking.sudo().amazon_account_id,
                "shipment_confirmation",
                picking.name,
                payload,
                problems=picking._amazon_find_shipment_problems(),
                picking_id=picking.id,
                sale_order_id=picking.sale_id.id,
            )
        if documents:
            self.env["amazon.vendor.account"]._trigger_job("send_documents")
        return documents

    def _amazon_find_shipment_problems(self):
        """:return: sentences on what Amazon needs and the transfer lacks"""
        warehouse = self.picking_type_id.warehouse_id
        partner = warehouse.partner_id
        if partner.country_id and partner.zip:
            return []
        # Use case guide 2021: the ship-from party needs post code and country.
        return [
            self.env._(
                "%(picking)s: the address of warehouse %(warehouse)s lacks a country or a postal "
                "code, which Amazon needs. Complete the contact %(partner)s.",
                picking=self.name,
                warehouse=warehouse.display_name,
                partner=partner.display_name or "",
            )
        ]

    # === PAYLOAD === #

    def _amazon_build_shipment(self):
        """:return: the body of SubmitShipmentConfirmations (Vendor Shipments v1) for what left"""
        self.ensure_one()
        order = self.sale_id
        vendor_code = order.sudo().amazon_code_id.name
        return {
            "shipmentConfirmations": [
                {
                    "shipmentIdentifier": self.name,
                    "shipmentConfirmationType": "Original",
                    "shipmentConfirmationDate": utc_text(fields.Datetime.now()),
                    "shippedDate": utc_text(self.date_done),
                    "estimatedDeliveryDate": utc_text(self._amazon_get_estimated_delivery()),
                    "sellingParty": {"partyId": vendor_code},
                    "shipFromParty": self._amazon_build_ship_from(vendor_code),
                    "shipToParty": {"partyId": self._amazon_get_fulfilment_centre()},
                    **self._amazon_build_transport(),
                    "shipmentMeasurements": self._amazon_build_measurements(),
                    "shippedItems": self._amazon_build_shipped_items(),
                }
            ]
        }

    def _amazon_get_estimated_delivery(self):
        order = self.sale_id
        window_end = order.amazon_delivery_window_end or order.amazon_ship_window_end
        return max(filter(None, [self.date_done, window_end]))

    def _amazon_get_fulfilment_centre(self):
        party = (
            self.env["amazon.vendor.party"]
            .sudo()
            .search(
                [
                    ("account_id", "=", self.sudo().amazon_account_id.id),
                    ("partner_id", "=", self.sale_id.partner_shipping_id.id),
                    ("kind", "=", "delivery"),
                ],
                limit=1,
            )
        )
        return party.code or self.sale_id.partner_shipping_id.ref

    def _amazon_build_ship_from(self, vendor_code):
        partner = self.picking_type_id.warehouse_id.partner_id
        address = {
            "name": partner.name,
            "addressLine1": partner.street or partner.name,
            "addressLine2": partner.street2,
            "city": partner.city,
            "stateOrRegion": partner.state_id.code,
            "postalCode": partner.zip,
            "countryCode": partner.country_id.code,
        }
        return {
            "partyId": vendor_code,
            "address": {name: value for name, value in address.items() if value},
        }

    def _amazon_build_transport(self):
        details = {
            "carrierScac": self.amazon_carrier_scac,
            "carrierShipmentReferenceNumber": self.amazon_carrier_reference,
            "billOfLadingNumber": self.amazon_bill_of_lading,
        }
        details = {name: value for name, value in details.items() if value}
        return {"transportationDetails": details} if details else {}

    def _amazon_build_measurements(self):
        # Use case guide 2021: the carton count is obligatory, a loose unit counts as a carton.
        cartons = self.amazon_carton_count or len(self.move_line_ids.result_package_id)
        return {"cartonCount": cartons or 1, "palletCount": self.amazon_pallet_count}

    def _amazon_build_shipped_items(self):
        items = []
        for line in self.move_ids.sale_line_id.filtered("amazon_item_sequence"):
            moves = self.move_ids.filtered(
                lambda move, line=line: move.sale_line_id == line and move.state == "done"
            )
            units = sum(
                move.product_uom._compute_quantity(move.quantity, line.product_uom_id)
                for move in moves
            )
            if units:
                items.append(
                    {
                        "itemSequenceNumber": line.amazon_item_sequence,
                        **line._amazon_build_identifiers(),
                        "shippedQuantity": line._amazon_build_shipped_quantity(units),
                        "itemDetails": {
                            "purchaseOrderNumber": self.sale_id.amazon_purchase_order_number
                        },
                    }
                )
        return items
