# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.acorn_iamazon.prefetch import first_together

from ...rules.tax_numbers import get_registration_type


class AccountMove(models.Model):
    """The parties of an invoice, as Amazon gets them."""

    _inherit = "account.move"

    amazon_code_id = fields.Many2one(
        "amazon.vendor.code",
        "Vendor Code",
        copy=False,
        domain="[('account_id', '=', amazon_account_id)]",
        groups="acorn_iamazon.group_user",
        help="Of a credit note without a purchase order: who is paid, and from where the goods "
        "went. Empty: that of the invoice, or the only one of the account.",
        prefetch="amazon",
    )

    @api.constrains("amazon_code_id", "amazon_account_id")
    def _check_amazon_code_id(self):
        for move in self.sudo().filtered("amazon_code_id"):
            if move.amazon_code_id.account_id != move.amazon_account_id:
                raise ValidationError(
                    self.env._(
                        "%(move)s: vendor code %(code)s is of another Amazon account. Choose one "
                        "of the invoice's own, or leave it empty.",
                        move=move.display_name,
                        code=move.amazon_code_id.name,
                    )
                )

    def _amazon_get_order(self):
        return first_together(self.invoice_line_ids.sale_line_ids.order_id)

    def _amazon_get_code(self):
        """:return: the vendor code of the order, else of what stands in its place"""
        move = self.sudo()
        found = move._amazon_get_order().amazon_code_id or move.amazon_code_id
        if not found and move.reversed_entry_id:
            found = move.reversed_entry_id._amazon_get_code()
        codes = move.amazon_account_id.code_ids
        return found or (codes if len(codes) == 1 else codes[:0])

    def _amazon_build_remit_to(self):
        company = self.company_id.partner_id
        number, country, _record, _field = self._amazon_get_vendor_tax_number()
        return {
            "partyId": self._amazon_get_code().name or "",
            **self._amazon_build_address(company),
            **self._amazon_build_tax_number(number, country),
        }

    def _amazon_get_vendor_tax_number(self):
        """Where the company is registered in several countries, Odoo's fiscal position has the
        number of the country that the invoice is taxed in.

        :return: (number, code of the country, record that has it, name of the field)
        """
        position = self.fiscal_position_id
        if position.foreign_vat:
            return position.foreign_vat, position.country_id.code, position, "foreign_vat"
        partner = self.company_id.partner_id
        return partner.vat, partner.country_id.code, partner, "vat"

    def _amazon_get_bill_to(self):
        domain = [
            ("account_id", "=", self.sudo().amazon_account_id.id),
            ("partner_id", "=", self.partner_id.id),
            ("kind", "=", "invoice"),
        ]
        parties = self.env["amazon.vendor.party"].sudo()
        return self._amazon_look("bill_to", lambda: parties.search(domain, limit=1))

    def _amazon_build_bill_to(self):
        partner = self.partner_id
        number = partner.vat or partner.commercial_partner_id.vat
        return {
            "partyId": self._amazon_get_bill_to().code or "",
            **self._amazon_build_address(partner),
            **self._amazon_build_tax_number(number, partner.country_id.code),
        }

    def _amazon_build_goods_parties(self):
        """:return: from where the goods went, and to which fulfilment centre"""
        code = self._amazon_get_code()
        warehouse = self._amazon_get_order().warehouse_id or code.warehouse_id
        centre = self.partner_shipping_id
        parties = {
            "shipToParty": {
                "partyId": self._amazon_get_ship_to(),
                **self._amazon_build_address(centre),
                **self._amazon_build_tax_number(centre.vat, centre.country_id.code),
            }
        }
        place = warehouse.partner_id or self.company_id.partner_id
        address = self._amazon_build_address(place)
        if code and address:
            parties["shipFromParty"] = {"partyId": code.name, **address}
        return {name: party for name, party in parties.items() if party["partyId"]}

    def _amazon_get_ship_to(self):
        return self.partner_shipping_id.ref or ""

    @api.model
    def _amazon_build_address(self, partner):
        """Amazon's address here says ``postalOrZipCode``, unlike in all its other operations."""
        if not (partner.street and partner.country_id):
            return {}
        address = {
            "name": partner.name or partner.commercial_partner_id.name,
            "addressLine1": partner.street,
            "addressLine2": partner.street2,
            "city": partner.city,
            "stateOrRegion": partner.state_id.code,
            "postalOrZipCode": partner.zip,
            "countryCode": partner.country_id.code,
            "phone": partner.phone,
        }
        return {"address": {name: value for name, value in address.items() if value}}

    @api.model
    def _amazon_build_tax_number(self, number, country):
        """:param country: the code of the country that gave the number"""
        if not number or country == "US":
            return {}
        return {
            "taxRegistrationDetails": [
                {
                    "taxRegistrationType": get_registration_type(country),
                    "taxRegistrationNumber": number,
                }
            ]
        }
