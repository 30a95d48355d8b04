# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from functools import partial

from odoo import fields, models

from odoo.addons.acorn_iamazon.rights import right


class AmazonVendorAccount(models.Model):
    _inherit = "amazon.vendor.account"

    journal_id = fields.Many2one(
        "account.journal",
        "Invoice journal",
        domain="[('type', '=', 'sale')]",
        check_company=True,
        help="Journal of the invoices for Amazon; Odoo's own choice when empty.",
    )
    submit_on_post = fields.Boolean(
        "Submit posted invoices", help="Posting an invoice for Amazon makes it ready to submit."
    )
    payments_fetched_until = fields.Datetime("Invoice status fetched until", copy=False)

    @right("run")
    def action_fetch_payments(self):
        """Fetch what Amazon says of our invoices: status, what it paid, what it keeps and why."""
        for account in self._as_workers():
            status = account.env["amazon.vendor.kind.invoice.status"]
            account._run_job("fetch_payments", partial(status._fetch, account))
            account._apply_documents()

    @right("ask")
    def action_request_fetch_payments(self):
        self._let_run("fetch_payments")
        return self._notify_requested(
            self.env._("Amazon will be asked within a minute."), "fetch_payments"
        )
