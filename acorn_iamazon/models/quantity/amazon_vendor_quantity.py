# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections import defaultdict

from odoo import api, models

from ...quantities import Quantities, allot

# Notices that Amazon has, as far as is known.
NOTICED_STATES = ("sent", "accepted")


class AmazonVendorQuantity(models.AbstractModel):
    """The quantity ledger: what became of each unit of the lines of purchase orders.

    It has no table. Each number stands in one place already, in Odoo's transfers and invoices or
    in what Amazon told, and a copy of it could only be late; this is the one place that counts them
    together, in eaches. Whatever compares quantities reads it, many lines at a time: the number of
    queries does not grow with the lines.

    Other addons add numbers by extending :meth:`_collect`.
    """

    _name = "amazon.vendor.quantity"
    _description = "Amazon Quantity Ledger"

    @api.model
    def _read(self, lines, notices=True):
        """
        :param lines: order lines; those that are not on a purchase order are left out
        :param bool notices: whether the notices are read as well, which are long texts
        :return: :class:`Quantities` by line
        """
        ours = lines.filtered("amazon_item_sequence").sudo()
        numbers = self._collect(ours)
        noticed = self._count_noticed(ours) if notices else defaultdict(float)
        return {line: Quantities(**numbers[line], noticed=noticed[line]) for line in ours}

    @api.model
    def _collect(self, lines):
        """:param lines: lines of purchase orders, as superuser
        :return: the numbers of :class:`Quantities`, by line"""
        return {
            line: {
                **line._amazon_count_answer(),
                "to_ship": line._amazon_count_to_ship(),
                **line._amazon_count_received(),
            }
            for line in lines
        }

    # === NOTICES === #

    @api.model
    def _count_noticed(self, lines):
        """:return: the eaches that Amazon was told of, by line"""
        told = self._read_notices(lines.order_id.picking_ids)
        noticed = defaultdict(float)
        groups = lines.grouped(
            lambda line: (
                line.order_id.amazon_purchase_order_number,
                line.amazon_vendor_sku or line.amazon_asin,
            )
        )
        for key, group in groups.items():
            # Of two lines with one product the notice does not tell which is which.
            *shipped, _last = group.mapped(lambda line: line._amazon_count_shipped())
            shares = allot(told[key], shipped)
            shares.append(told[key] - sum(shares))
            noticed |= zip(group, shares, strict=True)
        return noticed

    @api.model
    def _read_notices(self, pickings):
        """:return: the eaches by purchase order and product, over all notices of the transfers"""
        told = defaultdict(float)
        leads = pickings._amazon_get_leads()
        for notice in leads.amazon_document_ids._of_kind("shipment_confirmation"):
            if notice.state in NOTICED_STATES:
                body = notice._get_kind()._read(notice)
                for key, units in pickings._amazon_count_units(body).items():
                    told[key] += units
        return told
