# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What 19.0.1.0.0 booked is held against its plan, too: the entry as it stands now. Items behind
the money and the settlements were the deductions in their order, each with its taxes behind it, and
at the end what settles their documents. Another entry has no plan."""

import json

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute(
        "SELECT id FROM amazon_vendor_remittance"
        " WHERE state = 'posted' AND payment_id IS NOT NULL AND booked_plan IS NULL"
    )
    for remittance in env["amazon.vendor.remittance"].browse(row[0] for row in cr.fetchall()):
        keys = _find_keys(remittance)
        if keys is None:
            continue
        for item, (key, line) in keys.items():
            cr.execute(
                "UPDATE account_move_line SET amazon_key = %s, amazon_remittance_line_id = %s"
                " WHERE id = %s",
                [key, line.id, item.id],
            )
        env["account.move.line"].invalidate_model()
        cr.execute(
            "UPDATE amazon_vendor_remittance SET booked_plan = %s WHERE id = %s",
            [json.dumps([_dump(item) for item in _get_items(remittance)]), remittance.id],
        )
    env.invalidate_all()


def _get_items(remittance):
    return remittance.payment_id.move_id.line_ids.sorted("id")


def _find_keys(remittance):
    """:return: {item: (key, line of the remittance)} of what has no key yet; None when the entry is
    not what the lines let expect"""
    left = [item for item in _get_items(remittance) if not item.amazon_key]
    deductions = remittance._get_deductions()
    keys = {}
    for is_document in (False, True):
        for line, kind, amount in deductions:
            if bool(line.document_id and kind == line.deduction_type_id) != is_document:
                continue
            taken = _take(left, is_document)
            if not taken or remittance.currency_id.compare_amounts(
                sum(item.amount_currency for item in taken), amount
            ):
                return None
            own = f"document:{line.id}" if is_document else f"deduction:{line.id}:{kind.id}"
            keys[taken[0]] = own, line
            keys |= {item: (f"{own}:{item.tax_repartition_line_id.id}", line) for item in taken[1:]}
    return None if left else keys


def _take(left, is_document):
    """:return: the next item, and the taxes behind it, out of those that are left"""
    taken = left[:1]
    del left[:1]
    while left and left[0].tax_repartition_line_id and not is_document:
        taken.append(left.pop(0))
    return taken


def _dump(item):
    """:return: the item as a plan has it"""
    parts = item.amazon_key.split(":")
    role = "tax" if item.tax_repartition_line_id else parts[0]
    places = item.currency_id.decimal_places
    return {
        "role": role,
        "key": item.amazon_key,
        "account": item.account_id.id,
        "partner": item.partner_id.id,
        "currency": item.currency_id.id,
        "amount": f"{item.amount_currency:.{places}f}",
        "balance": f"{item.balance:.{item.company_currency_id.decimal_places}f}",
        "line": int(parts[1]) if len(parts) > 1 else None,
    }
