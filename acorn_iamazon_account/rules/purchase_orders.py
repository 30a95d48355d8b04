# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The purchase orders that are invoiced."""

from .catalogue import rule
from .records import Invoice, Order, Problems


def get_orders(move: Invoice) -> Order:
    """:param move: an invoice or a credit note
    :return: the sale orders of the invoice's lines of goods"""
    return move._amazon_get_goods_lines().sale_line_ids.order_id


@rule("purchase_order", "error", "use case guide 2021: invoices are for confirmed orders")
def check_purchase_order(move: Invoice) -> Problems:
    """Each line of goods belongs to a line of an Amazon purchase order."""
    for line in move._amazon_get_goods_lines():
        if not line._amazon_get_order_line() and not _may_lack_order(move):
            yield (
                line,
                "sale_line_ids",
                move.env._(
                    "%(number)s, line %(line)s: it belongs to no line of an Amazon purchase "
                    "order. Remove it, invoice it apart, or mark it as a charge or an allowance.",
                    number=move.name,
                    line=line.name,
                ),
            )


def _may_lack_order(move: Invoice) -> bool:
    """What a credit note is for was found on the invoice that it refers to."""
    return move.move_type != "out_invoice"


@rule("purchase_order_number", "error", "Vendor Invoices v1: the number as Amazon wrote it")
def check_purchase_order_number(move: Invoice) -> Problems:
    """The number of the purchase order is the one that Amazon sent, to the letter."""
    for order in get_orders(move):
        documents = order.sudo().amazon_document_ids
        received = [each.number for each in documents if each.kind == "purchase_order"]
        if received and order.amazon_purchase_order_number not in received:
            yield (
                order,
                "amazon_purchase_order_number",
                move.env._(
                    "%(number)s: Amazon's number of the purchase order is %(theirs)s, the order "
                    "%(order)s says %(ours)s. Capital and small letters count: correct the order.",
                    number=move.name,
                    theirs=received[-1],
                    order=order.name,
                    ours=order.amazon_purchase_order_number or "",
                ),
            )


@rule("purchase_order_account", "error", "SP-API: an authorisation is for one vendor group")
def check_purchase_order_account(move: Invoice) -> Problems:
    """The purchase order belongs to the account that submits the invoice."""
    account = move.sudo().amazon_account_id
    for order in get_orders(move).sudo().filtered("amazon_purchase_order_number"):
        if order.amazon_account_id != account:
            yield (
                order,
                "amazon_account_id",
                move.env._(
                    "%(number)s goes to the account %(account)s, which did not receive purchase "
                    "order %(order)s. Invoice it apart.",
                    number=move.name,
                    account=account.name,
                    order=order.amazon_purchase_order_number,
                ),
            )


@rule("purchase_order_cancelled", "error", "use case guide 2021")
def check_order_not_cancelled(move: Invoice) -> Problems:
    """The purchase order is not cancelled."""
    for order in get_orders(move):
        if order.state == "cancel":
            yield (
                order,
                "state",
                move.env._(
                    "%(number)s: the order of purchase order %(order)s is cancelled.",
                    number=move.name,
                    order=order.amazon_purchase_order_number,
                ),
            )


@rule("payment_method", "warning", "Vendor Orders v1: paymentMethod")
def check_payment_method(move: Invoice) -> Problems:
    """Amazon pays the purchase order by invoice, not as consignment or by card."""
    for order in get_orders(move):
        if order.amazon_payment_method not in (False, "Invoice"):
            yield (
                order,
                "amazon_payment_method",
                move.env._(
                    "%(number)s: Amazon pays purchase order %(order)s by %(method)s, and does not "
                    "expect an invoice.",
                    number=move.name,
                    order=order.amazon_purchase_order_number,
                    method=order.amazon_payment_method,
                ),
            )


@rule("currency", "error", "use case guide 2021: the currency of the purchase order")
def check_currency(move: Invoice) -> Problems:
    """The invoice is in the currency of the purchase order."""
    for order in get_orders(move):
        theirs = order.amazon_currency or order.currency_id.name
        if theirs != move.currency_id.name:
            yield (
                move,
                "currency_id",
                move.env._(
                    "%(number)s is in %(ours)s, purchase order %(order)s in %(theirs)s. Change "
                    "the currency of the invoice.",
                    number=move.name,
                    ours=move.currency_id.name,
                    order=order.amazon_purchase_order_number,
                    theirs=theirs,
                ),
            )


@rule("one_purchase_order", "error", "use case guide 2021: India, one purchase order an invoice")
def check_one_purchase_order(move: Invoice) -> Problems:
    """In India an invoice is for one purchase order."""
    orders = get_orders(move)
    if move.company_id.country_id.code == "IN" and len(orders) > 1:
        numbers = [order.amazon_purchase_order_number or order.name for order in orders]
        yield (
            move,
            "invoice_line_ids",
            move.env._(
                "%(number)s is for purchase orders %(orders)s. In India Amazon takes one an "
                "invoice: make an invoice for each.",
                number=move.name,
                orders=", ".join(sorted(numbers)),
            ),
        )
