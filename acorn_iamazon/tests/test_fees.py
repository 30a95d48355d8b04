# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import date

from odoo.tests.common import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestFees(TransactionCase):
    """The table of fees that comes with the addon: dated, with its sources."""

    def get_rate(self, kind, day, days_in_window=0):
        fees = self.env["amazon.vendor.fee"]._get_all()
        marketplaces = self.env["amazon.vendor.marketplace"]
        return fees._get_rate(kind, date.fromisoformat(day), marketplaces, days_in_window)

    def test_each_rate_says_where_it_is_from(self):
        fees = self.env["amazon.vendor.fee"].search([])
        self.assertTrue(fees)
        self.assertFalse(fees.filtered(lambda fee: not fee.source))

    def test_what_is_never_delivered_costs_half_since_july_2025(self):
        self.assertEqual(self.get_rate("not_filled", "2025-06-30"), 10)
        self.assertEqual(self.get_rate("not_filled", "2026-01-15"), 5)

    def test_reducing_is_free_in_the_first_days_of_the_window(self):
        self.assertEqual(self.get_rate("down_confirmed", "2026-01-15", 4), 0)
        self.assertEqual(self.get_rate("down_confirmed", "2026-01-15", 5), 3)

    def test_delivering_beyond_the_order_costs_all_of_it_since_july_2025(self):
        self.assertEqual(self.get_rate("overage", "2025-06-30"), 0)
        self.assertEqual(self.get_rate("overage", "2026-01-15"), 100)

    def test_rejecting_in_time_costs_nothing_by_the_table(self):
        self.assertEqual(self.get_rate("rejected", "2026-01-15"), 0)
