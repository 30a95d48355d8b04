# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models


class AmazonVendorCode(models.Model):
    """A vendor code of an account: Amazon orders under one, each with its own terms."""

    _name = "amazon.vendor.code"
    _description = "Amazon Vendor Code"
    _inherit = "amazon.vendor.owned"
    _order = "account_id, name"
    _check_company_auto = True

    name = fields.Char("Vendor Code", required=True)
    account_id = fields.Many2one(
        "amazon.vendor.account", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, precompute=True, index=True
    )
    active = fields.Boolean(default=True)
    is_set_up = fields.Boolean(
        "Set up",
        default=True,
        help="Off for a code that a purchase order told: look at its settings, then switch it on.",
    )
    warehouse_id = fields.Many2one("stock.warehouse", check_company=True)
    pricelist_id = fields.Many2one("product.pricelist", check_company=True)
    agreed_pricelist_id = fields.Many2one(
        "product.pricelist",
        "Agreed Costs",
        check_company=True,
        help="What was agreed with Amazon, with effective dates: each order is compared with it "
        "the day it arrives. Without it, the pricelist of the orders is compared with.",
    )
    fiscal_position_id = fields.Many2one("account.fiscal.position", check_company=True)
    payment_term_id = fields.Many2one("account.payment.term", check_company=True)
    team_id = fields.Many2one("crm.team", "Sales Team", check_company=True)
    cost_basis = fields.Selection(
        [
            ("ordered_unit", "Per ordered unit: a case costs what the line says"),
            ("each", "Per each: a case costs as often as it holds units"),
        ],
        required=True,
        default="ordered_unit",
        help="What Amazon's net cost means on lines in cases. Amazon's papers contradict each "
        "other: compare the first order in cases with Vendor Central.",
    )
    cost_basis_checked = fields.Boolean(
        "Costs Checked",
        help="An order in cases was compared with Vendor Central: no more warnings.",
    )
    tax_type = fields.Selection(
        [("VAT", "VAT"), ("GST", "GST")],
        "Tax Registration",
        help="Told to Amazon with acknowledgements, where its purchase orders carry it.",
    )
    tax_number = fields.Char()

    _name_unique = models.Constraint(
        "unique (account_id, name)", "The account has this vendor code already."
    )

    @api.model
    def _get_or_create(self, account, code):
        """:return: the vendor code of the account, made when Amazon uses it for the first time"""
        found = self.with_context(active_test=False).search(
            [("account_id", "=", account.id), ("name", "=", code)]
        )
        return found or self.create({"account_id": account.id, "name": code, "is_set_up": False})

    @api.model
    def _get_taught(self, account, party):
        """:param party: the selling :class:`Party` of a purchase order
        :return: its vendor code, with what the party tells of it"""
        code = self._get_or_create(account, party.code)
        code._learn_from(party)
        return code

    def _learn_from(self, party):
        """Keep the tax registration that a purchase order tells of us.

        :param party: the selling :class:`Party`
        """
        if not self.tax_number and party.tax_number and party.tax_type in ("VAT", "GST"):
            self.write({"tax_type": party.tax_type, "tax_number": party.tax_number})

    def _build_party(self):
        """:return: the selling party as Amazon's operations want it"""
        party = {"partyId": self.name}
        if self.tax_type and self.tax_number:
            party["taxInfo"] = {
                "taxRegistrationType": self.tax_type,
                "taxRegistrationNumber": self.tax_number,
            }
        return party
