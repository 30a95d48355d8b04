# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections import defaultdict
from decimal import Decimal

from odoo import models


class AmazonVendorProof(models.AbstractModel):
    """What was open when the books began."""

    _inherit = "amazon.vendor.proof"

    def _find_wrong_opening(self, account):
        """What is open of an opening item: its amount, less what was settled of it."""
        remittances = self._get_remittances(account, "9999-12-31")
        booked = set(remittances.payment_id.move_id.ids)
        settled = defaultdict(Decimal)
        for remittance in remittances:
            for item, amount in remittance._get_settled_opening().items():
                settled[item] += amount
        return [
            (
                item.move_id,
                self.env._(
                    "%(rest)s should be open of it, %(found)s is",
                    rest=item.currency_id.format(rest),
                    found=item.currency_id.format(item.amount_residual_currency),
                ),
            )
            for item in account.sudo().opening_item_ids
            for rest in [
                item.amount_currency
                + float(settled[item])
                + self._get_other_settlements(item, booked)
            ]
            if item.currency_id.compare_amounts(rest, item.amount_residual_currency)
        ]
