# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import re

from odoo import Command, fields, models

from odoo.addons.acorn_iamazon.spapi import jsontext
from odoo.addons.acorn_iamazon.spapi.invoice_header import read_invoice_header


class AmazonVendorAccount(models.Model):
    """Where remittances come from by themselves: the Invoices API and e-mails.

    The Invoices API knows the number of a payment and what was paid of each invoice, but neither
    the payment's total and date nor Amazon's own deductions: what is made of it is expected, until
    a file, an e-mail or the bank confirms it."""

    _name = "amazon.vendor.account"
    _inherit = ["amazon.vendor.account", "mail.alias.mixin.optional"]

    book_expected = fields.Boolean(
        "Book expected remittances",
        help="What the Invoices API says is taken as the remittance itself, without waiting for "
        "the file, the e-mail or the bank.",
    )
    remittance_senders = fields.Char(
        "Allowed senders",
        help="E-mail addresses, or domains as @example.com, divided by commas. What others send to "
        "the address of remittances is kept, but not read. Let your mail server check that senders "
        "are who they say (SPF, DKIM).",
    )

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("amazon.vendor.remittance.mail")
        if self.id:
            values["alias_defaults"] = {"account_id": self.id}
        return values

    def _allows_sender(self, address):
        """:param str address: normalised, in small letters"""
        allowed = filter(None, re.split(r"[,;\s]+", (self.remittance_senders or "").lower()))
        return any(
            address == one or (one.startswith("@") and address.endswith(one)) for one in allowed
        )

    # === INVOICES API === #

    def action_fetch_payments(self):
        result = super().action_fetch_payments()
        for account in self:
            account._update_expected_remittances()
        return result

    def _update_expected_remittances(self):
        """Make or renew one expected remittance for each payment number that no remittance has."""
        remittances = self.env["amazon.vendor.remittance"].sudo()
        by_number = self._group_invoices_by_payment()
        known = {
            (remittance.name, remittance.currency_id): remittance
            for remittance in remittances.search(
                [
                    ("account_id", "=", self.id),
                    ("name", "in", [number for number, _currency in by_number]),
                ],
                order="id DESC",
            )
        }
        settlements = self._read_settlements(self.env["account.move"].union(*by_number.values()))
        for (number, currency), moves in by_number.items():
            remittance = known.get((number, currency), remittances)
            if remittance and remittance.state != "expected":
                continue
            values = remittances._prepare_expected(self, number, moves, settlements)
            if not remittance:
                remittances.create(values)
            elif remittance.currency_id.compare_amounts(remittance.amount, values["amount"]):
                remittance.write({**values, "line_ids": [Command.clear(), *values["line_ids"]]})

    def _group_invoices_by_payment(self):
        """:return: {(payment number, currency): invoices}; of an invoice that several payments
        paid, nobody knows which paid what: it is left out"""
        moves = self.env["account.move"].search(
            [
                ("amazon_account_id", "=", self.id),
                ("amazon_payment_numbers", "!=", False),
                ("payment_state", "not in", ("paid", "reversed")),
            ]
        )
        groups = {}
        for move in moves:
            number, *others = move.amazon_payment_numbers.split(", ")
            if not others:
                key = (number, move.currency_id)
                groups[key] = groups.get(key, moves.browse()) | move
        return groups

    def _read_settlements(self, moves):
        """:return: {invoice: {name of the amount: amount}} as the API said last"""
        documents = (
            self.env["amazon.vendor.document"]
            .sudo()
            .search(
                [
                    ("kind", "=", "invoice_status"),
                    ("state", "=", "done"),
                    ("move_id", "in", moves.ids),
                ],
                order="id",
            )
        )
        return {
            document.move_id: read_invoice_header(jsontext.loads(document.payload)).settlement
            for document in documents
        }
