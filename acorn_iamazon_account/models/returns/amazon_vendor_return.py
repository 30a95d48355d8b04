# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections import defaultdict
from zoneinfo import ZoneInfo

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acorn_iamazon.quantities import to_quantity
from odoo.addons.acorn_iamazon.rights import right


class AmazonVendorReturn(models.Model):
    """The credit notes of what came back: with the number of Amazon's notice and the day."""

    _inherit = "amazon.vendor.return"

    credit_note_ids = fields.One2many("account.move", "amazon_return_id", "Credit Notes")
    credit_note_count = fields.Integer(compute="_compute_credit_notes", compute_sudo=True)
    is_to_credit = fields.Boolean(
        "To Credit",
        compute="_compute_credit_notes",
        compute_sudo=True,
        search="_search_is_to_credit",
        help="Arrived, no note.",
    )

    @api.depends("credit_note_ids.state", "line_ids.move_ids.state")
    def _compute_credit_notes(self):
        for notice in self:
            notice.credit_note_count = len(notice.credit_note_ids)
            notice.is_to_credit = bool(notice._find_to_credit())

    def _search_is_to_credit(self, operator, value):
        if operator != "in":
            return NotImplemented
        come = self.sudo().search([("line_ids.move_ids.state", "=", "done")])
        found = [("id", "in", come.filtered("is_to_credit").ids)]
        return found if True in value else ["!", *found]

    # === BUTTONS === #

    @right("invoice")
    def action_make_credit_note(self):
        """Credit what arrived and is not credited yet, as drafts: one an invoicing address."""
        notes = self.env["account.move"]
        for notice in self:
            shares = notice.sudo()._find_to_credit()
            if not shares:
                raise UserError(
                    self.env._(
                        "Of return %s nothing arrived that is not credited already.", notice.name
                    )
                )
            notes |= notice._make_credit_notes(shares)
        return notes._get_records_action(name=self.env._("Credit Notes"))

    @right("see")
    def action_open_credit_notes(self):
        return self.credit_note_ids._get_records_action(name=self.env._("Credit Notes"))

    # === WHAT IS CREDITED === #

    def _find_to_credit(self):
        """:return: list of (line of the return, order line, eaches) that came back and are on no
        credit note; a note that was cancelled counts as none"""
        credited = self._count_credited()
        shares = []
        for line in self.line_ids.filtered("product_id"):
            for order_line, moves in line.move_ids.grouped("sale_line_id").items():
                key = (line.product_id, order_line)
                arrived = line._count(moves)
                known = min(arrived, credited[key])
                credited[key] -= known
                if arrived > known:
                    shares.append((line, order_line, arrived - known))
        return shares

    def _count_credited(self):
        """:return: eaches by (product, order line)"""
        credited = defaultdict(float)
        notes = self.credit_note_ids.filtered(lambda note: note.state != "cancel")
        for line in notes.invoice_line_ids.filtered("product_id"):
            credited[line.product_id, line.sale_line_ids[:1]] += line._amazon_get_units()
        return credited

    # === MAKING === #

    def _make_credit_notes(self, shares):
        groups = defaultdict(list)
        orders = {order_line.order_id for _line, order_line, _eaches in shares if order_line}
        some_order = next(iter(sorted(orders, key=lambda order: -order.id)), None)
        for line, order_line, eaches in shares:
            order = order_line.order_id or some_order
            party = order.partner_invoice_id if order else self.account_id.partner_id
            groups[party].append((line, order_line, eaches))
        return self.env["account.move"].create(
            [self._prepare_credit_note(party, group) for party, group in groups.items()]
        )

    def _prepare_credit_note(self, party, shares):
        orders = self.env["sale.order"].sudo()
        for _line, order_line, _eaches in shares:
            orders |= order_line.order_id
        self._check_currency(orders)
        values = orders[:1]._prepare_invoice() if orders else {"partner_id": party.id}
        numbers = filter(None, orders.mapped("amazon_purchase_order_number"))
        return {
            **values,
            "move_type": "out_refund",
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "invoice_origin": self.name,
            "amazon_account_id": self.account_id.id,
            "amazon_purchase_order_number": ", ".join(sorted(set(numbers))) or False,
            "amazon_credit_kind": "returns",
            "amazon_returns_reference": self.name,
            "amazon_goods_return_date": self._get_return_date(),
            "amazon_rma": self.authorisation,
            "amazon_return_id": self.id,
            "invoice_line_ids": [Command.create(self._prepare_line(*share)) for share in shares],
        }

    def _check_currency(self, orders):
        for order in orders:
            if order.currency_id != self.currency_id:
                raise UserError(
                    self.env._(
                        "Return %(number)s is charged in %(theirs)s, order %(order)s was in "
                        "%(ours)s: set the currency of the return, or credit it by hand.",
                        number=self.name,
                        theirs=self.currency_id.name,
                        order=order.name,
                        ours=order.currency_id.name,
                    )
                )

    def _prepare_line(self, line, order_line, eaches):
        """:return: values of what is credited: at Amazon's cost, and not above what it paid"""
        if not order_line:
            return {
                "product_id": line.product_id.id,
                "product_uom_id": line.product_id.uom_id._amazon_get_each().id,
                "quantity": eaches,
                "price_unit": line.unit_cost,
            }
        factor = order_line._amazon_get_factor()
        values = order_line._prepare_invoice_line(quantity=to_quantity(eaches, factor))
        price = order_line._amazon_get_typed_price()
        if line.unit_cost and line.unit_cost < price:
            values["price_unit"] *= line.unit_cost / price
        return values

    def _get_return_date(self):
        """:return: the day on which the last of it came back, where the warehouse is"""
        picking = self.picking_ids.filtered(lambda picking: picking.state == "done")[:1]
        warehouse = picking.picking_type_id.warehouse_id.partner_id
        zone = ZoneInfo(warehouse.tz or self.company_id.partner_id.tz or "UTC")
        moment = self.arrived_at or fields.Datetime.now()
        return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone).date()
