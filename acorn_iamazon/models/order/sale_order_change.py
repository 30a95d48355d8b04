# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...rights import right
from ...spapi import jsontext
from ...spapi.order_difference import (
    ASK,
    FOLLOW,
    find_differences,
    get_fate,
    is_closed,
    read_values,
)
from ...spapi.purchase_order import read_purchase_order
from .sale_order import naive

# What an answer of ours says something about.
ANSWERED = {"new", "removed", "quantity", "cost"}
# What labels, notices and invoices that were made already tell.
ON_PAPERS = {"destination", "address", "window", "delivery_window", "bill_to", "state"}


class SaleOrder(models.Model):
    """Amazon changes a purchase order: the difference of two versions, field by field.

    The table of :mod:`~odoo.addons.acorn_iamazon.spapi.order_difference` says what the order
    follows, and of what a person is asked: old and new stand side by side, and the change is
    accepted, or the order kept as it was. More than was accepted is never promised by itself.
    """

    _inherit = "sale.order"

    amazon_change_ids = fields.One2many(
        "amazon.vendor.order.change", "order_id", groups="acorn_iamazon.group_user"
    )
    amazon_pending_change_ids = fields.One2many(
        "amazon.vendor.order.change",
        "order_id",
        "Changes to Decide",
        domain=[("state", "=", "pending")],
        groups="acorn_iamazon.group_user",
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
    amazon_kept_values = fields.Json(
        readonly=True,
        copy=False,
        prefetch="amazon",
        groups=fields.NO_ACCESS,
        help="What the order still has otherwise than Amazon's last version: by field and line.",
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

    def _amazon_take_version(self, document):
        """:param document: a version of the purchase order that is newer than what was applied"""
        record = jsontext.loads(document.payload)
        purchase_order, values = read_purchase_order(record), read_values(record)
        differences = find_differences(self._amazon_read_agreed(document), values)
        was_over, is_over = self._amazon_was_over(document), is_closed(values)
        if was_over and not is_over:
            self._amazon_open_again()
        phase = self._amazon_get_phase()
        self._amazon_supersede_changes()
        followed, asked = self._amazon_sort_differences(differences, phase, is_over)
        self._amazon_note_what_is_kept(asked)
        if differences:
            self.amazon_changed_at = fields.Datetime.now()
        if phase == "open" and differences:
            self._amazon_follow(purchase_order)
        self._amazon_note_followed(purchase_order, followed, phase)
        self._amazon_ask_about(purchase_order, asked)
        self._amazon_fill_in(purchase_order)
        if is_over:
            self._amazon_close(was_open=phase == "open")
        elif was_over:
            self._amazon_reopen()
        self._amazon_ask_for_papers(differences)

    def _amazon_read_agreed(self, document):
        """:return: what the order rests on: the version before, but for what a person kept"""
        before = self._amazon_get_version_before(document) or document
        values = read_values(jsontext.loads(before.payload))
        for text, value in (self.sudo().amazon_kept_values or {}).items():
            code, _blank, sequence = text.partition(" ")
            if value is None:
                values.pop((code, sequence), None)
            else:
                values[code, sequence] = value
        return values

    def _amazon_get_version_before(self, document):
        """:return: the version that was applied before this one"""
        return self.sudo().amazon_version_ids.filtered(
            lambda version: version.state == "done" and version != document
        )[:1]

    def _amazon_get_phase(self):
        """:return: one of the phases of the table: how far the order is"""
        if self.amazon_is_history or (self.state != "sale" and self._amazon_is_untold()):
            return "open"
        if self.state == "cancel":
            return "closed"
        lines = self.order_line.filtered("amazon_item_sequence")
        wanted = lines.filtered("product_uom_qty")
        if wanted and all(line.qty_delivered >= line.product_uom_qty for line in wanted):
            return "shipped"
        moving = any(line.qty_delivered or line.qty_invoiced for line in lines)
        return "partly" if moving or self._amazon_get_picked() else "answered"

    def _amazon_is_untold(self):
        """:return: whether Amazon has heard nothing of the order from here"""
        return self.amazon_acknowledgement_state in ("to_acknowledge", "nothing")

    def _amazon_get_picked(self):
        """:return: the open transfers for which somebody moved goods already, also in a step
        before them"""
        return self.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel") and picking._amazon_is_picked()
        )

    @api.model
    def _amazon_sort_differences(self, differences, phase, is_over):
        """:return: (what is followed, what a person is asked about)"""
        fates = {d: get_fate(d.code, phase) for d in differences}
        if any(d.code == "currency" and fates[d] == ASK for d in fates):
            # A cost is an amount of the currency that is asked about.
            fates |= {d: ASK for d in fates if d.code == "cost"}
        # Given up here and by Amazon: there is nothing to decide any more.
        asked = [] if is_over and phase == "closed" else [d for d in fates if fates[d] == ASK]
        ignored = [d for d in fates if fates[d] not in (ASK, FOLLOW)]
        return [d for d in fates if d not in asked and d not in ignored], asked

    def _amazon_note_what_is_kept(self, asked):
        """Remember what stays as it was until somebody decides."""
        kept = {" ".join(difference.key): difference.old or None for difference in asked}
        if kept != (self.sudo().amazon_kept_values or {}):
            self.sudo().amazon_kept_values = kept or False

    def _amazon_note_followed(self, purchase_order, followed, phase):
        """Follow where that harms nobody."""
        if phase == "open":
            # The lines of a quotation were made anew.
            self._amazon_take_over(purchase_order, [d for d in followed if not d.sequence])
            return
        self._amazon_take_over(purchase_order, followed)
        self._amazon_record_changes(followed, purchase_order, "followed")
        if ANSWERED & {d.code for d in followed} and not self._amazon_is_over():
            self._amazon_ask_to_acknowledge_again()

    def _amazon_ask_about(self, purchase_order, asked):
        """Show old and new side by side, unless it was decided before."""
        new = [difference for difference in asked if not self._amazon_was_kept(difference)]
        if new:
            changes = self._amazon_record_changes(new, purchase_order, "pending")
            self._amazon_ask(
                "change",
                self.env._("Amazon changed %s", self.amazon_purchase_order_number),
                "\n".join(changes._describe()),
            )

    def _amazon_was_kept(self, difference):
        """:return: whether a person decided on just this change before, and kept the order"""
        known = self.sudo().amazon_change_ids.filtered(
            lambda change: (
                change.kind == difference.code
                and (change.sequence or "") == difference.sequence
                and change.state in ("kept", "accepted", "followed")
            )
        )
        last = known.sorted("id")[-1:]
        return last.state == "kept" and last.new == difference.new

    def _amazon_supersede_changes(self):
        """A newer version replaces what was not decided yet."""
        pending = self.sudo().amazon_pending_change_ids
        pending.state = "superseded"
        if pending:
            self._amazon_end_change_activity(self.env._("A newer version came."))

    def _amazon_end_change_activity(self, feedback):
        self._amazon_settle("change", feedback=feedback)

    def _amazon_record_changes(self, differences, purchase_order, state):
        changed_at = naive(purchase_order.changed_at or purchase_order.state_changed_at)
        codes = {item.sequence: item.asin or item.vendor_sku for item in purchase_order.items}
        products = {
            line.amazon_item_sequence: line.product_id.display_name for line in self.order_line
        }
        return (
            self.env["amazon.vendor.order.change"]
            .sudo()
            .create(
                [
                    {
                        "order_id": self.id,
                        "kind": difference.code,
                        "sequence": difference.sequence or False,
                        "product": products.get(difference.sequence)
                        or codes.get(difference.sequence),
                        "old": difference.old,
                        "new": difference.new,
                        "state": state,
                        "changed_at": changed_at or fields.Datetime.now(),
                    }
                    for difference in differences
                    if difference.code not in ("state", "date")
                ]
            )
        )

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

    # === PAPERS === #

    def _amazon_ask_for_papers(self, differences):
        """Labels and notices that were made before a change tell what is no longer so."""
        changed = [difference for difference in differences if difference.code in ON_PAPERS]
        papers = self._amazon_find_papers() if changed else []
        if not papers:
            return
        kinds = self.env["amazon.vendor.order.change"]._get_kind_names()
        texts = [f"{kinds[d.code]}: {d.old or '-'} → {d.new or '-'}" for d in changed]
        self._amazon_ask(
            "papers",
            self.env._("Make labels and notices of %s anew", self.amazon_purchase_order_number),
            "\n".join([*texts, self.env._("Made before: %s.", ", ".join(papers))]),
            renew=True,
        )

    def _amazon_find_papers(self):
        """:return: names of what was made for transfers and invoices of the order"""
        papers = []
        for picking in self.picking_ids.filtered(lambda p: p.state != "cancel"):
            documents = picking.sudo().amazon_document_ids | picking._amazon_get_notices()
            live = documents.filtered(
                lambda d: d.direction == "out" and d.state not in ("cancelled", "superseded")
            )
            papers += live.mapped("display_name")
            if picking.move_line_ids.result_package_id.filtered("amazon_container_number"):
                papers.append(self.env._("carton labels of %s", picking.name))
        invoices = self.invoice_ids.filtered(lambda move: move.state == "posted")
        return papers + invoices.mapped("name")

    # === BUTTONS === #

    @right("send")
    def action_amazon_accept_change(self):
        """Take over the version of Amazon's that waits for a decision."""
        for order in self.filtered("amazon_has_pending_change"):
            document = order.sudo().amazon_version_ids.filtered(lambda d: d.state == "done")[:1]
            record = jsontext.loads(document.payload)
            pending = order.sudo().amazon_pending_change_ids
            order._amazon_take_over(read_purchase_order(record), pending)
            kept = order.sudo().amazon_kept_values or {}
            rest = {key: value for key, value in kept.items() if key not in pending._get_keys()}
            order.sudo().amazon_kept_values = rest or False
            order._amazon_decide("accepted", self.env._("The change was accepted."))
            order._amazon_renew_unsent_notices()
            if ANSWERED & set(pending.mapped("kind")) and order.state != "cancel":
                order._amazon_ask_to_acknowledge_again()

    @right("send")
    def action_amazon_keep(self):
        """Stay with what was agreed before; Amazon is to be told outside of Odoo."""
        for order in self.filtered("amazon_has_pending_change"):
            order._amazon_decide("kept", self.env._("The order was kept as it was."))

    def _amazon_decide(self, state, feedback):
        self.sudo().amazon_pending_change_ids.write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )
        self._amazon_end_change_activity(feedback)

    def _amazon_renew_unsent_notices(self):
        """A notice that waits tells what holds now; one that Amazon has is a person's matter."""
        self.picking_ids.filtered(
            lambda picking: (
                picking.amazon_shipment_state in ("queued", "failed")
                and not picking._amazon_get_notices().filtered("attempts")
            )
        )._amazon_prepare_shipments()
