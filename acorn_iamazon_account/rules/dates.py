# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The date of the invoice."""

from datetime import date, datetime, timezone
from zoneinfo import ZoneInfo

from .catalogue import rule
from .purchase_orders import get_orders
from .records import Invoice, Problems


def get_day(move: Invoice, moment: datetime) -> date:
    """:param move: of an environment with the person's time zone
    :param moment: in UTC, without a zone as Odoo has it
    :return: the day that it is for the person"""
    return moment.replace(tzinfo=timezone.utc).astimezone(move.env.tz).date()


def get_first_day(move: Invoice, moment: datetime) -> date:
    """The day of an invoice is that of the person who wrote it, wherever it is checked: an order of
    the evening in California is of the next day in UTC.

    :param moment: as for :func:`get_day`
    :return: the earliest of the days that it is for who looks and who wrote the invoice"""
    writer = move.invoice_user_id
    days = [get_day(move, moment)]
    if writer and writer.tz:
        days.append(moment.replace(tzinfo=timezone.utc).astimezone(ZoneInfo(writer.tz)).date())
    return min(days)


def get_today(move: Invoice) -> date:
    """:param move: of an environment with the person's time zone
    :return: the day that it is for the person now"""
    return get_day(move, datetime.now(timezone.utc))


@rule("date_future", "error", "use case guide 2021: not in the future")
def check_date_future(move: Invoice) -> Problems:
    """The invoice date is not after today."""
    day = move.invoice_date
    if day and day > get_today(move):
        yield (
            move,
            "invoice_date",
            move.env._(
                "%(number)s: the invoice date %(date)s is in the future. Change it, or wait.",
                number=move.name,
                date=day,
            ),
        )


@rule("date_zone", "error", "use case guide 2021: not in the future; SP-API: times in UTC")
def check_date_zone(move: Invoice) -> Problems:
    """The invoice date has begun in UTC, the time zone in which Amazon gets it."""
    day = move.invoice_date
    if day and datetime.now(timezone.utc).date() < day <= get_today(move):
        yield (
            move,
            "invoice_date",
            move.env._(
                "%(number)s: it is not %(date)s in UTC yet, the time zone of Amazon's dates, and "
                "the invoice would be from the future. Submit it in some hours, or date it back.",
                number=move.name,
                date=day,
            ),
        )


@rule("date_before_order", "error", "Vendor Invoices v1: on or after the purchase order's date")
def check_date_before_order(move: Invoice) -> Problems:
    """The invoice date is not before the purchase order's."""
    day = move.invoice_date
    for order in get_orders(move):
        ordered = order.amazon_purchase_order_date
        if day and ordered and day < get_first_day(move, ordered):
            yield (
                move,
                "invoice_date",
                move.env._(
                    "%(number)s: the invoice date %(date)s is before purchase order %(order)s.",
                    number=move.name,
                    date=day,
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
            if picking._amazon_goes_to_amazon() and picking.date_done
        ]
        first = get_day(move, min(shipped)) if shipped else None
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
