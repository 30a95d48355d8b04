# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models


class AmazonVendorParty(models.Model):
    """Amazon's party codes (fulfilment centres, bill-to parties) and their partners."""

    _name = "amazon.vendor.party"
    _description = "Amazon Party"
    _inherit = "amazon.vendor.owned"
    _order = "account_id, code"
    _rec_name = "code"
    _check_company_auto = True

    code = fields.Char(required=True)
    account_id = fields.Many2one(
        "amazon.vendor.account", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, precompute=True, index=True
    )
    kind = fields.Selection(
        [("delivery", "Fulfilment centre"), ("invoice", "Bill-to")],
        required=True,
        default="delivery",
    )
    partner_id = fields.Many2one("res.partner", required=True, check_company=True)

    _code_unique = models.Constraint(
        "unique (account_id, code, kind)", "The account has this party already."
    )

    @api.model
    def _get_partner(self, account, party, kind):
        """:param party: the :class:`Party` of a purchase order, or None
        :param str kind: ``delivery`` or ``invoice``
        :return: the partner it stands for, made from what the purchase order says when new
        """
        if not party:
            return account.partner_id
        known = self.search(
            [("account_id", "=", account.id), ("code", "=", party.code), ("kind", "=", kind)]
        )
        return (known or self._create_from_payload(account, party, kind)).partner_id

    @api.model
    def _adopt(self, account, party, partner):
        """A centre that is not known yet is the address that somebody typed in for it."""
        if not party or party.code == partner.ref:
            return
        domain = [("account_id", "=", account.id), ("kind", "=", "delivery")]
        if not self.search(
            [*domain, "|", ("code", "=", party.code), ("partner_id", "=", partner.id)]
        ):
            self.create({"account_id": account.id, "code": party.code, "partner_id": partner.id})

    def _create_from_payload(self, account, party, kind):
        partner = self.env["res.partner"].create(
            {
                **self._prepare_address(account, party),
                "type": kind,
                **self._prepare_company(account, kind),
                "ref": party.code,
                "company_id": account.company_id.id,
            }
        )
        return self.create(
            {
                "account_id": account.id,
                "code": party.code,
                "kind": kind,
                "partner_id": partner.id,
            }
        )

    def _prepare_company(self, account, kind):
        """In Europe Amazon is billed in several countries, each with a VAT number of its own: a
        contact of the customer could not keep it, a company of its own can."""
        if kind == "invoice" and "eu" in account.marketplace_ids.mapped("region"):
            return {"is_company": True}
        return {"parent_id": account.partner_id.id}

    def _guess_country(self, account):
        """:return: the country of a bare code, where it can only be one: Amazon's centres in Europe
        serve the marketplaces of other countries"""
        countries = account.marketplace_ids.country_id
        regions = set(account.marketplace_ids.mapped("region"))
        return countries if len(countries) == 1 and "eu" not in regions else countries[:0]

    def _prepare_address(self, account, party):
        """Orders for North America carry little but codes; those for India whole addresses."""
        address = party.address
        if not address:
            return {
                "name": f"Amazon {party.code}",
                "country_id": self._guess_country(account).id,
            }
        country = self.env["res.country"].search([("code", "=", address.country_code)], limit=1)
        state = self.env["res.country.state"].search(
            [
                ("country_id", "=", country.id),
                "|",
                ("code", "=", address.state),
                ("name", "=ilike", address.state),
            ],
            limit=1,
        )
        return {
            "name": address.name or f"Amazon {party.code}",
            "street": address.line1,
            "street2": ", ".join(filter(None, [address.line2, address.line3])),
            "city": address.city,
            "zip": address.postal_code,
            "phone": address.phone,
            "country_id": country.id,
            "state_id": state.id if address.state else False,
        }
