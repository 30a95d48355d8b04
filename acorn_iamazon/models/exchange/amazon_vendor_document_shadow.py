# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

from ...spapi import jsontext
from ...spapi.purchase_order import read_quantity
from ...spapi.purchase_order_status import read_order_status


class AmazonVendorDocument(models.Model):
    """Documents of a shadow run: built, never sent, compared with what Amazon got elsewhere.

    A kind is compared by a method ``_find_differences_<kind>(client)``, which returns sentences,
    or None as long as Amazon shows nothing of it.
    """

    _inherit = "amazon.vendor.document"

    shadow_state = fields.Selection(
        [
            ("waiting", "Amazon has none yet"),
            ("same", "Same at Amazon"),
            ("different", "Different at Amazon"),
        ],
        "Shadow run",
        readonly=True,
    )
    shadow_difference = fields.Text("Differences", readonly=True)

    def _prepare_shadow(self, account, kind, number, values):
        """Keep what would be sent; what was built before for the same number is replaced.

        :param dict values: as for a document that is sent
        """
        values = {
            **values,
            "state": "shadow",
            "shadow_state": "waiting",
            "shadow_difference": values["error_message"] or False,
        }
        key = {"account_id": account.id, "direction": "out", "kind": kind, "number": number}
        domain = [(name, "=", value) for name, value in key.items()]
        built = self.search([*domain, ("state", "=", "shadow")], limit=1)
        if built:
            built.write(values)
            return built
        return self.create({**key, **values})

    def _compare_with_amazon(self, client):
        find = getattr(self, f"_find_differences_{self.kind}", None)
        differences = find(client) if find else None
        if differences is None:
            self.write({"shadow_state": "waiting"})
            return
        self.write(
            {
                "shadow_state": "different" if differences else "same",
                "shadow_difference": "\n".join(differences) or False,
            }
        )

    def _find_differences_acknowledgement(self, client):
        query = {"purchaseOrderNumber": self.number}
        for record in client.call("getPurchaseOrdersStatus", query=query).data.get(
            "ordersStatus", []
        ):
            status = read_order_status(record)
            if status.number == self.number:
                return self._compare_acknowledgement(status)
        return None

    def _compare_acknowledgement(self, status):
        shown = {item.sequence: item for item in status.items}
        if not any(item.is_acknowledged for item in status.items):
            return None
        differences = []
        for sequence, (accepted, rejected) in self._get_acknowledged_quantities().items():
            item = shown.get(sequence)
            if not item or (item.accepted, item.rejected) != (accepted, rejected):
                differences.append(
                    self.env._(
                        "Line %(line)s: we would accept %(accepted)s and reject %(rejected)s; "
                        "Amazon was told %(theirs)s and %(their_rejected)s.",
                        line=sequence,
                        accepted=accepted,
                        rejected=rejected,
                        theirs=item.accepted if item else 0,
                        their_rejected=item.rejected if item else 0,
                    )
                )
        return differences

    def _get_acknowledged_quantities(self):
        """:return: units that are (accepted or back-ordered, rejected) by line"""
        (order,) = jsontext.loads(self.payload)["acknowledgements"]
        quantities = {}
        for item in order["items"]:
            accepted = rejected = 0
            for part in item["itemAcknowledgements"]:
                amount = read_quantity(part["acknowledgedQuantity"], self.number).units
                if part["acknowledgementCode"] == "Rejected":
                    rejected += amount
                else:
                    accepted += amount
            quantities[item["itemSequenceNumber"]] = (accepted, rejected)
        return quantities
