# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The warehouse and the buyer: goods come in after their lead time and leave in time, and people
make mistakes that Odoo does not see. The bank tells what it got."""

from datetime import timedelta

from odoo import fields

from tests.world.shipments import Load

HONEST = 0.96  # of the loads; the others are short, damaged or mislabelled
SHIPS_BEFORE = timedelta(days=2)  # the window begins
LAST_CALL = timedelta(days=1)  # before its end, with what is there


class Warehouse:
    """:param person: :class:`.people.Person` who works here
    :param amazon: to whom the trucks go"""

    def __init__(self, person, amazon):
        self._person, self._amazon = person, amazon

    def work(self):
        """A day: what is bought, what came, what leaves."""
        self._person.in_odoo("buying", _confirm_purchases)
        for identifier in self._person.in_odoo("receiving", _list_arrived) or ():
            self._person.in_odoo("receiving", _receive, identifier)
        for identifier in self._person.in_odoo("shipping", _list_to_ship, self._amazon.now) or ():
            shipped = self._person.in_odoo("shipping", _ship, identifier, self._amazon)
            if shipped:
                self._load(*shipped)

    def _load(self, name, number, eaches):
        """:param eaches: number of the line -> eaches, as Odoo has them"""
        order = self._amazon.orders[number]
        loads = [
            self._make_load(order.get_line(sequence), number, quantity)
            for sequence, quantity in eaches.items()
        ]
        self._amazon.shipments.hand_over(order.centre, self._amazon.now, loads, name)

    def _make_load(self, line, number, eaches):
        units = round(eaches / line.product.size)
        draw = self._amazon.chance.of("warehouse", number, line.sequence)
        if draw.random() < HONEST:
            return Load(number, line.sequence, units)
        wrong = draw.randrange(1, units + 1)
        error = draw.choice(("short", "damaged", "mislabelled"))
        if error == "short":
            return Load(number, line.sequence, units - wrong)
        return Load(number, line.sequence, units, **{error: wrong})


class Bank:
    """What reached the firm's account, by the statement of the next day but one."""

    def __init__(self, person, amazon, told):
        """:param told: set of the numbers of the payments that it has told of"""
        self._person, self._amazon, self._told = person, amazon, told

    def work(self):
        for payment in self._amazon.remittances.payments:
            is_there = self._amazon.now - payment.date > timedelta(days=1)
            is_new = is_there and payment.amount and payment.number not in self._told
            if is_new and (
                payment.is_failed or self._person.in_odoo("bank", _book_credit, payment)
            ):
                self._told.add(payment.number)


def _confirm_purchases(env):
    env["purchase.order"].search([("state", "=", "draft")]).button_confirm()


def _list_arrived(env):
    due = [("scheduled_date", "<=", fields.Datetime.now())]
    return env["stock.picking"].search([*_to_do(env, "incoming"), *due], order="id").ids


def _to_do(env, code):
    return [("picking_type_code", "=", code), ("state", "not in", ("draft", "done", "cancel"))]


def _receive(env, identifier):
    picking = env["stock.picking"].browse(identifier)
    for move in picking.move_ids:
        move.write({"quantity": move.product_uom_qty, "picked": True})
    picking.with_context(skip_backorder=True).button_validate()


def _list_to_ship(env, now):
    start = (now + SHIPS_BEFORE).replace(tzinfo=None)
    domain = [*_to_do(env, "outgoing"), ("amazon_window_start", "<=", start)]
    return env["stock.picking"].search(domain, order="amazon_window_end, id").ids


def _ship(env, identifier, amazon):
    """Ships whole cases, as people do.

    :return: (name, number of the purchase order, eaches by line), or None when it waits"""
    picking = env["stock.picking"].browse(identifier)
    if picking.state not in ("draft", "done", "cancel"):
        picking.action_assign()
    last_call = (amazon.now + LAST_CALL).replace(tzinfo=None)
    is_last_call = picking.amazon_window_end <= last_call
    number = picking.sale_id.amazon_purchase_order_number
    if picking.state != "assigned" and not is_last_call:
        return None
    eaches = {}
    for move in picking.move_ids.filtered(lambda move: move.state != "cancel"):
        sequence = move.sale_line_id.amazon_item_sequence
        size = amazon.orders[number].get_line(sequence).product.size
        whole = move.quantity // size * size
        if whole != move.quantity:
            move.quantity = whole
        if whole:
            move.picked = True
            eaches[sequence] = eaches.get(sequence, 0) + whole
    if not eaches:
        return None
    context = {"skip_backorder": True, "picking_ids_not_to_backorder": picking.ids}
    picking.with_context(**context).button_validate()
    if picking.state != "done":
        raise RuntimeError(f"{picking.name} is {picking.state} after it was validated")
    return picking.name, number, eaches


def _book_credit(env, payment):
    account = env["amazon.vendor.account"].search([], limit=1)
    return env["account.bank.statement.line"].create(
        {
            "journal_id": account.sudo()._get_remittance_journal().id,
            "date": (payment.date + timedelta(days=1)).date(),
            "payment_ref": f"AMAZON EU SARL {payment.number}",
            "amount": float(payment.amount),
        }
    )
