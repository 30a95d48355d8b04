# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from decimal import Decimal

from odoo import api, models

from odoo.addons.acorn_iamazon.spapi import decimal_text

from ...payloads import OPERATION, get_payload


class AccountMove(models.Model):
    """What Amazon gets of an invoice: each version of the payload is an object of its own in the
    folder ``payloads``; what they share is here."""

    _inherit = "account.move"

    @api.model
    def _amazon_get_payload_version(self):
        """:return: the version of the payload that Amazon takes today, for example ``v1``"""
        return self.env["amazon.vendor.api.version"]._get_current(OPERATION)

    def _amazon_looking_once(self):
        """:return: the same, with a memory: what rules and payload read of an invoice does not
        change while it is checked, and is computed once. Not to be kept longer than that."""
        return self if "amazon_seen" in self.env.context else self.with_context(amazon_seen={})

    def _amazon_remember(self, name, values):
        """:param dict values: what is looked at under that name, by invoice"""
        self.env.context["amazon_seen"].update(
            ((move.id, name), value) for move, value in values.items()
        )

    def _amazon_look(self, name, compute):
        """:param str name: of what is looked at
        :param callable compute: finds it
        :return: what it finds, or found before"""
        seen = self.env.context.get("amazon_seen", {})
        key = (self.id, name)
        if key not in seen:
            seen[key] = compute()
        return seen[key]

    def _amazon_build_invoice(self):
        """:return: the body of submitInvoices, in the version that is valid today"""
        self.ensure_one()
        version = self._amazon_get_payload_version()
        return self._amazon_look(version, lambda: get_payload(version).build(self))

    def _amazon_compute_sums(self):
        """:return: (goods + charges - allowances, taxes of the invoice, taxes of its parts), from
        the payload as Amazon gets it"""
        version = get_payload(self._amazon_get_payload_version())
        return version.sum_up(self._amazon_build_invoice())

    def _amazon_find_schema_errors(self):
        """:return: sentences that say where the payload breaks Amazon's schema"""
        version = get_payload(self._amazon_get_payload_version())
        return version.validate(self._amazon_build_invoice())

    def _amazon_build_money(self, amount, currency=None):
        """:param Decimal amount: written with the currency's decimals, or more when it has more"""
        currency = currency or self.currency_id
        amount = amount.normalize()
        places = max(currency.decimal_places, -amount.as_tuple().exponent)
        return {"amount": decimal_text(amount, places), "currencyCode": currency.name}

    def _amazon_round(self, amount, currency=None):
        return Decimal(repr((currency or self.currency_id).round(amount)))

    def _amazon_get_amounts(self):
        """Odoo's own figures, in which the lines add up to the invoice whatever way it rounds.

        :return: line -> (amount without taxes, {tax: :class:`tuple` of taxable amount, tax amount,
            and tax amount in the company's currency})
        """
        base_lines, _tax_lines = self._get_rounded_base_and_tax_lines()
        company_currency = self.company_currency_id
        amounts = {}
        for base_line in base_lines:
            details = base_line["tax_details"]
            amount = self._amazon_round(
                details["total_excluded_currency"] + details["delta_total_excluded_currency"]
            )
            taxes = {}
            for data in details["taxes_data"]:
                taxable, tax_amount, local = taxes.get(data["tax"], (Decimal(0),) * 3)
                if not data.get("is_reverse_charge"):
                    taxable += self._amazon_round(data["base_amount_currency"])
                taxes[data["tax"]] = (
                    taxable,
                    tax_amount + self._amazon_round(data["tax_amount_currency"]),
                    local + self._amazon_round(data["tax_amount"], company_currency),
                )
            amounts[base_line["record"]] = (amount, taxes)
        return amounts
