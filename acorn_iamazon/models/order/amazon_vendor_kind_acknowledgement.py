# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

from ...spapi import jsontext
from ...spapi.purchase_order import read_quantity
from ...spapi.purchase_order_status import read_order_status


class AmazonVendorDocument(models.Model):
    _inherit = "amazon.vendor.document"

    kind = fields.Selection(
        selection_add=[("acknowledgement", "Acknowledgement")],
        ondelete={"acknowledgement": "cascade"},
    )


class AmazonVendorKindAcknowledgement(models.AbstractModel):
    """The answer to a purchase order. Amazon's purchase order status shows what it took of it."""

    _name = "amazon.vendor.kind.acknowledgement"
    _inherit = "amazon.vendor.kind"
    _description = "Acknowledgement of an Amazon Purchase Order"

    _kind = "acknowledgement"
    _direction = "out"
    _is_rehearsed = True
    _operation = "submitAcknowledgement"
    _is_replaceable = True  # use case guide 2021

    def _rebuild(self, document):
        document.sale_order_id._amazon_prepare_acknowledgements()

    def _find_evidence(self, document, client):
        """What Amazon shows proves our acknowledgement only where it shows our quantities."""
        if self._compare(document, self._fetch_shown(document, client)) == []:
            return ("accepted", "records", False)
        return None

    def _is_proven_missing(self, document, client):
        """The status shows the order, and no unit of it as answered, though we answered some."""
        shown = self._fetch_shown(document, client)
        return bool(shown) and not any(map(any, shown.values())) and self._answers_units(document)

    def _answers_units(self, document):
        """:return: whether units are accepted or rejected: Amazon shows these, and may not show
        what is back-ordered"""
        return any(
            read_quantity(part["acknowledgedQuantity"], document.number).units
            for item in self._read(document)["items"]
            for part in item["itemAcknowledgements"]
            if part["acknowledgementCode"] in ("Accepted", "Rejected")
        )

    def _find_differences(self, document, client):
        differences = self._compare(document, self._fetch_shown(document, client))
        if differences is None:
            return None
        return [
            self.env._(
                "Line %(line)s: we would accept %(accepted)s and reject %(rejected)s; "
                "Amazon was told %(theirs)s and %(their_rejected)s.",
                line=line,
                accepted=told[0],
                rejected=told[1],
                theirs=shown[0],
                their_rejected=shown[1],
            )
            for line, told, shown in differences
        ]

    def _on_accepted(self, document):
        result = super()._on_accepted(document)
        if document.sale_order_id:
            document._await_comparison()
            self._note_obsolete_products(document)
        return result

    def _note_obsolete_products(self, document):
        obsolete = {
            item["itemSequenceNumber"]
            for item in self._read(document)["items"]
            for part in item["itemAcknowledgements"]
            if part.get("rejectionReason") == "ObsoleteProduct"
        }
        if not obsolete:
            return
        lines = document.sale_order_id.order_line.filtered(
            lambda line: line.amazon_item_sequence in obsolete
        )
        lines.amazon_product_id.filtered(
            lambda product: not product.obsolete_told_at
        ).obsolete_told_at = document.sent_at

    # === WHAT AMAZON WAS TOLD, AND WHAT IT SHOWS === #

    def _read(self, document):
        """:return: the one acknowledgement in the payload"""
        (acknowledgement,) = jsontext.loads(document.payload)["acknowledgements"]
        return acknowledgement

    def _get_told(self, document):
        """:return: units that are (accepted or back-ordered, rejected) by line, as sent"""
        told = {}
        for item in self._read(document)["items"]:
            accepted = rejected = 0
            for part in item["itemAcknowledgements"]:
                units = read_quantity(part["acknowledgedQuantity"], document.number).units
                if part["acknowledgementCode"] == "Rejected":
                    rejected += units
                else:
                    accepted += units
            told[item["itemSequenceNumber"]] = (accepted, rejected)
        return told

    def _fetch_shown(self, document, client):
        """:return: units that are (accepted, rejected) by line, as the status shows them now"""
        query = {"purchaseOrderNumber": document.number}
        answer = client.call("getPurchaseOrdersStatus", query=query)
        for record in answer.data.get("ordersStatus") or []:
            status = read_order_status(record)
            if status.number == document.number:
                return {item.sequence: (item.accepted, item.rejected) for item in status.items}
        return {}

    def _compare(self, document, shown):
        """
        :param dict shown: units that are (accepted, rejected) by line, as Amazon shows them
        :return: (line, told, shown) of each line that differs; None when Amazon shows no answer
        """
        if not any(map(any, shown.values())):
            return None
        return [
            (line, told, shown.get(line, (0, 0)))
            for line, told in self._get_told(document).items()
            if told != shown.get(line, (0, 0))
        ]
