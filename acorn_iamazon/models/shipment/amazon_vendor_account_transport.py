# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from functools import partial

from odoo import models

from ...rights import right


class AmazonVendorAccount(models.Model):
    """Collect freight: what became of the transports that Amazon was asked for."""

    _inherit = "amazon.vendor.account"

    @right("run")
    def action_fetch_transport(self):
        """Fetch and apply carrier, pickup and labels of the transports that are on their way."""
        for account in self._as_workers():
            pickings = account.env["stock.picking"]
            account._run_job("fetch_transport", partial(pickings._amazon_fetch_transport, account))
            account._apply_documents()
