# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import logging
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command, fields
from odoo.tests.common import new_test_user, tagged

from ..checks import get_checks, good, roles, time_zones
from ..checks.set_up import check_application
from ..spapi import SellingPartnerClient
from .common import (
    AmazonCase,
    HealthCheckMixin,
    SandboxCase,
    SingleCheckMixin,
    make_item,
    make_purchase_order,
)


@tagged("post_install", "-at_install")
class TestHealthCheckConnection(HealthCheckMixin, SandboxCase):
    """What Amazon answers, for each trouble: red with it, green without."""

    # === TOKEN === #

    def test_token_that_is_revoked_is_renewed_by_a_new_refresh_token(self):
        self.assert_check("token", "good")
        self.sandbox.tell("revoke")
        self.assert_check("token", "bad", "invalid_grant", "type the new refresh token")
        self.sandbox.tell("scenario")
        self.assert_check("token", "good")

    def test_refused_refresh_token_shows_while_the_access_token_still_lives(self):
        self.check("token")
        self.account.refresh_token = "Atzr|another"
        self.assert_check("token", "bad", "invalid_grant")
        self.account.refresh_token = "Atzr|acorn-refresh"
        self.assert_check("token", "good")

    def test_wrong_secret_is_told_from_a_wrong_token(self):
        self.account.lwa_client_secret = "amzn1.oa2-cs.v1.old"
        self.assert_check("token", "bad", "invalid_client", "rotate the client secret")
        self.account.lwa_client_secret = "amzn1.oa2-cs.v1.top-secret"
        self.assert_check("token", "good")

    def test_refresh_token_of_another_application(self):
        error = '{"error": "unauthorized_client"}'
        self.sandbox.tell("fault", operation="token", status=400, body=error, times=9)
        self.assert_check("token", "bad", "unauthorized_client", "client ID and the client secret")
        self.sandbox.tell("clear_faults")
        self.assert_check("token", "good")

    def test_without_a_token_roles_and_clock_are_not_guessed(self):
        self.sandbox.tell("revoke")
        self.env["amazon.vendor.token"].search([]).unlink()
        for code in ("role_shipping", "role_transactions", "clock"):
            self.assert_check(code, "warning", "without a valid token")
        self.assert_check("connection", "bad", "Renew the authorisation")

    def test_missing_credentials_are_told_and_nothing_is_sent(self):
        self.account.lwa_client_id = False
        self.assert_check("credentials", "bad", "Connection page")
        self.assert_check("token", "bad", "missing")
        self.account.lwa_client_id = "amzn1.application-oa2-client.acorn"
        self.assert_check("credentials", "good")

    # === ROLES === #

    def assert_role(self, code, operation):
        self.sandbox.tell("settings", missing_roles=[operation])
        self.assert_check(code, "bad", f"refuses {operation}", "lacks the role", "authorise it")
        self.sandbox.tell("settings", missing_roles=[])
        self.assert_check(code, "good")

    def test_missing_role_for_orders(self):
        self.assert_role("connection", "getPurchaseOrders")
        self.assertFalse(self.account.paused)

    def test_missing_role_for_shipping(self):
        self.assert_role("role_shipping", "GetShipmentDetails")

    def test_missing_role_for_transactions(self):
        self.assert_role("role_transactions", "getTransaction")

    def test_missing_role_for_reports(self):
        self.account.report_schedule_ids = False
        self.sandbox.tell("settings", missing_roles=["getReports"])
        self.assert_check("role_reports", "good", "No reports")
        self.account.report_schedule_ids = [
            Command.create(
                {
                    "report_type": "GET_VENDOR_SALES_REPORT",
                    "marketplace_id": self.account.marketplace_ids[:1].id,
                }
            )
        ]
        self.assert_role("role_reports", "getReports")

    def test_missing_role_for_shipping_stops_no_other_work(self):
        self.sandbox.tell("settings", missing_roles=["GetShipmentDetails"])
        self.assert_check("connection", "good")
        self.assertFalse(self.account.paused)

    def test_expired_access_token_is_no_missing_role(self):
        self.check("token")
        renew = patch.object(SellingPartnerClient, "renew_token", lambda self: None)
        self.sandbox.tell("expire_tokens")
        with renew:
            self.assert_check("role_shipping", "good")

    def test_amazon_out_of_reach_is_no_missing_role(self):
        self.sandbox.tell("fault", operation="GetShipmentDetails", status=503, times=9)
        self.assert_check("role_shipping", "warning", "Check that this server reaches Amazon")
        self.sandbox.tell("clear_faults")
        self.assert_check("role_shipping", "good")

    # === CLOCK === #

    def test_clock_that_is_slow_or_fast(self):
        self.assert_check("clock", "good")
        self.sandbox.tell("settings", date_skew=600)
        self.assert_check("clock", "bad", "seconds slow", "NTP")
        self.sandbox.tell("settings", date_skew=-90)
        self.assert_check("clock", "warning", "seconds fast")
        self.sandbox.tell("settings", date_skew=0)
        self.assert_check("clock", "good")

    def test_clock_is_read_from_a_refusal_too(self):
        self.sandbox.tell("settings", date_skew=600, missing_roles=["getTransaction"])
        self.assert_check("clock", "bad")


@tagged("post_install", "-at_install")
class TestHealthCheck(SingleCheckMixin, AmazonCase):
    """What is set up in Odoo, and what happened."""

    # === THE MACHINERY === #

    def test_each_check_has_a_name_and_a_line(self):
        with patch.object(roles, "probe_role", lambda *a, **k: good("")):
            self.account.action_run_checks()
        self.assertEqual(
            self.account.check_ids.mapped("code"), [each.code for each in get_checks(self.env)]
        )
        self.assertTrue(all(self.account.check_ids.mapped("name")))

    def test_each_check_has_a_code_and_a_place_of_its_own(self):
        checks = get_checks(self.env)
        for name in ("code", "place"):
            values = [getattr(each, name) for each in checks]
            self.assertEqual(len(set(values)), len(values), name)

    def test_check_of_an_addon_that_is_not_installed_here_does_not_run(self):
        installed = self.env.registry._init_modules - {"acorn_iamazon_account"}
        with patch.object(self.env.registry, "_init_modules", installed):
            codes = {each.code for each in get_checks(self.env)}
        self.assertIn("credentials", codes)
        self.assertNotIn("invoices", codes)

    def test_check_that_fails_is_red_and_stops_no_other(self):
        def fail(account):
            raise ZeroDivisionError("oops")

        logger = "odoo.addons.acorn_iamazon.models.account.amazon_vendor_check"
        with (
            patch.object(time_zones, "get_warehouses", fail),
            self.assertLogs(logger, logging.ERROR) as logs,
        ):
            self.account.action_run_checks()
        lines = {line.code: line for line in self.account.check_ids}
        self.assertEqual(lines["time_zones"].status, "bad")
        self.assertIn("oops", lines["time_zones"].finding)
        self.assertIn("products", lines)
        self.assertIn("time_zones failed", logs.output[0])

    def test_credentials_that_cannot_be_decrypted_are_a_finding(self):
        another = "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE="
        with patch.dict("os.environ", {"ACORN_IAMAZON_KEY": another}):
            self.assert_check("token", "bad", "does not have the key")

    # === COSTS === #

    def test_products_without_an_agreed_cost_are_told_and_a_wide_tolerance(self):
        self.receive(make_purchase_order("4AGREED1", [make_item("8806098286500", 3, "10.00")]))
        line = self.get_order("4AGREED1").order_line
        self.assert_check("agreed_costs", "warning", line.product_id.name)
        line.amazon_agreed_cost = 10.0
        self.assert_check("agreed_costs", "good", "Each difference")
        self.account.price_tolerance = 2
        self.assert_check("agreed_costs", "good", "2.0")
        self.account.price_tolerance = 20
        self.assert_check("agreed_costs", "warning", "20")

    # === SECRET === #

    def test_age_of_the_secret(self):
        self.account.lwa_client_secret_date = fields.Date.today() - timedelta(days=10)
        self.assert_check("secret_age", "good")
        self.account.lwa_client_secret_date = fields.Date.today() - timedelta(days=160)
        self.assert_check("secret_age", "warning", "Rotate the secret")
        self.account.lwa_client_secret_date = fields.Date.today() - timedelta(days=181)
        self.assert_check("secret_age", "bad", "181 days")
        self.account.lwa_client_secret = "amzn1.oa2-cs.v1.new"
        self.assert_check("secret_age", "good")

    # === AUTHORISATION === #

    def test_age_of_the_authorisation_is_that_of_the_newest_token(self):
        self.account.selling_partner_id = "amzn1.vg.acorn"
        for days, status in ((10, "good"), (340, "warning"), (366, "bad")):
            with freeze_time(fields.Datetime.now() - timedelta(days=days)):
                self.account.refresh_token = "Atzr|acorn-refresh"
            self.assert_check("authorisation_age", status)
        self.account.refresh_token = "Atzr|acorn-refresh"
        self.assert_check("authorisation_age", "good")
        self.assertEqual(self.account.authorised_by_id, self.env.user)

    def test_pasted_token_of_an_own_application_need_not_end(self):
        with freeze_time(fields.Datetime.now() - timedelta(days=400)):
            self.account.refresh_token = "Atzr|acorn-refresh"
        self.assert_check("authorisation_age", "warning")

    # === RATE LIMITS === #

    def log_calls(self, count, status, hours=1, operation="getPurchaseOrders"):
        date = fields.Datetime.now() - timedelta(hours=hours)
        values = {
            "account_id": self.account.id,
            "date": date,
            "operation": operation,
            "status": status,
        }
        return self.env["amazon.vendor.call"].create([dict(values) for _call in range(count)])

    def test_share_of_throttled_calls(self):
        self.assert_check("throttling", "good")
        self.log_calls(99, 200)
        self.log_calls(1, 429)
        self.assert_check("throttling", "good", "1.0 %")
        self.log_calls(4, 429)
        self.assert_check("throttling", "warning", "Put off: getPurchaseOrders", "less often")
        throttled = self.log_calls(10, 429)
        self.assert_check("throttling", "bad", "13.2 %")
        throttled.date = fields.Datetime.now() - timedelta(hours=25)
        self.assert_check("throttling", "warning")

    def get_database_clock(self):
        """:return: seconds since the epoch, by the clock that the limits are kept by"""
        self.env.cr.execute("SELECT EXTRACT(epoch FROM clock_timestamp())")
        return float(self.env.cr.fetchone()[0])

    def test_operation_that_waits_for_its_next_call(self):
        self.log_calls(3, 200)
        bucket = self.env["amazon.vendor.rate"].create(
            {
                "account_id": self.account.id,
                "operation": "getInvoiceHeaders",
                "tokens": -60,
                "rate": 0.5,
                "moment": self.get_database_clock(),
            }
        )
        self.assert_check("throttling", "warning", "Waiting now: getInvoiceHeaders")
        bucket.tokens = 5
        self.assert_check("throttling", "good")

    # === API VERSIONS === #

    def test_end_of_an_api_version(self):
        self.assert_check("api_versions", "good")
        version = self.env.ref("acorn_iamazon.api_version_vendor_orders")
        today = fields.Date.today()
        version.end_date = today + timedelta(days=181)
        self.assert_check("api_versions", "good")
        for days in (180, 0):
            version.end_date = today + timedelta(days=days)
            self.assert_check("api_versions", "warning", "Vendor Orders v1", "Update ACORN iAmazon")
        version.end_date = today - timedelta(days=1)
        self.assert_check("api_versions", "bad", "Vendor Orders v1", "Update ACORN iAmazon")
        version.end_date = False
        self.assert_check("api_versions", "good")

    def test_users_read_api_versions_and_administrators_change_them(self):
        user = new_test_user(self.env, "amazon-user", groups="acorn_iamazon.group_user")
        manager = new_test_user(self.env, "amazon-boss", groups="acorn_iamazon.group_manager")
        administrator = new_test_user(self.env, "the-system", groups="base.group_system")
        versions = self.env["amazon.vendor.api.version"]
        self.assertTrue(versions.with_user(user).search([]).has_access("read"))
        self.assertFalse(versions.with_user(user).has_access("write"))
        self.assertFalse(versions.with_user(manager).has_access("write"))
        self.assertTrue(versions.with_user(administrator).has_access("write"))

    # === MARKETPLACES AND VENDOR CODES === #

    def receive_order(self, **values):
        self.receive(make_purchase_order(items=[make_item("8806098286500", 3, "5.00")], **values))
        return self.get_order()

    def test_account_without_marketplace(self):
        self.account.marketplace_ids = False
        self.assert_check("marketplaces", "bad", "no marketplace")
        self.account.marketplace_ids = self.env.ref("acorn_iamazon.marketplace_us")
        self.assert_check("marketplaces", "good")

    def test_orders_in_a_currency_of_no_marketplace(self):
        self.account.marketplace_ids = self.env.ref("acorn_iamazon.marketplace_ca")
        self.receive_order()
        self.assert_check("marketplaces", "warning", "1 in USD (such as 4BZ7PQ2X)")
        self.account.marketplace_ids += self.env.ref("acorn_iamazon.marketplace_us")
        self.assert_check("marketplaces", "good")

    def test_order_of_an_unknown_vendor_code(self):
        code = self.receive_order().amazon_code_id
        self.assert_check("codes", "good")
        code.active = False
        self.assert_check("codes", "bad", "4BZ7PQ2X")
        code.active = True
        self.assert_check("codes", "good")

    def test_vendor_code_without_a_warehouse_when_there_are_two(self):
        self.receive_order()
        self.env["stock.warehouse"].create({"name": "East", "code": "EAST"})
        self.assert_check("codes", "warning", "ACRN1 has no warehouse")
        self.account.warehouse_id = self.warehouse
        self.assert_check("codes", "good")

    def test_vendor_code_without_a_pricelist_in_the_currency_of_its_orders(self):
        order = self.receive_order()
        self.env.ref("base.CAD").active = True
        pricelist = self.env["product.pricelist"].create(
            {"name": "Amazon CAD", "currency_id": self.env.ref("base.CAD").id}
        )
        order.pricelist_id = pricelist
        self.assert_check("codes", "warning", "ACRN1 has no pricelist in CAD")
        order.amazon_code_id.pricelist_id = pricelist
        self.assert_check("codes", "good")

    # === TWO ACCOUNTS === #

    def make_rival(self, **values):
        return self.env["amazon.vendor.account"].create(
            {
                "name": "ACORN US again",
                "environment": "production",
                "marketplace_ids": self.account.marketplace_ids.ids,
                "lwa_client_id": "amzn1.application-oa2-client.acorn",
                "refresh_token": "Atzr|acorn-refresh",
                **values,
            }
        )

    def test_same_authorisation_in_two_accounts(self):
        self.assert_check("shared_authorisation", "good")
        rival = self.make_rival()
        self.assert_check("shared_authorisation", "bad", "ACORN US again", "archive the other")
        rival.refresh_token = "Atzr|its-own"
        self.assert_check("shared_authorisation", "good")

    def test_archived_account_and_another_client_share_nothing(self):
        rival = self.make_rival(lwa_client_id="amzn1.application-oa2-client.other")
        self.assert_check("shared_authorisation", "good")
        rival.lwa_client_id = self.account.lwa_client_id
        rival.active = False
        self.assert_check("shared_authorisation", "good")

    def test_other_companies_are_not_named(self):
        company = self.env["res.company"].create({"name": "Secret subsidiary"})
        self.make_rival(name="Secret account", company_id=company.id)
        line = self.check("shared_authorisation")
        self.assertEqual(line.status, "bad")
        self.assertIn("another company", line.finding)
        self.assertNotIn("Secret", f"{line.finding} {line.mend}")

    def test_refresh_token_is_not_in_the_findings(self):
        self.make_rival()
        line = self.check("shared_authorisation")
        self.assertNotIn("Atzr", f"{line.finding} {line.mend}")

    def test_same_vendor_code_in_two_accounts_of_a_region(self):
        codes = self.env["amazon.vendor.code"]
        codes.create({"account_id": self.account.id, "name": "ACRN1"})
        company = self.env["res.company"].create({"name": "Secret subsidiary"})
        rival = self.make_rival(refresh_token="Atzr|its-own", company_id=company.id)
        self.assert_check("shared_codes", "good")
        codes.create({"account_id": rival.id, "name": "acrn1"})
        self.assert_check("shared_codes", "bad", "ACRN1: also", "another company", "archive")
        rival.marketplace_ids = self.env.ref("acorn_iamazon.marketplace_de")
        self.assert_check("shared_codes", "good")

    # === TIME ZONES === #

    def test_time_zones_of_members_and_places(self):
        partners = self.env.company.partner_id | self.warehouse.partner_id
        partners.tz = "America/Los_Angeles"
        member = new_test_user(self.env, "anna", "acorn_iamazon.group_user", name="Anna", tz=False)
        self.account.member_ids = member
        self.assert_check("time_zones", "bad", "Anna", "preferences")
        member.tz = "America/New_York"
        self.assert_check("time_zones", "good")
        self.warehouse.partner_id.tz = False
        self.assert_check("time_zones", "warning", "no time zone", "on the contact")
        self.warehouse.partner_id.tz = "America/Los_Angeles"
        self.assert_check("time_zones", "good")

    # === APPLICATION AND REHEARSAL === #

    def test_developer_profile_or_application_that_is_not_ready(self):
        account = self.env["amazon.vendor.account"].create({"name": "New"})
        found = check_application(account)
        self.assertEqual(found.status, "bad")
        self.assertIn("developer profile", found.text)
        account.refresh_token = "Atzr|pasted"
        self.env.invalidate_all()
        self.assertEqual(check_application(account).status, "good")

    def test_role_arn_that_is_not_well_formed(self):
        self.assert_check("application", "good")
        self.env.flush_all()
        self.env.cr.execute("UPDATE amazon_vendor_account SET role_arn = 'arn:nonsense'")
        self.env.invalidate_all()
        self.assert_check("application", "bad", "arn:nonsense", "October 2023")
        self.account.role_arn = False
        self.assert_check("application", "good")

    def test_rehearsal_that_was_skipped(self):
        self.assert_check("rehearsal", "warning", "Not passed", "Rehearsal Passed")
        self.account.environment = "production"
        self.assert_check("rehearsal", "bad", "Acknowledgement")
        self.account._set_rehearsal("overridden", "EDI since 2019")
        self.assert_check("rehearsal", "warning", "EDI since 2019")
        self.account._set_rehearsal("passed")
        self.assert_check("rehearsal", "good")

    # === JOBS === #

    def set_jobs_on_time(self):
        now = fields.Datetime.now()
        self.account.cron_id.write({"lastcall": now, "nextcall": now, "failure_count": 0})
        self.account.fetched_until = now

    def test_jobs_that_are_off_late_or_failing(self):
        cron = self.account.cron_id
        hours = timedelta(hours=1)
        troubles = [
            ({"active": False}, "switched off"),
            ({"nextcall": fields.Datetime.now() - hours}, "is late"),
            ({"lastcall": fields.Datetime.now() - hours}, "is late"),
            ({"failure_count": 2}, "failed 2 times"),
        ]
        self.set_jobs_on_time()
        self.assert_check("jobs", "good")
        for values, text in troubles:
            cron.write(values)
            self.assert_check("jobs", "bad", text, "ACORN US", "Scheduled Actions")
            cron.active = True
            self.set_jobs_on_time()
            self.assert_check("jobs", "good")

    def test_orders_that_were_not_fetched_for_three_turns(self):
        self.set_jobs_on_time()
        self.account.fetched_until = fields.Datetime.now() - timedelta(minutes=91)
        self.assert_check("jobs", "bad", "Purchase orders fetched until")
        self.account.fetch_automatically = False
        self.assert_check("jobs", "good")
        self.account.fetch_automatically = True
        self.account.fetched_until = fields.Datetime.now() - timedelta(minutes=85)
        self.assert_check("jobs", "good")

    def test_deleted_job(self):
        self.set_jobs_on_time()
        self.account.cron_id.unlink()
        self.assert_check("jobs", "bad", "was deleted")

    # === DOCUMENTS === #

    def test_document_that_failed_waits_for_a_person(self):
        self.assert_check("documents", "good")
        order = make_purchase_order("4BROKEN0")
        order["orderDetails"] = None
        self.receive(order)
        self.assert_check("documents", "warning", "1 documents failed", "filter Failed")
        self.account.document_ids.action_ignore()
        self.assert_check("documents", "good")

    # === PRODUCTS AND PARTIES === #

    def test_product_that_is_not_known(self):
        self.assert_check("products", "good")
        self.receive(make_purchase_order(items=[make_item("4006381333931", 1, "1.00")]))
        self.assert_check("products", "bad", "1 products", "Amazon Vendor, Products")
        self.env["amazon.vendor.product"].search([]).product_id = self.kettle
        self.assert_check("products", "good")

    def test_party_without_an_address(self):
        self.assert_check("parties", "good")
        self.receive_order()
        self.assert_check("parties", "bad", "AMAZN", "PHX6", "Configuration, Parties")
        address = {"street": "410 Terry Ave N", "city": "Seattle", "zip": "98109"}
        parties = self.env["amazon.vendor.party"].search([])
        parties.filtered(lambda party: party.kind == "invoice").partner_id.write(address)
        self.assert_check("parties", "warning", "PHX6")
        parties.partner_id.write(address)
        self.assert_check("parties", "good")

    # === SETTINGS === #

    def test_settings_that_let_orders_through(self):
        self.receive_order()
        self.assert_check("settings", "good")

    def test_company_without_a_warehouse(self):
        warehouses = self.env["stock.warehouse"].search([("company_id", "=", self.env.company.id)])
        warehouses.write({"active": False})
        self.assert_check("settings", "bad", "has no warehouse", "Configuration, Warehouses")

    def test_archived_warehouse_that_is_chosen(self):
        other = self.env["stock.warehouse"].create({"name": "Old hall", "code": "OLD"})
        self.account.warehouse_id = other
        self.assert_check("settings", "good")
        other.active = False
        self.assert_check("settings", "bad", "Old hall is archived")

    def test_archived_customer(self):
        self.account.partner_id.active = False
        self.assert_check("settings", "bad", "is archived", "Restore the contact")

    def test_product_that_is_not_for_sale(self):
        self.receive_order()
        self.kettle.sale_ok = False
        self.assert_check("settings", "warning", "Kettle 1.7 l", "Tick Sales")

    def test_product_that_is_kept_in_kilograms(self):
        self.receive_order()
        self.kettle.uom_id = self.env.ref("uom.product_uom_kgm")
        self.assert_check("settings", "warning", "Kettle 1.7 l (kg)")

    def test_warehouse_that_never_works(self):
        calendar = self.env["resource.calendar"].create(
            {"name": "Never", "attendance_ids": [Command.clear()]}
        )
        self.warehouse.amazon_calendar_id = calendar
        self.assert_check("settings", "warning", "does not work within a fortnight")
