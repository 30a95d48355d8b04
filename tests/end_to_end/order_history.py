# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What happens in random histories of purchase orders: how Odoo is set up, what Amazon does with
its orders, and what people do with theirs."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError

from odoo.addons.acorn_iamazon.tests.common import make_item, recent_order

CENTRES = ("PHX6", "ONT8", "TEB6")
CURRENCIES = ("USD", "USD", "EUR")
# Amazon's units: eaches, and two sizes of a case.
SIZES = (1, 6, 12)
# What stays in the next version, once it was changed.
MOVED = ("shipToParty", "billToParty", "shipWindow")
SKUS = ("8806098286500", "8806098286123")
NUMBERS = ("HIST0001", "HIST0001", "HIST0002")
ACTS = (
    *("place", "change", "cancel_line", "drop_line", "close", "reopen", "move", "postpone"),
    *("reprice", "recase", "change_currency", "fetch", "confirm", "ship", "pick", "put_back"),
    *("lock", "cancel", "delete", "change_unit", "change_quantity"),
    *("accept_one", "keep_one", "accept_all", "take_back"),
)

# How a history begins: mostly with an order that is known here, half of them with our answer.
BEGINNINGS = ((), ("place", "fetch"), *[("place", "fetch", "confirm")] * 2)
# As people have set Odoo up: one of each.
SETTINGS = {
    "steps": ("ship_only", "pick_ship", "pick_pack_ship"),
    "unit": ("unit", "unit", "dozen"),
    "tax": (None, None, "excluded", "included"),
    "pricelist": ("USD", "EUR"),
    "is_kit": (False, True),
    "is_locked": (False, True),
}


def draw_steps(chance):
    """:return: a list of what happens, with which order, with which of its lines, and how much"""
    steps = [(act, NUMBERS[0], 0, chance.randint(1, 12)) for act in chance.choice(BEGINNINGS)]
    acts = [*ACTS, "place", "fetch", "fetch", "confirm"]
    for _step in range(chance.randint(4, 10)):
        step = (chance.choice(acts), chance.choice(NUMBERS), chance.randint(0, 1))
        steps.append((*step, chance.randint(1, 12)))
    return steps


def draw_settings(chance):
    return {name: chance.choice(values) for name, values in SETTINGS.items()}


def write_day(moment):
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


class OrderHistory:
    """Beside the sandbox case: each act takes the number of an order, the place of a line, and an
    amount, and does nothing where there is nothing to do it with."""

    # === HOW ODOO IS SET UP === #

    @classmethod
    def make_settings(cls):
        """Once for all histories: what :meth:`set_up` chooses from."""
        cls.env.ref("base.EUR").active = True
        cls.warehouses = {"ship_only": cls.warehouse}
        for steps in ("pick_ship", "pick_pack_ship"):
            cls.warehouses[steps] = cls.env["stock.warehouse"].create(
                {
                    "name": steps,
                    "code": steps[5:9].upper(),
                    "delivery_steps": steps,
                    "partner_id": cls.warehouse.partner_id.id,
                }
            )
        cls.pricelists = {
            name: cls.env["product.pricelist"].create(
                {"name": name, "currency_id": cls.env.ref(f"base.{name}").id}
            )
            for name in ("USD", "EUR")
        }
        cls.taxes = {
            name: cls.env["account.tax"].create(
                {"name": name, "amount": 20, "price_include_override": f"tax_{name}"}
            )
            for name in ("excluded", "included")
        }
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        cls.kit = cls.make_kit() if "mrp.bom" in cls.env else None

    @classmethod
    def make_kit(cls):
        parts = [cls.make_product(name, name) for name in ("Pot", "Cup")]
        return cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.kettle.product_tmpl_id.id,
                "type": "phantom",
                "active": False,
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": quantity})
                    for part, quantity in zip(parts, (1, 4), strict=True)
                ],
            }
        )

    def set_up(self, steps, unit, tax, pricelist, is_kit, is_locked):
        self.account.warehouse_id = self.warehouses[steps]
        self.account.partner_id.property_product_pricelist = self.pricelists[pricelist]
        if unit == "dozen":
            self.filter.uom_id = self.dozen
        if tax:
            self.kettle.taxes_id = self.taxes[tax]
        if is_kit and self.kit:
            self.kit.active = True
        if is_locked:
            self.env.user.group_ids |= self.env.ref("sale.group_auto_done_setting")

    # === WHAT AMAZON DOES === #

    def place(self, number, place, amount):
        if number in self.orders:
            return self.split(number, amount)
        items = [make_item(sku, amount + n, "5.00") for n, sku in enumerate(SKUS)]
        if amount % 3 == 0:
            items = [self.in_cases(item, SIZES[amount % 2 + 1]) for item in items]
        self.publish(number, items, "New")
        return None

    def split(self, number, amount):
        """The same product on a line of its own."""
        items = self.get_items(number)
        if len(items) < 4:
            line = make_item(SKUS[0], amount, "5.00")
            line["netCost"]["currencyCode"] = (
                items[0]["netCost"]["currencyCode"] if items else "USD"
            )
            self.publish(number, [*items, line])

    def change(self, number, place, amount):
        self.set_amount(number, place, amount)

    def cancel_line(self, number, place, amount):
        self.set_amount(number, place, 0)

    def set_amount(self, number, place, amount):
        items = self.get_items(number)
        if place < len(items):
            quantity = {**items[place]["orderedQuantity"], "amount": amount}
            items[place] = {**items[place], "orderedQuantity": quantity}
            self.publish(number, items)

    def reprice(self, number, place, amount):
        self.change_item(number, place, netCost={"amount": f"{amount}.50"})

    def recase(self, number, place, amount):
        items = self.get_items(number)
        if place < len(items):
            items[place] = self.in_cases(items[place], SIZES[amount % 3])
            self.publish(number, items)

    def in_cases(self, item, size):
        unit = "Eaches" if size == 1 else "Cases"
        quantity = {**item["orderedQuantity"], "unitOfMeasure": unit, "unitSize": size}
        return {**item, "orderedQuantity": quantity}

    def change_currency(self, number, place, amount):
        items = self.get_items(number)
        currency = CURRENCIES[amount % 3]
        items = [
            {**item, "netCost": {**item["netCost"], "currencyCode": currency}} for item in items
        ]
        if items:
            self.publish(number, items)

    def change_item(self, number, place, **values):
        items = self.get_items(number)
        if place < len(items):
            changed = {name: {**items[place][name], **value} for name, value in values.items()}
            items[place] = {**items[place], **changed}
            self.publish(number, items)

    def drop_line(self, number, place, amount):
        items = self.get_items(number)
        if len(items) > 1:
            self.publish(number, items[:-1])

    def close(self, number, place, amount):
        if number in self.orders:
            self.publish(number, self.get_items(number), "Closed")

    def reopen(self, number, place, amount):
        if number in self.orders:
            self.publish(number, self.get_items(number), "Acknowledged")

    def move(self, number, place, amount):
        """Another destination and another party to invoice."""
        if number in self.orders:
            self.publish(
                number,
                self.get_items(number),
                shipToParty={"partyId": CENTRES[amount % len(CENTRES)]},
                billToParty={"partyId": f"AMZN{amount % 2}"},
            )

    def postpone(self, number, place, amount):
        if number in self.orders:
            days = [write_day(self.clock + timedelta(days=day)) for day in (amount, amount + 4)]
            self.publish(number, self.get_items(number), shipWindow="--".join(days))

    def get_items(self, number):
        return list(self.orders.get(number, {}).get("orderDetails", {}).get("items", []))

    def publish(self, number, items, state=None, **details):
        """A version of the order; its state is that of the last, unless Amazon has our answer."""
        last = self.orders.get(number, {})
        before = last.get("orderDetails", {"shipWindow": self.window})
        kept = {name: before[name] for name in MOVED if name in before}
        order = recent_order(number, *items, **{**kept, **details})
        follows = last.get("purchaseOrderState", "New")
        if follows == "New" and self.count_answers(number):
            follows = "Acknowledged"
        order["purchaseOrderState"] = state or follows
        for name in ("purchaseOrderChangedDate", "purchaseOrderStateChangedDate"):
            order["orderDetails"][name] = write_day(self.clock)
        self.orders[number] = order
        self.versions[number] = [*self.versions.get(number, []), self.count_answers(number)]
        self.sandbox.tell("orders", orders=[order])

    def count_answers(self, number):
        """:return: the acknowledgements of the order that were sent until now"""
        documents = self.account.document_ids._of_kind("acknowledgement")
        return len(documents.filtered(lambda d: d.number == number and d.attempts))

    # === WHAT WE DO === #

    def fetch(self, *_ignored):
        self.account.action_fetch_purchase_orders()

    def confirm(self, number, place, amount):
        order = self.get_order(number)
        if order.state == "draft":
            try:
                with self.env.cr.savepoint():
                    order.action_confirm()
            except UserError as error:  # such as no whole case
                self.assertTrue(str(error))
            self.account.action_send_documents()

    def ship(self, number, place, amount):
        for picking in self.get_open(number):
            for move in picking.move_ids.filtered(lambda move: move.state != "cancel"):
                move.write({"quantity": move.product_uom_qty, "picked": True})
            picking.with_context(skip_backorder=True).button_validate()

    def pick(self, number, place, amount):
        """Somebody begins to pick."""
        for picking in self.get_open(number):
            for move in picking.move_ids.filtered(lambda move: move.state != "cancel"):
                move.write({"quantity": min(1, move.product_uom_qty), "picked": True})

    def put_back(self, number, place, amount):
        for picking in self.get_open(number):
            moves = picking.move_ids.filtered(lambda move: move.state != "cancel")
            moves.write({"quantity": 0, "picked": False})

    def get_open(self, number):
        return self.get_order(number).picking_ids.filtered(
            lambda picking: picking.state in ("confirmed", "waiting", "assigned")
        )

    def change_unit(self, number, place, amount):
        """The same quantity in another unit, as a person types it into a quotation."""
        order = self.get_order(number)
        lines = order.order_line.filtered("amazon_item_sequence")
        if order.state == "draft" and place < len(lines):
            dozen = self.env.ref("uom.product_uom_dozen")
            line = lines[place]
            eaches = line._amazon_to_eaches(line.product_uom_qty)
            line.write({"product_uom_id": dozen.id, "product_uom_qty": eaches // 12})

    def change_quantity(self, number, place, amount):
        """A person accepts less."""
        order = self.get_order(number)
        lines = order.order_line.filtered("amazon_item_sequence")
        if order.state == "draft" and place < len(lines):
            line = lines[place]
            size = line._amazon_get_unit_size()
            accepted = min(amount, line.amazon_ordered_quantity) * size
            line.write(line._amazon_prepare_quantity(accepted))

    def accept_one(self, number, place, amount):
        self.decide(number, place, "action_accept")

    def keep_one(self, number, place, amount):
        self.decide(number, place, "action_keep")

    def decide(self, number, place, button):
        """One of the changes that wait; what Odoo does not let change says so."""
        change = self.get_order(number).amazon_pending_change_ids[place : place + 1]
        try:
            with self.env.cr.savepoint():
                getattr(change, button)()
        except UserError as error:
            self.assertTrue(str(error))

    def accept_all(self, number, place, amount):
        try:
            with self.env.cr.savepoint():
                self.get_order(number).action_amazon_accept_change()
        except UserError as error:
            self.assertTrue(str(error))

    def take_back(self, number, place, amount):
        """Amazon returns some of what it had."""
        lines = self.get_order(number).order_line.filtered("amazon_item_sequence")
        ledger = self.env["amazon.vendor.quantity"]._read(lines)
        line = lines[place : place + 1]
        units = min(amount, int(ledger[line].kept)) if line else 0
        if not units:
            return
        item = {"product_id": line.product_id.id, "quantity": units, "unit_cost": 5}
        notice = self.env["amazon.vendor.return"].create(
            {
                "account_id": self.account.id,
                "name": f"RTN{len(self.env['amazon.vendor.return'].search([])):04}",
                "line_ids": [Command.create({**item, "purchase_order_number": number})],
            }
        )
        notice.action_expect()
        if amount % 2:
            for picking in notice.picking_ids:
                picking.move_ids.write({"picked": True})
                picking._action_done()

    def lock(self, number, place, amount):
        order = self.get_order(number)
        if order.state == "sale":
            order.action_lock()

    def cancel(self, number, place, amount):
        """As a person does, with one of the answers that are offered."""
        order = self.get_order(number)
        if not order or order.locked:
            return
        action = order.action_cancel()
        if isinstance(action, dict):
            wizard = self.env[action["res_model"]].browse(action["res_id"])
            wizard.telling = ("told", "later")[place]
            wizard.action_confirm()

    def delete(self, number, place, amount):
        order = self.get_order(number)
        if order:
            with self.assertRaises(UserError):
                order.unlink()
