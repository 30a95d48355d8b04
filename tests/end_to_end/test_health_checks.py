# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""No check of the health check is green because it looked at nothing: in a firm that traded all are
green, and for each something of that firm is broken that turns it."""

from datetime import timedelta

from odoo import Command, fields
from odoo.tests.common import new_test_user, tagged

from odoo.addons.acorn_iamazon.checks import get_checks
from odoo.addons.acorn_iamazon.tests.common import (
    SingleCheckMixin,
    make_item,
    make_purchase_order,
    recent_order,
)

from .common import TradeCase

ADDRESS = {"street": "410 Terry Ave N", "city": "Seattle", "zip": "98109", "tz": "US/Pacific"}


@tagged("post_install", "-at_install")
class TestHealthChecks(SingleCheckMixin, TradeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax = cls.env["account.tax"].create(
            {"name": "Sales tax 10 %", "amount": 10, "amazon_tax_type": "ST"}
        )
        (cls.kettle | cls.filter).taxes_id = cls.tax
        cls.buyer = new_test_user(cls.env, "anna", "acorn_iamazon.group_user", tz="US/Pacific")
        cls.account.write({"user_id": cls.buyer.id, "member_ids": cls.buyer.ids})

    def setUp(self):
        super().setUp()
        self.do_business()

    def do_business(self):
        """An order that was answered, shipped, invoiced with tax, paid less a shortage that is
        disputed; everything is set up that the checks ask for."""
        usa = self.env.ref("base.us")
        partners = self.env.company.partner_id | self.warehouse.partner_id
        partners.tz = "US/Pacific"
        self.invoice = self.trade()
        self.order = self.get_order("6jD9W1MB")
        self.env["amazon.vendor.party"].search([]).partner_id.write(
            {**ADDRESS, "country_id": usa.id}
        )
        self.choose_accounts()
        self.agree_on_costs()
        self.waiting = self.bill("4WAITS00")
        self.receive_short()
        self.remittance = self.get_paid(**{self.invoice.name: "22.00"})
        self.remittance.action_post()
        self.dispute = self.env["amazon.vendor.dispute"].search([])
        self.dispute.amount_disputed = self.dispute.amount
        self.dispute.action_dispute()
        now = fields.Datetime.now()
        self.account.cron_id.write({"lastcall": now, "nextcall": now})
        self.account._set_rehearsal("passed")
        self.account.report_schedule_ids = [
            Command.create({"report_type": "GET_VENDOR_SALES_REPORT"})
        ]
        self.env.flush_all()

    def agree_on_costs(self):
        costs = {self.kettle: 10.00, self.filter: 229.47}
        agreed = self.env["product.pricelist"].create(
            {
                "name": "Agreed with Amazon",
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "0_product_variant",
                            "product_id": product.id,
                            "compute_price": "fixed",
                            "fixed_price": cost,
                        }
                    )
                    for product, cost in costs.items()
                ],
            }
        )
        self.order.amazon_code_id.agreed_pricelist_id = agreed
        self.order._amazon_compare_prices()

    def bill(self, number):
        """:return: an invoice that nobody has submitted yet"""
        self.place(recent_order(number, make_item("8806098286500", 3, "10.00")))
        self.account.action_fetch_purchase_orders()
        order = self.get_order(number)
        order.action_amazon_acknowledge()
        self.account.action_send_documents()
        self.ship(order)
        invoice = order._create_invoices()
        invoice.action_post()
        return invoice

    def receive_short(self):
        """Amazon counts two cases of three kettles less than were shipped, and all of the rest."""
        self.order.amazon_last_received_at = fields.Datetime.now()
        for line in self.order.order_line:
            missing = 6 if line.product_id == self.kettle else 0
            line.write(
                {
                    "amazon_received_quantity": line.qty_delivered - missing,
                    "amazon_received_at": fields.Datetime.now(),
                }
            )

    def choose_accounts(self):
        def make(code, name, kind):
            return self.env["account.account"].create(
                {"code": code, "name": name, "account_type": kind}
            )

        journals = self.env["account.journal"].search([("company_id", "=", self.env.company.id)])
        self.account.write(
            {
                "journal_id": journals.filtered(lambda j: j.type == "sale")[:1].id,
                "remittance_journal_id": journals.filtered(lambda j: j.type == "bank")[:1].id,
                "claims_account_id": make("ACLM01", "Claims at Amazon", "asset_current").id,
                "alias_name": "advices",
                "remittance_senders": "payments@amazon.example",
            }
        )
        self.costs = make("ADED01", "Deductions of Amazon", "expense")
        types = self.env["amazon.vendor.deduction.type"].search([])
        waiting = self.env.company.account_journal_suspense_account_id
        for kind in types:
            is_cost = not kind._is_held() and kind.code != "withholding"
            kind.account_id = self.costs if is_cost else waiting
        self.used = types.filtered(lambda kind: kind.code == "shortage")

    # === WHAT IS BROKEN, FOR EACH === #

    def break_credentials(self):
        self.account.lwa_client_id = False

    def break_token(self):
        self.sandbox.tell("revoke")

    def break_secret_age(self):
        self.account.lwa_client_secret_date = fields.Date.today() - timedelta(days=181)

    def break_authorisation_age(self):
        self.account.sudo().authorised_at = fields.Datetime.now() - timedelta(days=366)

    def break_clock(self):
        self.sandbox.tell("settings", date_skew=600)

    def break_throttling(self):
        call = {"account_id": self.account.id, "operation": "getPurchaseOrders", "status": 429}
        now = fields.Datetime.now()
        self.env["amazon.vendor.call"].create([{**call, "date": now} for _call in range(50)])

    def break_api_versions(self):
        version = self.env.ref("acorn_iamazon.api_version_vendor_orders")
        version.end_date = fields.Date.today() - timedelta(days=1)

    def break_marketplaces(self):
        self.account.marketplace_ids = self.env.ref("acorn_iamazon.marketplace_ca")

    def break_codes(self):
        self.order.amazon_code_id.active = False

    def break_quantities(self):
        """Amazon counts more than was shipped."""
        self.order.order_line[:1].write(
            {"amazon_received_quantity": 1000, "amazon_received_at": fields.Datetime.now()}
        )

    def refuse(self, operation):
        self.sandbox.tell("settings", missing_roles=[operation])

    def break_agreed_costs(self):
        self.order.order_line[:1].amazon_agreed_cost = 0.0

    def break_connection(self):
        self.refuse("getPurchaseOrders")

    def break_role_shipping(self):
        self.refuse("GetShipmentDetails")

    def break_role_transactions(self):
        self.refuse("getTransaction")

    def break_role_reports(self):
        self.refuse("getReports")

    def break_role_invoices(self):
        self.refuse("getInvoiceHeaders")

    def break_role_remittances(self):
        self.refuse("getRemittanceHeaders")

    def break_application(self):
        self.env.flush_all()
        self.env.cr.execute("UPDATE amazon_vendor_account SET role_arn = 'arn:nonsense'")

    def break_rehearsal(self):
        self.account._set_rehearsal("overridden", "EDI since 2019")

    def break_settings(self):
        self.kettle.sale_ok = False

    def make_rival(self, **values):
        return self.account.copy({"name": "Twin", **values})

    def break_shared_authorisation(self):
        """The same token is typed in twice."""
        self.make_rival().write(
            {
                "lwa_client_id": "amzn1.application-oa2-client.acorn",
                "lwa_client_secret": "amzn1.oa2-cs.v1.top-secret",
                "refresh_token": "Atzr|acorn-refresh",
            }
        )

    def break_shared_codes(self):
        code = self.order.amazon_code_id
        self.env["amazon.vendor.code"].create(
            {"account_id": self.make_rival().id, "name": code.name}
        )

    def break_time_zones(self):
        self.buyer.tz = False

    def break_jobs(self):
        self.account.cron_id.nextcall = fields.Datetime.now() - timedelta(hours=2)

    def break_products(self):
        self.receive(make_purchase_order("4CHECK01", [make_item("4006381333931", 1, "1.00")]))

    def break_parties(self):
        self.env["amazon.vendor.party"].search([])[:1].partner_id.street = False

    def break_documents(self):
        broken = make_purchase_order("4CHECK02")
        broken["orderDetails"] = None
        self.receive(broken)

    def break_invoices(self):
        """Amazon refuses one that it had."""
        self.invoice._get_amazon_submissions()[:1]._set_evidence("rejected", False, "Wrong price")

    def break_copies(self):
        self.env.flush_all()
        self.env.cr.execute("UPDATE amazon_vendor_document SET payload = NULL WHERE kind='invoice'")

    def break_invoice_journal(self):
        self.account.journal_id = False
        self.account.env["account.journal"].create(
            {"name": "Amazon", "code": "AMZ", "type": "sale"}
        )

    def break_invoice_numbers(self):
        self.waiting.name = f"INV/{self.waiting.date.year}/{123:022}"

    def break_tax_types(self):
        self.tax.amazon_tax_type = False

    def break_bank_journal(self):
        self.account.remittance_journal_id = False
        self.env["account.journal"].create({"name": "Bank 2", "code": "BNK8", "type": "bank"})

    def break_earlier_invoices(self):
        """One that was made before the account was."""
        earlier = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.account.partner_id.id,
                "invoice_line_ids": [Command.create({"name": "Kettle", "price_unit": 5})],
            }
        )
        earlier.action_post()

    def break_remittance_senders(self):
        self.account.remittance_senders = False

    def break_deduction_accounts(self):
        self.used.account_id = False

    def break_deduction_purposes(self):
        self.used.account_id = self.account._get_sales_accounts()[:1]

    def break_claims_account(self):
        self.account.claims_account_id = False

    def break_deduction_settings(self):
        limits = self.env["amazon.vendor.dispute.limit"].search([])
        limits.filtered(lambda limit: limit.deduction_type_id == self.used).days = 0
        self.used.dispute_days = 0

    # === THE TEST === #

    def test_costs_that_may_differ_much_are_told(self):
        self.account.price_tolerance = 20
        self.assert_check("agreed_costs", "warning", "20")

    def test_each_check_is_green_where_all_is_well_and_turns_where_something_is_broken(self):
        self.assert_looks_at_something()
        for one in get_checks(self.env):
            with self.subTest(check=one.code):
                self.assert_check(one.code, "good")
                with self.env.cr.savepoint() as savepoint:
                    getattr(self, f"break_{one.code}")()
                    line = self.check(one.code)
                    self.assertIn(line.status, ("bad", "warning"), line.finding)
                    self.assertTrue(line.mend, line.finding)
                    savepoint.rollback()
                self.env.invalidate_all()
                self.env.registry.clear_all_caches()
                self.sandbox.tell("scenario")

    def assert_looks_at_something(self):
        """What the checks look at is there: none is green for want of it."""
        for name in ("party", "product", "code", "call", "remittance.line"):
            records = self.env[f"amazon.vendor.{name}"]
            self.assertTrue(records.search([("account_id", "=", self.account.id)]), name)
        self.assertEqual(self.invoice.amazon_submission_state, "accepted")
        self.assertEqual(self.waiting.amazon_submission_state, "to_submit")
        self.assertEqual((self.invoice | self.waiting).invoice_line_ids.tax_ids, self.tax)
        self.assertEqual(self.remittance.line_ids.deduction_type_id, self.used)
        self.assertEqual((self.remittance.state, self.dispute.state), ("posted", "disputed"))
