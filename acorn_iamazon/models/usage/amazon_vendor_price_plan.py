# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

METERS = [("accounts", "Accounts"), ("orders", "Purchase orders"), ("invoices", "Invoices")]


class AmazonVendorPricePlan(models.Model):
    """What those who run the suite for others charge for it."""

    _name = "amazon.vendor.price.plan"
    _description = "Amazon Service Price Plan"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    period = fields.Selection(
        [("month", "A month"), ("year", "A year")],
        "Charged",
        required=True,
        default="month",
        help="The base fee and the options are for this period. Volumes are metered by the month; "
        "a year includes and charges twelve of them.",
    )
    base_fee = fields.Monetary()
    included_accounts = fields.Integer(default=1)
    included_orders = fields.Integer("Included purchase orders", help="A month.")
    included_invoices = fields.Integer(help="A month.")
    tier_ids = fields.One2many("amazon.vendor.price.tier", "plan_id", "Prices above", copy=True)
    option_ids = fields.One2many("amazon.vendor.price.option", "plan_id", "Options", copy=True)

    @api.constrains("base_fee", "included_accounts", "included_orders", "included_invoices")
    def _check_amounts(self):
        for plan in self:
            amounts = [plan.base_fee, *(plan[f"included_{meter}"] for meter, _name in METERS)]
            if min(amounts) < 0:
                raise ValidationError(
                    self.env._("%s: fees and included volumes cannot be negative.", plan.name)
                )

    def _price(self, volumes, options=None, months=None):
        """
        :param dict volumes: units a month, by meter
        :param options: the chosen ones of the plan's options
        :param int months: how many months are charged; the plan's period when not given
        :return: lines: dicts of name, quantity, price_unit and amount (rounded by the currency)
        """
        self.ensure_one()
        period = 12 if self.period == "year" else 1
        months = months or period
        lines = [self._make_line(self.name, months / period, self.base_fee)]
        names = dict(
            self.env["amazon.vendor.price.tier"]._fields["meter"]._description_selection(self.env)
        )
        for meter, _name in METERS:
            above = max(0, volumes.get(meter, 0) - self[f"included_{meter}"])
            for tier, units in self._split_into_tiers(meter, above):
                name = self.env._(
                    "%(meter)s above %(included)s a month, from the %(first)s. on",
                    meter=names[meter],
                    included=self[f"included_{meter}"],
                    first=tier.above + 1,
                )
                lines.append(self._make_line(name, units * months, tier.price))
        for option in options or []:
            lines.append(self._make_line(option.name, months / period, option.price))
        return [line for line in lines if line["quantity"]]

    def _make_line(self, name, quantity, price):
        return {
            "name": name,
            "quantity": quantity,
            "price_unit": price,
            "amount": self.currency_id.round(quantity * price),
        }

    def _split_into_tiers(self, meter, units):
        """Each tier's price is for the units between its border and the next one's.

        :param units: those above what is included
        :return: pairs of tier and units
        """
        tiers = self.tier_ids.filtered(lambda tier: tier.meter == meter).sorted("above")
        parts = []
        for place, tier in enumerate(tiers):
            border = tiers[place + 1].above if place + 1 < len(tiers) else units
            inside = min(units, border) - tier.above
            if inside > 0:
                parts.append((tier, inside))
        return parts

    def _make_quotation(self, partner, lines, reference):
        """:return: a draft sale order with the lines; the one that is there with this reference"""
        self.ensure_one()
        orders = self.env["sale.order"]
        known = orders.search(
            [
                ("partner_id", "=", partner.id),
                ("origin", "=", reference),
                ("state", "!=", "cancel"),
            ],
            limit=1,
        )
        if known:
            return known
        product = self.env.ref("acorn_iamazon.product_service")
        order = orders.create(
            {
                "partner_id": partner.id,
                "company_id": self.company_id.id,
                "origin": reference,
                "order_line": [
                    fields.Command.create(
                        {
                            "product_id": product.id,
                            "name": line["name"],
                            "product_uom_qty": line["quantity"],
                            "price_unit": line["price_unit"],
                        }
                    )
                    for line in lines
                ],
            }
        )
        if order.currency_id != self.currency_id:
            raise UserError(
                self.env._(
                    "%(plan)s is priced in %(currency)s, the quotation of %(partner)s would be in "
                    "%(other)s. Give the customer a pricelist in %(currency)s.",
                    plan=self.name,
                    currency=self.currency_id.name,
                    partner=partner.display_name,
                    other=order.currency_id.name,
                )
            )
        return order
