# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import base64

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acorn_iamazon.rights import right

from ..reader import LARGEST_FILE, read_status

FATES = {"paid": "new", "voided": "cancelled", "pending": "waits", "unknown": "waits"}


class AmazonVendorRemittanceImport(models.TransientModel):
    """Asks for a remittance file and the account that it belongs to; shows what it would bring."""

    _name = "amazon.vendor.remittance.import"
    _description = "Import Amazon Remittances"
    _inherit = "amazon.vendor.given"

    account_id = fields.Many2one(
        "amazon.vendor.account", required=True, default=lambda self: self._default_account()
    )
    file = fields.Binary(required=True, attachment=False)
    filename = fields.Char()
    error_message = fields.Text(readonly=True)
    unread = fields.Char(readonly=True)
    refused_message = fields.Text(readonly=True)
    is_known = fields.Boolean(readonly=True, help="Nothing of the file would be imported.")
    payment_ids = fields.One2many(
        "amazon.vendor.remittance.import.payment", "import_id", readonly=True
    )

    def _default_account(self):
        return self.env["amazon.vendor.account"].search([], limit=1)

    def _get_content(self):
        # A third of what base64 takes is its own.
        if len(self.file or b"") > LARGEST_FILE * 4 // 3 + 4:
            raise UserError(
                self.env._(
                    "%(file)s: the file is larger than %(size)s MB. Export fewer payments at once.",
                    file=self.filename or "",
                    size=LARGEST_FILE // 1024 // 1024,
                )
            )
        return base64.b64decode(self.file or b"")

    @api.onchange("file", "account_id")
    def _onchange_file(self):
        """Preview: the payments of the file, and what the import would do with each."""
        self.error_message = self.unread = self.refused_message = self.is_known = False
        self.payment_ids = [Command.clear()]
        if not self.file or not self.account_id:
            return
        remittances = self.env["amazon.vendor.remittance"]
        try:
            content = self._get_content()
            payments, _source, refused = remittances._read_file(
                self.account_id, self.filename or "", content
            )
            self.refused_message = "\n".join(reason for _number, reason in refused)
        except UserError as error:
            self.error_message = str(error)
            return
        known = remittances._find_known(self.account_id._origin, payments)
        self.unread = ", ".join(sorted({label for p in payments for label in p.unread}))
        self.payment_ids = [
            Command.create(self._prepare_preview(payment, remittance))
            for payment, remittance in zip(payments, known, strict=True)
        ]
        self.is_known = bool(known) and set(self.payment_ids.mapped("fate")) <= {"known"}

    @right("see")
    def action_open_known(self):
        """Show the remittances that the file would bring again."""
        names = self.payment_ids.mapped("name")
        remittances = self.env["amazon.vendor.remittance"].search(
            [("account_id", "=", self.account_id.id), ("name", "in", names)]
        )
        return remittances._get_records_action(name=self.env._("Remittances"))

    def _prepare_preview(self, payment, remittance):
        amount = float(payment.amount)
        fate = FATES[read_status(payment.status)]
        if remittance:
            same = not remittance.currency_id.compare_amounts(remittance.amount, amount)
            fate = "known" if same else "contradicts"
            if remittance.state == "expected":
                fate = "confirms"
        return {
            "name": payment.number,
            "date": payment.date,
            "currency_id": self.env["res.currency"].search([("name", "=", payment.currency)]).id,
            "amount": amount,
            "count_lines": len(payment.lines),
            "difference": float(payment.get_difference()),
            "fate": fate,
        }

    @right("change")
    def action_import(self):
        """Read the file, match what can be matched, and show the remittances."""
        return self._import()._get_records_action(name=self.env._("Remittances"))

    @right("change")
    def action_import_and_book(self):
        """The same, and book those that tie to the cent with every line matched: they hold no
        question. The others are shown as they wait."""
        remittances = self._import()
        remittances.filtered(lambda remittance: remittance._is_clean()).action_post()
        return remittances._get_records_action(name=self.env._("Remittances"))

    def _import(self):
        """:return: the remittances of the file, matched as far as they can be"""
        remittances = self.env["amazon.vendor.remittance"].import_file(
            self.account_id, self.filename or "", self._get_content()
        )
        remittances.action_match()
        return remittances


class AmazonVendorRemittanceImportPayment(models.TransientModel):
    """A payment of the file, as the preview shows it."""

    _name = "amazon.vendor.remittance.import.payment"
    _description = "Preview of an Amazon Remittance"
    _inherit = "amazon.vendor.given"

    import_id = fields.Many2one("amazon.vendor.remittance.import", ondelete="cascade")
    name = fields.Char("Payment Number")
    date = fields.Date("Payment Date")
    currency_id = fields.Many2one("res.currency")
    amount = fields.Monetary("Paid")
    count_lines = fields.Integer("Lines")
    difference = fields.Monetary("Not Shown", help="Payment less the lines that the file shows.")
    fate = fields.Selection(
        [
            ("new", "New"),
            ("known", "Imported already"),
            ("confirms", "Confirms what was expected"),
            ("cancelled", "Voided by Amazon"),
            ("waits", "Expected: not paid yet, or nobody knows its status"),
            ("contradicts", "Imported over another amount"),
        ],
        "Will Be",
    )
