# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import base64

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..rights import right


class AmazonVendorReturnImport(models.TransientModel):
    """Asks for a file with returns notices, and shows what it would bring."""

    _name = "amazon.vendor.return.import"
    _description = "Import Amazon Returns"
    _inherit = "amazon.vendor.given"

    account_id = fields.Many2one(
        "amazon.vendor.account", required=True, default=lambda self: self._default_account()
    )
    file = fields.Binary(required=True, attachment=False)
    filename = fields.Char()
    error_message = fields.Text(readonly=True)
    notice_ids = fields.One2many("amazon.vendor.return.import.notice", "import_id", readonly=True)

    def _default_account(self):
        return self.env["amazon.vendor.account"].search([], limit=1)

    def _read(self):
        returns = self.env["amazon.vendor.return"]
        return returns._read_file(self.filename or "", base64.b64decode(self.file or b""))

    @api.onchange("file", "account_id")
    def _onchange_file(self):
        """Preview: the notices of the file, and what the import would do with each."""
        self.error_message = False
        self.notice_ids = [Command.clear()]
        if not self.file or not self.account_id:
            return
        try:
            notices = self._read()
        except UserError as error:
            self.error_message = str(error)
            return
        known = self.env["amazon.vendor.return"]._find_known(self.account_id._origin, notices)
        self.notice_ids = [
            Command.create(self._prepare_preview(notice, known.get(notice.number)))
            for notice in notices
        ]

    def _prepare_preview(self, notice, record):
        fate = "new"
        if record:
            fate = "changed" if record._differs(notice) else "known"
        return {
            "name": notice.number,
            "units": sum(item.units for item in notice.items),
            "charged": float(sum(item.units * (item.cost or 0) for item in notice.items)),
            "currency": notice.currency or self.account_id.company_id.currency_id.name,
            "fate": fate,
        }

    @right("change")
    def action_import(self):
        """Read the file, expect what it names, and show the returns."""
        self.ensure_one()
        records = self.env["amazon.vendor.return"]._import(self.account_id, self._read())
        return records._get_records_action(name=self.env._("Returns"))


class AmazonVendorReturnImportNotice(models.TransientModel):
    """A returns notice of the file, as the preview shows it."""

    _name = "amazon.vendor.return.import.notice"
    _description = "Preview of an Amazon Return"
    _inherit = "amazon.vendor.given"

    import_id = fields.Many2one("amazon.vendor.return.import", ondelete="cascade")
    name = fields.Char("Returns Notice")
    units = fields.Integer()
    charged = fields.Float(digits=(16, 2))
    currency = fields.Char()
    fate = fields.Selection(
        [
            ("new", "New"),
            ("known", "Imported already"),
            ("changed", "Changed by Amazon"),
        ],
        "Will Be",
    )
