# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...rights import right
from ...spapi import utc_text
from ...spapi.purchase_order import read_quantity

SHIPMENT_TYPES = [
    ("TruckLoad", "Truckload"),
    ("LessThanTruckLoad", "Less than truckload"),
    ("SmallParcel", "Small parcel"),
]
NORTH_AMERICA = {"US", "CA", "MX"}
# Amazon takes a replacement so long, before the goods arrive (use case guide 2021).
REPLACEMENT_TIME = timedelta(days=7)
GST_COUNTRIES = {"IN", "AU", "SG", "NZ", "CA"}


class StockPicking(models.Model):
    """The shipment notice (ASN): head, parties, transport; one or several transfers in one."""

    _inherit = "stock.picking"

    amazon_lead_picking_id = fields.Many2one(
        "stock.picking",
        "Announced with",
        readonly=True,
        copy=False,
        check_company=True,
        index="btree_not_null",
        help="The transfer whose shipment notice tells of this one too: they leave on one truck.",
    )
    amazon_joined_picking_ids = fields.One2many(
        "stock.picking", "amazon_lead_picking_id", "Announces also"
    )
    amazon_shipment_type = fields.Selection(
        SHIPMENT_TYPES, "Shipment Type", copy=False, prefetch="amazon"
    )
    amazon_shipment_structure = fields.Selection(
        [
            ("PalletizedAssortmentCase", "Order, pallet, carton, item"),
            ("LooseAssortmentCase", "Order, carton, item"),
            ("PalletOfItems", "Order, pallet, item"),
            ("PalletizedStandardCase", "Order, pallet, item, carton"),
            ("LooseStandardCase", "Order, item, carton"),
            ("MasterPallet", "Pallet, order, carton, item"),
            ("MasterCase", "Carton, order, item"),
        ],
        "Structure",
        copy=False,
        help="How orders, pallets, cartons and items contain each other. "
        "Left empty it follows from the packages.",
        prefetch="amazon",
    )
    amazon_transport_mode = fields.Selection(
        [("Road", "Road"), ("Air", "Air"), ("Ocean", "Ocean")],
        copy=False,
        prefetch="amazon",
    )
    amazon_carrier_scac = fields.Char(
        "Carrier (SCAC)",
        copy=False,
        help="Two to four letters; Amazon needs it in North America.",
        prefetch="amazon",
    )
    amazon_carrier_reference = fields.Char(
        "Carrier's reference (PRO)", copy=False, prefetch="amazon"
    )
    amazon_tracking_number = fields.Char(
        copy=False,
        help="For cartons that have no tracking number of their own.",
        prefetch="amazon",
    )
    amazon_bill_of_lading = fields.Char("Bill of Lading", copy=False, prefetch="amazon")
    amazon_reference_number = fields.Char(
        "Amazon Reference Number (ARN)",
        copy=False,
        help="Amazon gives it for collect freight.",
        prefetch="amazon",
    )
    amazon_carton_count = fields.Integer(
        "Cartons",
        copy=False,
        help="Left 0 the packages are counted.",
        prefetch="amazon",
    )
    amazon_pallet_count = fields.Integer(
        "Pallets",
        copy=False,
        help="Left 0 the packages are counted.",
        prefetch="amazon",
    )
    amazon_shipment_hint = fields.Text(compute="_compute_amazon_shipment_hint", compute_sudo=True)

    @api.constrains("amazon_carrier_scac")
    def _check_amazon_carrier_scac(self):
        for picking in self.filtered("amazon_carrier_scac"):
            scac = picking.amazon_carrier_scac
            if not self._amazon_is_scac(scac):
                raise ValidationError(
                    self.env._(
                        "%(picking)s: %(scac)s is no SCAC. It is two to four capital letters, "
                        "such as UPSN: ask the carrier.",
                        picking=picking.name,
                        scac=scac,
                    )
                )

    @api.model
    def _amazon_is_scac(self, text):
        """:return: whether it is a Standard Carrier Alpha Code: two to four capital letters"""
        text = text or ""
        return text.isascii() and text.isalpha() and text.isupper() and 2 <= len(text) <= 4

    @api.depends("amazon_carrier_scac", "amazon_account_id", "move_line_ids.result_package_id")
    def _compute_amazon_shipment_hint(self):
        for picking in self:
            picking.amazon_shipment_hint = "\n".join(picking._amazon_find_hints())

    def _amazon_find_hints(self):
        """:return: sentences on what Amazon may miss, without refusing the notice for it"""
        if not self.amazon_account_id or not self._amazon_goes_to_amazon():
            return []
        lead = self.amazon_lead_picking_id or self
        hints = [] if lead.amazon_announce_anyway else lead._amazon_find_questions()
        hints += self._amazon_describe_lateness()
        country = self.sale_id.partner_shipping_id.country_id.code
        if country in NORTH_AMERICA and not lead.amazon_carrier_scac:
            hints.append(self.env._("Amazon wants the carrier's SCAC in North America."))
        if not self.move_line_ids.result_package_id:
            hints.append(
                self.env._(
                    "Nothing is packed: without packages the notice tells of no cartons, and "
                    "Amazon receives the goods more slowly."
                )
            )
        return hints

    # === SEVERAL TRANSFERS IN ONE SHIPMENT === #

    def _amazon_get_leads(self):
        leads = self.browse()
        for picking in self:
            leads |= picking.amazon_lead_picking_id or picking
        return leads

    def _amazon_get_members(self):
        """:return: the transfers of the shipment that this one leads, itself first"""
        self.ensure_one()
        return self | self.amazon_joined_picking_ids.filtered(lambda p: p.state != "cancel")

    def _amazon_is_complete(self):
        return all(picking.state in ("done", "cancel") for picking in self._amazon_get_members())

    def _amazon_get_notices(self):
        """:return: the documents of the notice that tells of this transfer"""
        lead = self.amazon_lead_picking_id or self
        return lead.sudo().amazon_document_ids._of_kind("shipment_confirmation")

    @right("send")
    def action_amazon_join_shipments(self):
        """Announce the transfers in one notice: several purchase orders on one truck.

        :raise UserError: when Amazon does not take them together, or one is announced already
        """
        lead, rest = self[:1], self[1:]
        lead = lead.amazon_lead_picking_id or lead
        for picking in rest - lead:
            for text, ours, theirs in lead._amazon_compare_shipment(picking):
                if ours != theirs:
                    raise UserError(
                        self.env._(
                            "%(picking)s cannot be announced with %(lead)s: %(reason)s",
                            picking=picking.name,
                            lead=lead.name,
                            reason=text,
                        )
                    )
        announced = (lead | rest).filtered(
            lambda p: p._amazon_get_notices().filtered(lambda d: d.attempts)
        )
        if announced:
            raise UserError(
                self.env._(
                    "%s was announced to Amazon already and keeps its own notice.",
                    ", ".join(announced.mapped("name")),
                )
            )
        joined = rest - lead
        (joined | joined.amazon_joined_picking_ids)._amazon_join(lead)

    def _amazon_join(self, lead):
        self._amazon_get_notices()._cancel_unsent()
        lead._amazon_get_notices()._cancel_unsent()
        self.write({"amazon_lead_picking_id": lead.id})
        if lead._amazon_is_complete() and lead.sudo().amazon_account_id.confirm_shipment_on_done:
            lead._amazon_prepare_shipments()

    def _amazon_compare_shipment(self, other):
        # Use case guide 2021: one notice a delivery, fulfilment centre and vendor code.
        return [
            (
                self.env._("they are of two Amazon accounts."),
                self.amazon_account_id,
                other.amazon_account_id,
            ),
            (
                self.env._("their orders are of two vendor codes."),
                self.sale_id.amazon_code_id,
                other.sale_id.amazon_code_id,
            ),
            (
                self.env._("they go to two fulfilment centres."),
                self.sale_id.partner_shipping_id,
                other.sale_id.partner_shipping_id,
            ),
            (
                self.env._("they leave from two places."),
                self._amazon_get_ship_from(),
                other._amazon_get_ship_from(),
            ),
        ]

    @right("send")
    def action_amazon_leave_shipment(self):
        """Take the transfer out of the shipment of another; it gets a notice of its own."""
        for picking in self.filtered("amazon_lead_picking_id"):
            lead = picking.amazon_lead_picking_id
            if picking._amazon_get_notices().filtered(lambda d: d.attempts):
                raise UserError(
                    self.env._(
                        "%(picking)s was announced to Amazon with %(lead)s. It cannot be taken "
                        "out any more.",
                        picking=picking.name,
                        lead=lead.name,
                    )
                )
            lead._amazon_get_notices()._cancel_unsent()
            picking.amazon_lead_picking_id = False
            (lead | picking).filtered(
                lambda p: (
                    p._amazon_is_shipped() and p.sudo().amazon_account_id.confirm_shipment_on_done
                )
            )._amazon_prepare_shipments()

    # === RULES === #

    def _amazon_number_packages(self):
        """Give cartons and pallets their SSCC.

        :return: a sentence when a number cannot be made
        """
        containers = self._amazon_get_members()._amazon_get_containers()
        try:
            containers.sudo()._amazon_number(self.company_id)
        except UserError as error:
            return [str(error)]
        return []

    def _amazon_find_shipment_problems(self, payload):
        """:param dict payload: the notice as it was built
        :return: sentences on what Amazon needs and the shipment lacks"""
        notice = payload["shipmentConfirmations"][0]
        if "shippedItems" not in notice:
            return [self._amazon_describe_nothing_ordered()]
        problems = [*self._amazon_find_address_problems(), *self._amazon_find_lot_problems()]
        if not self.amazon_announce_anyway:
            problems += self._amazon_find_questions()
        if notice["shipmentConfirmationType"] == "Replace":
            problems += self._amazon_find_replacement_problems(notice)
        return problems

    def _amazon_describe_nothing_ordered(self):
        products = self._amazon_get_members()._amazon_get_strangers().product_id
        return self.env._(
            "%(picking)s holds nothing that is on Amazon's purchase order (%(products)s): there is "
            "nothing to announce. Ship what was ordered, or ask Amazon to order what left.",
            picking=self.name,
            products=", ".join(products.mapped("display_name")) or self.env._("nothing left"),
        )

    def _amazon_find_address_problems(self):
        partner = self._amazon_get_ship_from()
        if partner.country_id and partner.zip:
            return []
        place = self.picking_type_id.warehouse_id or partner
        # Use case guide 2021: the ship-from party needs post code and country.
        return [
            self.env._(
                "%(picking)s: the address of %(place)s, from where the goods left, lacks a country "
                "or a postal code, which Amazon needs. Complete the contact %(partner)s.",
                picking=self.name,
                place=place.display_name or self.env._("the supplier"),
                partner=partner.display_name or "",
            )
        ]

    def _amazon_get_ship_from(self):
        """:return: from where the goods leave: the warehouse, or the supplier who sends them past
        it (*dropship* comes with Odoo's purchases)"""
        if self.picking_type_code == "dropship":
            return self.sudo().move_ids.purchase_line_id.order_id.partner_id[:1]
        return self.picking_type_id.warehouse_id.partner_id

    def _amazon_get_replaced(self):
        """:return: the last notice of the shipment that Amazon has"""
        known = self._amazon_get_notices().filtered(
            lambda d: d.transaction_id and d.state in ("sent", "accepted", "superseded")
        )
        return known.sorted("id")[-1:]

    def _amazon_find_replacement_problems(self, notice):
        """Use case guide 2021: within seven days, and quantities only go down."""
        replaced = self._amazon_get_replaced()
        problems = []
        first = min(self._amazon_get_notices().filtered("sent_at").mapped("sent_at"))
        if fields.Datetime.now() > first + REPLACEMENT_TIME:
            problems.append(
                self.env._(
                    "%s was announced more than 7 days ago: Amazon takes no correction any more. "
                    "Ask Amazon in Vendor Central.",
                    self.name,
                )
            )
        before = self._amazon_count_units(replaced._get_kind()._read(replaced))
        for key, units in self._amazon_count_units(notice).items():
            if units > before.get(key, 0):
                problems.append(
                    self.env._(
                        "%(shipment)s, %(order)s: a correction may only lower quantities. "
                        "%(product)s was announced with %(before)s units, now it has %(now)s. Ship "
                        "the rest in another transfer.",
                        shipment=self.name,
                        order=key[0],
                        product=key[1],
                        before=before.get(key, 0),
                        now=units,
                    )
                )
        return problems

    @api.model
    def _amazon_count_units(self, notice):
        """:return: units by purchase order and product of a notice"""
        totals = {}
        for item in notice["shippedItems"]:
            code = item.get("vendorProductIdentifier") or item.get("amazonProductIdentifier")
            key = (item["itemDetails"]["purchaseOrderNumber"], code)
            units = read_quantity(item["shippedQuantity"], key[0]).units
            totals[key] = totals.get(key, 0) + units
        return totals

    # === PAYLOAD === #

    def _amazon_build_shipment(self):
        """:return: the body of SubmitShipmentConfirmations (Vendor Shipments v1) for what left"""
        self.ensure_one()
        content = self._amazon_get_members()._amazon_build_content()
        notice = {
            "shipmentIdentifier": self.name,
            "shipmentConfirmationType": "Replace" if self._amazon_get_replaced() else "Original",
            "shipmentType": self.amazon_shipment_type,
            "shipmentStructure": self.amazon_shipment_structure or content["structure"],
            **self._amazon_build_transport(),
            "amazonReferenceNumber": self.amazon_reference_number,
            "shipmentConfirmationDate": utc_text(fields.Datetime.now()),
            "shippedDate": utc_text(self.date_done),
            "estimatedDeliveryDate": utc_text(self._amazon_get_estimated_delivery()),
            **self._amazon_build_parties(),
            "shipmentMeasurements": self._amazon_build_measurements(content),
            "importDetails": self._amazon_build_import_details(),
            "shippedItems": content["items"],
            "cartons": content["cartons"],
            "pallets": content["pallets"],
        }
        return {"shipmentConfirmations": [{k: v for k, v in notice.items() if v}]}

    def _amazon_get_estimated_delivery(self):
        order = self.sale_id
        window_end = order.amazon_delivery_window_end or order.amazon_ship_window_end
        return max(filter(None, [self.date_done or fields.Datetime.now(), window_end]))

    def _amazon_build_parties(self):
        vendor_code = self.sale_id.sudo().amazon_code_id.name
        return {
            "sellingParty": {"partyId": vendor_code, **self._amazon_build_tax_registration()},
            "shipFromParty": self._amazon_build_ship_from(vendor_code),
            "shipToParty": {"partyId": self._amazon_get_fulfilment_centre()},
        }

    def _amazon_build_tax_registration(self):
        number, country = self.company_id.vat, self.company_id.country_id.code
        if not number or country == "US":
            return {}
        kind = "GST" if country in GST_COUNTRIES else "VAT"
        return {
            "taxRegistrationDetails": [
                {"taxRegistrationType": kind, "taxRegistrationNumber": number}
            ]
        }

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
        partner = self._amazon_get_ship_from()
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
            "transportationMode": self.amazon_transport_mode,
            "billOfLadingNumber": self.amazon_bill_of_lading,
        }
        details = {name: value for name, value in details.items() if value}
        return {"transportationDetails": details} if details else {}

    def _amazon_build_measurements(self, content):
        # Use case guide 2021: the carton count is obligatory, a loose unit counts as a carton.
        account = self.sudo().amazon_account_id
        measurements = {
            "cartonCount": self.amazon_carton_count or content["carton_count"] or 1,
            "palletCount": self.amazon_pallet_count or len(content["pallets"]),
        }
        if content["grams"]:
            measurements["grossShipmentWeight"] = account._build_weight(content["grams"])
        if content["volume"]:
            measurements["shipmentVolume"] = account._build_volume(content["volume"])
        return measurements
