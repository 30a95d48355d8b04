# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, models

from ...rules.tax_numbers import get_registration_type


class AccountMove(models.Model):
    """The parties of an invoice, as Amazon gets them."""

    _inherit = "account.move"

    def _amazon_get_order(self):
        return self.invoice_line_ids.sale_line_ids.order_id[:1]

    def _amazon_build_remit_to(self):
        company = self.company_id.partner_id
        number, country, _record, _field = self._amazon_get_vendor_tax_number()
        return {
            "partyId": self._amazon_get_order().sudo().amazon_code_id.name or "",
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
        return (
            self.env["amazon.vendor.party"]
            .sudo()
            .search(
                [
                    ("account_id", "=", self.sudo().amazon_account_id.id),
                    ("partner_id", "=", self.partner_id.id),
                    ("kind", "=", "invoice"),
                ],
                limit=1,
            )
        )

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
        order = self._amazon_get_order()
        warehouse = order.warehouse_id.partner_id
        centre = self.partner_shipping_id
        parties = {
            "shipToParty": {
                "partyId": self._amazon_get_ship_to(),
                **self._amazon_build_address(centre),
                **self._amazon_build_tax_number(centre.vat, centre.country_id.code),
            }
        }
        code = order.sudo().amazon_code_id.name
        address = self._amazon_build_address(warehouse)
        if code and address:
            parties["shipFromParty"] = {"partyId": code, **address}
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
