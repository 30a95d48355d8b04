# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import Command, api, models


class SaleOrder(models.Model):
    """Lines whose product nobody knows yet: the others are worked meanwhile."""

    _inherit = "sale.order"

    def _amazon_get_unknown_lines(self):
        return self.order_line.filtered("amazon_unknown_sequence")

    @api.model
    def _amazon_match_known(self, account, purchase_order):
        """:return: the mapping by line, without the lines whose product is unknown
        :raise UnmappedProducts: when all of them are"""
        return self._amazon_match_each(account, [purchase_order])[purchase_order.number]

    @api.model
    def _amazon_match_each(self, account, purchase_orders):
        """:return: likewise, by number of the purchase order
        :raise UnmappedProducts: when one of them has no line whose product is known"""
        products = self.env["amazon.vendor.product"]
        items = [item for purchase_order in purchase_orders for item in purchase_order.items]
        catalogue = products._load_catalogue(account, items)
        matched, unknown = {}, []
        for purchase_order in purchase_orders:
            mappings = products._match(account, purchase_order, catalogue=catalogue, partly=True)
            matched[purchase_order.number] = mappings
            unknown += [item for item in purchase_order.items if item.sequence not in mappings]
        if unknown:
            products._record_unmapped(account, unknown)
        return matched

    def _amazon_ask_about_unknown(self):
        """In time: the line is to be answered by the deadline as the others are."""
        unknown = self._amazon_get_unknown_lines()
        if not unknown:
            self._amazon_settle("unknown")
            return
        self._amazon_ask(
            "unknown",
            self.env._("Products of %s are unknown", self.amazon_purchase_order_number),
            "\n".join(
                [
                    *unknown.mapped("name"),
                    self.env._(
                        "Choose the products in Amazon Vendor, Products. The other lines can be "
                        "worked; Amazon waits for an answer to these."
                    ),
                ]
            ),
            deadline=self.amazon_acknowledge_by and self.amazon_acknowledge_by.date(),
        )

    def _amazon_fill_in(self, purchase_order):
        """A product became known: its line takes the place of the note. On an order that was
        answered already it waits for a person, as any new line does."""
        notes = {line.amazon_unknown_sequence: line for line in self._amazon_get_unknown_lines()}
        if not notes or self._amazon_is_in_other_currency(purchase_order):
            return
        mappings = self._amazon_match_known(self.amazon_account_id, purchase_order)
        answered = self._amazon_get_phase() != "open"
        commands = []
        for item in purchase_order.items:
            if item.sequence in notes and item.sequence in mappings:
                values = self.order_line._amazon_prepare_line(
                    item, mappings[item.sequence], self.amazon_code_id
                )
                if answered:
                    values["product_uom_qty"] = 0.0
                commands += [Command.delete(notes[item.sequence].id), Command.create(values)]
        if commands:
            with self._amazon_unlocked() as order:
                order.write({"order_line": commands})
            if answered:
                self._amazon_ask_to_acknowledge_again()
        self._amazon_ask_about_unknown()
