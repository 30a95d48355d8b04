# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What an invoice must be before it goes to Amazon: a rejection delays the payment by weeks.

A rule is a function that takes the invoice (``account.move``) and gives the sentences in which
it breaks the rule; its code, its severity and its source stand in the decorator. An ``error``
stops the submission, a ``warning`` is shown.
"""

from dataclasses import dataclass

from odoo import fields
from odoo.tools import float_compare

from odoo.addons.acorn_iamazon.spapi.schemas import validate

RULES = []
LONGEST_NUMBER = 22


@dataclass(frozen=True)
class Rule:
    code: str
    severity: str
    source: str
    check: object


@dataclass(frozen=True)
class Finding:
    code: str
    severity: str
    message: str


def rule(code, severity, source):
    def register(check):
        RULES.append(Rule(code, severity, source, check))
        return check

    return register


def find_problems(move):
    """:return: what is wrong with the invoice, as a list of :class:`Finding`; the schema of the
    payload is looked at last, and only when nothing else is wrong: its words are a machine's"""
    findings = [
        Finding(rule.code, rule.severity, message) for rule in RULES for message in rule.check(move)
    ]
    if not any(finding.severity == "error" for finding in findings):
        payload = move._amazon_build_invoice()
        findings += [
            Finding("schema", "error", f"{move.name}: {sentence}")
            for sentence in validate("submitInvoices", payload)
        ]
    return findings


def _get_lines(move):
    return move._amazon_get_goods_lines()


@rule("posted", "error", "ours: a draft has no final number")
def check_posted(move):
    if move.state != "posted":
        yield move.env._("%s: post the invoice first.", move.display_name)


@rule("number_length", "error", "X12 810, element 76: at most 22 characters")
def check_number_length(move):
    if len(move.name or "") > LONGEST_NUMBER:
        yield move.env._(
            "%(number)s: the number has more than %(longest)s characters. Shorten the sequence of "
            "the journal %(journal)s.",
            number=move.name,
            longest=LONGEST_NUMBER,
            journal=move.journal_id.display_name,
        )


@rule("purchase_order", "error", "use case guide 2021: invoices are for confirmed orders")
def check_purchase_order(move):
    if move.move_type != "out_invoice":
        return
    for line in _get_lines(move):
        if not line._amazon_get_order_line():
            yield move.env._(
                "%(number)s, line %(line)s: it belongs to no line of an Amazon purchase order. "
                "Remove it, invoice it apart, or mark it as a charge or an allowance.",
                number=move.name,
                line=line.name,
            )


@rule("purchase_order_number", "error", "Vendor Invoices v1: the number as Amazon wrote it")
def check_purchase_order_number(move):
    for order in _get_lines(move).sale_line_ids.order_id:
        documents = order.sudo().amazon_document_ids
        received = documents.filtered(lambda d: d.kind == "purchase_order").mapped("number")
        if received and order.amazon_purchase_order_number not in received:
            yield move.env._(
                "%(number)s: Amazon's number of the purchase order is %(theirs)s, the order "
                "%(order)s says %(ours)s. Capital and small letters count: correct the order.",
                number=move.name,
                theirs=received[-1],
                order=order.name,
                ours=order.amazon_purchase_order_number or "",
            )


@rule("one_purchase_order_cancelled", "error", "use case guide 2021")
def check_order_not_cancelled(move):
    for order in _get_lines(move).sale_line_ids.order_id:
        if order.state == "cancel":
            yield move.env._(
                "%(number)s: the order of purchase order %(order)s is cancelled.",
                number=move.name,
                order=order.amazon_purchase_order_number,
            )


@rule("currency", "error", "use case guide 2021: the currency of the purchase order")
def check_currency(move):
    for order in _get_lines(move).sale_line_ids.order_id:
        if order.currency_id != move.currency_id:
            yield move.env._(
                "%(number)s is in %(ours)s, purchase order %(order)s in %(theirs)s. Change the "
                "currency of the invoice.",
                number=move.name,
                ours=move.currency_id.name,
                order=order.amazon_purchase_order_number,
                theirs=order.currency_id.name,
            )


@rule("price", "error", "Vendor Invoices v1: the cost equals the purchase order's")
def check_price(move):
    for line in _get_lines(move):
        if move.move_type == "out_invoice" and line._amazon_differs_from_order():
            yield move.env._(
                "%(number)s, %(product)s: the price differs from the purchase order's "
                "(%(price)s a unit). Set the price, or ask Amazon to change the order.",
                number=move.name,
                product=line.product_id.display_name,
                price=line._amazon_get_order_line().price_unit,
            )


@rule("quantity", "error", "use case guide 2021: invoiced is what was confirmed and shipped")
def check_quantity(move):
    if move.move_type != "out_invoice":
        return
    for order_line in _get_lines(move).sale_line_ids:
        if (
            float_compare(order_line.qty_invoiced, order_line.product_uom_qty, precision_digits=4)
            > 0
        ):
            yield move.env._(
                "%(number)s, %(product)s: %(invoiced)s are invoiced in all, but %(accepted)s were "
                "accepted on purchase order %(order)s. Lower the quantity.",
                number=move.name,
                product=order_line.product_id.display_name,
                invoiced=order_line.qty_invoiced,
                accepted=order_line.product_uom_qty,
                order=order_line.order_id.amazon_purchase_order_number,
            )


@rule("delivered", "warning", "use case guide 2021: invoices are for shipped goods")
def check_delivered(move):
    if move.move_type != "out_invoice":
        return
    for line in _get_lines(move).sale_line_ids:
        if float_compare(line.qty_invoiced, line.qty_delivered, precision_digits=4) > 0:
            yield move.env._(
                "%(number)s, %(product)s: %(invoiced)s are invoiced, %(delivered)s shipped.",
                number=move.name,
                product=line.product_id.display_name,
                invoiced=line.qty_invoiced,
                delivered=line.qty_delivered,
            )


@rule("bill_to", "error", "use case guide 2021: bill-to exactly as Amazon has it")
def check_bill_to(move):
    if not move._amazon_get_bill_to():
        yield move.env._(
            "%(number)s: %(partner)s is no bill-to party of the account %(account)s. Choose the "
            "party of the purchase order, or add it in Amazon Vendor, Configuration, Parties.",
            number=move.name,
            partner=move.partner_id.display_name,
            account=move.sudo().amazon_account_id.name,
        )


@rule("remit_to", "error", "use case guide 2021: full address of the vendor")
def check_remit_to(move):
    partner = move.company_id.partner_id
    missing = [
        partner._fields[name]._description_string(move.env)
        for name in ("street", "city", "zip", "country_id")
        if not partner[name]
    ]
    if missing:
        yield move.env._(
            "%(number)s: the address of %(company)s lacks %(fields)s. Complete it in Settings, "
            "Companies.",
            number=move.name,
            company=move.company_id.name,
            fields=", ".join(missing),
        )


@rule("date", "error", "use case guide 2021: not in the future, not before the purchase order")
def check_date(move):
    date = move.invoice_date
    if date and date > fields.Date.context_today(move):
        yield move.env._(
            "%(number)s: the invoice date %(date)s is in the future. Change it, or wait.",
            number=move.name,
            date=date,
        )
    for order in _get_lines(move).sale_line_ids.order_id:
        ordered = order.amazon_purchase_order_date
        if date and ordered and date < ordered.date():
            yield move.env._(
                "%(number)s: the invoice date %(date)s is before purchase order %(order)s.",
                number=move.name,
                date=date,
                order=order.amazon_purchase_order_number,
            )


@rule("total", "error", "use case guide 2021: never a total of zero")
def check_total(move):
    if move.currency_id.is_zero(move.amount_total):
        yield move.env._("%s: Amazon takes no invoice over zero.", move.name)


@rule("sums", "error", "use case guide 2021: total = lines + taxes")
def check_sums(move):
    if move.state != "posted":
        return
    lines, taxes = move._amazon_compute_sums()
    if float_compare(
        float(lines + taxes), move.amount_total, precision_rounding=move.currency_id.rounding
    ):
        yield move.env._(
            "%(number)s: quantities × costs and taxes make %(sum)s, the invoice's total is "
            "%(total)s. Invoice whole cases, or a price that does not need to be rounded.",
            number=move.name,
            sum=lines + taxes,
            total=move.amount_total,
        )


@rule("tax_type", "error", "Vendor Invoices v1: list of tax types")
def check_tax_type(move):
    for tax in move.invoice_line_ids.tax_ids.flatten_taxes_hierarchy():
        if not tax.amazon_tax_type:
            yield move.env._(
                "%(number)s: the tax %(tax)s has no Amazon tax type. Set it on the tax.",
                number=move.name,
                tax=tax.name,
            )


@rule("credit_note", "error", "page Submit credit notes: exactly one accepted invoice a note")
def check_credit_note(move):
    if move.move_type != "out_refund":
        return
    invoice = move.reversed_entry_id
    if not invoice:
        yield move.env._(
            "%s: the credit note refers to no invoice. Make it by Credit Note on the invoice.",
            move.name,
        )
    elif invoice.amazon_submission_state != "accepted":
        yield move.env._(
            "%(number)s: Amazon has not accepted the invoice %(invoice)s that it refers to.",
            number=move.name,
            invoice=invoice.name,
        )
