# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import api, fields, models

from ..exchange.amazon_vendor_document_sending import RECORDS_LAG

# So long Amazon may show nothing of an acknowledgement before somebody is asked to look.
SILENCE_IS_STRANGE = timedelta(minutes=30)


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

    def _await_comparison(self):
        """Amazon's records, where they proved it, were compared line by line already."""
        self.comparison_state = "same" if self.evidence == "records" else "waiting"

    @api.model
    def _compare_acknowledgements(self, account):
        """Hold what Amazon's purchase order status shows against what was acknowledged."""
        documents = self.search(
            [
                ("account_id", "=", account.id),
                ("kind", "=", "acknowledgement"),
                ("state", "=", "accepted"),
                ("comparison_state", "=", "waiting"),
                ("sale_order_id", "!=", False),
            ]
        )
        account._work_through(
            "acknowledge_orders",
            documents,
            lambda document: document._compare_acknowledged(),
            step="comparison",
        )

    def _compare_acknowledged(self):
        """Compare with the status that was fetched last, once it had time to show the answer."""
        self.ensure_one()
        seen_at = self.account_id.status_fetched_until
        if not seen_at or seen_at < self.sent_at + RECORDS_LAG:
            return
        shown = {
            line.amazon_item_sequence: (
                round(line.amazon_status_accepted),
                round(line.amazon_status_rejected),
            )
            for line in self.sale_order_id.order_line.filtered("amazon_item_sequence")
        }
        differences = self._get_kind()._compare(self, shown)
        if differences is not None:
            self.sale_order_id._amazon_settle("silence")
            self._set_comparison(self._describe_comparison(differences))
        elif fields.Datetime.now() > self.sent_at + SILENCE_IS_STRANGE:
            self._ask_about_silence()

    def _ask_about_silence(self):
        """Nothing is no other answer: it may still come, and is looked for as before."""
        self.sale_order_id._amazon_ask(
            "silence",
            self.env._("Amazon shows nothing yet of the acknowledgement"),
            self.env._(
                "%(document)s was sent on %(date)s (UTC), and Amazon's purchase order status shows "
                "nothing yet. It is not sent again. Look into Vendor Central; Support Case above "
                "has what Amazon's support asks for.",
                document=self.display_name,
                date=fields.Datetime.to_string(self.sent_at),
            ),
        )

    def _describe_comparison(self, differences):
        """:param differences: as the kind compares them"""
        return [
            self.env._(
                "Line %(line)s: acknowledged were %(accepted)s accepted, %(rejected)s "
                "rejected; Amazon shows %(theirs)s accepted, %(their_rejected)s rejected "
                "(units).",
                line=line,
                accepted=told[0],
                rejected=told[1],
                theirs=shown[0],
                their_rejected=shown[1],
            )
            for line, told, shown in differences
        ]

    def _set_comparison(self, differences):
        self.write(
            {
                "comparison_state": "different" if differences else "same",
                "comparison_difference": "\n".join(differences) or False,
            }
        )
        if differences:
            self.sale_order_id._amazon_ask(
                "comparison",
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
