# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from zoneinfo import ZoneInfo

import pytz

from odoo import fields, models

# Shops whose vendors meet on a host of another name.
SHOPS = {"AE": "amazon.ae", "EG": "amazon.eg", "IN": "amazon.in", "SA": "amazon.sa"}
# Days on which nobody works, Monday being 0: elsewhere it is Saturday and Sunday.
WEEKENDS = {"EG": (4, 5), "SA": (4, 5)}
WEEKEND = (5, 6)


class AmazonVendorMarketplace(models.Model):
    """Amazon's marketplaces (SP-API pages "Marketplace IDs" and "SP-API endpoints")."""

    _name = "amazon.vendor.marketplace"
    _description = "Amazon Marketplace"
    _order = "region, name"

    name = fields.Char(required=True, translate=True)
    amazon_id = fields.Char("Marketplace ID", required=True)
    country_id = fields.Many2one("res.country", required=True)
    currency_id = fields.Many2one("res.currency")
    region = fields.Selection(
        [("na", "North America"), ("eu", "Europe, Middle East, India"), ("fe", "Far East")],
        required=True,
        help="A refresh token is valid in one region only.",
    )
    vendor_central_url = fields.Char("Vendor Central")

    _amazon_id_unique = models.Constraint(
        "unique (amazon_id)", "There is a marketplace with this ID already."
    )

    def _get_shop_url(self):
        """:return: where people buy there, mostly on the host beside Vendor Central's; empty when
        that is not known"""
        if self.country_id.code in SHOPS:
            return f"https://www.{SHOPS[self.country_id.code]}"
        url = (self.vendor_central_url or "").rstrip("/")
        start = "https://vendorcentral."
        return url.replace(start, "https://www.") if url.startswith(start) else ""

    def _is_business_day(self, day):
        """:return: whether that is no day of the weekend in the first of these marketplaces"""
        return day.weekday() not in WEEKENDS.get(self[:1].country_id.code, WEEKEND)

    def _get_zone(self):
        """:return: the time zone of the first of these marketplaces; of several the first"""
        zones = pytz.country_timezones.get(self[:1].country_id.code or "", ["UTC"])
        return ZoneInfo(zones[0])
