# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import re
from functools import partial

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import email_normalize

from odoo.addons.acorn_iamazon.rights import get_told, right
from odoo.addons.acorn_iamazon.spapi import jsontext
from odoo.addons.acorn_iamazon.spapi.invoice_header import read_invoice_header

# Of Odoo's alias: which one it is, what e-mails become, and who may send them.
ALIAS_FIELDS = {"alias_id", "alias_defaults", "alias_contact", "alias_bounced_content"}


class AmazonVendorAccount(models.Model):
    """Where remittances come from by themselves: the Invoices API and e-mails.

    The Invoices API knows the number of a payment and what was paid of each invoice, but neither
    the payment's total and date nor Amazon's own deductions: what is made of it is expected, until
    a file, an e-mail or the bank confirms it."""

    _name = "amazon.vendor.account"
    _inherit = ["amazon.vendor.account", "mail.alias.mixin.optional"]

    remittances_fetched_until = fields.Datetime("Remittances fetched until", copy=False)
    remittances_refused = fields.Boolean(
        "No remittances by API",
        readonly=True,
        copy=False,
        help="Amazon lets this account not use its Remittance API: files and e-mails are read as "
        "before. The health check looks whether that has changed.",
    )
    book_expected = fields.Boolean(
        "Book expected remittances",
        help="What the Invoices API says is taken as the remittance itself, without waiting for "
        "the file, the e-mail or the bank.",
    )
    remittance_senders = fields.Char(
        "Allowed senders",
        help="E-mail addresses, divided by commas. What others send to the "
        "address of remittances is kept, but not read. Let your mail server check that senders "
        "are who they say (SPF, DKIM).",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_alias(vals)
        return super().create(vals_list)

    def _refuse_alias(self, vals):
        """Of the address people choose the name: by the record behind it they would take over the
        e-mails of another account.

        :raise AccessError: when a person writes the rest of it"""
        if self._are_set_by_methods() and not get_told("alias"):
            self._check_set_by_methods(vals, ALIAS_FIELDS)

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("amazon.vendor.remittance.mail")
        if self.id:
            values["alias_defaults"] = {"account_id": self.id}
        return values

    def _allows_sender(self, address):
        """:param str address: normalised, in small letters"""
        return bool(address) and address in self._split_senders()

    def _split_senders(self):
        return re.findall(r"[^,;\s]+", (self.remittance_senders or "").lower())

    def _find_no_senders(self):
        """:return: what stands among the allowed senders and allows nobody, such as a domain"""
        return [
            one for one in self._split_senders() if one[0] == "@" or email_normalize(one) != one
        ]

    @api.constrains("remittance_senders")
    def _check_remittance_senders(self):
        for account in self:
            for one in account._find_no_senders():
                raise ValidationError(
                    self.env._(
                        "Allowed senders of %(account)s: %(entry)s is no e-mail address. Enter "
                        "each address of Amazon's in full, such as payments@amazon.example: a "
                        "domain would let anybody of it send remittances.",
                        account=account.name,
                        entry=one,
                    )
                )

    # === REMITTANCE API === #

    @right("run")
    def action_fetch_remittances(self):
        """Fetch what Amazon paid, line by line, and match it to the invoices."""
        for account in self._as_workers():
            kind = account.env["amazon.vendor.kind.remittance"]
            account._run_job("fetch_remittances", partial(kind._fetch, account))
            account._apply_documents()

    @right("ask")
    def action_request_fetch_remittances(self):
        self.check_access("read")
        self.sudo()._use_remittances()
        self._let_run("fetch_remittances")
        return self._notify_requested(
            self.env._("Amazon will be asked within a minute."), "fetch_remittances"
        )

    def _leave_remittances_in_peace(self, refusal):
        """Amazon does not let the account in: said once, and not asked again by itself. All other
        work goes on."""
        self.remittances_refused = True
        self._amazon_ask(
            "remittance_api",
            self.env._("%s has no access to Amazon's Remittance API", self.name),
            self.env._(
                "%s\nRemittances are taken from files and e-mails as before. If your account is to "
                "have the API, give the application the role Finance and Accounting (presumably), "
                "authorise it again in Vendor Central, and run the health check.",
                refusal,
            ),
        )
        self._commit()

    def _use_remittances(self):
        if self.filtered("remittances_refused"):
            self.remittances_refused = False
            self._amazon_settle("remittance_api")

    # === INVOICES API === #

    @right("run")
    def action_fetch_payments(self):
        result = super().action_fetch_payments()
        for account in self:
            account._update_expected_remittances()
        return result

    def _update_expected_remittances(self):
        """Make or renew one expected remittance for each payment number that no remittance has."""
        remittances = self.env["amazon.vendor.remittance"].sudo()
        by_number = self._group_invoices_by_payment()
        numbers = [number for number, _currency in by_number]
        known = {
            (number, remittance.currency_id): remittance
            for remittance in remittances.search(
                [
                    ("account_id", "=", self.id),
                    "|",
                    ("name", "in", numbers),
                    ("unique_payment_id", "in", numbers),
                ],
                order="id DESC",
            )
            for number in {remittance.name, remittance.unique_payment_id}
        }
        settlements = self._read_settlements(self.env["account.move"].union(*by_number.values()))
        for (number, currency), moves in by_number.items():
            remittance = known.get((number, currency), remittances)
            if remittance and (remittance.state, remittance.source) != ("expected", "api"):
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
