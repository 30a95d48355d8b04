# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ...rights import right

STOCK_FIELDS = (
    "amazon_stock_free",
    "amazon_stock_left",
    "amazon_stock_over",
    "amazon_stock_incoming",
)
ENDLESS = float("inf")


class SaleOrderLine(models.Model):
    """The answer sheet: the lines of all purchase orders that wait for an answer, by product, with
    what is really free for them and who else wants it; one answer a line, one *Send* for all."""

    _inherit = "sale.order.line"

    amazon_centre = fields.Char(related="order_id.amazon_centre")
    amazon_serve_first = fields.Boolean(
        "Serve First",
        copy=False,
        prefetch="amazon",
        help="Gets of what is free before the other purchase orders, whatever their windows.",
    )
    amazon_turn = fields.Char(
        "Turn",
        compute="_compute_amazon_stock",
        compute_sudo=True,
        help="Of the purchase orders that want the product: those to be served first, then the "
        "earlier window, then the larger margin.",
    )
    amazon_stock_free = fields.Integer(
        "Free Now",
        compute="_compute_amazon_stock",
        compute_sudo=True,
        help="What is free by the end of the window, receipts until then included, in Amazon's "
        "unit of this line.",
    )
    amazon_stock_left = fields.Integer(
        "Left",
        compute="_compute_amazon_stock",
        compute_sudo=True,
        help="Of what is free, what no answer on this sheet has taken yet.",
    )
    amazon_stock_over = fields.Integer(
        "Too Many",
        compute="_compute_amazon_stock",
        compute_sudo=True,
        help="Accepted on this line, with nothing left for it when its turn comes.",
    )
    amazon_stock_incoming = fields.Integer(
        "Comes In",
        compute="_compute_amazon_stock",
        compute_sudo=True,
        help="Receipts until the end of the window; they are part of what is free.",
    )
    amazon_price_question = fields.Char(
        "Cost?", compute="_compute_amazon_price_question", compute_sudo=True
    )

    # === WHAT IS FREE, AND FOR WHOM === #

    @api.model
    def _amazon_get_sheet_domain(self):
        """:return: the domain of the lines that wait for an answer"""
        return [
            ("amazon_ordered_quantity", ">", 0),
            ("order_id.amazon_acknowledgement_state", "=", "to_acknowledge"),
            ("state", "in", ("draft", "sent")),
        ]

    def _amazon_get_turn_key(self):
        """:return: what sorts the lines that want the same product"""
        order = self.order_id
        return (
            not self.amazon_serve_first,
            order._amazon_get_ship_by(),
            -self._amazon_get_margin(),
            order.id,
            self.id,
        )

    def _amazon_get_margin(self):
        """:return: what an each earns: Amazon's cost less ours, in the currency of the order"""
        product = self.product_id.with_company(self.company_id)
        cost = product.standard_price / product.uom_id._amazon_count_eaches(product)
        company = self.company_id
        day = fields.Date.context_today(self)
        own = company.currency_id._convert(cost, self.currency_id, company, day, round=False)
        return self._amazon_get_each_price() - own

    @api.depends(
        "product_id",
        "product_uom_qty",
        "amazon_backordered_quantity",
        "amazon_serve_first",
        "order_id.amazon_acknowledgement_state",
    )
    def _compute_amazon_stock(self):
        for name in STOCK_FIELDS:
            self[name] = 0
        self.amazon_turn = False
        shown = self.filtered("amazon_ordered_quantity")
        wanted = shown.product_id
        if not wanted:
            return
        lines = shown | self.search(
            [*self._amazon_get_sheet_domain(), ("product_id", "in", wanted.ids)]
        )
        orders = lines.order_id
        free = orders._amazon_get_free_stock()
        receipts = orders._amazon_get_later_receipts()
        groups = lines.grouped(lambda line: (line.order_id.warehouse_id, line.product_id))
        for place, group in groups.items():
            group._amazon_allot(free, receipts.get(place, []))

    def _amazon_allot(self, free, receipts):
        """
        :param dict free: eaches by (order, product), see ``_amazon_get_free_stock``
        :param receipts: (date, eaches) on their way, of the product of these lines
        """
        turns = self.sorted(lambda line: line._amazon_get_turn_key())
        taken = sum(line._amazon_count_taken() for line in turns)
        before = 0.0
        for place, line in enumerate(turns, start=1):
            size = line._amazon_get_unit_size()
            there = max(free[line.order_id, line.product_id][0], 0.0)
            own = line._amazon_count_taken()
            over = max(0.0, own - max(there - before, 0.0))
            before += own
            window = line.order_id._amazon_get_ship_by()
            line.amazon_turn = f"{place}/{len(turns)}" if len(turns) > 1 else False
            line.amazon_stock_over = -int(-over // size) if there != ENDLESS else 0
            line.amazon_stock_free = int(there // size) if there != ENDLESS else 0
            line.amazon_stock_left = int(max(there - taken, 0) // size) if there != ENDLESS else 0
            coming = sum(units for date, units in receipts if date <= window)
            line.amazon_stock_incoming = int(coming // size)

    def _amazon_count_taken(self):
        """:return: the eaches that the answer accepts within the window"""
        return self.amazon_accepted_quantity * self._amazon_get_unit_size()

    @api.depends("amazon_price_decision", "amazon_price_difference", "amazon_ordered_quantity")
    def _compute_amazon_price_question(self):
        for line in self:
            line.amazon_price_question = line.amazon_price_decision and line.env._(
                "%(theirs)s instead of %(ours)s: %(total)s",
                theirs=formatLang(self.env, line._amazon_get_each_price(), dp="Product Price"),
                ours=formatLang(self.env, line.amazon_agreed_cost, dp="Product Price"),
                total=line.currency_id.format(line._amazon_get_price_gap()),
            )

    # === ONE KEY A LINE === #

    @right("change")
    def action_amazon_accept(self):
        """Accept all that Amazon ordered, at Amazon's cost."""
        for line in self:
            units = line.amazon_ordered_quantity * line._amazon_get_unit_size()
            line.write(
                {
                    **line._amazon_prepare_quantity(units),
                    "amazon_backordered_quantity": 0,
                    **line._amazon_prepare_decision("accept"),
                }
            )

    @right("change")
    def action_amazon_back_order(self):
        """Accept what is free, and promise the rest for when it has come.

        :raise UserError: where Amazon allows no back-order
        """
        receipts = self.order_id._amazon_get_later_receipts()
        for line in self:
            if not line.amazon_back_order_allowed:
                raise UserError(
                    self.env._(
                        "%(order)s, line %(line)s: Amazon allows no back-order. Accept or reject "
                        "it.",
                        order=line.order_id.amazon_purchase_order_number,
                        line=line.amazon_item_sequence,
                    )
                )
            ordered = line.amazon_ordered_quantity
            room = line.amazon_stock_left + line.amazon_accepted_quantity - line.amazon_stock_over
            missing = ordered - max(0, min(room, ordered))
            place = (line.order_id.warehouse_id, line.product_id)
            _units, date = line._amazon_find_back_order(missing, receipts.get(place, []))
            line.write(
                {
                    **line._amazon_prepare_quantity(ordered * line._amazon_get_unit_size()),
                    "amazon_backordered_quantity": missing,
                    "amazon_scheduled_ship_date": date or line.amazon_scheduled_ship_date,
                    **line._amazon_prepare_decision("accept"),
                }
            )

    @right("change")
    def action_amazon_reject(self):
        """Reject all of the line; a cost that was a question is the reason then."""
        for line in self:
            line.write(
                {
                    "product_uom_qty": 0.0,
                    "amazon_backordered_quantity": 0,
                    **line._amazon_prepare_decision("reject"),
                }
            )

    def _amazon_prepare_decision(self, decision):
        """:return: the values of a decision about the cost, where that is a question"""
        return {"amazon_price_decision": decision} if self.amazon_price_decision else {}

    @right("change")
    def action_amazon_propose_orders(self):
        """Propose an answer to each order of these lines, no unit promised twice."""
        self.order_id.action_amazon_propose()

    # === THE FOOT LINE === #

    @api.model
    @right("open")
    def amazon_summarise_answers(self, domain):
        """What the answers on the sheet come to, in the company's currency.

        :param domain: of the lines, as they are filtered
        :return: the texts of the foot line, by what they are about
        """
        lines = self.search(domain).filtered("amazon_ordered_quantity")
        totals = lines._amazon_count_answers()
        format_ = self.env.company.currency_id.format
        return {
            "orders": len(lines.order_id),
            "over": sum(lines.mapped("amazon_stock_over")),
            "questions": len(lines.filtered(lambda one: one.amazon_price_decision == "open")),
            **{name: format_(amount) for name, amount in totals.items()},
        }

    def _amazon_count_answers(self):
        """:return: amounts of what is accepted, back-ordered and rejected, the margin of what is
        rejected, and the fees to be expected: for what is rejected, and for what is accepted with
        nothing left for it"""
        totals = dict.fromkeys(("accepted", "backordered", "rejected", "margin", "charge"), 0.0)
        company = self.env.company
        day = fields.Date.context_today(self)
        all_fees = self.env["amazon.vendor.fee"]._get_all()
        by_currency = defaultdict(lambda: dict.fromkeys(totals, 0.0))
        for line in self:
            own, size = by_currency[line.currency_id], line._amazon_get_unit_size()
            price = line._amazon_get_each_price() * size
            rejecting, failing, _late = line.sudo()._amazon_get_fee_rates(
                all_fees, line.amazon_rejected_quantity
            )
            own["accepted"] += line.amazon_accepted_quantity * price
            own["backordered"] += line.amazon_backordered_quantity * price
            own["rejected"] += line.amazon_rejected_quantity * price
            own["margin"] += line.amazon_rejected_quantity * size * line._amazon_get_margin()
            own["charge"] += line.amazon_rejected_quantity * price * rejecting / 100
            own["charge"] += line.amazon_stock_over * price * failing / 100
        for currency, amounts in by_currency.items():
            for name, amount in amounts.items():
                totals[name] += currency._convert(amount, company.currency_id, company, day)
        return totals
