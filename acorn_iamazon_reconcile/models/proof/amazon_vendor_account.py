# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.tools import ormcache


class AmazonVendorAccount(models.Model):
    _inherit = "amazon.vendor.account"

    @api.model
    @ormcache()
    def _get_company_ids(self):
        """:return: ids of the partners whose balances the proof reads: who is invoiced, and whose
        bills deductions are"""
        has_partner = [("partner_id", "!=", False)]
        accounts = self.sudo().with_context(active_test=False).search(has_partner)
        types = self.env["amazon.vendor.deduction.type"].sudo().search(has_partner)
        invoiced = self.env["account.move"].sudo()
        invoiced = invoiced._read_group(
            [("amazon_account_id", "!=", False)], ["commercial_partner_id"]
        )
        partners = accounts.partner_id | types.partner_id
        return frozenset(
            [*partners.commercial_partner_id.ids, *(partner.id for (partner,) in invoiced)]
        )

    @api.constrains("partner_id")
    def _forget_companies(self):
        self.env.registry.clear_cache()


class AmazonVendorDeductionType(models.Model):
    _inherit = "amazon.vendor.deduction.type"

    @api.constrains("partner_id")
    def _forget_companies(self):
        self.env.registry.clear_cache()
