# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import date, timedelta

from odoo.tests.common import tagged

from .common import RemittanceCase
from .files import make_line


@tagged("post_install", "-at_install")
class TestDisputeLimits(RemittanceCase):
    """Until when Amazon takes a dispute: a table by type and country, dated, with its sources."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.limits = cls.env["amazon.vendor.dispute.limit"]
        cls.account.partner_id.country_id = cls.env.ref("base.us")

    def get_type(self, code):
        return self.env.ref(f"acorn_iamazon_reconcile.deduction_type_{code}")

    def find(self, code, country, day):
        country = self.env.ref(f"base.{country}") if country else self.env["res.country"]
        return self.limits._find_deadline(self.get_type(code), country, date.fromisoformat(day))

    def lose(self, ending="SC"):
        """:return: the dispute that a claim of a payment of March 2026 proposes"""
        line = make_line(f"{self.first.name}{ending}", "-10.00", text="Shortage Claim")
        remittance = self.import_lines("-10.00", line)
        remittance.action_match()
        self.get_type("shortage").account_id = self.company_data["default_account_expense"]
        remittance.action_post()
        return self.env["amazon.vendor.dispute"].search([("remittance_id", "=", remittance.id)])

    def test_each_line_says_where_it_is_from(self):
        lines = self.limits.search([])
        self.assertGreaterEqual(len(lines), 9)
        self.assertTrue(all(lines.mapped("source")))

    def test_chargebacks_are_taken_for_thirty_days_and_twice(self):
        for code in ("chargeback", "chargeback_on_time", "chargeback_prep", "chargeback_sioc"):
            for country in ("us", "de", "jp", "in", None):
                self.assertEqual(self.find(code, country, "2026-03-01"), date(2026, 3, 31))
        kind, country = self.get_type("chargeback"), self.env.ref("base.de")
        self.assertEqual(self.limits._find_times(kind, country, date(2026, 3, 1)), 2)

    def test_shortages_and_prices_have_two_years_in_north_america_and_five_elsewhere(self):
        for code in ("shortage", "price"):
            for country in ("us", "ca", "mx"):
                self.assertEqual(self.find(code, country, "2026-03-01"), date(2028, 2, 29))
            for country in ("de", "uk", "jp", "au", None):
                self.assertEqual(self.find(code, country, "2026-03-01"), date(2031, 3, 1))

    def test_old_deductions_were_cut_off_on_the_day_of_the_change(self):
        self.assertEqual(self.find("shortage", "us", "2022-05-01"), date(2025, 8, 24))
        self.assertEqual(self.find("shortage", "us", "2023-09-01"), date(2025, 8, 31))
        self.assertEqual(self.find("shortage", "us", "2019-01-01"), date(2024, 1, 1))
        self.assertEqual(self.find("shortage", "de", "2022-05-01"), date(2027, 5, 1))

    def test_what_nobody_reports_has_no_deadline(self):
        self.assertFalse(self.find("co_op", "us", "2026-03-01"))

    def test_country_of_its_own_is_not_changed_by_a_later_line_for_all_others(self):
        kind = self.get_type("shortage").id
        values = {"deduction_type_id": kind, "date_from": "2026-01-01", "days": 90, "source": "x"}
        self.limits.create(values)
        self.assertEqual(self.find("shortage", "de", "2026-03-01"), date(2026, 5, 30))
        self.assertEqual(self.find("shortage", "us", "2026-03-01"), date(2028, 2, 29))

    def test_dispute_has_the_deadline_of_the_country_that_was_invoiced(self):
        dispute = self.lose()
        self.assertEqual(dispute.deadline, dispute.date + timedelta(days=730))
        self.first.partner_id.country_id = self.env.ref("base.de")
        dispute._compute_deadline()
        self.assertEqual(dispute.deadline, dispute.date + timedelta(days=1826))

    def test_disputes_that_wait_follow_a_new_line_but_not_what_was_set_by_hand(self):
        dispute = self.lose()
        limit = self.limits.create(
            {
                "deduction_type_id": self.get_type("shortage").id,
                "country_ids": self.env.ref("base.us").ids,
                "date_from": "2026-01-01",
                "days": 60,
                "source": "Vendor Central, 1 January 2026",
            }
        )
        self.assertEqual(dispute.deadline, dispute.date + timedelta(days=60))
        limit.days = 45
        self.assertEqual(dispute.deadline, dispute.date + timedelta(days=45))
        dispute.deadline = date(2030, 1, 1)
        limit.unlink()
        self.assertEqual(dispute.deadline, date(2030, 1, 1))

    def test_own_figures_of_a_type_win(self):
        self.get_type("shortage").dispute_days = 10
        dispute = self.lose()
        self.assertEqual(dispute.deadline, dispute.date + timedelta(days=10))
