# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from decimal import Decimal

from odoo.addons.acorn_iamazon.spapi import decimal_text
from odoo.addons.acorn_iamazon.spapi.invoice_item import InvoiceItem

from ..costs import PricedLine, settle_costs
from .catalogue import InvoicePayload, payload

LOCAL_TAX = "DomesticVAT"
# Odoo's ways to count the days of a payment term, and Amazon's; Proximo is the end of next month.
TERMS = {
    "days_after": "Basic",
    "days_after_end_of_month": "EndOfMonth",
    "days_after_end_of_next_month": "Proximo",
}
# Use case guide 2021: Poland, split payment.
SPLIT_PAYMENT = {
    "type": "SUR",
    "detail": "mechanizm podzielonej płatności",
    "languageCode": "PL",
}


@payload("v1")
class InvoiceV1(InvoicePayload):
    """Vendor Invoices v1: JSON, since 2019."""

    def build(self, move):
        amounts = move._amazon_get_amounts()
        invoice = {
            "invoiceType": "Invoice" if move.move_type == "out_invoice" else "CreditNote",
            "id": move.name,
            "date": f"{move.invoice_date}T00:00:00Z",
            "remitToParty": move._amazon_build_remit_to(),
            **move._amazon_build_goods_parties(),
            "billToParty": move._amazon_build_bill_to(),
            "invoiceTotal": move._amazon_build_money(Decimal(repr(move.amount_total))),
            "items": self._build_items(move, amounts),
        }
        if move.amazon_reference_number:
            invoice["referenceNumber"] = move.amazon_reference_number
        header_taxes = self._build_taxes(
            move, self._add_up(self._group_taxes(taxes) for _amount, taxes in amounts.values())
        )
        if header_taxes:
            invoice["taxDetails"] = header_taxes
        details = self._build_additional_details(move)
        if details:
            invoice["additionalDetails"] = details
        of_goods = move._amazon_get_charges_of_goods().values()
        others = move._amazon_get_charge_lines().filtered(
            lambda line: not any(line in lines for lines in of_goods)
        )
        invoice.update(self._build_charges(move, others, amounts))
        invoice.update(self._build_payment_terms(move))
        return {"invoices": [invoice]}

    def _build_items(self, move, amounts):
        """
        :param amounts: as :meth:`_amazon_get_amounts` of the invoice gives them
        :return: the items, with costs that make the total
        """
        lines = move._amazon_get_goods_lines()
        charges = move._amazon_get_charges_of_goods()
        items, priced = [], []
        for place, line in enumerate(lines, start=1):
            amount, taxes = amounts.get(line, (Decimal(0), {}))
            item, factor, cost = line._amazon_build_item(
                place, self._build_taxes(move, self._group_taxes(taxes))
            )
            item.update(self._build_charges(move, charges.get(line, ()), amounts))
            items.append(item)
            priced.append(PricedLine(factor, cost, amount))
        rounding = Decimal(repr(move.currency_id.rounding))
        for item, cost in zip(items, settle_costs(priced, rounding), strict=True):
            item["netCost"] = move._amazon_build_money(cost)
        return items

    # === TAXES === #

    def _group_taxes(self, taxes):
        """Several taxes of one type and rate are one tax of their rates together, on what is taxed
        once.

        :param taxes: of a line, {tax: (taxable amount, tax amount, the same in the company's
            currency)}
        :return: the amounts by (type, rate)
        """
        groups = {}
        for tax, amounts in taxes.items():
            groups.setdefault((tax.amazon_tax_type, self._get_tax_rate(tax)), []).append(amounts)
        return {
            (tax_type, rate and rate * len(found)): (
                max((taxable for taxable, _amount, _local in found), key=abs),
                sum(amount for _taxable, amount, _local in found),
                sum(local for _taxable, _amount, local in found),
            )
            for (tax_type, rate), found in groups.items()
        }

    def _add_up(self, groups_of_lines):
        """:return: as :meth:`_group_taxes` of all lines"""
        total = {}
        for groups in groups_of_lines:
            for key, amounts in groups.items():
                so_far = total.get(key, (Decimal(0),) * 3)
                total[key] = tuple(sum(pair) for pair in zip(so_far, amounts, strict=True))
        return total

    def _build_taxes(self, move, groups):
        """
        :param groups: as :meth:`_group_taxes` gives them
        :return: ``taxDetails``, one entry a type and rate
        """
        details = []
        for (tax_type, rate), (taxable, amount, local) in groups.items():
            entry = {"taxType": tax_type or ""}
            if rate is not None:
                entry["taxRate"] = decimal_text(rate.normalize())
            details.append(
                {
                    **entry,
                    "taxAmount": move._amazon_build_money(amount),
                    "taxableAmount": move._amazon_build_money(taxable),
                }
            )
            if self._tells_local_tax(move, tax_type):
                currency = move.company_currency_id
                details.append(
                    {
                        **entry,
                        "taxType": LOCAL_TAX,
                        "taxAmount": move._amazon_build_money(local, currency),
                    }
                )
        return details

    def _tells_local_tax(self, move, tax_type):
        """Use case guide 2021: *DomesticVAT* is the tax in local currency, at the rate of VAT."""
        account = move.sudo().amazon_account_id
        return (
            account.tell_local_tax
            and tax_type == "VAT"
            and move.currency_id != move.company_currency_id
        )

    def _get_tax_rate(self, tax):
        """:return: percent of the taxable amount; nothing for taxes by the piece"""
        rate = Decimal(repr(round(tax.amount, 4)))
        if tax.amount_type == "division":  # percent of the amount with tax
            rate = (rate * 100 / (100 - rate)).quantize(Decimal("0.0001"))
        elif tax.amount_type != "percent":
            return None
        return rate

    # === CHARGES, DETAILS AND TERMS === #

    def _build_charges(self, move, lines, amounts):
        """
        :param lines: charges and allowances, of the whole invoice or of one item
        :param amounts: as :meth:`_amazon_get_amounts` of the invoice gives them
        :return: ``chargeDetails`` and ``allowanceDetails`` of submitInvoices, as far as there are
            any; an allowance is a positive amount that lowers the total
        """
        details = {}
        for line in lines:
            word, sign = ("allowance", -1) if line._amazon_is_allowance() else ("charge", 1)
            amount, taxes = amounts.get(line, (Decimal(0), {}))
            entry = {
                "type": line.amazon_charge_type,
                "description": line.name or line.amazon_charge_type,
                f"{word}Amount": move._amazon_build_money(sign * amount),
            }
            of_line = {
                tax: tuple(sign * each for each in tax_amounts)
                for tax, tax_amounts in taxes.items()
            }
            if of_line:
                entry["taxDetails"] = self._build_taxes(move, self._group_taxes(of_line))
            details.setdefault(f"{word}Details", []).append(entry)
        return details

    def _build_additional_details(self, move):
        details = []
        if move.amazon_is_split_payment:
            details.append(dict(SPLIT_PAYMENT))
        if move.amazon_ocr_reference:
            details.append({"type": "OCR", "detail": move.amazon_ocr_reference})
        if move.amazon_carton_count:
            details.append({"type": "CartonCount", "detail": str(move.amazon_carton_count)})
        return details

    def _build_payment_terms(self, move):
        term = move.invoice_payment_term_id
        line = term.line_ids
        if len(line) != 1 or line.delay_type not in TERMS:
            return {}
        at_once = line.delay_type == "days_after" and not line.nb_days
        kind = "PaymentDueUponReceiptOfInvoice" if at_once else TERMS[line.delay_type]
        terms = {"type": kind, "netDueDays": line.nb_days}
        if term.early_discount:
            percentage = Decimal(repr(term.discount_percentage)).normalize()
            terms["discountPercent"] = decimal_text(percentage)
            terms["discountDueDays"] = term.discount_days
        return {"paymentTerms": terms}

    # === WHAT STANDS IN IT === #

    def get_total(self, body):
        (invoice,) = body["invoices"]
        total = invoice["invoiceTotal"]
        return Decimal(total["amount"]), total["currencyCode"]

    def list_items(self, body):
        (invoice,) = body["invoices"]
        return [self._read_item(item) for item in invoice["items"]]

    def _read_item(self, item):
        """What is paid by weight has a cost that Amazon may show by the piece."""
        quantity = item["invoicedQuantity"]
        codes = (item.get(f"{whose}ProductIdentifier") for whose in ("amazon", "vendor"))
        by_weight = "netCostUnitOfMeasure" in item
        return InvoiceItem(
            codes=frozenset(filter(None, codes)),
            quantity=quantity["amount"],
            cost=None if by_weight else Decimal(item["netCost"]["amount"]),
            size=quantity.get("unitSize") or 1,
        )

    def sum_up(self, body):
        (invoice,) = body["invoices"]
        goods = sum(map(self._sum_up_item, invoice["items"]), Decimal(0))
        parts = self._sum_taxes(*invoice["items"])
        for word, sign in (("charge", 1), ("allowance", -1)):
            holders = (invoice, *invoice["items"])
            entries = [entry for one in holders for entry in one.get(f"{word}Details", [])]
            parts += sign * self._sum_taxes(*entries)
            goods += sign * sum(
                (Decimal(entry[f"{word}Amount"]["amount"]) for entry in entries), Decimal(0)
            )
        return goods, self._sum_taxes(invoice), parts

    def _sum_up_item(self, item):
        """What is paid by weight is counted by its weight."""
        quantity = item["invoicedQuantity"]
        amount = quantity.get("totalWeight", quantity)["amount"]
        return Decimal(item["netCost"]["amount"]) * Decimal(amount)

    def _sum_taxes(self, *parts):
        return sum(
            (
                Decimal(tax["taxAmount"]["amount"])
                for part in parts
                for tax in part.get("taxDetails", [])
                if tax["taxType"] != LOCAL_TAX
            ),
            Decimal(0),
        )
