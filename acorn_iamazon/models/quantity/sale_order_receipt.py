# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import api, fields, models

from ...spapi import jsontext
from ...spapi.purchase_order_status import read_order_status

ACTIVITY_SHORTAGE = "acorn_iamazon.mail_activity_type_shortage"


class SaleOrder(models.Model):
    """What Amazon received of an order, compared with what was shipped."""

    _inherit = "sale.order"

    amazon_last_received_at = fields.Datetime(
        "Last receipt", readonly=True, copy=False, prefetch="amazon"
    )
    amazon_receipt_state = fields.Selection(
        [
            ("awaited", "Not received yet"),
            ("short", "Short received"),
            ("on_the_way", "Rest on its way"),
            ("received", "Received"),
        ],
        "Receipt",
        compute="_compute_amazon_receipt_state",
        store=True,
        index="btree_not_null",
        help="What Amazon received, compared with what was shipped.",
        prefetch="amazon",
    )
    amazon_short_amount = fields.Monetary(
        "Short amount",
        compute="_compute_amazon_receipt_state",
        store=True,
        prefetch="amazon",
    )
    amazon_short_alerted = fields.Float(
        readonly=True,
        copy=False,
        help="Short units that somebody was asked to look at.",
        prefetch="amazon",
    )
    amazon_receipt_line_ids = fields.One2many(
        "sale.order.line",
        string="Receipts",
        compute="_compute_amazon_receipt_line_ids",
        compute_sudo=True,
    )
    amazon_status_entry_ids = fields.One2many(
        "amazon.vendor.status.entry",
        "order_id",
        string="Booked by Amazon",
        groups="acorn_iamazon.group_user",
    )

    @api.depends(
        "amazon_account_id",
        "order_line.qty_delivered",
        "order_line.amazon_received_quantity",
        "order_line.amazon_short_quantity",
        "order_line.amazon_short_amount",
    )
    def _compute_amazon_receipt_state(self):
        ours = self.filtered("amazon_account_id")
        (self - ours).amazon_short_amount = 0.0
        (self - ours).amazon_receipt_state = False
        for order in ours:
            lines = order.order_line.filtered("amazon_item_sequence")
            order.amazon_short_amount = sum(lines.mapped("amazon_short_amount"))
            order.amazon_receipt_state = lines._amazon_get_receipt_state()

    @api.depends("amazon_account_id", "order_line.amazon_item_sequence")
    def _compute_amazon_receipt_line_ids(self):
        ours = self.filtered("amazon_account_id")
        (self - ours).amazon_receipt_line_ids = self.env["sale.order.line"]
        for order in ours:
            order.amazon_receipt_line_ids = order.order_line.filtered("amazon_item_sequence")

    # === FROM AMAZON === #

    @api.model
    def _amazon_apply_order_status(self, document):
        """Note on the lines what the status tells. The status of an order that is not here yet is
        kept, and noted when the order comes.

        :param document: the received ``order_status`` document
        :raise PayloadError: when the payload cannot be used
        """
        status = read_order_status(jsontext.loads(document.payload))
        order = self.search(
            [
                ("amazon_account_id", "=", document.account_id.id),
                ("amazon_purchase_order_number", "=", status.number),
            ]
        )
        if order:
            order._amazon_note_status(document, status)

    def _amazon_note_waiting_status(self):
        """Note the newest status that Amazon told before the orders, of one account, were here."""
        waiting = self.env["amazon.vendor.document"].search(
            [
                ("account_id", "=", self.amazon_account_id.id),
                ("kind", "=", "order_status"),
                ("number", "in", self.mapped("amazon_purchase_order_number")),
                ("state", "=", "done"),
                ("sale_order_id", "=", False),
            ],
            order="changed_at desc, id desc",
        )
        newest = {document.number: document for document in waiting[::-1]}
        for order in self.filtered(lambda o: o.amazon_purchase_order_number in newest):
            status = newest[order.amazon_purchase_order_number]
            order._amazon_note_status(status, read_order_status(jsontext.loads(status.payload)))

    def _amazon_note_status(self, document, status):
        self.ensure_one()
        document.sale_order_id = self
        lines = {line.amazon_item_sequence: line for line in self.order_line}
        items = {lines[item.sequence]: item for item in status.items if item.sequence in lines}
        for line, item in items.items():
            values = line._amazon_prepare_status(item)
            if values:
                line.write(values)
        self.env["amazon.vendor.status.entry"]._record(document, items)
        self._amazon_note_last_receipt()
        if self.amazon_receipt_state != "short":
            self._amazon_end_shortage_alert()

    def _amazon_note_last_receipt(self):
        """Amazon leaves out the date of a receipt at times: then it is the day that it was told."""
        received = self.sudo().amazon_status_entry_ids.filtered(
            lambda entry: entry.kind == "received"
        )
        last = max(received.mapped("date"), default=False)
        if last != self.amazon_last_received_at:
            self.amazon_last_received_at = last
            self.env["amazon.vendor.transit"]._learn(self)

    # === SHORTAGES === #

    @api.model
    def _amazon_alert_shortages(self, account):
        """Ask somebody to look at what Amazon booked short, once the account's days are over."""
        settled = fields.Datetime.now() - timedelta(days=account.shortage_days)
        orders = self.sudo().search(
            [
                ("amazon_account_id", "=", account.id),
                ("amazon_receipt_state", "=", "short"),
                ("amazon_last_received_at", "<=", settled),
            ]
        )
        account._work_through(
            "fetch_order_status", orders, lambda order: order._amazon_alert_shortage()
        )

    def _amazon_alert_shortage(self):
        """One activity an order, renewed when Amazon books another quantity."""
        for order in self:
            short = sum(order.order_line.mapped("amazon_short_quantity"))
            if short == order.amazon_short_alerted:
                continue
            order._amazon_ask(
                "shortage",
                self.env._("Amazon received less than was shipped"),
                order._amazon_describe_shortage(),
                ACTIVITY_SHORTAGE,
                renew=True,
            )
            order.amazon_short_alerted = short

    def _amazon_describe_shortage(self):
        notes = [
            self.env._(
                "Line %(line)s, %(product)s: %(shipped)s shipped, %(received)s received, "
                "%(short)s short (%(amount)s).",
                line=line.amazon_item_sequence,
                product=line.product_id.display_name,
                shipped=f"{line._amazon_count_shipped():g}",
                received=f"{line.amazon_received_quantity:g}",
                short=f"{line.amazon_short_quantity:g}",
                amount=line.currency_id.format(line.amazon_short_amount),
            )
            for line in self.order_line.filtered("amazon_short_quantity")
        ]
        transfers = self.picking_ids.filtered(lambda picking: picking.state == "done")
        notes.append(
            self.env._(
                "Keep the proof of delivery of %s at hand, and compare with Vendor Central: the "
                "interface was seen to tell less than was received.",
                ", ".join(transfers.mapped("name")),
            )
        )
        return "\n".join(notes)

    def _amazon_end_shortage_alert(self):
        if self.amazon_short_alerted:
            self._amazon_settle("shortage", feedback=self.env._("Amazon received the rest."))
            self.amazon_short_alerted = 0.0
