# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...rights import right
from ...spapi.order_difference import read_values

KINDS = [
    ("new", "New line"),
    ("quantity", "Quantity"),
    ("cost", "Cost"),
    ("removed", "Line removed"),
    ("window", "Ship window"),
    ("delivery_window", "Delivery window"),
    ("destination", "Destination"),
    ("address", "Address of the destination"),
    ("bill_to", "Bill-to party"),
    ("bill_address", "Address of the bill-to party"),
    ("bill_tax", "Tax number of the bill-to party"),
    ("buying_party", "Buying party"),
    ("buying_tax", "Tax number of the buying party"),
    ("vendor_code", "Vendor code"),
    ("currency", "Currency"),
    ("asin", "ASIN"),
    ("sku", "Vendor SKU"),
    ("back_order", "Back-order allowed"),
    ("list_price", "List price"),
    ("type", "Type of order"),
    ("payment", "Payment method"),
    ("deal", "Deal code"),
    ("freight", "Freight payment"),
    ("incoterm", "Incoterm"),
    ("port", "Port of delivery"),
    ("containers", "Containers"),
    ("instructions", "Instructions"),
    ("state", "State"),
]
# Of whole lines the quantity is decided.
CODES = {"new": "quantity", "removed": "quantity"}
# The fields of one partner, of a number of orders.
PARTNER_KINDS = ("address", "bill_address", "bill_tax")


class AmazonVendorOrderChange(models.Model):
    """What Amazon changed of a purchase order: a field of the order or of a line, old and new."""

    _name = "amazon.vendor.order.change"
    _description = "Amazon Purchase Order Change"
    _inherit = "amazon.vendor.owned"
    _amazon_owners = frozenset(["account_id", "order_id"])
    _order = "id desc"
    _rec_name = "sequence"

    order_id = fields.Many2one("sale.order", required=True, index=True, ondelete="cascade")
    # Not computed before the record is made: its field new stands where Odoo has a method.
    account_id = fields.Many2one(related="order_id.amazon_account_id", store=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    changed_at = fields.Datetime("Changed by Amazon", required=True)
    kind = fields.Selection(KINDS, "Change", required=True)
    sequence = fields.Char("Line")
    product = fields.Char()
    old = fields.Char("Before")
    new = fields.Char("Now")
    state = fields.Selection(
        [
            ("pending", "To decide"),
            ("followed", "Followed"),
            ("accepted", "Accepted"),
            ("kept", "Kept as it was"),
            ("superseded", "Superseded"),
        ],
        default="pending",
        required=True,
        index=True,
    )
    effect_of_accepting = fields.Text("Accept", compute="_compute_effects")
    effect_of_keeping = fields.Text("Keep", compute="_compute_effects")
    decided_by_id = fields.Many2one("res.users", "Decided by")
    decided_at = fields.Datetime()

    @api.depends("kind", "old", "new")
    @api.depends_context("lang")
    def _compute_effects(self):
        accepting = self._get_effects_of_accepting()
        for change in self:
            change.effect_of_accepting = accepting.get(
                change.kind, self.env._("The order takes it over.")
            )
            change.effect_of_keeping = change._get_effect_of_keeping()

    @api.model
    def _get_effects_of_accepting(self):
        """:return: what *Accept* does, by kind, where it does more than write the new value"""
        quantity = self.env._(
            "The line and its transfers get the lower quantity; more is only noted, for you to "
            "accept or reject. Amazon is answered again."
        )
        partner = self.env._("The contact gets it; other orders to it are concerned as well.")
        code = self.env._("The line gets the code; its product stays, for you to choose.")
        return {
            "quantity": quantity,
            "removed": quantity,
            "new": self.env._("The line is added with quantity 0, for you to accept or reject."),
            "cost": self.env._("The price of the line changes, unless it is invoiced already."),
            "destination": self.env._("The order and its open transfers go there; taxes follow."),
            "bill_to": self.env._("What is invoiced from now on goes there."),
            "buying_party": self.env._("What is invoiced from now on names it."),
            "currency": self.env._("Not possible on a confirmed order: cancel it first."),
            "asin": code,
            "sku": code,
            "window": self.env._("The order and its open transfers get the new dates."),
            "delivery_window": self.env._("The order and its open transfers get the new dates."),
            **dict.fromkeys(PARTNER_KINDS, partner),
        }

    def _get_effect_of_keeping(self):
        if self.kind in PARTNER_KINDS:
            return self.env._("The contact stays as it is.")
        return self.env._("It stays %s here. Tell Amazon in Vendor Central.", self.old or "-")

    @api.model
    def _get_kind_names(self):
        return dict(self._fields["kind"]._description_selection(self.env))

    # === DECIDING === #

    @right("decide")
    def action_accept(self):
        """Take this one over; the others of the order stay as they are."""
        for change in self.filtered(lambda change: change.state in ("pending", "kept")):
            change.order_id._amazon_accept(change.sudo())

    @right("decide")
    def action_keep(self):
        """Stay with what was agreed before, in this one field."""
        for change in self.filtered(lambda change: change.state == "pending"):
            change.order_id._amazon_keep(change.sudo())

    def _amazon_check_current(self, record):
        """:param record: the last version of the purchase order
        :raise UserError: for a change that was kept, and that Amazon no longer wants"""
        values = read_values(record)
        kept = self.order_id._amazon_get_kept()
        for change in self:
            key = (CODES.get(change.kind, change.kind), change.sequence or "")
            is_current = key in kept and (
                change.kind == "currency" or values.get(key, "") == (change.new or "")
            )
            if change.state != "pending" and not is_current:
                raise UserError(
                    self.env._(
                        "Amazon has sent another version of %s since: this change is no longer "
                        "open.",
                        change.order_id.amazon_purchase_order_number,
                    )
                )

    def _get_keys(self):
        """:return: the keys of ``amazon_kept_values`` that these changes are about"""
        return {f"{CODES.get(c.kind, c.kind)} {c.sequence or ''}" for c in self}

    # === TELLING === #

    def _describe(self):
        """:return: a sentence for each change, with what can be done about it"""
        kinds = self._get_kind_names()
        return [
            self.env._(
                "%(where)s%(kind)s %(old)s → %(new)s. Accept: %(accept)s Keep: %(keep)s",
                where=self.env._("Line %s: ", change.sequence) if change.sequence else "",
                kind=kinds[change.kind],
                old=change.old or "-",
                new=change.new or "-",
                accept=change.effect_of_accepting,
                keep=change.effect_of_keeping,
            )
            for change in self
        ]
