# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from contextlib import contextmanager

from odoo import Command, models
from odoo.exceptions import UserError

from ...rights import telling
from ...spapi.purchase_order import read_purchase_order
from .amazon_vendor_order_change import CODES

# The fields of the order that a field of Amazon's decides, as `_amazon_prepare_header` has them.
HEADER = {
    "state": ("amazon_purchase_order_state",),
    "date": ("amazon_purchase_order_date", "amazon_acknowledge_by"),
    "type": ("amazon_purchase_order_type", "amazon_priority", "tag_ids"),
    "buying_party": ("amazon_buying_party",),
    "currency": ("amazon_currency",),
    "deal": ("amazon_deal_code",),
    "payment": ("amazon_payment_method",),
    "freight": ("amazon_freight_payment",),
    "incoterm": ("incoterm",),
    "port": ("incoterm_location",),
    "containers": ("amazon_import_containers",),
    "instructions": ("amazon_shipping_instructions",),
    "window": ("amazon_ship_window_start", "amazon_ship_window_end", "commitment_date"),
    "delivery_window": (
        "amazon_delivery_window_start",
        "amazon_delivery_window_end",
        "commitment_date",
    ),
}
# Likewise the fields of a line, beside its quantity and its price in Odoo.
LINE = {
    "quantity": (
        "amazon_ordered_quantity",
        "amazon_stated_quantity",
        "amazon_unit",
        "amazon_unit_size",
    ),
    "cost": ("amazon_net_cost", "amazon_net_cost_weight_unit"),
    "list_price": ("amazon_list_price",),
    "back_order": ("amazon_back_order_allowed",),
    "asin": ("amazon_asin",),
    "sku": ("amazon_vendor_sku",),
}
# Amounts: they are taken over in the currency of the order only.
IN_CURRENCY = {"cost", "new"}
PARTIES = ("destination", "bill_to", "buying_party", "buying_tax", "vendor_code")


class SaleOrder(models.Model):
    """What the order takes over of a version of Amazon's: field by field, as it was decided."""

    _inherit = "sale.order"

    @contextmanager
    def _amazon_unlocked(self):
        """A confirmed order may be locked against people; what Amazon changed it follows."""
        locked = self.filtered("locked")
        if locked:
            locked.locked = False
        with telling(follow=True):
            yield self
        if locked:
            locked.locked = True

    def _amazon_take_over(self, record, changes):
        """What is not taken over of the version, and stands otherwise in the order, stays so.

        :param record: the version that has the new values, as Amazon sent it
        :param changes: what is taken over of it: records or objects with a code and a line
        :raise UserError: when Odoo does not let it be changed any more"""
        changed = [(getattr(c, "kind", None) or c.code, c.sequence or "") for c in changes]
        codes = {code for code, _sequence in changed}
        taken = {(CODES.get(code, code), line) for code, line in changed}
        kept = {key: value for key, value in self._amazon_get_kept().items() if key not in taken}
        purchase_order = read_purchase_order(record)
        self._amazon_check_currency(purchase_order, codes, kept)
        decided = read_purchase_order(self._amazon_put_back(record, kept))
        with self._amazon_unlocked() as order:
            order._amazon_take_header(decided, codes)
            order._amazon_take_parties(decided, codes)
            order._amazon_take_lines(purchase_order, changed, kept)
            if codes & {"window", "delivery_window", "destination"}:
                order._amazon_plan_leaving()

    def _amazon_check_currency(self, purchase_order, codes, kept):
        """:param dict kept: what stays as it is, by field and line
        :raise UserError: when an amount would be in another currency than the order"""
        if "currency" in codes and self.state == "sale":
            raise UserError(
                self.env._(
                    "%(order)s is confirmed in %(currency)s, and Amazon orders in another "
                    "currency now. Cancel the order, set it to quotation, and press Accept again.",
                    order=self.name,
                    currency=self.currency_id.name,
                )
            )
        if "currency" in codes and any(code == "cost" for code, _line in kept):
            raise UserError(
                self.env._(
                    "%(order)s keeps costs in %(currency)s. Accept the costs as well, or keep the "
                    "currency.",
                    order=self.name,
                    currency=self.currency_id.name,
                )
            )
        is_other = self._amazon_is_in_other_currency(purchase_order)
        if codes & IN_CURRENCY and "currency" not in codes and is_other:
            raise UserError(
                self.env._(
                    "%(order)s is in %(currency)s, and Amazon's cost is in %(theirs)s now. "
                    "Accept the currency as well, or keep the cost.",
                    order=self.name,
                    currency=self.currency_id.name,
                    theirs=purchase_order.currency,
                )
            )

    def _amazon_is_in_other_currency(self, purchase_order):
        """:return: whether the amounts of the version are not of the order's currency"""
        return bool(purchase_order.currency) and purchase_order.currency != self.currency_id.name

    def _amazon_take_header(self, purchase_order, codes):
        header = self._amazon_prepare_header(self.amazon_account_id, purchase_order)
        names = [name for code in HEADER if code in codes for name in HEADER[code]]
        values = {name: header.get(name, False) for name in names}
        if "currency" in codes:
            account, code = self.amazon_account_id, self.amazon_code_id
            values["pricelist_id"] = self._amazon_get_pricelist(account, code, purchase_order).id
        if values:
            self.write(values)

    # === PARTIES === #

    def _amazon_take_parties(self, purchase_order, codes):
        for code, party, partner in (
            ("address", purchase_order.ship_to, self.partner_shipping_id),
            ("bill_address", purchase_order.bill_to, self.partner_invoice_id),
        ):
            if code in codes and party:
                address = self.env["amazon.vendor.party"]._prepare_address(
                    self.amazon_account_id, party
                )
                partner.sudo().write(address)
        if "bill_tax" in codes and purchase_order.bill_to:
            self.partner_invoice_id.sudo().vat = purchase_order.bill_to.tax_number
        if codes & set(PARTIES):
            self._amazon_move(purchase_order, codes)

    def _amazon_move(self, purchase_order, codes):
        """The order goes to another place, or is billed to another party."""
        account = self.amazon_account_id
        code = self.amazon_code_id
        values = {}
        if "vendor_code" in codes:
            code = self.env["amazon.vendor.code"]._get_or_create(
                account, purchase_order.selling_party.code
            )
            values["amazon_code_id"] = code.id
        terms = self._amazon_prepare_terms(account, code, purchase_order)
        parties = {"destination": "partner_shipping_id", "bill_to": "partner_invoice_id"}
        for change in ("buying_party", "buying_tax"):
            parties[change] = "partner_invoice_id"
        for change, name in parties.items():
            if change in codes:
                values[name] = terms[name]
        positions = self.fiscal_position_id
        self._amazon_write_parties(values)
        self.fiscal_position_id = code.fiscal_position_id or self.fiscal_position_id
        if self.fiscal_position_id != positions:
            self.order_line._compute_tax_ids()
            self.order_line._amazon_include_taxes()
        if "destination" in codes:
            self._amazon_ask_for_country()

    def _amazon_write_parties(self, values):
        """What has left went where it went; the rest goes to the new place."""
        gone = {
            picking: picking.partner_id
            for picking in self.picking_ids
            if picking.state in ("done", "cancel")
        }
        self.with_context(update_delivery_shipping_partner=True).write(values)
        for picking, partner in gone.items():
            picking.partner_id = partner

    # === LINES === #

    def _amazon_take_lines(self, purchase_order, changed, kept):
        """Take over what Amazon orders now. More than was accepted waits for a person: a line keeps
        its quantity where Amazon orders more, and loses it where Amazon orders less.

        :param changed: list of (code, line number)
        :param dict kept: what stays as it is, by field and line
        """
        lines = {
            line.amazon_item_sequence: line for line in self.order_line if line.amazon_item_sequence
        }
        items = {item.sequence: item for item in purchase_order.items}
        new = [items[number] for code, number in changed if code == "new"]
        priced = {item.sequence for item in new}
        back = {
            item.sequence
            for item in new
            if item.sequence in lines and lines[item.sequence]._amazon_is_of(item)
        }
        new = [item for item in new if item.sequence not in back]
        commands = self._amazon_prepare_new_lines(purchase_order, new, lines) if new else []
        by_line = {number: [*LINE] for number in back}
        for code, number in changed:
            if number in lines and code != "new":
                by_line.setdefault(number, []).append(code)
        for number, codes in by_line.items():
            stays = {code for code, line in kept if line == number}
            values = lines[number]._amazon_prepare_change(items.get(number), codes, stays)
            if "price_unit" in values:
                priced.add(number)
            commands.append(Command.update(lines[number].id, values))
        if commands:
            self.write({"order_line": commands})
            with_price = self.order_line.filtered(lambda line: line.amazon_item_sequence in priced)
            with_price._amazon_include_taxes()

    def _amazon_prepare_new_lines(self, purchase_order, items, lines):
        """:param dict lines: those that the order has, by number: one whose number Amazon gives to
        another product is no line of Amazon's any more"""
        taken = self.order_line.browse(lines[i.sequence].id for i in items if i.sequence in lines)
        taken._amazon_give_up_number()
        mappings = self._amazon_match_known(self.amazon_account_id, purchase_order)
        prepare = self.order_line._amazon_prepare_line
        return [
            Command.create(
                {
                    **prepare(item, mappings.get(item.sequence), self.amazon_code_id),
                    "product_uom_qty": 0.0,
                }
            )
            for item in items
        ]
