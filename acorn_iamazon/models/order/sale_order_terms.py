# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from zoneinfo import ZoneInfo

from odoo import Command, api, fields, models
from odoo.tools import format_datetime

# Amazon's names of the Incoterms (Vendor Orders v1). "Delivered at terminal" became "delivered at
# place unloaded" since Incoterms 2020.
INCOTERMS = {
    "ExWorks": "EXW",
    "FreeCarrier": "FCA",
    "FreeOnBoard": "FOB",
    "FreeAlongSideShip": "FAS",
    "CarriagePaidTo": "CPT",
    "CostAndFreight": "CFR",
    "CarriageAndInsurancePaidTo": "CIP",
    "CostInsuranceAndFreight": "CIF",
    "DeliveredAtTerminal": "DPU",
    "DeliveredAtPlace": "DAP",
    "DeliverDutyPaid": "DDP",
}
TYPE_TAGS = {
    "RegularOrder": "acorn_iamazon.tag_regular_order",
    "ConsignedOrder": "acorn_iamazon.tag_consigned_order",
    "NewProductIntroduction": "acorn_iamazon.tag_new_product",
    "RushOrder": "acorn_iamazon.tag_rush_order",
}
URGENT_TYPES = ("RushOrder",)


class SaleOrder(models.Model):
    """What a purchase order says beside its lines: type, deal, payment, freight, windows."""

    _inherit = "sale.order"

    amazon_priority = fields.Selection(
        [("0", "Normal"), ("1", "Urgent")],
        default="0",
        copy=False,
        help="Urgent for a rush order; its transfers are urgent then.",
        prefetch="amazon",
    )
    amazon_deal_code = fields.Char("Deal Code", readonly=True, copy=False, prefetch="amazon")
    amazon_payment_method = fields.Char(
        readonly=True,
        copy=False,
        help="Invoice, Consignment, CreditCard or Prepaid. Amazon expects an invoice for Invoice.",
        prefetch="amazon",
    )
    amazon_freight_payment = fields.Char(
        "Freight Payment",
        readonly=True,
        copy=False,
        help="Who pays the freight, for imports.",
        prefetch="amazon",
    )
    amazon_import_containers = fields.Char(
        "Containers", readonly=True, copy=False, prefetch="amazon"
    )
    amazon_shipping_instructions = fields.Text(
        "Instructions", readonly=True, copy=False, prefetch="amazon"
    )
    amazon_ship_window = fields.Char(
        "Ship Window",
        compute="_compute_amazon_windows",
        compute_sudo=True,
        help="In the time zone of the warehouse.",
    )
    amazon_delivery_window = fields.Char(
        "Delivery Window",
        compute="_compute_amazon_windows",
        compute_sudo=True,
        help="In the time zone of the warehouse.",
    )

    @api.depends(
        "amazon_account_id",
        "amazon_ship_window_start",
        "amazon_ship_window_end",
        "amazon_delivery_window_start",
        "amazon_delivery_window_end",
        "warehouse_id",
    )
    def _compute_amazon_windows(self):
        ours = self.filtered("amazon_account_id")
        (self - ours).amazon_ship_window = False
        (self - ours).amazon_delivery_window = False
        for order in ours:
            order.amazon_ship_window = order._amazon_show_window(
                order.amazon_ship_window_start, order.amazon_ship_window_end
            )
            order.amazon_delivery_window = order._amazon_show_window(
                order.amazon_delivery_window_start, order.amazon_delivery_window_end
            )

    def _amazon_show_window(self, start, end):
        """:return: the window as people at the warehouse read it, with the name of their zone"""
        if not start or not end:
            return False
        zone = self._amazon_get_zone()
        texts = [format_datetime(self.env, moment, tz=zone) for moment in (start, end)]
        return self.env._(
            "%(start)s to %(end)s (%(zone)s)", start=texts[0], end=texts[1], zone=zone
        )

    def _amazon_get_zone(self):
        """:return: the name of the time zone of the warehouse, else of the company, else UTC"""
        zone = self.warehouse_id.partner_id.tz or self.company_id.partner_id.tz
        return ZoneInfo(zone).key if zone else "UTC"

    @api.model
    def _amazon_prepare_details(self, purchase_order):
        details = purchase_order.import_details
        return {
            "amazon_priority": "1" if purchase_order.type in URGENT_TYPES else "0",
            "amazon_deal_code": purchase_order.deal_code,
            "amazon_payment_method": purchase_order.payment_method,
            "tag_ids": self._amazon_prepare_type_tag(purchase_order.type),
            **({} if not details else self._amazon_prepare_import(details)),
        }

    @api.model
    def _amazon_prepare_type_tag(self, order_type):
        """:return: the commands that give an order the tag of its type, and take the others"""
        find = self.env["ir.model.data"]._xmlid_to_res_id
        tags = {name: find(tag) for name, tag in TYPE_TAGS.items()}
        wanted = tags.get(order_type)
        others = [tag for name, tag in tags.items() if tag and name != order_type]
        return [
            *(Command.unlink(tag) for tag in others),
            *([Command.link(wanted)] if wanted else []),
        ]

    @api.model
    def _amazon_prepare_import(self, details):
        values = {
            "amazon_freight_payment": details.method_of_payment,
            "amazon_import_containers": details.containers,
            "amazon_shipping_instructions": details.instructions,
        }
        if details.incoterm in INCOTERMS:
            values["incoterm"] = self._amazon_get_incoterm(INCOTERMS[details.incoterm]).id
        if details.port_of_delivery:
            values["incoterm_location"] = details.port_of_delivery
        return values

    @api.model
    def _amazon_get_incoterm(self, code):
        return (
            self.env["account.incoterms"]
            .with_context(active_test=False)
            .search([("code", "=", code)], limit=1)
        )

    def _amazon_ask_for_country(self):
        """Without the country of the destination nobody knows the tax: there is none, and a person
        is asked. A position that the vendor code sets decides by itself."""
        if self.partner_shipping_id.country_id or self.sudo().amazon_code_id.fiscal_position_id:
            self._amazon_settle("country")
            return
        self.order_line.filtered("tax_ids").tax_ids = False
        self._amazon_ask(
            "country",
            self.env._("In which country is %s?", self.partner_shipping_id.ref),
            self.env._(
                "Amazon names the destination of %(order)s by its code %(code)s only. Set the "
                "country of the contact %(contact)s, then press Update Taxes on the order.",
                order=self.amazon_purchase_order_number,
                code=self.partner_shipping_id.ref,
                contact=self.partner_shipping_id.display_name,
            ),
        )

    def _action_confirm(self):
        result = super()._action_confirm()
        urgent = self.filtered("amazon_account_id").filtered(
            lambda order: order.amazon_priority == "1"
        )
        if urgent:
            urgent.picking_ids.priority = "1"
        return result
