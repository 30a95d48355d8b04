# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from dateutil.relativedelta import relativedelta
from psycopg2 import Error

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests.common import new_test_user, tagged
from odoo.tools import mute_logger

from .common import AmazonCase, make_item, make_purchase_order


@tagged("post_install", "-at_install")
class TestUsage(AmazonCase):
    """Usage is metered, priced by a plan, and becomes a draft quotation once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls.env["amazon.vendor.price.plan"].create(
            {
                "name": "Starter",
                "base_fee": 100,
                "included_accounts": 1,
                "included_orders": 50,
                "included_invoices": 50,
                "tier_ids": [
                    fields.Command.create({"meter": "orders", "above": 0, "price": 0.5}),
                    fields.Command.create({"meter": "orders", "above": 100, "price": 0.2}),
                    fields.Command.create({"meter": "accounts", "above": 0, "price": 30}),
                ],
                "option_ids": [
                    fields.Command.create({"name": "Phone", "kind": "support", "price": 40}),
                    fields.Command.create({"name": "Remittances", "kind": "module", "price": 25}),
                ],
            }
        )
        cls.partner = cls.env["res.partner"].create({"name": "Kettle works"})
        cls.last_month = fields.Date.today() + relativedelta(months=-1, day=1)

    def price(self, **volumes):
        lines = self.plan._price(volumes)
        return {line["name"]: line["amount"] for line in lines}

    def test_what_is_included_costs_the_base_fee(self):
        self.assertEqual(self.price(accounts=1, orders=50, invoices=50), {"Starter": 100})

    def test_units_above_are_priced_by_their_tier(self):
        prices = self.price(accounts=1, orders=50 + 100 + 10)
        self.assertEqual(sorted(prices.values()), [2.0, 50.0, 100.0])

    def test_border_of_a_tier_belongs_to_the_lower_one(self):
        prices = self.price(accounts=1, orders=150)
        self.assertEqual(sorted(prices.values()), [50.0, 100.0])

    def test_each_further_account_costs(self):
        self.assertEqual(sum(self.price(accounts=3).values()), 160)

    def test_volumes_without_a_price_cost_nothing(self):
        self.assertEqual(sum(self.price(accounts=1, invoices=9000).values()), 100)

    def test_year_charges_twelve_months_of_volumes(self):
        self.plan.period = "year"
        lines = self.plan._price({"accounts": 1, "orders": 60})
        self.assertEqual([line["amount"] for line in lines], [100, 60])

    def test_estimate_from_six_questions(self):
        estimate = self.env["amazon.vendor.price.estimate"].create(
            {
                "plan_id": self.plan.id,
                "accounts": 2,
                "orders": 60,
                "invoices": 60,
                "module_ids": self.plan.option_ids.filtered(lambda o: o.kind == "module").ids,
                "support_id": self.plan.option_ids.filtered(lambda o: o.kind == "support").id,
                "start_date": "2026-10-01",
                "partner_id": self.partner.id,
            }
        )
        self.assertEqual(estimate.amount_period, 100 + 30 + 5 + 25 + 40)
        self.assertEqual(estimate.amount_first_year, 3 * 200)
        self.assertIn("Phone", estimate.description)
        action = estimate.action_make_quotation()
        order = self.env["sale.order"].browse(action["res_id"])
        self.assertEqual((order.state, order.amount_untaxed), ("draft", 200))

    def test_estimate_without_a_customer_asks_for_one(self):
        estimate = self.env["amazon.vendor.price.estimate"].create({"plan_id": self.plan.id})
        with self.assertRaises(UserError):
            estimate.action_make_quotation()

    def test_quotation_in_another_currency_is_refused(self):
        self.env.ref("base.EUR").active = True
        self.plan.currency_id = self.env.ref("base.EUR")
        with self.assertRaisesRegex(UserError, "priced in EUR"):
            self.plan._make_quotation(self.partner, self.plan._price({}), "Starter")

    def use(self, *numbers, environment="production"):
        """Let purchase orders come in last month."""
        documents = self.receive(
            *(make_purchase_order(n, [make_item("8806098286500", 3, "5.00")]) for n in numbers)
        )
        self.env.cr.execute(
            "UPDATE amazon_vendor_document SET environment = %s, create_date = %s WHERE id IN %s",
            (environment, self.last_month, documents._ids),
        )
        return documents

    def test_usage_counts_the_purchase_orders_of_a_month(self):
        self.use("USED0001", "USED0002")
        usage = self.env["amazon.vendor.usage"].search([("account_id", "=", self.account.id)])
        self.assertRecordValues(
            usage, [{"month": self.last_month, "orders": 2, "invoices": 0, "documents": 2}]
        )

    def test_versions_of_an_order_count_once_and_sandboxes_not_at_all(self):
        self.use("USED0001")
        self.receive(make_purchase_order("USED0001", [make_item("8806098286500", 4, "5.00")]))
        self.use("TRIED001", environment="sandbox")
        volumes = self.env["amazon.vendor.usage"]._get_volumes(self.env.company, self.last_month)
        self.assertEqual(volumes, {"accounts": 1, "orders": 1, "invoices": 0})

    def test_usage_cannot_be_edited(self):
        self.use("USED0001")
        usage = self.env["amazon.vendor.usage"].search([])
        manager = new_test_user(self.env, "usage-manager", groups="acorn_iamazon.group_manager")
        with self.assertRaises(AccessError):
            usage.with_user(manager).write({"orders": 0})
        with self.assertRaises(Error), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            usage.write({"orders": 0})
            self.env.flush_all()

    def bill(self):
        billing = self.env["amazon.vendor.usage.billing"].create(
            {
                "plan_id": self.plan.id,
                "partner_id": self.partner.id,
                "company_ids": self.env.company.ids,
            }
        )
        return self.env["sale.order"].browse(billing.action_make_quotation()["res_id"])

    def test_month_is_billed_once(self):
        self.use(*(f"USED{number:04}" for number in range(52)))
        order = self.bill()
        self.assertEqual(order.amount_untaxed, 101)
        self.assertEqual(self.bill(), order)

    def test_month_that_is_not_over_is_not_billed(self):
        billing = self.env["amazon.vendor.usage.billing"].create(
            {
                "plan_id": self.plan.id,
                "partner_id": self.partner.id,
                "month": fields.Date.today(),
            }
        )
        with self.assertRaises(UserError):
            billing.action_make_quotation()
