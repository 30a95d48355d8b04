# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import fields, models

from ...spapi import jsontext
from ..exchange.amazon_vendor_document import RECORDS_LAG

# So long Amazon may show nothing of an acknowledgement before somebody is asked to look.
SILENCE_IS_STRANGE = timedelta(hours=6)


class AmazonVendorDocument(models.Model):
    """What Amazon made of an acknowledgement, by its purchase order status."""

    _inherit = "amazon.vendor.document"

    comparison_state = fields.Selection(
        [
            ("waiting", "Not seen yet"),
            ("same", "As acknowledged"),
            ("different", "Amazon shows something else"),
        ],
        "Amazon Shows",
        readonly=True,
        index="btree_not_null",
    )
    comparison_difference = fields.Text("Different at Amazon", readonly=True)

    def _on_accepted(self):
        result = super()._on_accepted()
        if self.kind == "acknowledgement" and self.sale_order_id:
            # Amazon's records prove it: they were compared line by line.
            self.comparison_state = "same" if self.evidence == "records" else "waiting"
            self._note_obsolete_products()
        return result

    def _note_obsolete_products(self):
        (body,) = jsontext.loads(self.payload)["acknowledgements"]
        obsolete = {
            item["itemSequenceNumber"]
            for item in body["items"]
            for part in item["itemAcknowledgements"]
            if part.get("rejectionReason") == "ObsoleteProduct"
        }
        lines = self.sale_order_id.order_line.filtered(
            lambda line: line.amazon_item_sequence in obsolete
        )
        lines.amazon_product_id.filtered(
            lambda product: not product.obsolete_told_at
        ).obsolete_told_at = self.sent_at

    def _compare_acknowledged(self):
        """Compare with the status that was fetched last, once it had time to show the answer."""
        self.ensure_one()
        seen_at = self.account_id.status_fetched_until
        if not seen_at or seen_at < self.sent_at + RECORDS_LAG:
            return
        lines = {line.amazon_item_sequence: line for line in self.sale_order_id.order_line}
        told = self._get_acknowledged_quantities()
        shown = {
            sequence: (
                round(lines[sequence].amazon_status_accepted),
                round(lines[sequence].amazon_status_rejected),
            )
            for sequence in told
            if sequence in lines
        }
        if not any(map(any, shown.values())):
            if fields.Datetime.now() > self.sent_at + SILENCE_IS_STRANGE:
                self._set_comparison([self.env._("Amazon shows no acknowledgement at all.")])
            return
        self._set_comparison(
            [
                self.env._(
                    "Line %(line)s: acknowledged were %(accepted)s accepted, %(rejected)s "
                    "rejected; Amazon shows %(theirs)s accepted, %(their_rejected)s rejected "
                    "(units).",
                    line=sequence,
                    accepted=told[sequence][0],
                    rejected=told[sequence][1],
                    theirs=shown[sequence][0],
                    their_rejected=shown[sequence][1],
                )
                for sequence in shown
                if shown[sequence] != told[sequence]
            ]
        )

    def _set_comparison(self, differences):
        self.write(
            {
                "comparison_state": "different" if differences else "same",
                "comparison_difference": "\n".join(differences) or False,
            }
        )
        if differences:
            self.sale_order_id._amazon_open_activity(
                self.env._("Amazon shows another acknowledgement"),
                "\n".join(
                    [
                        *differences,
                        self.env._(
                            "Acknowledge again within 48 hours, or open a support case with the "
                            "document."
                        ),
                    ]
                ),
            )
