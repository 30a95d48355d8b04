# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The date of the invoice."""

from odoo import fields

from .catalogue import rule
from .purchase_orders import get_orders
from .records import Invoice, Problems


@rule("date_future", "error", "use case guide 2021: not in the future")
def check_date_future(move: Invoice) -> Problems:
    """The invoice date is not after today."""
    date = move.invoice_date
    if date and date > fields.Date.context_today(move):
        yield (
            move,
            "invoice_date",
            move.env._(
                "%(number)s: the invoice date %(date)s is in the future. Change it, or wait.",
                number=move.name,
                date=date,
            ),
        )


@rule("date_zone", "error", "use case guide 2021: not in the future; SP-API: times in UTC")
def check_date_zone(move: Invoice) -> Problems:
    """The invoice date has begun in UTC, the time zone in which Amazon gets it."""
    date = move.invoice_date
    if date and date > fields.Datetime.now().date() and date <= fields.Date.context_today(move):
        yield (
            move,
            "invoice_date",
            move.env._(
                "%(number)s: it is not %(date)s in UTC yet, the time zone of Amazon's dates, and "
                "the invoice would be from the future. Submit it in some hours, or date it back.",
                number=move.name,
                date=date,
            ),
        )


@rule("date_before_order", "error", "Vendor Invoices v1: on or after the purchase order's date")
def check_date_before_order(move: Invoice) -> Problems:
    """The invoice date is not before the purchase order's."""
    date = move.invoice_date
    for order in get_orders(move):
        ordered = order.amazon_purchase_order_date
        if date and ordered and date < ordered.date():
            yield (
                move,
                "invoice_date",
                move.env._(
                    "%(number)s: the invoice date %(date)s is before purchase order %(order)s.",
                    number=move.name,
                    date=date,
                    order=order.amazon_purchase_order_number,
                ),
            )


@rule("date_before_shipment", "warning", "use case guide 2021: invoices are for shipped goods")
def check_date_before_shipment(move: Invoice) -> Problems:
    """The invoice date is not before the first shipment's."""
    if move.move_type != "out_invoice" or not move.invoice_date:
        return
    for order in get_orders(move):
        pickings = (move.amazon_picking_ids & order.picking_ids) or order.picking_ids
        shipped = [
            picking.date_done
            for picking in pickings
            if picking.picking_type_code == "outgoing" and picking.date_done
        ]
        first = shipped and fields.Datetime.context_timestamp(move, min(shipped)).date()
        if first and move.invoice_date < first:
            yield (
                move,
                "invoice_date",
                move.env._(
                    "%(number)s: the invoice date %(date)s is before the shipment of purchase "
                    "order %(order)s on %(shipped)s.",
                    number=move.name,
                    date=move.invoice_date,
                    order=order.amazon_purchase_order_number,
                    shipped=first,
                ),
            )
