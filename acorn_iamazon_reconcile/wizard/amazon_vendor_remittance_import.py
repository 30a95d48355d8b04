# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import base64

from odoo import fields, models


class AmazonVendorRemittanceImport(models.TransientModel):
    """Asks for a remittance file and the account that it belongs to."""

    _name = "amazon.vendor.remittance.import"
    _description = "Import Amazon Remittances"

    account_id = fields.Many2one(
        "amazon.vendor.account", required=True, default=lambda self: self._default_account()
    )
    file = fields.Binary(required=True, attachment=False)
    filename = fields.Char()

    def _default_account(self):
        return self.env["amazon.vendor.account"].search([], limit=1)

    def action_import(self):
        """Read the file, match what can be matched, and show the remittances."""
        remittances = self.env["amazon.vendor.remittance"].import_file(
            self.account_id, self.filename or "", base64.b64decode(self.file)
        )
        remittances.action_match()
        return remittances._get_records_action(name=self.env._("Remittances"))
