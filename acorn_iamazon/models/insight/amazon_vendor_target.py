# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models


class AmazonVendorTarget(models.Model):
    """What a measure of the scorecard should be, for all accounts or for one. Those for all belong
    to all companies, so that only administrators of the system write them."""

    _name = "amazon.vendor.target"
    _description = "Amazon Scorecard Target"
    _inherit = "amazon.vendor.owned"
    _order = "sequence, id"
    _rec_name = "measure"

    sequence = fields.Integer(default=10)
    measure = fields.Selection(selection=lambda self: self._get_measures(), required=True)
    account_id = fields.Many2one(
        "amazon.vendor.account",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: for all accounts that have no target of their own.",
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True, precompute=True)
    target = fields.Float(required=True, digits=(16, 1))
    less_is_better = fields.Boolean()

    _measure_unique = models.UniqueIndex(
        "(measure, COALESCE(account_id, 0))",
        "There is a target for this measure already.",
    )

    @api.model
    def _get_measures(self):
        return (
            self.env["amazon.vendor.scorecard"]._fields["measure"]._description_selection(self.env)
        )

    def _is_met(self, rate):
        self.ensure_one()
        return rate <= self.target if self.less_is_better else rate >= self.target

    @api.model
    def _get_by_measure(self, account):
        """:return: the targets that hold for the account, by measure"""
        targets = self.search([("account_id", "in", [False, *account.ids])])
        own = {target.measure: target for target in targets if target.account_id}
        return {target.measure: own.get(target.measure, target) for target in targets}
