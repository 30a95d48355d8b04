# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.exceptions import UserError

from ...quantities import to_quantity


class AmazonVendorReturn(models.Model):
    """The transfer in which the goods of a returns notice are expected."""

    _inherit = "amazon.vendor.return"

    def _expect(self):
        """Make the transfers of the lines that have none, and ask about unknown products."""
        waiting = self.line_ids.filtered(
            lambda line: (
                line.product_id and not line.move_ids.filtered(lambda move: move.state != "cancel")
            )
        )
        storable = waiting.filtered(lambda line: line.product_id.type == "consu")
        if storable:
            storable._make_transfer()
        self.state = "expected"
        self._ask_about_unknown()

    def _ask_about_unknown(self):
        unknown = self.line_ids.filtered(lambda line: not line.product_id)
        if not unknown:
            self._amazon_settle("unknown")
            return
        self._amazon_ask(
            "unknown",
            self.env._("Products of return %s are unknown", self.name),
            "\n".join(
                [
                    *(line._get_label() for line in unknown),
                    self.env._(
                        "Choose the products in Amazon Vendor, Products, or on the lines. The "
                        "other lines are expected meanwhile."
                    ),
                ]
            ),
            activity_type="mail.mail_activity_data_todo",
        )

    @api.model
    def _fill_in(self, accounts):
        """Products became known: what waited for them is expected as well."""
        waiting = self.sudo().search(
            [
                ("account_id", "in", accounts.ids),
                ("state", "=", "expected"),
                ("line_ids.product_id", "=", False),
            ]
        )
        for notice in waiting:
            notice.line_ids._find_products()
            notice._expect()

    def _get_partner(self):
        """:return: where the goods come from: the centre, where it is known"""
        centre = self.env["amazon.vendor.party"].search(
            [
                ("account_id", "=", self.account_id.id),
                ("code", "=", self.centre),
                ("kind", "=", "delivery"),
            ],
            limit=1,
        )
        return centre.partner_id or self.account_id.partner_id

    def _get_warehouse(self):
        """:return: that of the vendor code, else of the account
        :raise UserError: when the company has none"""
        account = self.account_id
        code = self.env["amazon.vendor.code"].search(
            [("account_id", "=", account.id), ("name", "=", self.vendor_code)], limit=1
        )
        warehouse = (
            code.warehouse_id
            or account.warehouse_id
            or self.env["stock.warehouse"].search(
                [("company_id", "=", account.company_id.id)], limit=1
            )
        )
        if not warehouse:
            raise UserError(
                self.env._(
                    "%s has no warehouse that returns could go to. Make one in Inventory, "
                    "Configuration, Warehouses.",
                    account.company_id.name,
                )
            )
        return warehouse

    def _cancel_open_transfers(self):
        moves = self.line_ids.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        moves.picking_id.action_cancel()

    def _follow_transfers(self):
        """Goods arrived, or will not: once nothing is on its way, the return is over."""
        for notice in self.filtered(lambda notice: notice.state in ("expected", "arrived")):
            states = set(notice.line_ids.move_ids.mapped("state"))
            if states == {"cancel"}:
                notice.state = "cancelled"
            elif states <= {"done", "cancel"}:
                notice.state = "arrived"
                notice._ask_about_difference()
            else:
                notice.state = "expected"

    def _ask_about_difference(self):
        """Amazon charges more than arrived, or than it paid: somebody must dispute it in time."""
        self.env.flush_all()
        lines = self.line_ids.filtered("note")
        if not self.amount_disputable and not lines:
            self._amazon_settle("differs")
            return
        self._amazon_ask(
            "differs",
            self.env._("Return %s is not as Amazon charges it", self.name),
            "\n".join(
                [
                    *(f"{line._get_label()}: {line.note}" for line in lines),
                    self.env._(
                        "Charged are %(charged)s, rightly %(right)s: dispute %(rest)s in Vendor "
                        "Central.",
                        charged=self.currency_id.format(self.amount_charged),
                        right=self.currency_id.format(self.amount_arrived),
                        rest=self.currency_id.format(self.amount_disputable),
                    ),
                ]
            ),
            activity_type="mail.mail_activity_data_todo",
            renew=True,
        )


class AmazonVendorReturnLine(models.Model):
    _inherit = "amazon.vendor.return.line"

    def _make_transfer(self):
        """One transfer for these lines of one notice."""
        notice = self.return_id
        warehouse = notice._get_warehouse()
        partner = notice._get_partner()
        company = notice.company_id
        out_type = warehouse.out_type_id
        picking_type = out_type.return_picking_type_id or warehouse.in_type_id
        picking = (
            self.env["stock.picking"]
            .with_company(company)
            .create(
                {
                    "picking_type_id": picking_type.id,
                    "partner_id": partner.id,
                    "origin": notice.name,
                    "company_id": company.id,
                    "location_id": partner.with_company(company).property_stock_customer.id,
                    "location_dest_id": picking_type.default_location_dest_id.id,
                }
            )
        )
        self.env["stock.move"].create(
            [
                line._prepare_move(picking, order_line, eaches)
                for line in self
                for order_line, eaches in line._allot()
            ]
        )
        picking.action_confirm()
        return picking

    def _prepare_move(self, picking, order_line, eaches):
        product = self.product_id
        unit = order_line.product_uom_id or product.uom_id
        if not unit._amazon_can_keep(eaches, product):
            unit = unit._amazon_get_each()
        return {
            "product_id": product.id,
            "product_uom": unit.id,
            "product_uom_qty": to_quantity(eaches, unit._amazon_count_eaches(product)),
            "picking_id": picking.id,
            "picking_type_id": picking.picking_type_id.id,
            "company_id": picking.company_id.id,
            "location_id": picking.location_id.id,
            "location_dest_id": picking.location_dest_id.id,
            "origin": picking.origin,
            "sale_line_id": order_line.id,
            "to_refund": True,
            "amazon_return_line_id": self.id,
        }
