# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

from .amazon_vendor_product_shipment import HANDLING


class StockPicking(models.Model):
    """What the notice of a direct import tells: payment, seal, containers, ports."""

    _inherit = "stock.picking"

    amazon_import_payment = fields.Selection(
        [
            ("PaidByBuyer", "Paid by buyer"),
            ("CollectOnDelivery", "Collect on delivery"),
            ("DefinedByBuyerAndSeller", "Defined by buyer and seller"),
            ("FOBPortOfCall", "FOB port of call"),
            ("PrepaidBySeller", "Prepaid by seller"),
            ("PaidBySeller", "Paid by seller"),
        ],
        "Freight Payment",
        copy=False,
        help="Direct import only; the other import details are sent when it is set.",
        prefetch="amazon",
    )
    amazon_seal_number = fields.Char("Seal", copy=False, prefetch="amazon")
    amazon_import_containers = fields.Char(
        "Containers",
        size=64,
        copy=False,
        help="Types and numbers, separated by commas.",
        prefetch="amazon",
    )
    amazon_import_handling = fields.Selection(
        HANDLING, "Handling Instructions", copy=False, prefetch="amazon"
    )
    amazon_port_of_loading = fields.Char(
        "Port of Loading", copy=False, help="UN/LOCODE", prefetch="amazon"
    )
    amazon_port_of_discharge = fields.Char(
        "Port of Discharge", copy=False, help="UN/LOCODE", prefetch="amazon"
    )
    amazon_freight_payable_at = fields.Char(
        "Freight Payable at", copy=False, help="UN/LOCODE", prefetch="amazon"
    )

    def _amazon_build_import_details(self):
        if not self.amazon_import_payment:
            return {}
        ports = {
            "PortOfLoading": self.amazon_port_of_loading,
            "PortOfDischarge": self.amazon_port_of_discharge,
            "FreightPayableAt": self.amazon_freight_payable_at,
        }
        stops = [
            {"functionCode": code, "locationIdentification": {"locationCode": port}}
            for code, port in ports.items()
            if port
        ]
        details = {
            "methodOfPayment": self.amazon_import_payment,
            "sealNumber": self.amazon_seal_number,
            "importContainers": self.amazon_import_containers,
            "handlingInstructions": self.amazon_import_handling,
            "route": {"stops": stops} if stops else None,
        }
        return {name: value for name, value in details.items() if value}
