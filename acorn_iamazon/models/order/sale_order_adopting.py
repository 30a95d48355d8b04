# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import Command, api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...rights import get_told
from .sale_order_line import ORDERED_FIELDS


class TypedByHand(UserError):
    """A purchase order comes that somebody, or another program, entered into Odoo before."""

    def __init__(self, message, summary):
        super().__init__(message)
        self.summary = summary

    def ask_about(self, document):
        """Ask once the failed attempt is rolled back."""
        document.account_id._amazon_ask(f"typed {document.number}", self.summary, str(self))


class SaleOrder(models.Model):
    """Purchase orders that are in Odoo already, typed in by hand or brought by another connector:
    they are linked after a person looked, and never delivered a second time."""

    _inherit = "sale.order"

    @api.model
    def _amazon_find_typed(self, account, *numbers):
        """:return: the orders whose customer reference is one of these numbers"""
        references = [
            number.replace("\\", r"\\").replace("_", r"\_").replace("%", r"\%")
            for number in numbers
        ]
        return self.search(
            Domain.OR(Domain("client_order_ref", "=ilike", text) for text in references)
            & Domain(
                [
                    ("company_id", "=", account.company_id.id),
                    ("amazon_account_id", "=", False),
                    ("state", "!=", "cancel"),
                ]
            )
        )

    @api.model
    def _amazon_ask_about_typed(self, account, purchase_orders):
        """:raise TypedByHand: naming the orders that may be the first of these purchase orders that
        was typed in"""
        if get_told("as_new_order"):
            return
        found = self._amazon_find_typed(account, *(po.number for po in purchase_orders))
        for purchase_order in purchase_orders if found else ():
            number = purchase_order.number.lower()
            typed = found.filtered(lambda o, n=number: o.client_order_ref.lower() == n)
            if not typed:
                continue
            raise TypedByHand(
                self.env._(
                    "%(orders)s has the customer reference %(number)s: was purchase order "
                    "%(number)s typed in by hand? Press Link to Order on the document, and link "
                    "it, or make a new order of it.",
                    orders=", ".join(typed.mapped("name")),
                    number=purchase_order.number,
                ),
                self.env._("Purchase order %s is here already?", purchase_order.number),
            )

    @api.model
    def _amazon_pair_lines(self, order, purchase_order, mappings):
        """:return: list of (item, line), the line empty where the order has none of the product"""
        free = order.order_line.filtered("product_id")
        pairs = []
        for item in purchase_order.items:
            product = mappings[item.sequence].product_id
            same = free.filtered(lambda line, product=product: line.product_id == product)
            exact = same.filtered(
                lambda line, item=item: line._amazon_to_eaches(line.product_uom_qty) == item.units
            )
            line = (exact or same)[:1]
            free -= line
            pairs.append((item, line))
        return pairs

    def _amazon_adopt(self, document):
        """This order is the purchase order of the document. Its quantities, prices, transfers and
        invoices stay as they are; what it lacks is added with quantity 0, for a person to decide.
        """
        self.ensure_one()
        account = document.account_id
        purchase_order = document._read_purchase_order()
        code = self.env["amazon.vendor.code"]._get_or_create(
            account, purchase_order.selling_party.code
        )
        mappings = self.env["amazon.vendor.product"]._match(account, purchase_order)
        header = self._amazon_prepare_header(account, purchase_order)
        values = {name: header[name] for name in header if name.startswith("amazon_")}
        with self._amazon_unlocked() as order:
            order.write(
                {
                    **values,
                    "amazon_account_id": account.id,
                    "amazon_code_id": code.id,
                    "amazon_purchase_order_number": purchase_order.number,
                    "order_line": self._amazon_prepare_adoption(purchase_order, mappings, code),
                }
            )
        self.env["amazon.vendor.party"]._adopt(
            account, purchase_order.ship_to, self.partner_shipping_id
        )
        document.write({"sale_order_id": self.id, "state": "done", "error_message": False})
        account._amazon_settle(f"typed {document.number}")
        self._amazon_note_waiting_status()
        self.message_post(
            body=self.env._("Linked to Amazon's purchase order %s.", purchase_order.number)
        )

    def _amazon_prepare_adoption(self, purchase_order, mappings, code):
        commands = []
        for item, line in self._amazon_pair_lines(self, purchase_order, mappings):
            mapping = mappings[item.sequence]
            values = self.order_line._amazon_prepare_line(item, mapping, code)
            if line:
                own = {name: values[name] for name in ORDERED_FIELDS}
                commands.append(Command.update(line.id, {**own, "amazon_product_id": mapping.id}))
            else:
                commands.append(Command.create({**values, "product_uom_qty": 0.0}))
        return commands
