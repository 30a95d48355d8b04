# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

STEP_KINDS = ("ordered", "cancelled", "accepted", "rejected")


class AmazonVendorStatusEntry(models.Model):
    """What Amazon booked on a line of a purchase order on one day, as its status tells.

    Ordered, cancelled, accepted and rejected quantities are Amazon's own history. Of receipts
    Amazon tells the total only: an entry is the difference to what it told before, negative when
    it took a receipt back.
    """

    _name = "amazon.vendor.status.entry"
    _description = "Amazon Purchase Order Status"
    _order = "date desc, id desc"
    _rec_name = "kind"

    sale_line_id = fields.Many2one(
        "sale.order.line", "Order Line", required=True, index=True, ondelete="cascade"
    )
    order_id = fields.Many2one(related="sale_line_id.order_id", store=True, index=True)
    account_id = fields.Many2one(related="order_id.amazon_account_id", store=True, index=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    product_id = fields.Many2one(related="sale_line_id.product_id", store=True)
    kind = fields.Selection(
        [
            ("ordered", "Ordered"),
            ("cancelled", "Cancelled"),
            ("accepted", "Accepted"),
            ("rejected", "Rejected"),
            ("received", "Received"),
        ],
        required=True,
    )
    date = fields.Datetime(required=True)
    quantity = fields.Float("Units", digits="Product Unit", required=True)
    document_id = fields.Many2one(
        "amazon.vendor.document", "Told by", ondelete="set null", index="btree_not_null"
    )

    def _record(self, document, items):
        """Bring the entries of the lines up to what Amazon tells now.

        :param document: the received ``order_status`` document
        :param items: :class:`ItemStatus` by order line
        """
        obsolete, values = self.browse(), []
        for line, item in items.items():
            known = {
                (entry.kind, entry.date, entry.quantity): entry
                for entry in line.sudo().amazon_status_entry_ids
                if entry.kind in STEP_KINDS
            }
            told = {
                (step.kind, self._get_date(step.date, document), float(step.units))
                for step in item.steps
            }
            obsolete += self.concat(*(known[key] for key in known if key not in told))
            new = [key for key in told if key not in known]
            received = self._get_new_receipt(line, item)
            if received:
                new.append(("received", self._get_date(item.received_at, document), received))
            values += [
                {
                    "sale_line_id": line.id,
                    "document_id": document.id,
                    "kind": kind,
                    "date": date,
                    "quantity": quantity,
                }
                for kind, date, quantity in new
            ]
        obsolete.unlink()
        self.create(values)

    def _get_new_receipt(self, line, item):
        """:return: units received since Amazon told last; 0 when it tells nothing of receiving"""
        if item.received is None:
            return 0
        entries = line.sudo().amazon_status_entry_ids.filtered(
            lambda entry: entry.kind == "received"
        )
        return item.received - sum(entries.mapped("quantity"))

    def _get_date(self, moment, document):
        return moment.replace(tzinfo=None, microsecond=0) if moment else document.changed_at
