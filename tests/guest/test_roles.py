# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""People without a group of ours work as without the suite, also beside orders of Amazon's."""

import traceback
from contextlib import contextmanager

import pytest

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from . import client
from .acts import ACTS
from .common import ADDONS, OrdinaryTrade

MODELS = (
    "sale.order",
    "stock.picking",
    "account.move",
    "account.payment",
    "purchase.order",
    "product.template",
    "res.partner",
)
LINES = ("sale.order.line", "purchase.order.line", "stock.move", "account.move.line")
KEPT = {
    f"amazon.vendor.{name}"
    for name in ("account", "authorisation", "call", "document", "product", "report", "token")
}
# Parts of the account's credentials and of a payload.
SECRETS = ("top-secret", "Atzr|", "amzn1.", "purchaseOrderNumber")


def is_odoos_refusal(error):
    """:return: whether Odoo refuses something of its own, and none of our code takes part"""
    if not isinstance(error, AccessError) or "amazon" in str(error).lower():
        return False
    frames = traceback.walk_tb(error.__traceback__)
    return not any(
        f"/{addon}/" in frame.f_code.co_filename for frame, _ in frames for addon in ADDONS
    )


class RolesCase(OrdinaryTrade):
    """Orders and invoices in each state; no salesperson owns them, so every one may see them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draft, cls.confirmed, cls.delivered, invoiced = (
            cls.make_order(user_id=False) for _number in range(4)
        )
        (cls.confirmed | cls.delivered | invoiced).action_confirm()
        cls.deliver(cls.delivered)
        cls.deliver(invoiced)
        cls.transfer = cls.confirmed.picking_ids
        cls.purchase = cls.env["purchase.order"].create(
            {
                "partner_id": cls.customer.id,
                "order_line": [Command.create({"product_id": cls.pan.id, "product_qty": 4})],
            }
        )
        cls.invoice = invoiced._create_invoices()
        cls.invoice.invoice_user_id = False
        cls.bill_to_be = cls.invoice.copy({"invoice_user_id": False})
        cls.invoice.action_post()
        cls.env.flush_all()

    @contextmanager
    def acting(self, role, act):
        """Whatever is done in the block is undone; what goes wrong names the role and the act."""
        env = self.env(user=self.people[role].id)
        with self.subTest(role=role, act=act), self.env.cr.savepoint() as savepoint:
            self.env.flush_all()
            self.env.invalidate_all()
            try:
                yield env
                self.env.flush_all()
            finally:
                self.env.transaction.clear()
                savepoint.rollback()

    def find(self, model, records):
        """:return: those of the records that Odoo's rules let the person see"""
        return records.with_env(model.env)._filtered_access("read")


@pytest.mark.slow
@tagged("-at_install", "post_install")
class TestRoles(RolesCase):
    def test_everybody_does_what_odoo_lets_them_do(self):
        done = dict.fromkeys(ACTS, 0)
        for role, user in self.people.items():
            for act, (rights, perform) in ACTS.items():
                models = {self.env[name].with_user(user): right for name, right in rights.items()}
                if all(model.has_access(right) for model, right in models.items()):
                    done[act] += 1
                    with self.acting(role, act) as env:
                        perform(self, env)
        self.assertFalse([act for act, times in done.items() if not times])
        self.assertGreater(sum(done.values()), 100)


@pytest.mark.slow
@tagged("-at_install", "post_install")
class TestScreensOfRoles(RolesCase):
    """Ordinary records and those of Amazon's side by side, as the web client asks for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pay(cls.invoice)
        cls.amazons = cls.trade_with_amazon()
        cls.amazons.user_id = False
        cls.amazons.invoice_ids.invoice_user_id = False
        orders = cls.delivered | cls.amazons
        moves = cls.invoice | cls.amazons.invoice_ids
        cls.records = {
            "sale.order": orders,
            "sale.order.line": orders.order_line,
            "stock.picking": orders.picking_ids,
            "stock.move": orders.picking_ids.move_ids,
            "purchase.order": cls.purchase,
            "purchase.order.line": cls.purchase.order_line,
            "account.move": moves,
            "account.move.line": moves.line_ids,
            "account.payment": cls.invoice.matched_payment_ids,
            "product.template": (cls.pan | cls.kettle).product_tmpl_id,
            "res.partner": cls.customer | cls.amazons.partner_id,
        }
        cls.env.flush_all()

    def walk(self, names):
        """:return: each role with each model of these that Odoo lets it read"""
        for role in self.people:
            env = self.env(user=self.people[role].id)
            for name in names:
                if env[name].has_access("read"):
                    env.invalidate_all()
                    yield role, env[name]

    def test_there_are_records_of_each_model(self):
        for name, records in self.records.items():
            self.assertTrue(records, name)

    @contextmanager
    def looking(self, role, act):
        """For what changes nothing; where Odoo itself refuses a field of its own, that is right."""
        try:
            with self.env.cr.savepoint(flush=False):
                yield
        except Exception as error:
            if not is_odoos_refusal(error):
                with self.subTest(role=role, act=act):  # only here: there are thousands of looks
                    raise

    def test_a_refusal_is_odoos_where_nothing_of_ours_takes_part(self):
        user = self.people["employee"]
        for name, odoos in ("stock.lot", True), ("amazon.vendor.document", False):
            with self.assertRaises(AccessError) as refused:
                self.env[name].with_user(user).search([])
            self.assertEqual(is_odoos_refusal(refused.exception), odoos)
        self.assertFalse(is_odoos_refusal(ValueError("wrong")))

    def test_everybody_opens_forms_lists_and_boards(self):
        for role, model in self.walk(MODELS):
            if self.people[role]._is_internal():
                records = self.find(model, self.records[model._name])
                with self.looking(role, f"open {model._name}"):
                    client.open_form(records)
                for kind in ("list", "kanban"):
                    with self.looking(role, f"{kind} of {model._name}"):
                        client.open_list(model, records, kind)

    def test_everybody_filters_and_groups(self):
        for role, model in self.walk((*MODELS, *LINES)):
            if not self.people[role]._is_internal():
                continue
            for view in self.get_search_views(model._name):
                arch = client.get_view(model, "search", view)
                for label, domain in client.get_filters(model, arch).items():
                    with self.looking(role, f"{model._name}, {view.name}: {label}"):
                        model.search(domain, limit=5)
                for grouping in client.get_groupings(model, arch):
                    with self.looking(role, f"{model._name}, {view.name}, by {grouping}"):
                        model.formatted_read_group([], [grouping], ["__count"])

    def get_search_views(self, name):
        """:return: the search views of Odoo's, which we extend"""
        ours = self.env["ir.model.data"].search(
            [("model", "=", "ir.ui.view"), ("module", "in", list(ADDONS))]
        )
        domain = [("model", "=", name), ("type", "=", "search"), ("mode", "=", "primary")]
        return self.env["ir.ui.view"].search([*domain, ("id", "not in", ours.mapped("res_id"))])

    def test_everybody_reads_and_exports(self):
        for role, model in self.walk((*MODELS, *LINES)):
            records = self.find(model, self.records[model._name])
            about = model.fields_get(attributes=["exportable", "relation", "type"])
            readable = []
            for name in about:
                with self.looking(role, f"read {name} of {model._name}"):
                    records.read([name])
                    readable.append(name)
            self.assertIn("display_name", readable)
            with self.looking(role, f"read {model._name}"):
                seen = str(records.read(readable))
                for secret in SECRETS:
                    self.assertNotIn(secret, seen)
            if self.people[role].has_group("base.group_allow_export"):
                offered = [name for name in readable if self.is_offered(model, about[name])]
                with self.looking(role, f"export {model._name}"):
                    records.export_data(offered)

    def is_offered(self, model, about):
        """Odoo offers its own links to what it keeps from the person, and then refuses them."""
        other = about.get("relation")
        theirs = other and self.env[other]._original_module not in ADDONS
        refused = theirs and not model.env[other].has_access("read")
        return about.get("exportable", True) and not refused

    def get_protected(self):
        """:return: our models that nobody reads but our own groups and the system"""
        rights = self.env["ir.model.access"].search([("perm_read", "=", True)])
        groups = self.env["res.groups"].browse(
            self.env["ir.model.data"]
            .search([("model", "=", "res.groups"), ("module", "in", list(ADDONS))])
            .mapped("res_id")
        )
        odoos = rights.filtered(lambda right: right.group_id not in groups).model_id
        return {
            name
            for name, model in self.env.registry.items()
            if name.startswith("amazon.vendor.") and not model._abstract
        } - set(odoos.mapped("model"))

    def test_nobody_reads_what_our_groups_protect(self):
        protected = self.get_protected()
        self.assertLessEqual(KEPT, protected)
        for role, user in self.people.items():
            for name in sorted(protected):
                with self.subTest(role=role, act=f"read {name}"), self.assertRaises(AccessError):
                    self.env[name].with_user(user).search([]).read()
            files = self.env["ir.attachment"].with_user(user)
            with self.subTest(role=role, act="search the files of what we protect"):
                self.assertFalse(files.search([("res_model", "in", list(protected))]))

    def test_nobody_is_offered_lines_of_ours_without_the_right_to_them(self):
        for role, model in self.walk((*MODELS, *LINES)):
            for name, about in model.fields_get(attributes=["type", "relation"]).items():
                if about["type"] in ("one2many", "many2many"):
                    lines = model.env[about["relation"]]
                    if lines._original_module in ADDONS:
                        with self.subTest(role=role, act=f"see {name} of {model._name}"):
                            self.assertTrue(lines.has_access("read"))


@tagged("-at_install", "post_install")
class TestPortal(RolesCase, HttpCase):
    def test_orders_and_invoices_show_to_whom_they_are_sent(self):
        amazons = self.trade_with_amazon()
        for order in self.delivered, amazons:
            for kind, record in ("orders", order), ("invoices", order.invoice_ids):
                if not record:
                    continue
                with self.subTest(kind=kind, record=record.name):
                    page = self.url_open(
                        f"/my/{kind}/{record.id}?access_token={record._portal_ensure_token()}"
                    )
                    self.assertEqual(page.status_code, 200)
                    self.assertIn(record.name, page.text)
                    self.assertIn(f"/my/{kind}/{record.id}", page.url)

    def test_customer_of_the_portal_finds_what_is_theirs(self):
        person = self.people["portal"]
        person.password = "a customer's password"
        self.trade_with_amazon()
        (self.delivered | self.invoice.line_ids.sale_line_ids.order_id).write(
            {"partner_id": person.partner_id.id}
        )
        self.invoice.button_draft()
        self.invoice.partner_id = person.partner_id
        self.invoice.action_post()
        self.authenticate(person.login, "a customer's password")
        for address, name in (
            ("/my/home", "Your Orders"),
            ("/my/orders", self.delivered.name),
            ("/my/invoices", self.invoice.name),
            (f"/my/orders/{self.delivered.id}", self.delivered.name),
            (f"/my/invoices/{self.invoice.id}", self.invoice.name),
        ):
            with self.subTest(address=address):
                page = self.url_open(address)
                self.assertEqual(page.status_code, 200)
                self.assertIn(name, page.text)
                self.assertNotIn("amazon", page.text.lower())
