# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections import defaultdict
from decimal import Decimal

from odoo import models

from ...prefetch import filter_together


class StockPicking(models.Model):
    """What is in a shipment: items, the cartons they are in, the pallets those stand on."""

    _inherit = "stock.picking"

    def _amazon_get_shipped_lines(self):
        """:return: the move lines that tell what Amazon gets, also of transfers not done yet: what
        was ordered, and the parts of kits that were"""
        return filter_together(
            self.move_line_ids,
            lambda line: (
                line.quantity and line.state != "cancel" and line.move_id._amazon_is_ordered()
            ),
        )

    def _amazon_get_containers(self):
        """:return: all cartons and pallets of the transfers"""
        containers = self.env["stock.package"]
        for line in self._amazon_get_shipped_lines():
            carton, pallet = line._amazon_get_packages()
            containers |= carton | pallet
        return containers

    def _amazon_build_content(self):
        """Each order line and lot is one item, numbered through the shipment; cartons refer to the
        items by these numbers, pallets to the cartons by theirs (Vendor Shipments v1).

        :return: the lists items, cartons, pallets; the structure's name; carton_count; grams and
            volume (cubic metres) of it all
        """
        tree = self._amazon_get_tree()
        account = self.sudo().amazon_account_id[:1]
        numbers, items = self._amazon_build_items(tree)
        grams = self._amazon_weigh_packages(tree)
        cartons = [
            self._amazon_build_carton(account, place, package, grams, content, numbers)
            for place, ((package, _pallet), content) in enumerate(tree["cartons"].items(), start=1)
        ]
        pallets = [
            self._amazon_build_pallet(account, pallet, grams, tree, numbers)
            for pallet in tree["pallets"]
        ]
        loose = sum(units for content in tree["pallets"].values() for units in content.values())
        outer = [*tree["pallets"], *(p for p, parent in tree["cartons"] if not parent)]
        return {
            "items": items,
            "cartons": cartons,
            "pallets": pallets,
            "structure": self._amazon_get_structure(tree),
            "carton_count": len(cartons) + round(loose),
            "grams": sum((grams[package] for package in outer), Decimal(0))
            + self._amazon_weigh(tree["unpacked"]),
            "volume": self._amazon_get_volume(outer, tree["unpacked"]),
        }

    def _amazon_build_carton(self, account, place, package, grams, content, numbers):
        """:param int place: of the carton, from 1
        :param dict grams: by package
        :param dict content: units by (order line, lot)
        :param dict numbers: of the items, by (order line, lot)"""
        carton = {
            "cartonIdentifiers": package._amazon_build_identifiers(),
            "cartonSequenceNumber": f"{place:03d}",
            **package._amazon_build_size(account, grams[package]),
            "trackingNumber": self._amazon_get_tracking(package),
            "items": self._amazon_build_container_items(content, numbers),
        }
        return {name: value for name, value in carton.items() if value}

    def _amazon_build_pallet(self, account, pallet, grams, tree, numbers):
        """The parameters are those of :meth:`_amazon_build_carton`, and the tree."""
        inside = [
            f"{place:03d}"
            for place, (_package, parent) in enumerate(tree["cartons"], start=1)
            if parent == pallet
        ]
        details = {
            "palletIdentifiers": pallet._amazon_build_identifiers(),
            "tier": pallet.amazon_tier,
            "block": pallet.amazon_block,
            **pallet._amazon_build_size(account, grams[pallet]),
            "items": self._amazon_build_container_items(tree["pallets"][pallet], numbers),
        }
        if inside:
            details["cartonReferenceDetails"] = {
                "cartonCount": len(inside),
                "cartonReferenceNumbers": inside,
            }
        return {name: value for name, value in details.items() if value}

    def _amazon_get_tree(self):
        """:return: eaches by (order line, lot): of all (all), by (carton, pallet) in
        cartons, by pallet in pallets for what stands on it without a carton, and in
        unpacked what is in neither"""
        tree = {
            "all": defaultdict(float),
            "cartons": defaultdict(lambda: defaultdict(float)),
            "pallets": defaultdict(lambda: defaultdict(float)),
            "unpacked": defaultdict(float),
        }
        for line, units in self._amazon_count_content().items():
            order_line = line.move_id.sale_line_id
            is_part = line.product_id != order_line.product_id
            key = (order_line, self.env["stock.lot"] if is_part else line.lot_id)
            carton, pallet = line._amazon_get_packages()
            tree["all"][key] += units
            if carton:
                tree["cartons"][carton, pallet][key] += units
                if pallet:
                    tree["pallets"][pallet]  # stands there, whether or not with loose units
            elif pallet:
                tree["pallets"][pallet][key] += units
            else:
                tree["unpacked"][key] += units
        return tree

    def _amazon_build_items(self, tree):
        """:return: the number of each (order line, lot), and the list of items"""
        numbers, items = {}, []
        for key in sorted(tree["all"], key=lambda key: (key[0].order_id.id, key[0].id, key[1].id)):
            line, lot = key
            numbers[key] = f"{len(items) + 1:03d}"
            items.append(
                {
                    "itemSequenceNumber": numbers[key],
                    **line._amazon_build_identifiers(),
                    "shippedQuantity": line._amazon_build_shipped_quantity(tree["all"][key]),
                    "itemDetails": {
                        "purchaseOrderNumber": line.order_id.amazon_purchase_order_number,
                        **line.sudo().amazon_product_id._build_details(lot),
                    },
                }
            )
        return numbers, items

    def _amazon_build_container_items(self, content, numbers):
        return [
            {
                "itemReference": numbers[line, lot],
                "shippedQuantity": line._amazon_build_shipped_quantity(units),
                "itemDetails": {
                    "purchaseOrderNumber": line.order_id.amazon_purchase_order_number,
                    **({"lotNumber": lot.name} if lot else {}),
                },
            }
            for (line, lot), units in content.items()
        ]

    def _amazon_get_tracking(self, package):
        picking = self[:1]
        number = package.amazon_tracking_number or picking.amazon_tracking_number
        # Odoo's delivery addon writes the carrier's number on the transfer.
        if not number and "carrier_tracking_ref" in picking._fields:
            number = picking.carrier_tracking_ref
        return number

    def _amazon_get_structure(self, tree):
        """:return: the name of the hierarchy, as Amazon's model lists them; none when unpacked"""

        def holds_several_orders(contents):
            return any(len({line.order_id for line, _lot in content}) > 1 for content in contents)

        by_pallet = defaultdict(set)
        for (_carton, pallet), content in tree["cartons"].items():
            by_pallet[pallet] |= set(content)
        for pallet, content in tree["pallets"].items():
            by_pallet[pallet] |= set(content)
        by_pallet.pop(self.env["stock.package"], None)
        if holds_several_orders(tree["cartons"].values()):
            return "MasterCase"
        if holds_several_orders(by_pallet.values()):
            return "MasterPallet"
        if by_pallet and tree["cartons"]:
            return "PalletizedAssortmentCase"
        if by_pallet:
            return "PalletOfItems"
        return "LooseAssortmentCase" if tree["cartons"] else None

    # === WEIGHT AND VOLUME === #

    def _amazon_weigh_packages(self, tree):
        """:return: grams of each carton and pallet: as weighed, else computed from its content"""
        grams = defaultdict(Decimal)
        factor = self.env["sale.order.line"]._amazon_get_grams_of_weight_unit()

        def weigh(package, content):
            if package.shipping_weight:
                return Decimal(repr(package.shipping_weight)) * factor
            return content + Decimal(repr(package.package_type_id.base_weight)) * factor

        inside = defaultdict(Decimal)
        for (package, pallet), content in tree["cartons"].items():
            grams[package] = weigh(package, self._amazon_weigh(content))
            inside[pallet] += grams[package]
        for pallet, content in tree["pallets"].items():
            grams[pallet] = weigh(pallet, inside[pallet] + self._amazon_weigh(content))
        return grams

    def _amazon_weigh(self, content):
        return sum(
            (
                line._amazon_get_grams(line.product_id) * Decimal(repr(units))
                for (line, _lot), units in content.items()
            ),
            Decimal(0),
        )

    def _amazon_get_volume(self, outer, unpacked):
        """:return: cubic metres, or None when a package or product does not tell its size"""
        template = self.env["product.template"]
        unit = template._get_volume_uom_id_from_ir_config_parameter()
        foot = unit == self.env.ref("uom.product_uom_cubic_foot")
        factor = Decimal("0.3048") ** 3 if foot else Decimal(1)
        parts = []
        for package in outer:
            sides = package._amazon_get_sides()
            parts.append(sides[0] * sides[1] * sides[2] if sides else None)
        for (line, _lot), units in unpacked.items():
            amount = units / line._amazon_get_factor(line.product_id.uom_id)
            parts.append(
                Decimal(repr(line.product_id.volume)) * Decimal(repr(amount)) * factor or None
            )
        return sum(parts, Decimal(0)) if all(parts) else None

    def _amazon_find_lot_problems(self):
        """Use case guide 2021: a product has one lot and expiry date in a carton or pallet."""
        tree = self._amazon_get_members()._amazon_get_tree()
        contents = {
            **{carton: content for (carton, _pallet), content in tree["cartons"].items()},
            **{pallet: content for pallet, content in tree["pallets"].items() if content},
        }
        problems = []
        for package, content in contents.items():
            lots = defaultdict(set)
            for line, lot in content:
                lots[line.product_id].add(lot)
            problems += [
                self.env._(
                    "%(package)s holds several lots of %(product)s. Amazon takes one lot of a "
                    "product in a carton: pack the others apart.",
                    package=package.name,
                    product=product.display_name,
                )
                for product, found in lots.items()
                if len(found) > 1 and product.tracking == "lot"
            ]
        return problems
