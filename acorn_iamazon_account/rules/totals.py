# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Sums, charges and terms."""

from .catalogue import rule
from .goods import check_weight
from .records import Invoice, Problems


@rule("total", "error", "use case guide 2021: never a total of zero")
def check_total(move: Invoice) -> Problems:
    """The total is not zero."""
    if move.currency_id.is_zero(move.amount_total):
        yield move, "amount_total", move.env._("%s: Amazon takes no invoice over zero.", move.name)


@rule("sums", "error", "use case guide 2021: total = lines + taxes")
def check_sums(move: Invoice) -> Problems:
    """Quantities × costs, charges, allowances and taxes make the total, and the taxes of the lines
    make the taxes of the invoice."""
    if move.state != "posted" or any(check_weight(move)):
        return
    goods, taxes, taxes_of_parts = move._amazon_compute_sums()
    if move.currency_id.compare_amounts(float(goods + taxes), move.amount_total):
        yield (
            move,
            "invoice_line_ids",
            move.env._(
                "%(number)s: quantities × costs, charges and taxes make %(sum)s, the invoice's "
                "total is %(total)s. Remove what is neither goods nor a charge, such as cash "
                "rounding.",
                number=move.name,
                sum=goods + taxes,
                total=move.amount_total,
            ),
        )
    elif taxes != taxes_of_parts:
        yield (
            move,
            "invoice_payment_term_id",
            move.env._(
                "%(number)s: the taxes of the lines make %(parts)s, those of the invoice "
                "%(taxes)s. Choose payment terms that do not change the taxes.",
                number=move.name,
                parts=taxes_of_parts,
                taxes=taxes,
            ),
        )


@rule("charge_sign", "error", "Vendor Invoices v1: charges raise the total, allowances lower it")
def check_charge_sign(move: Invoice) -> Problems:
    """Charges are above zero, allowances below."""
    for line in move._amazon_get_charge_lines():
        if (line.price_subtotal < 0) != line._amazon_is_allowance():
            yield (
                line,
                "price_unit",
                move.env._(
                    "%(number)s, %(line)s: the price of a charge is above zero, that of an "
                    "allowance below. Change the price, or the kind of charge.",
                    number=move.name,
                    line=line.name,
                ),
            )


@rule("payment_terms", "warning", "Vendor Invoices v1: terms as in the agreement")
def check_payment_terms(move: Invoice) -> Problems:
    """The payment terms are those agreed for the vendor code."""
    if move.move_type != "out_invoice":
        return
    for code in move._amazon_get_goods_lines().sale_line_ids.order_id.sudo().amazon_code_id:
        agreed = code.payment_term_id
        if agreed and agreed != move.invoice_payment_term_id:
            yield (
                move,
                "invoice_payment_term_id",
                move.env._(
                    "%(number)s: the payment terms are not %(agreed)s, which is agreed for the "
                    "vendor code %(code)s. Set them.",
                    number=move.name,
                    agreed=agreed.name,
                    code=code.name,
                ),
            )
