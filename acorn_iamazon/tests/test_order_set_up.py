# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo.tests.common import new_test_user, tagged

from .common import AmazonCase, make_item, make_purchase_order

KETTLE = "8806098286500"


@tagged("post_install", "-at_install")
class TestOrderSetUp(AmazonCase):
    """Orders come in right as people have set Odoo up."""

    def receive_in(self, currency, number="4BZ7PQ2X"):
        item = make_item(KETTLE, 10, "12.00")
        item["netCost"]["currencyCode"] = currency
        self.receive(make_purchase_order(number, [item]))
        return self.get_order(number)

    def set_pricelist_of_amazon(self, currency):
        self.account.partner_id.property_product_pricelist = self.env["product.pricelist"].create(
            {"name": f"Customers in {currency}", "currency_id": self.get_currency(currency).id}
        )

    def get_currency(self, name):
        currency = self.env.ref(f"base.{name}")
        currency.active = True
        return currency

    # === CURRENCY === #

    def test_currency_is_that_of_the_purchase_order_whatever_the_pricelist(self):
        for place, (company, pricelist, ordered) in enumerate(
            [
                ("USD", "USD", "EUR"),
                ("EUR", "USD", "EUR"),
                ("USD", "EUR", "USD"),
                ("EUR", "EUR", "EUR"),
                ("USD", "EUR", "GBP"),
            ]
        ):
            with self.subTest(company=company, pricelist=pricelist, ordered=ordered):
                self.env.company.currency_id = self.get_currency(company)
                self.set_pricelist_of_amazon(pricelist)
                order = self.receive_in(ordered, f"4CUR000{place}")
                self.assertEqual(order.currency_id.name, ordered)
                self.assertEqual(order.amount_untaxed, 120.00)

    def test_pricelist_of_the_customer_stays_where_its_currency_is_the_orders(self):
        self.set_pricelist_of_amazon("EUR")
        order = self.receive_in("EUR")
        self.assertEqual(order.pricelist_id, self.account.partner_id.property_product_pricelist)

    def test_order_keeps_the_currency_that_amazon_named(self):
        self.assertEqual(self.receive_in("EUR").amazon_currency, "EUR")

    # === WHO SEES AND HEARS OF IT === #

    def test_order_without_a_salesperson_belongs_to_nobody(self):
        self.account.user_id = False
        self.assertFalse(self.receive_in("USD").user_id)

    def test_member_who_sees_own_documents_only_sees_orders_without_a_salesperson(self):
        self.account.user_id = False
        member = new_test_user(
            self.env,
            "own-orders",
            groups="acorn_iamazon.group_user,sales_team.group_sale_salesman",
        )
        self.account.member_ids = member
        order = self.receive_in("USD")
        found = self.env["sale.order"].with_user(member).search([("id", "=", order.id)])
        self.assertEqual(found, order)

    def test_salesperson_of_amazon_as_a_customer_is_that_of_its_orders(self):
        seller = new_test_user(self.env, "amazon-seller", groups="sales_team.group_sale_salesman")
        self.account.user_id = False
        self.account.partner_id.user_id = seller
        self.assertEqual(self.receive_in("USD").user_id, seller)

    def test_salesperson_gets_one_message_for_all_orders_of_a_run(self):
        seller = new_test_user(
            self.env,
            "amazon-seller",
            groups="sales_team.group_sale_salesman",
            notification_type="email",
            email="seller@example.com",
        )
        self.account.user_id = seller
        account = self.account.with_context(tracking_disable=False)
        documents = account.env["amazon.vendor.document"]._store_incoming(
            account,
            "purchase_order",
            [
                make_purchase_order(f"4RUN{place:04}", [make_item(KETTLE, 1, "12.00")])
                for place in range(25)
            ],
            "test-request",
        )
        before = self.count_messages_to(seller)
        account._apply_documents()
        self.assertEqual(documents.mapped("state"), ["done"] * 25)
        self.assertEqual(self.count_messages_to(seller) - before, 1)

    def count_messages_to(self, user):
        return self.env["mail.notification"].search_count(
            [("res_partner_id", "=", user.partner_id.id)]
        )

    def test_newer_version_is_no_new_order_to_tell_of(self):
        seller = new_test_user(self.env, "amazon-seller", groups="sales_team.group_sale_salesman")
        self.account.user_id = seller
        self.receive_in("USD")
        before = self.count_messages_to(seller)
        self.receive(
            make_purchase_order(
                items=[make_item(KETTLE, 4, "12.00")],
                purchaseOrderChangedDate="2026-03-02T10:00:00Z",
            )
        )
        self.assertEqual(self.count_messages_to(seller), before)

    # === PARTIES === #

    def test_bare_code_of_a_centre_in_europe_has_no_country_and_is_asked_about(self):
        self.account.marketplace_ids = self.env.ref("acorn_iamazon.marketplace_de")
        tax = self.env["account.tax"].create({"name": "19 %", "amount": 19.0})
        self.kettle.taxes_id = tax
        self.receive(
            make_purchase_order(
                items=[make_item(KETTLE, 1, "12.00")], shipToParty={"partyId": "WRO5"}
            )
        )
        order = self.get_order()
        self.assertFalse(order.partner_shipping_id.country_id)
        self.assertFalse(order.order_line.tax_ids)
        self.assertIn("WRO5", order._amazon_get_asked("country").note)

    def test_bare_code_in_a_region_of_one_marketplace_has_its_country(self):
        self.assertEqual(self.receive_in("USD").partner_shipping_id.country_id.code, "US")

    def test_bill_tos_in_europe_keep_a_vat_number_each(self):
        self.account.marketplace_ids = self.env.ref("acorn_iamazon.marketplace_de")
        partners = self.env["res.partner"]
        numbers = {"BILDE": "DE814584193", "BILIT": "IT08973230967"}
        for place, code in enumerate(numbers):
            number = f"4EUR000{place}"
            item = make_item(KETTLE, 1, "12.00")
            self.receive(make_purchase_order(number, [item], billToParty={"partyId": code}))
            partners |= self.get_order(number).partner_invoice_id
        for partner in partners:
            partner.vat = numbers[partner.ref]
        self.assertEqual(partners.mapped("vat"), list(numbers.values()))
        self.assertEqual(partners.commercial_partner_id, partners)

    def test_buying_parties_that_are_tax_establishments_are_invoiced_each_by_itself(self):
        orders = self.env["sale.order"]
        for number, code, tax in (
            ("4BRA0001", "GRU5", "15436940000103"),
            ("4BRA0002", "REC1", "15436940000286"),
        ):
            order = make_purchase_order(
                number,
                [make_item(KETTLE, 1, "12.00")],
                buyingParty={
                    "partyId": code,
                    "taxInfo": {"taxRegistrationType": "VAT", "taxRegistrationNumber": tax},
                },
            )
            del order["orderDetails"]["billToParty"]
            self.receive(order)
            orders |= self.get_order(number)
        self.assertEqual(orders.partner_invoice_id.mapped("ref"), ["GRU5", "REC1"])
        self.assertEqual(orders.mapped("amazon_buying_party"), ["GRU5", "REC1"])
