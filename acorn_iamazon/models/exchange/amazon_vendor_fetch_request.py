# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...rights import right
from ...spapi import SpApiError


class AmazonVendorFetchRequest(models.Model):
    """Somebody wants one purchase order, or those of a period: the scheduled work fetches them."""

    _name = "amazon.vendor.fetch.request"
    _description = "Amazon Fetch Request"
    _inherit = "amazon.vendor.owned"
    _order = "id desc"
    _rec_name = "number"

    account_id = fields.Many2one(
        "amazon.vendor.account", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True, precompute=True)
    kind = fields.Selection(
        [("number", "One purchase order"), ("period", "All of a period")],
        "What",
        required=True,
        default="number",
    )
    number = fields.Char("Purchase order number", help="Exactly as Amazon writes it.")
    date_from = fields.Date(
        "From", default=lambda self: fields.Date.context_today(self) - timedelta(days=30)
    )
    date_to = fields.Date("To", default=fields.Date.context_today)
    state = fields.Selection(
        [("waiting", "Waiting"), ("done", "Fetched"), ("failed", "Failed")],
        default="waiting",
        required=True,
        readonly=True,
    )
    message = fields.Char(readonly=True)

    @api.constrains("kind", "number", "date_from", "date_to")
    def _check_wish(self):
        for request in self:
            if request.kind == "number" and not (request.number or "").strip():
                raise ValidationError(self.env._("Type the number of the purchase order."))
            if request.kind == "period" and not (
                request.date_from and request.date_to and request.date_from <= request.date_to
            ):
                raise ValidationError(self.env._("Choose a period that ends after its start."))

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        requests.account_id._let_run("fetch_purchase_orders")
        return requests

    @right("ask")
    def action_request(self):
        """Saving the wish is all: see :meth:`create`."""
        return self.account_id._notify_requested(
            self.env._("It will be fetched within minutes. The page Scheduled Work shows how far."),
            "fetch_purchase_orders",
        )

    @right("change")
    def action_try_again(self):
        self.sudo().write({"state": "waiting", "message": False})
        self.account_id._let_run("fetch_purchase_orders")

    def _serve(self, client):
        """:raise SpApiError: when Amazon is busy or out of reach: the next run tries again"""
        account = self.account_id
        orders = self.env["amazon.vendor.kind.purchase.order"]
        try:
            if self.kind == "number":
                orders._store_number(account, client, self.number.strip())
            else:
                end = fields.Datetime.to_datetime(self.date_to) + timedelta(days=1)
                orders._store_period(
                    account,
                    client,
                    fields.Datetime.to_datetime(self.date_from),
                    min(end, fields.Datetime.now()),
                )
        except SpApiError as error:
            if error.category not in ("data", "internal"):
                raise
            self.write({"state": "failed", "message": str(error)})
            summary = self.env._("What was asked for cannot be fetched: %s", self._describe())
            account._amazon_ask(self._get_key(), summary, str(error))
        else:
            self.write({"state": "done", "message": False})
            account._amazon_settle(self._get_key())

    def _get_key(self):
        return f"fetch request {self.id}"

    def _describe(self):
        return self.number if self.kind == "number" else f"{self.date_from} – {self.date_to}"
