# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.acorn_iamazon.rights import right


class AmazonVendorRemittance(models.Model):
    """Files dropped on the list."""

    _inherit = "amazon.vendor.remittance"

    @right("open")
    def create_document_from_attachment(self, attachment_ids):
        """Called by Odoo's list when files are dropped on it.

        :param attachment_ids: ids of the uploaded files
        :return: the action that shows the remittances, or the import where the account is not clear
        :raise UserError: when a file cannot be used; nothing is imported then
        """
        attachments = self.env["ir.attachment"].browse(attachment_ids)
        accounts = self.env["amazon.vendor.account"].search([], limit=2)
        if len(accounts) > 1:
            return self._open_import(attachments)
        remittances = self.browse()
        for attachment in attachments:
            remittances |= self.import_file(accounts, attachment.name, attachment.raw)
        attachments.unlink()
        remittances.action_match()
        return remittances._get_records_action(name=self.env._("Remittances"))

    def _open_import(self, attachments):
        if len(attachments) > 1:
            raise UserError(
                self.env._("There are several Amazon accounts: drop one file at a time.")
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acorn_iamazon_reconcile.amazon_vendor_remittance_import_action"
        )
        wizard = self.env["amazon.vendor.remittance.import"].create(
            {"file": attachments.datas, "filename": attachments.name}
        )
        wizard._onchange_file()
        attachments.unlink()
        return {**action, "res_id": wizard.id}
