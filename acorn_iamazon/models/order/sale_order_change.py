# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...rights import right
from ...spapi import jsontext
from ...spapi.order_difference import (
    ASK,
    FOLLOW,
    Difference,
    find_differences,
    get_fate,
    is_closed,
    is_followed_at_times,
    put_back,
    read_values,
)
from ...spapi.purchase_order import read_purchase_order
from .sale_order import naive
from .sale_order_following import IN_CURRENCY

# What an answer of ours says something about.
ANSWERED = {"new", "removed", "quantity", "cost"}
# What labels, notices and invoices that were made already tell; a window only until goods left.
WINDOWS = {"window", "delivery_window"}
ON_PAPERS = {"destination", "address", "bill_to"} | WINDOWS


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
        ours = self.filtered("amazon_account_id")
        (self - ours).amazon_version_ids = False
        for order in ours:
            order.amazon_version_ids = order._amazon_find_versions()

    def _amazon_find_versions(self):
        """:return: all that Amazon sent of the order, the newest first: also what came just now"""
        return self.env["amazon.vendor.document"].search(
            [
                ("account_id", "=", self.amazon_account_id.id),
                ("kind", "=", "purchase_order"),
                ("number", "=", self.amazon_purchase_order_number),
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
        differences = self._amazon_compare_currency(purchase_order, differences)
        decided = {d for d in differences if phase != "open" and self._amazon_was_kept(d)}
        followed, asked = self._amazon_sort_differences(differences, phase, decided, is_over)
        self._amazon_note_what_is_kept(differences, followed)
        if differences:
            self.amazon_changed_at = fields.Datetime.now()
        if phase == "open" and differences:
            self._amazon_follow(purchase_order)
        self._amazon_note_followed(record, followed, phase)
        self._amazon_ask_about(purchase_order, [d for d in asked if d not in decided])
        self._amazon_fill_in(purchase_order)
        if is_over:
            self._amazon_close(was_open=phase == "open")
        elif was_over:
            self._amazon_reopen()
        self._amazon_ask_for_papers(differences)

    def _amazon_read_agreed(self, document):
        """:return: what the order rests on: the version before, but for what stayed as it was"""
        before = self._amazon_get_version_before(document) or document
        kept = self._amazon_get_kept()
        values = read_values(self._amazon_put_back(jsontext.loads(before.payload), kept))
        for key, value in kept.items():
            if value is None:
                values.pop(key, None)
            else:
                values[key] = value
        return values

    def _amazon_get_kept(self):
        """:return: what the order still has otherwise than Amazon's last version, by field and
        line; None for what was not there"""
        kept = {}
        for text, value in (self.sudo().amazon_kept_values or {}).items():
            code, _blank, sequence = text.partition(" ")
            kept[code, sequence] = value
        return kept

    def _amazon_put_back(self, record, kept):
        """:return: the version as it was decided: what stays as it was is as it was"""
        if not any(not sequence for _code, sequence in kept):
            return record
        versions = self.sudo()._amazon_find_versions()
        return put_back(record, kept, (jsontext.loads(v.payload) for v in versions))

    def _amazon_get_version_before(self, document):
        """:return: the version that was applied before this one"""
        return (
            self.sudo()
            ._amazon_find_versions()
            .filtered(lambda version: version.state == "done" and version != document)[:1]
        )

    def _amazon_get_phase(self):
        """:return: one of the phases of the table: how far the order is"""
        if self.amazon_is_history or (self.state != "sale" and self._amazon_is_untold()):
            return "open"
        if self.state == "cancel":
            return "closed"
        lines = self.order_line.filtered("amazon_item_sequence")
        wanted = lines.filtered("product_uom_qty")
        if wanted and all(line._amazon_is_shipped() for line in wanted):
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

    def _amazon_compare_currency(self, purchase_order, differences):
        """The first cost of an order, or a new line, may bring a currency that is not the order's.

        :return: the differences, with that of the currency"""
        told = any(difference.code == "currency" for difference in differences)
        if told or not self._amazon_is_in_other_currency(purchase_order):
            return differences
        other = Difference("currency", "", self.currency_id.name, purchase_order.currency)
        return [other, *differences]

    @api.model
    def _amazon_sort_differences(self, differences, phase, decided, is_over):
        """:param decided: the differences that a person has kept the order as it was for
        :return: (what is followed, what stays as it was until a person decides)"""
        fates = {d: get_fate(d.code, phase) for d in differences}
        asked = {d for d in fates if fates[d] == ASK or (fates[d] == FOLLOW and d in decided)}
        if any(d.code == "currency" for d in asked):
            asked |= {d for d in fates if d.code in IN_CURRENCY and fates[d] == FOLLOW}
        if is_over and phase == "closed":  # given up here and by Amazon: nothing is to be decided
            return [d for d in fates if fates[d] in (ASK, FOLLOW)], []
        followed = [d for d in fates if fates[d] == FOLLOW and d not in asked]
        return followed, [d for d in fates if d in asked]

    def _amazon_note_what_is_kept(self, differences, followed):
        """Remember what stays as it was: until somebody decides, or while it does not matter."""
        kept = {
            " ".join(difference.key): difference.old or None
            for difference in differences
            if difference not in followed and is_followed_at_times(difference.code)
        }
        if kept != (self.sudo().amazon_kept_values or {}):
            self.sudo().amazon_kept_values = kept or False

    def _amazon_note_followed(self, record, followed, phase):
        """Follow where that harms nobody."""
        if phase == "open":
            # The lines of a quotation were made anew.
            self._amazon_take_over(record, [d for d in followed if not d.sequence])
            return
        self._amazon_take_over(record, followed)
        self._amazon_record_changes(followed, read_purchase_order(record), "followed")
        if ANSWERED & {d.code for d in followed} and not self._amazon_is_over():
            self._amazon_ask_to_acknowledge_again()

    def _amazon_ask_about(self, purchase_order, asked):
        """Show old and new side by side."""
        if asked:
            self._amazon_record_changes(asked, purchase_order, "pending")
            self._amazon_show_pending_changes()

    def _amazon_show_pending_changes(self):
        self._amazon_ask(
            "change",
            self.env._("Amazon changed %s", self.amazon_purchase_order_number),
            "\n".join(self.sudo().amazon_pending_change_ids._describe()),
            renew=True,
        )

    def _amazon_was_kept(self, difference):
        """:return: whether a person decided on just this change before, and kept the order; what
        Amazon took back meanwhile is asked anew"""
        if difference.key not in self._amazon_get_kept():
            return False
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
        is_open = any(picking.state not in ("done", "cancel") for picking in self.picking_ids)
        on_papers = ON_PAPERS if is_open else ON_PAPERS - WINDOWS
        changed = [difference for difference in differences if difference.code in on_papers]
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
        """Take over all that waits for a decision."""
        for order in self.filtered("amazon_has_pending_change"):
            order._amazon_accept(order.sudo().amazon_pending_change_ids)

    @right("send")
    def action_amazon_keep(self):
        """Stay with what was agreed before; Amazon is to be told outside of Odoo."""
        for order in self.filtered("amazon_has_pending_change"):
            order._amazon_keep(order.sudo().amazon_pending_change_ids)

    def _amazon_accept(self, changes):
        """Take over these changes of the last version; what else was kept stays as it is."""
        document = self.sudo()._amazon_find_versions().filtered(lambda d: d.state == "done")[:1]
        changes._amazon_check_current(jsontext.loads(document.payload))
        self._amazon_take_over(jsontext.loads(document.payload), changes)
        kept, taken = self.sudo().amazon_kept_values or {}, changes._get_keys()
        rest = {key: value for key, value in kept.items() if key not in taken}
        self.sudo().amazon_kept_values = rest or False
        self._amazon_decide(changes, "accepted", self.env._("The change was accepted."))
        self._amazon_renew_unsent_notices()
        if ANSWERED & set(changes.mapped("kind")) and self.state != "cancel":
            self._amazon_answer_again()

    def _amazon_answer_again(self):
        """No answer takes back what has left beyond what Amazon wants now."""
        left = self.order_line.filtered(
            lambda line: (
                line.amazon_item_sequence
                and line._amazon_to_ordered_unit(line.qty_delivered) > line.amazon_ordered_quantity
            )
        )
        if not left:
            self._amazon_ask_to_acknowledge_again()
            return
        lines = ", ".join(left.mapped("amazon_item_sequence"))
        self.message_post(
            body=self.env._(
                "More of line %s has left than Amazon wants now: it stays on the order, and Amazon "
                "is not answered again.",
                lines,
            )
        )

    def _amazon_keep(self, changes):
        self._amazon_decide(changes, "kept", self.env._("The order was kept as it was."))

    def _amazon_decide(self, changes, state, feedback):
        changes.write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )
        if self.sudo().amazon_pending_change_ids:
            self._amazon_show_pending_changes()
        else:
            self._amazon_end_change_activity(feedback)

    def _amazon_renew_unsent_notices(self):
        """A notice that waits tells what holds now; one that Amazon has is a person's matter."""
        self.picking_ids.filtered(
            lambda picking: (
                picking.amazon_shipment_state in ("queued", "failed")
                and not picking._amazon_get_notices().filtered("attempts")
            )
        )._amazon_prepare_shipments()
