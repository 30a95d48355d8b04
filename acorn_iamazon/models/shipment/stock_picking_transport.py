# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...rights import right
from ...spapi import utc_text
from ...spapi.values import read_moment


class StockPicking(models.Model):
    """Collect freight: Amazon's carrier fetches the goods (Vendor Shipments v1)."""

    _inherit = "stock.picking"

    amazon_freight_term = fields.Selection(
        [("Prepaid", "We pay (prepaid)"), ("Collect", "Amazon pays (collect)")],
        "Freight",
        required=True,
        default="Prepaid",
        copy=False,
        prefetch="amazon",
    )
    amazon_requested_pickup = fields.Datetime("Requested Pickup", copy=False, prefetch="amazon")
    amazon_scheduled_pickup = fields.Datetime(
        "Scheduled Pickup", readonly=True, copy=False, prefetch="amazon"
    )
    amazon_transport_type = fields.Selection(
        [("New", "Requested"), ("Cancel", "Cancelled")],
        "Request",
        readonly=True,
        copy=False,
        prefetch="amazon",
    )
    amazon_transport_status = fields.Selection(
        [
            ("Created", "Created"),
            ("TransportationRequested", "Transport requested"),
            ("CarrierAssigned", "Carrier assigned"),
            ("Shipped", "Shipped"),
        ],
        "Transport at Amazon",
        readonly=True,
        copy=False,
        prefetch="amazon",
    )
    amazon_transport_carrier = fields.Char(
        "Amazon's Carrier", readonly=True, copy=False, prefetch="amazon"
    )
    amazon_transport_asked_at = fields.Datetime(readonly=True, copy=False, prefetch="amazon")
    amazon_transport_state = fields.Selection(
        [
            ("queued", "Waiting to be sent"),
            ("sent", "Sent"),
            ("unknown", "Fate unknown"),
            ("accepted", "Accepted by Amazon"),
            ("rejected", "Refused by Amazon"),
            ("failed", "Failed"),
        ],
        "Transport Request",
        compute="_compute_amazon_transport_state",
        store=True,
        index="btree_not_null",
        prefetch="amazon",
    )

    @api.depends("amazon_account_id", "amazon_document_ids.state", "amazon_document_ids.kind")
    def _compute_amazon_transport_state(self):
        ours = self.filtered("amazon_account_id")
        (self - ours).amazon_transport_state = False
        for picking in ours:
            requests = picking.sudo().amazon_document_ids._of_kind("transport_request")
            picking.amazon_transport_state = requests._get_progress()

    @right("send")
    def action_amazon_request_transport(self):
        """Ask Amazon for its carrier; carrier, pickup and labels come with a later fetch."""
        self._amazon_prepare_transport("New")

    @right("send")
    def action_amazon_cancel_transport(self):
        self._amazon_prepare_transport("Cancel")

    def _amazon_prepare_transport(self, kind):
        """:param str kind: ``New`` or ``Cancel``"""
        documents = self.env["amazon.vendor.document"].sudo()
        for lead in self._amazon_get_leads():
            if not lead.amazon_account_id or lead.amazon_freight_term != "Collect":
                raise UserError(
                    self.env._(
                        "%s is no shipment that Amazon pays: set its freight to collect.",
                        lead.name,
                    )
                )
            lead.amazon_transport_type = kind
            problems = lead._amazon_number_packages()
            documents._prepare_outgoing(
                lead.sudo().amazon_account_id,
                "transport_request",
                lead.name,
                lead._amazon_build_transport_request(),
                problems=[*problems, *lead._amazon_find_transport_problems()],
                picking_id=lead.id,
                sale_order_id=lead.sale_id.id,
            )
        self.sudo().amazon_account_id._wake_lanes()

    def _amazon_find_transport_problems(self):
        problems = self._amazon_find_address_problems()
        if not self._amazon_get_members()._amazon_get_shipped_lines():
            problems.append(
                self.env._(
                    "%s holds nothing yet: check its availability, then request the transport.",
                    self.name,
                )
            )
        return problems

    # === PAYLOAD === #

    def _amazon_build_transport_request(self):
        """:return: the body of SubmitShipments (Vendor Shipments v1)"""
        self.ensure_one()
        members = self._amazon_get_members()
        content = members._amazon_build_content()
        now = utc_text(fields.Datetime.now())
        pickup = self.amazon_requested_pickup
        request = {
            "vendorShipmentIdentifier": self.name,
            "transactionType": self.amazon_transport_type,
            "buyerReferenceNumber": self.amazon_reference_number,
            "transactionDate": now,
            "shipmentFreightTerm": self.amazon_freight_term,
            **self._amazon_build_parties(),
            "shipmentMeasurements": self._amazon_build_transport_measurements(content),
            "collectFreightPickupDetails": pickup and {"requestedPickUp": utc_text(pickup)},
            "purchaseOrders": members._amazon_build_transport_orders(),
            "importDetails": self._amazon_build_import_details(),
            "containers": self._amazon_build_containers(content),
            "transportationDetails": self._amazon_build_transport_details(),
        }
        return {"shipments": [{name: value for name, value in request.items() if value}]}

    def _amazon_build_transport_measurements(self, content):
        measured = self._amazon_build_measurements(content)
        pallets = self._amazon_get_members()._amazon_get_tree()["pallets"]
        stackable = len([p for p in pallets if p.package_type_id.amazon_stackable])
        values = {
            "totalCartonCount": measured["cartonCount"],
            "totalPalletStackable": stackable,
            "totalPalletNonStackable": measured["palletCount"] - stackable,
            "shipmentWeight": measured.get("grossShipmentWeight"),
            "shipmentVolume": measured.get("shipmentVolume"),
        }
        return {name: value for name, value in values.items() if value is not None}

    def _amazon_build_transport_details(self):
        details = {
            "shipMode": self.amazon_shipment_type,
            "transportationMode": self.amazon_transport_mode,
            "billOfLadingNumber": self.amazon_bill_of_lading,
        }
        return {name: value for name, value in details.items() if value}

    def _amazon_build_transport_orders(self):
        orders = {}
        units = {}
        for (line, _lot), quantity in self._amazon_get_tree()["all"].items():
            units[line] = units.get(line, 0) + quantity
        for line, quantity in units.items():
            order = line.order_id
            start, end = order.amazon_ship_window_start, order.amazon_ship_window_end
            details = orders.setdefault(
                order,
                {
                    "purchaseOrderNumber": order.amazon_purchase_order_number,
                    "purchaseOrderDate": utc_text(order.amazon_purchase_order_date),
                    **({"shipWindow": f"{utc_text(start)}--{utc_text(end)}"} if start else {}),
                    "items": [],
                },
            )
            codes = {
                "buyerProductIdentifier": line.amazon_asin,
                "vendorProductIdentifier": line.amazon_vendor_sku,
            }
            details["items"].append(
                {
                    "itemSequenceNumber": line.amazon_item_sequence,
                    **{name: code for name, code in codes.items() if code},
                    "shippedQuantity": line._amazon_build_shipped_quantity(quantity),
                }
            )
        return list(orders.values())

    @api.model
    def _amazon_build_containers(self, content):
        """:param dict content: see :meth:`_amazon_build_content`"""
        codes = {item["itemSequenceNumber"]: item for item in content["items"]}
        cartons = [self._amazon_build_carton_container(each, codes) for each in content["cartons"]]
        pallets = [
            self._amazon_build_pallet_container(each, codes, place)
            for place, each in enumerate(content["pallets"], start=len(cartons) + 1)
        ]
        return [*cartons, *pallets]

    def _amazon_build_carton_container(self, carton, codes):
        """:param carton: as it stands in a shipment notice
        :param dict codes: the items of the notice, by their numbers"""
        return _drop_empty(
            {
                "containerType": "carton",
                "containerSequenceNumber": carton["cartonSequenceNumber"],
                "containerIdentifiers": carton.get("cartonIdentifiers"),
                "packedItems": self._amazon_build_packed_items(carton["items"], codes),
                **_pick(carton, "trackingNumber", "dimensions", "weight"),
            }
        )

    def _amazon_build_pallet_container(self, pallet, codes, place):
        inside = pallet.get("cartonReferenceDetails", {}).get("cartonReferenceNumbers", [])
        return _drop_empty(
            {
                "containerType": "pallet",
                "containerSequenceNumber": f"{place:03d}",
                "containerIdentifiers": pallet.get("palletIdentifiers"),
                "packedItems": self._amazon_build_packed_items(pallet.get("items", []), codes),
                "innerContainersDetails": inside
                and {
                    "containerCount": len(inside),
                    "containerSequenceNumbers": [{"containerSequenceNumber": n} for n in inside],
                },
                **_pick(pallet, "tier", "block", "dimensions", "weight"),
            }
        )

    def _amazon_build_packed_items(self, items, codes):
        return [
            _drop_empty(
                {
                    "itemSequenceNumber": item["itemReference"],
                    "buyerProductIdentifier": codes[item["itemReference"]].get(
                        "amazonProductIdentifier"
                    ),
                    "vendorProductIdentifier": codes[item["itemReference"]].get(
                        "vendorProductIdentifier"
                    ),
                    "packedQuantity": item["shippedQuantity"],
                    "itemDetails": item["itemDetails"],
                }
            )
            for item in items
        ]

    # === FROM AMAZON === #

    def _amazon_apply_transport(self, shipment):
        """:param dict shipment: a record of GetShipmentDetails"""
        pickup = shipment.get("collectFreightPickupDetails") or {}
        transport = shipment.get("transportationDetails") or {}
        carrier = transport.get("carrierDetails") or {}
        scheduled = read_moment(pickup.get("scheduledPickUp"), "scheduledPickUp")
        code = carrier.get("code")
        is_scac = self._amazon_is_scac(code)
        names = [carrier.get("name"), None if is_scac and carrier.get("name") else code]
        values = {
            "amazon_transport_status": self._amazon_know_status(
                shipment.get("currentShipmentStatus")
            ),
            "amazon_reference_number": shipment.get("buyerReferenceNumber"),
            # Amazon's own carriers have codes that are no SCAC, such as AMZL_US: kept as text.
            "amazon_transport_carrier": ", ".join(dict.fromkeys(filter(None, names))),
            "amazon_carrier_scac": code if is_scac else None,
            "amazon_carrier_reference": carrier.get("shipmentReferenceNumber"),
            "amazon_scheduled_pickup": scheduled and scheduled.replace(tzinfo=None),
        }
        self.write({name: value for name, value in values.items() if value})

    @api.model
    def _amazon_know_status(self, status):
        """:return: the status, if it is one that Amazon's model has"""
        known = self._fields["amazon_transport_status"].get_values(self.env)
        return status if status in known else None

    def _amazon_apply_labels(self, records):
        """Attach each label once, whenever it comes again.

        :param records: the records of GetShipmentLabels, labels in base 64
        """
        attachments = self.env["ir.attachment"]
        known = attachments.search(
            [("res_model", "=", self._name), ("res_id", "=", self.id)]
        ).mapped("name")
        values = []
        for record in records:
            for label in record.get("labelData") or []:
                number = label.get("trackingId") or label.get("labelSequenceNumber")
                name = f"{label.get('carrierCode') or 'Amazon'}-{number}.pdf"
                if name not in known and label.get("label"):
                    values.append(
                        {
                            "name": name,
                            "raw": base64.b64decode(label["label"]),
                            "mimetype": "application/pdf",
                            "res_model": self._name,
                            "res_id": self.id,
                        }
                    )
        made = attachments.create(values)
        if made:
            self.message_post(
                body=self.env._("Transport labels from Amazon: %s", len(made)),
                attachment_ids=made.ids,
            )


def _drop_empty(values):
    return {name: value for name, value in values.items() if value}


def _pick(values, *names):
    return {name: values[name] for name in names if name in values}
