# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import base64

from reportlab.graphics.barcode import createBarcodeDrawing

from odoo import api, models

# Reportlab's sign for Function 1, which tells a GS1-128 symbol from a plain Code 128.
FUNCTION_1 = "\xf1"


class StockPicking(models.Model):
    """What the printed carton labels and the packing slip show."""

    _inherit = "stock.picking"

    def _amazon_get_labels(self):
        """Cartons first, then pallets, as they are numbered in the shipment notice. Packages
        without an SSCC get theirs now: the label and the notice must tell the same.

        :return: a dict for each label
        :raise UserError: when nothing is packed, or when a number must be made and the company has
            no GS1 prefix
        """
        self.ensure_one()
        members = self._amazon_get_leads()._amazon_get_members()
        members._amazon_check_packed()
        members._amazon_get_containers().sudo()._amazon_number(self.company_id)
        tree = members._amazon_get_tree()
        cartons = [(carton, content) for (carton, _pallet), content in tree["cartons"].items()]
        on_pallet = {
            pallet: [package for package, parent in tree["cartons"] if parent == pallet]
            for pallet in tree["pallets"]
        }
        labels = [
            self._amazon_get_label(carton, content, place, len(cartons))
            for place, (carton, content) in enumerate(cartons, start=1)
        ]
        for place, (pallet, loose) in enumerate(tree["pallets"].items(), start=1):
            content = dict(loose)
            for (_carton, parent), inside in tree["cartons"].items():
                if parent == pallet:
                    for key, units in inside.items():
                        content[key] = content.get(key, 0) + units
            labels.append(
                {
                    **self._amazon_get_label(pallet, content, place, len(tree["pallets"])),
                    "is_pallet": True,
                    "cartons": len(on_pallet[pallet]),
                }
            )
        return labels

    def _amazon_get_label(self, package, content, place, total):
        lead = self._amazon_get_leads()
        number = package.amazon_container_number
        is_sscc = package.amazon_container_type == "SSCC"
        orders = self.env["sale.order"].union(*(line.order_id for line, _lot in content))
        return {
            "package": package,
            "is_pallet": False,
            "place": place,
            "total": total,
            "barcode": self._amazon_draw_barcode(f"{FUNCTION_1}00{number}" if is_sscc else number),
            "number_shown": f"(00) {number}" if is_sscc else number,
            "orders": ", ".join(orders.mapped("amazon_purchase_order_number")),
            "fulfilment_centre": lead._amazon_get_fulfilment_centre() or "",
            "carrier": lead.amazon_carrier_scac,
            "bill_of_lading": lead.amazon_bill_of_lading,
            "tracking": lead._amazon_get_tracking(package),
            "content": [
                {
                    "product": line.product_id.display_name,
                    "code": line.amazon_asin or line.amazon_vendor_sku,
                    "lot": lot.name,
                    "units": units,
                }
                for (line, lot), units in content.items()
            ],
        }

    @api.model
    def _amazon_draw_barcode(self, text):
        """Lines instead of dots: a thermal printer keeps their widths. Odoo's own barcode widget
        knows no Function 1.

        :return: a Code 128 symbol as the source of an image
        """
        drawing = createBarcodeDrawing(
            "Code128Auto",
            value=text,
            barWidth=1,
            barHeight=62,
            quiet=True,
            lquiet=10,  # widths of the narrowest bar that Code 128 wants empty beside it
            rquiet=10,
            humanReadable=False,
        )
        image = drawing.asString("svg")
        return f"data:image/svg+xml;base64,{base64.b64encode(image.encode()).decode()}"

    def _amazon_get_slip_lines(self):
        """:return: a dict for each order line and lot of the packing slip"""
        tree = self._amazon_get_tree()
        boxes = {}
        for (carton, _pallet), content in tree["cartons"].items():
            for key in content:
                boxes.setdefault(key, []).append(carton.amazon_container_number or carton.name)
        return [
            {
                "line": line,
                "lot": lot.name,
                "units": units,
                "cartons": ", ".join(boxes.get((line, lot), [])),
            }
            for (line, lot), units in tree["all"].items()
        ]
