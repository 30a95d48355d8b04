# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from decimal import Decimal

from odoo import api, models

from odoo.addons.acorn_iamazon.spapi import decimal_text

from ...costs import PricedLine, settle_costs

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


class AccountMove(models.Model):
    """Vendor Invoices v1: JSON, since 2019."""

    _inherit = "account.move"

    def _amazon_build_invoice_v1(self):
        """:return: the body of submitInvoices (Vendor Invoices v1)"""
        amounts = self._amazon_get_amounts()
        invoice = {
            "invoiceType": "Invoice" if self.move_type == "out_invoice" else "CreditNote",
            "id": self.name,
            "date": f"{self.invoice_date}T00:00:00Z",
            "remitToParty": self._amazon_build_remit_to(),
            **self._amazon_build_goods_parties(),
            "billToParty": self._amazon_build_bill_to(),
            "invoiceTotal": self._amazon_build_money(Decimal(repr(self.amount_total))),
            "items": self._amazon_build_items(amounts),
        }
        if self.amazon_reference_number:
            invoice["referenceNumber"] = self.amazon_reference_number
        header_taxes = self._amazon_build_taxes(
            self._amazon_add_up(taxes for _amount, taxes in amounts.values())
        )
        if header_taxes:
            invoice["taxDetails"] = header_taxes
        details = self._amazon_build_additional_details()
        if details:
            invoice["additionalDetails"] = details
        invoice.update(self._amazon_build_charges(amounts))
        invoice.update(self._amazon_build_payment_terms())
        return {"invoices": [invoice]}

    def _amazon_build_items(self, amounts):
        """
        :param amounts: as :meth:`_amazon_get_amounts` gives them
        :return: the items, with costs that make the total
        """
        lines = self._amazon_get_goods_lines()
        items, priced = [], []
        for place, line in enumerate(lines, start=1):
            amount, taxes = amounts.get(line, (Decimal(0), {}))
            item, factor, cost = line._amazon_build_item(place, self._amazon_build_taxes(taxes))
            items.append(item)
            priced.append(PricedLine(factor, cost, amount))
        rounding = Decimal(repr(self.currency_id.rounding))
        for item, cost in zip(items, settle_costs(priced, rounding), strict=True):
            item["netCost"] = self._amazon_build_money(cost)
        return items

    # === TAXES === #

    @api.model
    def _amazon_add_up(self, taxes_of_lines):
        total = {}
        for taxes in taxes_of_lines:
            for tax, amounts in taxes.items():
                so_far = total.get(tax, (Decimal(0),) * 3)
                total[tax] = tuple(sum(pair) for pair in zip(so_far, amounts, strict=True))
        return total

    def _amazon_build_taxes(self, taxes):
        """
        :param taxes: {tax: (taxable amount, tax amount, tax amount in the company's currency)}
        :return: ``taxDetails``, one entry a type and rate
        """
        groups = {}
        for tax, amounts in taxes.items():
            key = (tax.amazon_tax_type, self._amazon_get_tax_rate(tax))
            so_far = groups.get(key, (Decimal(0),) * 3)
            groups[key] = tuple(sum(pair) for pair in zip(so_far, amounts, strict=True))
        details = []
        for (tax_type, rate), (taxable, amount, local) in groups.items():
            entry = {"taxType": tax_type or "", **({"taxRate": rate} if rate else {})}
            details.append(
                {
                    **entry,
                    "taxAmount": self._amazon_build_money(amount),
                    "taxableAmount": self._amazon_build_money(taxable),
                }
            )
            if self._amazon_tells_local_tax(tax_type):
                currency = self.company_currency_id
                details.append(
                    {
                        **entry,
                        "taxType": LOCAL_TAX,
                        "taxAmount": self._amazon_build_money(local, currency),
                    }
                )
        return details

    def _amazon_tells_local_tax(self, tax_type):
        """Use case guide 2021: *DomesticVAT* is the tax in local currency, at the rate of VAT."""
        account = self.sudo().amazon_account_id
        return (
            account.tell_local_tax
            and tax_type == "VAT"
            and self.currency_id != self.company_currency_id
        )

    @api.model
    def _amazon_get_tax_rate(self, tax):
        """:return: percent of the taxable amount as a text; empty for taxes by the piece"""
        rate = Decimal(repr(round(tax.amount, 4)))
        if tax.amount_type == "division":  # percent of the amount with tax
            rate = (rate * 100 / (100 - rate)).quantize(Decimal("0.0001"))
        elif tax.amount_type != "percent":
            return ""
        return decimal_text(rate.normalize())

    # === CHARGES, DETAILS AND TERMS === #

    def _amazon_build_charges(self, amounts):
        """
        :param amounts: as :meth:`_amazon_get_amounts` gives them
        :return: ``chargeDetails`` and ``allowanceDetails`` of submitInvoices, as far as there are
            any; an allowance is a positive amount that lowers the total
        """
        details = {}
        for line in self._amazon_get_charge_lines():
            word, sign = ("allowance", -1) if line._amazon_is_allowance() else ("charge", 1)
            amount, taxes = amounts.get(line, (Decimal(0), {}))
            entry = {
                "type": line.amazon_charge_type,
                "description": line.name or line.amazon_charge_type,
                f"{word}Amount": self._amazon_build_money(sign * amount),
            }
            of_line = {
                tax: tuple(sign * each for each in tax_amounts)
                for tax, tax_amounts in taxes.items()
            }
            if of_line:
                entry["taxDetails"] = self._amazon_build_taxes(of_line)
            details.setdefault(f"{word}Details", []).append(entry)
        return details

    def _amazon_build_additional_details(self):
        details = []
        if self.amazon_is_split_payment:
            details.append(dict(SPLIT_PAYMENT))
        if self.amazon_ocr_reference:
            details.append({"type": "OCR", "detail": self.amazon_ocr_reference})
        if self.amazon_carton_count:
            details.append({"type": "CartonCount", "detail": str(self.amazon_carton_count)})
        return details

    def _amazon_build_payment_terms(self):
        term = self.invoice_payment_term_id
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

    # === CHECK === #

    def _amazon_compute_sums(self):
        """:return: (goods + charges - allowances, taxes of the invoice, taxes of its parts), from
        the payload as Amazon gets it"""
        invoice = self._amazon_build_invoice()["invoices"][0]
        goods = sum(
            (
                Decimal(item["netCost"]["amount"])
                * Decimal(
                    item["invoicedQuantity"].get("totalWeight", item["invoicedQuantity"])["amount"]
                )
                for item in invoice["items"]
            ),
            Decimal(0),
        )
        parts = self._amazon_sum_taxes(*invoice["items"])
        for word, sign in (("charge", 1), ("allowance", -1)):
            entries = invoice.get(f"{word}Details", [])
            parts += sign * self._amazon_sum_taxes(*entries)
            goods += sign * sum(
                (Decimal(entry[f"{word}Amount"]["amount"]) for entry in entries), Decimal(0)
            )
        return goods, self._amazon_sum_taxes(invoice), parts

    @api.model
    def _amazon_sum_taxes(self, *parts):
        return sum(
            (
                Decimal(tax["taxAmount"]["amount"])
                for part in parts
                for tax in part.get("taxDetails", [])
                if tax["taxType"] != LOCAL_TAX
            ),
            Decimal(0),
        )
