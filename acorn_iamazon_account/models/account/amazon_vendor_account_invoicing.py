# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...payloads import OPERATION
from ..exchange.amazon_vendor_document import INVOICE_KINDS

_logger = logging.getLogger(__name__)

# Invoices that one run looks after; the next run takes the others.
BATCH = 200


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

    def action_create_invoices(self):
        """Invoice what was shipped and whose shipment notice Amazon has accepted."""
        for account in self._as_workers():
            account._run_local_job("create_invoices", account._create_invoices_of_shipments)

    def action_request_create_invoices(self):
        self._let_run("create_invoices")
        return self._notify_requested(
            self.env._("What was shipped will be invoiced within a minute.")
        )

    def _create_invoices_of_shipments(self):
        orders = self.env["sale.order"].search(
            [
                ("amazon_account_id", "=", self.id),
                ("state", "=", "sale"),
                ("invoice_status", "=", "to invoice"),
                ("picking_ids.amazon_shipment_state", "=", "accepted"),
            ],
            order="id",
        )
        batches = [orders] if self.invoice_grouping == "day" else list(orders)
        for batch in batches:
            ready = batch.filtered(lambda order: order._amazon_is_to_invoice())
            if ready:
                self._create_invoices_of_orders(ready)
                self._commit()

    def _create_invoices_of_orders(self, orders):
        """One order that cannot be invoiced holds no other back: it says why."""
        try:
            with self.env.cr.savepoint():
                moves = orders.with_context(
                    amazon_accepted_only=True, raise_if_nothing_to_invoice=False
                )._create_invoices()
                if not self.invoice_review:
                    moves.action_post()
                self.env.flush_all()
        except OperationalError:
            raise  # a conflict with another transaction: the next run invoices it
        except Exception as error:
            self.env.invalidate_all()
            if not isinstance(error, UserError):
                _logger.exception("Amazon account %s: orders cannot be invoiced", self.id)
            for order in orders:
                order._amazon_open_activity(
                    self.env._("%s cannot be invoiced", order.name), str(error) or repr(error)
                )

    @api.model
    def _cron_create_invoices(self):
        self._run_for_each_account(
            [("invoice_automatically", "=", True)],
            lambda account: account.action_create_invoices(),
            paused=True,
        )

    # === WATCH === #

    def action_watch_invoices(self):
        """Keep the copies of what was submitted, and tell of what Amazon has not accepted."""
        for account in self._as_workers():
            account._run_local_job("watch_invoices", account._watch_invoices)

    def _watch_invoices(self):
        self._keep_copies_of_invoices()
        self._alert_late_invoices()
        self._commit()

    def _keep_copies_of_invoices(self):
        documents = self.env["amazon.vendor.document"].search(
            [
                ("account_id", "=", self.id),
                ("kind", "in", INVOICE_KINDS),
                ("sent_at", "!=", False),
                ("copies_kept_at", "=", False),
                ("move_id", "!=", False),
            ],
            order="id",
            limit=BATCH,
        )
        for document in self._step_through("watch_invoices", documents):
            document._keep_copies()
            self._commit()

    def _alert_late_invoices(self):
        """*Accepted* because nobody objected is no proof: such an invoice is told of as well."""
        if not self.invoice_accept_hours:
            return
        limit = fields.Datetime.now() - timedelta(hours=self.invoice_accept_hours)
        late = self.env["amazon.vendor.document"].search(
            [
                ("account_id", "=", self.id),
                ("kind", "in", INVOICE_KINDS),
                ("create_date", "<", limit),
                ("late_alert_at", "=", False),
                ("move_id", "!=", False),
                "|",
                ("state", "in", ["ready", "sending", "sent"]),
                "&",
                ("state", "=", "accepted"),
                ("evidence", "=", "silence"),
            ],
            order="id",
            limit=BATCH,
        )
        for document in late:
            document.move_id._amazon_open_late_activity(document)
        late.late_alert_at = fields.Datetime.now()

    @api.model
    def _cron_watch_invoices(self):
        self._run_for_each_account(
            [("document_ids.kind", "in", INVOICE_KINDS)],
            lambda account: account.action_watch_invoices(),
            paused=True,
        )
