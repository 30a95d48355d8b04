# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import fields, models

from odoo.addons.acorn_iamazon.spapi import utc_text

from ...rules import LONGEST_NUMBER, find_problems
from ..invoice.account_move import KINDS, REFUSED_STATES

# The newest invoices that wait: so many are held against the rules.
INVOICES_LOOKED_AT = 50
SUBMITTED_STATES = ("sent", "accepted", "rejected")


class AmazonVendorAccount(models.Model):
    """The health check of invoicing."""

    _inherit = "amazon.vendor.account"

    def _get_checks(self):
        return {
            **super()._get_checks(),
            "role_invoices": (self.env._("Role for invoice status"), self._check_role_invoices),
            "invoice_journal": (
                self.env._("The invoice journal is set"),
                self._check_invoice_journal,
            ),
            "invoice_numbers": (
                self.env._("Invoice numbers fit Amazon"),
                self._check_invoice_numbers,
            ),
            "tax_types": (self.env._("Taxes have Amazon's type"), self._check_tax_types),
            "invoices": (self.env._("Amazon would take the invoices"), self._check_invoices),
            "copies": (
                self.env._("Each submitted invoice has its copy"),
                self._check_copies,
            ),
        }

    def _get_jobs(self):
        return [
            *super()._get_jobs(),
            ("fetch_payments", "payments_fetched_until"),
        ]

    def _check_role_invoices(self):
        """Amazon does not document the role of the Invoices API."""
        since = fields.Datetime.now() - timedelta(hours=1)
        return self._probe_role(
            "getInvoiceHeaders",
            self.env._("Finance and Accounting (presumably)"),
            query={
                "marketplaceId": self.marketplace_ids[:1].amazon_id or "",
                "invoicesModifiedAfter": utc_text(since),
            },
        )

    # === SETTINGS === #

    def _check_invoice_journal(self):
        if self.journal_id:
            return "good", self.env._("Invoices go to %s.", self.journal_id.display_name), ""
        journals = self.env["account.journal"].search(
            [("type", "=", "sale"), ("company_id", "=", self.company_id.id)]
        )
        if len(journals) == 1:
            return "good", self.env._("Invoices go to %s.", journals.display_name), ""
        return (
            "warning" if journals else "bad",
            self.env._("%s sales journals, and none is chosen for Amazon.", len(journals)),
            self.env._("Choose the invoice journal on the Invoices page of the account."),
        )

    def _check_invoice_numbers(self):
        moves = self.env["account.move"]
        doubles = moves._read_group(
            self._get_invoice_domain(), ["name"], ["__count"], having=[("__count", ">", 1)]
        )
        if doubles:
            return (
                "bad",
                self.env._(
                    "Several invoices have the number: %s.",
                    self._shorten_list(name for name, _count in doubles),
                ),
                self.env._(
                    "Give each journal that invoices Amazon a sequence of its own: Amazon takes a "
                    "number once and for ever."
                ),
            )
        too_long = moves.search(
            [
                *self._get_invoice_domain(),
                ("amazon_submission_state", "not in", SUBMITTED_STATES),
                ("name", "=like", "_" * (LONGEST_NUMBER + 1) + "%"),
            ]
        )
        if too_long:
            return (
                "bad",
                self.env._(
                    "Longer than %(longest)s characters: %(numbers)s.",
                    longest=LONGEST_NUMBER,
                    numbers=self._shorten_list(too_long.mapped("name")),
                ),
                self.env._(
                    "Reset these invoices to draft and shorten the sequence of the journal %s.",
                    self._shorten_list(too_long.journal_id.mapped("name")),
                ),
            )
        return "good", self.env._("The numbers are short enough, and none is used twice."), ""

    def _check_tax_types(self):
        taxes = self._get_used_taxes().flatten_taxes_hierarchy()
        bare = taxes.filtered(lambda tax: not tax.amazon_tax_type)
        if not bare:
            return "good", self.env._("The taxes on Amazon's orders have a type of Amazon's."), ""
        return (
            "bad",
            self.env._("Without Amazon's tax type: %s.", self._shorten_list(bare.mapped("name"))),
            self.env._("Choose it on the tax, field Amazon's tax type."),
        )

    def _get_used_taxes(self):
        """:return: the taxes on orders that are to be invoiced and on invoices not submitted yet"""
        of_orders = self.env["sale.order.line"]._read_group(
            [
                ("order_id.amazon_account_id", "=", self.id),
                ("order_id.state", "!=", "cancel"),
                ("invoice_status", "!=", "invoiced"),
            ],
            ["tax_ids"],
        )
        of_invoices = self.env["account.move.line"]._read_group(
            [
                ("move_id.amazon_account_id", "=", self.id),
                ("move_id.state", "!=", "cancel"),
                ("move_id.amazon_submission_state", "not in", SUBMITTED_STATES),
                ("display_type", "=", "product"),
            ],
            ["tax_ids"],
        )
        return self.env["account.tax"].union(*(tax for (tax,) in [*of_orders, *of_invoices]))

    # === INVOICES === #

    def _get_invoice_domain(self):
        return [
            ("amazon_account_id", "=", self.id),
            ("move_type", "in", list(KINDS)),
            ("state", "=", "posted"),
        ]

    def _check_invoices(self):
        moves = self.env["account.move"].search(
            [*self._get_invoice_domain(), ("amazon_submission_state", "in", REFUSED_STATES)],
            order="id desc",
            limit=INVOICES_LOOKED_AT,
        )
        wrong = [
            f"{move.name} ({', '.join(reasons)})"
            for move in moves
            if (reasons := self._find_refusals(move))
        ]
        if not wrong:
            return "good", self.env._("No invoice was refused, or would be."), ""
        return (
            "bad",
            self.env._("Refused, or sure to be: %s.", self._shorten_list(wrong)),
            self.env._(
                "Open Amazon Invoices: each says what is wrong with it. Correct it, and press "
                "Submit to Amazon."
            ),
        )

    def _find_refusals(self, move):
        """:return: codes of the rules that the invoice breaks, and that it was refused"""
        state = move.amazon_submission_state
        codes = [] if state == "to_submit" else [state]
        codes += [finding.code for finding in find_problems(move) if finding.severity == "error"]
        return list(dict.fromkeys(codes))

    def _check_copies(self):
        without_copy = [
            *self._get_invoice_domain(),
            (
                "amazon_document_ids",
                "not any",
                [("kind", "in", list(KINDS.values())), ("payload", "not in", (False, ""))],
            ),
        ]
        moves = self.env["account.move"]
        lost = moves.search([*without_copy, ("amazon_submission_state", "in", SUBMITTED_STATES)])
        if lost:
            return (
                "bad",
                self.env._(
                    "Submitted, but what was submitted is gone: %s.",
                    self._shorten_list(lost.mapped("name")),
                ),
                self.env._(
                    "Restore the Amazon documents of these invoices from a backup: they are the "
                    "proof in a dispute."
                ),
            )
        foreign = moves.search([*without_copy, ("amazon_status", "!=", False)])
        if foreign:
            return (
                "warning",
                self.env._(
                    "Amazon knows invoices that were not submitted from here: %s.",
                    self._shorten_list(foreign.mapped("name")),
                ),
                self.env._(
                    "They came by EDI or through Vendor Central: keep their copy there, and do not "
                    "submit them again."
                ),
            )
        return "good", self.env._("What was submitted is kept."), ""
