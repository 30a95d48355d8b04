# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...rights import right
from ...spapi import jsontext
from ...spapi.purchase_order import read_purchase_order
from .sale_order import naive


class SaleOrder(models.Model):
    """Amazon changes a purchase order that was answered already.

    While nothing is shipped the order follows; what was accepted is never raised without a person.
    Else old and new stand side by side, and a person accepts the change or keeps what was agreed.
    """

    _inherit = "sale.order"

    amazon_change_ids = fields.One2many(
        "amazon.vendor.order.change", "order_id", groups="acorn_iamazon.group_user"
    )
    amazon_has_pending_change = fields.Boolean(
        compute="_compute_amazon_has_pending_change",
        compute_sudo=True,
        search="_search_amazon_has_pending_change",
    )
    amazon_version_ids = fields.One2many(
        "amazon.vendor.document",
        compute="_compute_amazon_version_ids",
        string="Versions",
        groups="acorn_iamazon.group_user",
    )

    @api.depends("amazon_account_id", "amazon_change_ids.state")
    def _compute_amazon_has_pending_change(self):
        ours = self.filtered("amazon_account_id")
        (self - ours).amazon_has_pending_change = False
        for order in ours:
            order.amazon_has_pending_change = "pending" in order.amazon_change_ids.mapped("state")

    def _search_amazon_has_pending_change(self, operator, value):
        if operator != "in":
            return NotImplemented
        changes = self.env["amazon.vendor.order.change"].sudo()
        pending = changes.search_fetch([("state", "=", "pending")], ["order_id"])
        found = [("id", "in", pending.order_id.ids)]
        return found if True in value else ["!", *found]

    def _compute_amazon_version_ids(self):
        """All versions that Amazon sent, those too that a newer one replaced."""
        documents = self.env["amazon.vendor.document"]
        ours = self.filtered("amazon_account_id")
        (self - ours).amazon_version_ids = documents
        for order in ours:
            order.amazon_version_ids = documents.search(
                [
                    ("account_id", "=", order.amazon_account_id.id),
                    ("kind", "=", "purchase_order"),
                    ("number", "=", order.amazon_purchase_order_number),
                ],
                order="changed_at desc, id desc",
            )

    # === FROM AMAZON === #

    def _amazon_note_change(self, purchase_order):
        """The order was answered before: follow Amazon where that harms nobody, else ask."""
        self._amazon_supersede_changes()
        changes = self._amazon_find_changes(purchase_order)
        if changes and self._amazon_may_follow(purchase_order):
            self._amazon_apply_changes(purchase_order)
            self._amazon_record_changes(changes, purchase_order, "followed")
            self._amazon_ask_to_acknowledge_again()
        elif changes:
            self._amazon_record_changes(changes, purchase_order, "pending")
            self._amazon_ask(
                "change",
                self.env._("Amazon changed %s", self.amazon_purchase_order_number),
                "\n".join(self._describe(changes)),
            )
        if purchase_order.state != self.amazon_purchase_order_state:
            self.amazon_purchase_order_state = purchase_order.state
        if purchase_order.state == "Closed":
            self._amazon_close()

    def _amazon_supersede_changes(self):
        """A newer version replaces what was not decided yet."""
        pending = self.sudo().amazon_change_ids.filtered(lambda change: change.state == "pending")
        pending.state = "superseded"
        if pending:
            self._amazon_end_change_activity(self.env._("A newer version came."))

    def _amazon_end_change_activity(self, feedback):
        self._amazon_settle("change", feedback=feedback)

    def _amazon_find_changes(self, purchase_order):
        """:return: values of changes: what is otherwise now than it was"""
        lines = {
            line.amazon_item_sequence: line for line in self.order_line if line.amazon_item_sequence
        }
        changes = []
        for item in purchase_order.items:
            line = lines.pop(item.sequence, None)
            changes += self._amazon_compare_item(line, item)
        changes += [
            self._amazon_make_change("removed", line, line._amazon_describe_ordered(), "")
            for line in lines.values()
            if line.amazon_ordered_quantity
        ]
        window = purchase_order.ship_window
        if window and naive(window.end) != self.amazon_ship_window_end:
            changes.append(
                {
                    "kind": "window",
                    "old": str(self.amazon_ship_window_end or ""),
                    "new": str(naive(window.end)),
                }
            )
        return changes

    def _amazon_compare_item(self, line, item):
        ordered = f"{item.ordered.amount} {item.ordered.unit}"
        if item.ordered.unit == "Cases":
            ordered = f"{ordered} × {item.ordered.unit_size}"
        if not line:
            return [
                {
                    "kind": "new",
                    "sequence": item.sequence,
                    "product": item.asin or item.vendor_sku,
                    "new": ordered,
                }
            ]
        changes = []
        if line._amazon_describe_ordered() != ordered:
            changes.append(
                self._amazon_make_change("quantity", line, line._amazon_describe_ordered(), ordered)
            )
        cost = float(item.net_cost.amount) if item.net_cost else 0.0
        if line.currency_id.compare_amounts(line.amazon_net_cost, cost):
            changes.append(
                self._amazon_make_change("cost", line, f"{line.amazon_net_cost:g}", f"{cost:g}")
            )
        return changes

    def _amazon_make_change(self, kind, line, old, new):
        return {
            "kind": kind,
            "sequence": line.amazon_item_sequence,
            "product": line.product_id.display_name,
            "old": old,
            "new": new,
        }

    def _describe(self, changes):
        kinds = dict(
            self.env["amazon.vendor.order.change"]._fields["kind"]._description_selection(self.env)
        )
        return [
            " ".join(
                filter(
                    None,
                    [
                        self.env._("Line %s:", change["sequence"]) if "sequence" in change else "",
                        kinds[change["kind"]],
                        f"{change.get('old') or '-'} → {change.get('new') or '-'}",
                    ],
                )
            )
            for change in changes
        ]

    def _amazon_record_changes(self, changes, purchase_order, state):
        changed_at = naive(purchase_order.changed_at or purchase_order.state_changed_at)
        self.env["amazon.vendor.order.change"].sudo().create(
            [
                {
                    **change,
                    "order_id": self.id,
                    "state": state,
                    "changed_at": changed_at or fields.Datetime.now(),
                }
                for change in changes
            ]
        )

    # === FOLLOW === #

    def _amazon_may_follow(self, purchase_order):
        """:return: whether nothing of the order is shipped, invoiced or cancelled here"""
        return self.state != "cancel" and not any(
            line.qty_delivered or line.qty_invoiced for line in self.order_line
        )

    def _amazon_apply_changes(self, purchase_order):
        """Take over what Amazon wants now. More than was accepted waits for a person: a line keeps
        its quantity where Amazon orders more, and loses it where Amazon orders less.

        :raise UserError: when a product is unknown, or more is delivered than Amazon wants now
        """
        mappings = self.env["amazon.vendor.product"]._match(self.amazon_account_id, purchase_order)
        lines = {
            line.amazon_item_sequence: line for line in self.order_line if line.amazon_item_sequence
        }
        commands = []
        for item in purchase_order.items:
            values = self.order_line._amazon_prepare_line(
                item, mappings[item.sequence], self.amazon_code_id
            )
            line = lines.pop(item.sequence, None)
            if not line:
                commands.append(Command.create({**values, "product_uom_qty": 0.0}))
                continue
            values["product_uom_qty"] = min(line.product_uom_qty, item.units)
            if line.product_id != mappings[item.sequence].product_id:
                values.pop("product_id")
                values.pop("product_uom_id")
            if line.qty_invoiced:
                values.pop("price_unit")
            commands.append(Command.update(line.id, values))
        commands += [
            Command.update(line.id, {"amazon_ordered_quantity": 0, "product_uom_qty": 0.0})
            for line in lines.values()
        ]
        header = self._amazon_prepare_header(self.amazon_account_id, purchase_order)
        self.with_context(amazon_follow=True).write({**header, "order_line": commands})

    def _amazon_ask_to_acknowledge_again(self):
        """Amazon wants each line answered again; what is beyond our say goes to a person."""
        try:
            with self.env.cr.savepoint():
                if self._amazon_wants_more():
                    raise UserError(
                        self.env._(
                            "Amazon orders more than was accepted. Accept or reject the rest, and "
                            "acknowledge again."
                        )
                    )
                self.action_amazon_acknowledge()
        except UserError as error:
            self._amazon_ask(
                "acknowledge again",
                self.env._("Acknowledge %s again", self.amazon_purchase_order_number),
                str(error),
            )

    def _amazon_wants_more(self):
        return any(
            line.amazon_ordered_quantity > line._amazon_to_ordered_unit(line.product_uom_qty)
            for line in self.order_line.filtered("amazon_item_sequence")
        )

    def _amazon_close(self):
        """Amazon takes nothing more of this order: what has not left stays here."""
        open_transfers = self.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        if open_transfers:
            open_transfers.action_cancel()
            self.message_post(
                body=self.env._(
                    "Amazon closed the purchase order: %s cancelled.",
                    ", ".join(open_transfers.mapped("name")),
                )
            )

    # === BUTTONS === #

    @right("send")
    def action_amazon_accept_change(self):
        """Take over the version of Amazon's that waits for a decision."""
        for order in self.filtered("amazon_has_pending_change"):
            document = order.sudo().amazon_version_ids.filtered(lambda d: d.state == "done")[:1]
            purchase_order = read_purchase_order(jsontext.loads(document.payload))
            order._amazon_apply_changes(purchase_order)
            order._amazon_decide("accepted", self.env._("The change was accepted."))
            order._amazon_ask_to_acknowledge_again()

    @right("send")
    def action_amazon_keep(self):
        """Stay with what was agreed before; Amazon is to be told outside of Odoo."""
        for order in self.filtered("amazon_has_pending_change"):
            order._amazon_decide("kept", self.env._("The order was kept as it was."))

    def _amazon_decide(self, state, feedback):
        pending = self.sudo().amazon_change_ids.filtered(lambda change: change.state == "pending")
        pending.write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )
        self._amazon_end_change_activity(feedback)
