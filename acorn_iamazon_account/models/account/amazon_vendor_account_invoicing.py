# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from functools import partial

from odoo import fields, models

from odoo.addons.acorn_iamazon.rights import right

from ...payloads import OPERATION


class AmazonVendorAccount(models.Model):
    """From what was shipped to invoices, and the watch over those that Amazon has."""

    _inherit = "amazon.vendor.account"

    invoice_grouping = fields.Selection(
        [
            ("order", "One a purchase order"),
            ("shipment", "One a shipment"),
            ("day", "One a day and fulfilment centre"),
        ],
        "Invoices",
        default="order",
        required=True,
        help="Amazon matches one invoice a purchase order best; India allows no other.",
    )
    tell_local_tax = fields.Boolean(
        "Tell the tax in local currency",
        help="Of an invoice in a foreign currency, Amazon also gets the VAT in the currency of the "
        "company, as DomesticVAT.",
    )
    follow_due_dates = fields.Boolean(
        "Due dates follow Amazon",
        help="An open invoice is due on the day on which Amazon's records say that it pays: what "
        "reads due dates (reminders, aged receivables, cash forecasts) reads Amazon's. Payment "
        "terms stay as they are.",
    )
    invoice_version = fields.Char(
        "Version of the payload",
        compute="_compute_invoice_version",
        help="In which version of Amazon's interface invoices are sent, and until when.",
    )
    invoice_automatically = fields.Boolean(
        "Invoice shipments by themselves",
        help="An invoice of the delivered quantities is made when Amazon has accepted the shipment "
        "notice.",
    )
    invoice_review = fields.Boolean(
        "Review before posting",
        default=True,
        help="Invoices that are made by themselves wait as drafts in Amazon, To Review.",
    )
    invoice_accept_hours = fields.Integer(
        "Alert after hours",
        default=48,
        help="Hours after which an invoice that Amazon's records do not show raises an activity. "
        "0 raises none.",
    )

    def _compute_invoice_version(self):
        versions = self.env["amazon.vendor.api.version"]
        current = versions._find_current(OPERATION, fields.Date.today())
        for account in self:
            account.invoice_version = self.env._(
                "%(version)s, %(end)s",
                version=current.version or versions._get_current(OPERATION),
                end=self.env._("until %s", current.end_date)
                if current.end_date
                else self.env._("no end announced"),
            )

    # === INVOICING === #

    @right("invoice")
    def action_create_invoices(self):
        """Invoice what was shipped and whose shipment notice Amazon has accepted."""
        for account in self._as_workers():
            orders = account.env["sale.order"]
            account._run_local_job(
                "create_invoices", partial(orders._amazon_invoice_shipments, account)
            )

    @right("invoice")
    def action_request_create_invoices(self):
        self._let_run("create_invoices")
        return self._notify_requested(
            self.env._("What was shipped will be invoiced within a minute.")
        )

    # === WATCH === #

    @right("run")
    def action_watch_invoices(self):
        """Keep the copies of what was submitted, and tell of what Amazon has not accepted."""
        for account in self._as_workers():
            documents = account.env["amazon.vendor.document"]
            account._run_local_job("watch_invoices", partial(documents._watch, account))
