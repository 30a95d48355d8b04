# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Prices, quantities, units and weights of the lines."""

from .catalogue import rule
from .records import Invoice, Problems


@rule("price", "error", "Vendor Invoices v1: the cost equals the purchase order's")
def check_price(move: Invoice) -> Problems:
    """The price of each line is the net cost of the purchase order; the line's amount may differ by
    less than the smallest coin."""
    if move.move_type != "out_invoice":
        return
    for line in move._amazon_get_goods_lines():
        if line._amazon_differs_from_order():
            yield (
                line,
                "price_unit",
                move.env._(
                    "%(number)s, %(product)s: the price differs from the purchase order's "
                    "(%(price)s a unit). Set the price, or ask Amazon to change the order.",
                    number=move.name,
                    product=line.product_id.display_name,
                    price=f"{line._amazon_get_order_line()._amazon_get_each_price():g}",
                ),
            )


@rule("positive", "error", "Vendor Invoices v1: quantity and cost are above zero")
def check_positive(move: Invoice) -> Problems:
    """Quantity and price of each line of goods are above zero."""
    for line in move._amazon_get_goods_lines():
        amounts = {"quantity": line.quantity, "price_subtotal": line.price_subtotal}
        for name, amount in amounts.items():
            if amount <= 0:
                yield (
                    line,
                    name,
                    move.env._(
                        "%(number)s, %(product)s: %(field)s must be above zero. Remove the line, "
                        "or give it an amount.",
                        number=move.name,
                        product=line.product_id.display_name or line.name,
                        field=line._fields[name]._description_string(move.env),
                    ),
                )
                break


@rule("whole_units", "error", "Vendor Invoices v1: quantities are integers")
def check_whole_units(move: Invoice) -> Problems:
    """The quantity of each line is a whole number of units."""
    for line in move._amazon_get_goods_lines():
        units = line._amazon_get_units()
        if round(units - round(units), 6):
            yield (
                line,
                "quantity",
                move.env._(
                    "%(number)s, %(product)s: %(units)s units are no whole number, and Amazon "
                    "counts whole units. Change the quantity or the unit of measure.",
                    number=move.name,
                    product=line.product_id.display_name,
                    units=units,
                ),
            )


@rule("quantity", "error", "use case guide 2021: invoiced is what was confirmed")
def check_quantity(move: Invoice) -> Problems:
    """What is invoiced, with what was invoiced before, is not more than what was accepted."""
    if move.move_type != "out_invoice":
        return
    for order_line, quantities in move._amazon_get_quantities().items():
        if round(quantities.to_pay - quantities.promised, 4) > 0:
            yield (
                move,
                "invoice_line_ids",
                move.env._(
                    "%(number)s, %(product)s: %(invoiced)s are invoiced in all, but %(accepted)s "
                    "were accepted on purchase order %(order)s. Lower the quantity.",
                    number=move.name,
                    product=order_line.product_id.display_name,
                    invoiced=quantities.to_pay,
                    accepted=quantities.promised,
                    order=order_line.order_id.amazon_purchase_order_number,
                ),
            )


@rule("delivered", "warning", "use case guide 2021: invoices are for shipped goods")
def check_delivered(move: Invoice) -> Problems:
    """What is invoiced, with what was invoiced before, is not more than what was shipped."""
    if move.move_type != "out_invoice":
        return
    for order_line, quantities in move._amazon_get_quantities().items():
        if round(quantities.to_pay - quantities.shipped, 4) > 0:
            yield (
                move,
                "invoice_line_ids",
                move.env._(
                    "%(number)s, %(product)s: %(invoiced)s are invoiced in all, %(delivered)s "
                    "shipped. Ship first, or lower the quantity.",
                    number=move.name,
                    product=order_line.product_id.display_name,
                    invoiced=quantities.to_pay,
                    delivered=quantities.shipped,
                ),
            )


@rule("weight", "error", "Vendor Invoices v1: totalWeight of goods priced by weight")
def check_weight(move: Invoice) -> Problems:
    """Products that Amazon pays by weight have a weight."""
    for line in move._amazon_get_goods_lines():
        order_line = line._amazon_get_order_line()
        if order_line.amazon_net_cost_weight_unit and not line.product_id.weight:
            yield (
                line.product_id,
                "weight",
                move.env._(
                    "%(number)s, %(product)s: Amazon pays it by weight, and the product has no "
                    "weight. Set it on the product.",
                    number=move.name,
                    product=line.product_id.display_name,
                ),
            )
