# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Every door of the three addons is tried: each model, field, wizard, public method, report and
route, by ten people who have no business there, and by those who have."""

import inspect
from pathlib import Path

import pytest

from odoo import Command, http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests.common import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.acorn_iamazon import rights
from odoo.addons.acorn_iamazon.doors import OURS, find_doors, insert_table
from odoo.addons.acorn_iamazon.models.account.amazon_vendor_account_authorisation import CALLBACK
from odoo.addons.acorn_iamazon.tests.common import make_item, recent_order

from .common import TradeCase

pytestmark = pytest.mark.slow  # all doors for ten people

TABLE = Path(__file__).parents[2] / "docs" / "security.md"
SHUT = (AccessError, MissingError)

# People, and the groups they have; all but the last work for the vendor's company.
STRANGERS = {
    "public": "base.group_public",
    "portal": "base.group_portal",
    "employee": "base.group_user",
    "auditor": "base.group_user,account.group_account_readonly",
    "sales": "base.group_user,sales_team.group_sale_salesman_all_leads",
    "stock": "base.group_user,stock.group_stock_user",
    "invoicing": "base.group_user,account.group_account_invoice",
    "amazon": "acorn_iamazon.group_user",
    "other_member": "acorn_iamazon.group_user,account.group_account_invoice,stock.group_stock_user,"
    "sales_team.group_sale_salesman_all_leads",
    "other_company": "acorn_iamazon.group_manager,account.group_account_manager,"
    "sales_team.group_sale_manager,stock.group_stock_manager",
}
# Models whose records the business of this test does not make, each with the reason why none is
# needed: a function that finds out whether it still holds.
UNTRIED = {}
SHARED = {
    "amazon.vendor.marketplace",
    "amazon.vendor.api.version",
    "amazon.vendor.fee",
    "amazon.vendor.deadline",
    "amazon.vendor.target",
    "amazon.vendor.deduction.type",
}
# Whose work Odoo's records are, of those who have no part in Amazon Vendor.
TRADES = {
    "sale.order": "sales",
    "sale.order.line": "sales",
    "stock.picking": "stock",
    "account.move": "invoicing",
}
# Odoo's own records without a field that leads to an account: which of them the business made.
OF_ODOO = {
    "account.bank.statement.line": lambda case: [("payment_ref", "=", "AMAZON 400100999")],
    "product.product": lambda case: [("id", "=", case.filter.id)],
    "product.template": lambda case: [("id", "=", case.filter.product_tmpl_id.id)],
    "stock.warehouse.orderpoint": lambda case: [("product_id", "=", case.filter.id)],
}


@pytest.mark.slow
@tagged("post_install", "-at_install")
class TestDoors(TradeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign_company = cls.env["res.company"].create({"name": "Another vendor"})
        cls.people = {name: cls.hire(name) for name in STRANGERS}
        own = {"name": "Theirs", "member_ids": cls.people["other_member"].ids}
        cls.env["amazon.vendor.account"].create(own)
        cls("do_business").do_business()

    @classmethod
    def hire(cls, name):
        company = cls.foreign_company if name == "other_company" else cls.env.company
        return new_test_user(
            cls.env,
            f"door-{name}",
            groups=STRANGERS[name],
            company_id=company.id,
            company_ids=company.ids,
        )

    def do_business(self):
        """One of nearly everything there is."""
        self.account.member_ids = self.env.user
        invoice = self.trade()
        remittance = self.get_paid(**{invoice.name: "22.00"})
        remittance.action_post()
        self.account.action_run_checks()
        self.account.action_request_reports()
        self.env["amazon.vendor.fetch.request"].create(
            {"account_id": self.account.id, "number": "4WANTED0"}
        )
        self.env["amazon.vendor.failure"].create(
            {
                "account_id": self.account.id,
                "work": "send_documents",
                "item": "4WANTED0",
                "subject": "4WANTED0",
                "error_category": "data",
                "message": "No product",
                "next_attempt_at": "2026-11-20 08:00:00",
            }
        )
        self.env["amazon.vendor.rule.acceptance"].create(
            {
                "account_id": self.account.id,
                "move_id": invoice.id,
                "code": "price",
                "reason": "Agreed",
                "user_id": self.env.uid,
            }
        )
        self.env["amazon.vendor.remittance.mail"].create({"account_id": self.account.id})
        order = invoice.invoice_line_ids.sale_line_ids.order_id
        self.env["amazon.vendor.order.change"].create(
            {"order_id": order.id, "kind": "deal", "changed_at": "2026-11-20 08:00:00"}
        )
        self.env["amazon.vendor.blackout"].create(
            {
                "account_id": self.account.id,
                "name": "Q1",
                "date_from": "2026-01-01",
                "date_to": "2026-03-31",
            }
        )
        self.env["amazon.vendor.return"].create(
            {
                "account_id": self.account.id,
                "name": "RTN-77120",
                "line_ids": [Command.create({"asin": "B07K1M9RXT", "quantity": 2})],
            }
        )
        self.collect(invoice, remittance)
        self.plan()
        self.env.flush_all()

    def collect(self, invoice, remittance):
        """A line that waits for a choice, what a choice taught, a line of the bank's."""
        self.env["amazon.vendor.match.candidate"].create(
            {
                "line_id": remittance.line_ids[:1].id,
                "move_id": invoice.id,
                "confidence": 60,
                "reason": "The same amount",
            }
        )
        self.env["amazon.vendor.match.rule"].create(
            {
                "account_id": self.account.id,
                "kind": "alias",
                "pattern": "4OTHER01",
                "move_id": invoice.id,
            }
        )
        self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.account._get_remittance_journal().id,
                "date": "2026-11-21",
                "payment_ref": "AMAZON 400100999",
                "amount": 10.0,
            }
        )

    def plan(self):
        """An order that is still to be shipped, a plan for its product, a report."""
        self.place(recent_order("4DEMAND0", make_item("8806098286123", 5, "229.47")))
        self.account.action_fetch_purchase_orders()
        self.get_order("4DEMAND0").action_amazon_acknowledge()
        place = {"product_id": self.filter.id, "warehouse_id": self.warehouse.id}
        self.env["amazon.vendor.plan"].create({"account_id": self.account.id, **place})
        self.env["stock.warehouse.orderpoint"].create(place)
        self.env["amazon.vendor.report"].create(
            {
                "account_id": self.account.id,
                "marketplace_id": self.account.marketplace_ids[:1].id,
                "report_type": "GET_VENDOR_SALES_REPORT",
                "start_date": "2026-11-02",
                "end_date": "2026-11-08",
            }
        )

    def get_ours(self):
        """:return: the models of the three addons that have a table"""
        return [
            self.env[name]
            for name, model in sorted(self.env.registry.items())
            if name.startswith("amazon.vendor") and not model._abstract
        ]

    def find_foreign(self, model):
        """:return: one record of the account; none where the business made none"""
        if model == "amazon.vendor.account":
            return self.account
        records = self.env[model]
        for name in ("account_id", "amazon_account_id"):
            field = records._fields.get(name)
            if field and field.comodel_name == "amazon.vendor.account" and field.store:
                return records.search([(name, "=", self.account.id)], limit=1)
        if model == "sale.order.line":
            return records.search([("order_id.amazon_account_id", "=", self.account.id)], limit=1)
        if model in OF_ODOO:
            return records.search(OF_ODOO[model](self), limit=1)
        return records.search([], limit=1) if model in SHARED else records

    def as_person(self, records, user):
        env = self.env(user=user, su=False, context={"allowed_company_ids": user.company_ids.ids})
        return records.with_env(env)

    def is_shut(self, act):
        """:return: whether it is refused for want of a right"""
        with mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model"):
            try:
                with self.env.cr.savepoint():
                    act()
                    raise UserError("done")
            except SHUT:
                return True
            except Exception:
                return False
            finally:
                self.env.invalidate_all()

    def is_unread(self, records, field):
        """:return: whether reading is refused, which changes nothing and needs no undoing"""
        try:
            records.read([field])
        except SHUT:
            return True
        except Exception:
            return False
        return False

    # === WHAT THERE IS === #

    def test_every_public_method_says_whom_it_lets_through(self):
        silent = [door for door in find_doors(self.env) if door.right is None]
        self.assertEqual(silent, [])

    def test_rights_come_before_all_else(self):
        """The innermost function has the check: nothing that is added around it runs before."""
        for door in find_doors(self.env):
            self.assertIn(door.right, rights.RIGHTS, door)
            self.assertTrue(callable(getattr(rights, f"check_{door.right}")), door)

    def test_table_is_of_today(self):
        text = TABLE.read_text()
        self.assertEqual(insert_table(self.env, text), text)

    def test_every_model_of_ours_has_rights_and_records_of_companies_have_rules(self):
        for model in self.get_ours():
            access = self.env["ir.model.access"].search([("model_id.model", "=", model._name)])
            self.assertTrue(access, model._name)
            if "company_id" in model._fields or model._transient:
                rule = self.env["ir.rule"].search([("model_id.model", "=", model._name)])
                is_secret = not any(access.mapped("perm_read"))
                self.assertTrue(rule or is_secret, f"{model._name} has no record rule")

    def test_no_stored_field_of_a_wizard_is_computed_with_more_rights_than_its_user_has(self):
        for model in self.get_ours():
            if model._transient:
                for field in model._fields.values():
                    if field.compute and field.store and not field.related:
                        self.assertFalse(field.compute_sudo, str(field))

    def test_every_route_wants_a_user(self):
        found = {}
        for controller in http.Controller.children_classes.values():
            for child in controller:
                if child.__module__.startswith(OURS):
                    for name, method in inspect.getmembers(child, inspect.isfunction):
                        if routing := getattr(method, "original_routing", None):
                            found[name] = routing["auth"]
        self.assertEqual(found, {"authorised": "user"})

    # === STRANGERS === #

    def test_strangers_read_no_record_and_no_field(self):
        open_doors, tried = [], 0
        for model in self.get_ours():
            records = self.find_foreign(model._name)
            if model._name in SHARED or not records:
                continue
            for name, user in self.people.items():
                own = self.as_person(records, user)
                if not own.browse().has_access("read"):
                    tried += 1
                    continue
                self.env.invalidate_all()
                if own.search([("id", "in", records.ids)]) and not self.is_audit(model, name):
                    open_doors.append((name, model._name, "search"))
                for field in model._fields:
                    tried += 1
                    if not self.is_audit(model, name) and not self.is_unread(own, field):
                        open_doors.append((name, model._name, field))
        self.assertEqual(open_doors, [])
        self.assertGreater(tried, 500)

    def is_audit(self, model, person):
        """Copies and acceptances belong to the company's books: see docs/security.md."""
        books = ("amazon.vendor.invoice.copy", "amazon.vendor.rule.acceptance")
        return model._name in books and person != "other_company"

    def test_strangers_find_every_door_shut(self):
        open_doors, tried, untried = [], 0, set()
        for door in find_doors(self.env):
            records = self.find_foreign(door.model)
            if door.right == "open" or self.env[door.model]._transient:
                continue
            if not records:
                untried.add(door.model)
                continue
            for name, user in self.people.items():
                own = self.as_person(records, user)
                if self.is_of_odoo(door, own, name):
                    continue
                tried += 1
                if not self.is_shut(lambda own=own, door=door: getattr(own, door.method)()):
                    open_doors.append((name, *door))
        self.assertEqual(open_doors, [])
        self.assertGreater(tried, 800)
        self.assertEqual(untried, set(UNTRIED))
        self.assertEqual([model for model, is_so in UNTRIED.items() if not is_so(self)], [])

    def is_of_odoo(self, door, own, person):
        """Orders, transfers and invoices are the company's: see docs/security.md."""
        if door.model in SHARED:  # with values of each company's own
            return own.has_access("read" if door.right == "see" else "write")
        if door.model.startswith("amazon.vendor"):
            return False
        if door.right == "see":
            return own.has_access("read")
        return own.has_access("write") and person == TRADES.get(door.model, "nobody")

    def test_strangers_print_no_report(self):
        """Whoever may not read a record prints nothing of it, as HTML or as PDF."""
        reports = self.env["ir.actions.report"].search([("report_name", "like", "acorn_iamazon")])
        open_doors, tried = [], set()
        for report in reports:
            records = self.make_printable(report.model)
            self.assertTrue(records, report.model)
            for name, user in self.people.items():
                own = self.as_person(records, user)
                if own.has_access("read"):
                    continue  # it is theirs to read, so to print
                tried.add((report.report_name, name))
                printer = report.with_env(own.env).sudo(False)
                if not self.is_shut(
                    lambda printer=printer, report=report, own=own: printer._render_qweb_html(
                        report.report_name, own.ids
                    )
                ):
                    open_doors.append((name, report.report_name))
        self.assertEqual(open_doors, [])
        self.assertEqual({report for report, _name in tried}, set(reports.mapped("report_name")))

    def make_printable(self, model):
        """:return: one record of the account's; a wizard that somebody else has opened"""
        if self.env[model]._transient:
            return self.env[model].create({"account_id": self.account.id})
        return self.find_foreign(model)

    def test_strangers_write_and_delete_nothing(self):
        open_doors = []
        for model in self.get_ours():
            records = self.find_foreign(model._name)
            if model._name in SHARED or not records:
                continue
            for name, user in self.people.items():
                own = self.as_person(records, user)
                for act in (lambda own=own: own.write({}), own.unlink):
                    if not own.has_access("write") and not own.has_access("unlink"):
                        continue
                    if not self.is_shut(act):
                        open_doors.append((name, model._name))
        self.assertEqual(open_doors, [])

    def test_what_all_companies_share_is_written_by_administrators(self):
        """But kinds of deductions, which are of the accounting and have accounts by company."""
        for model in sorted(SHARED - {"amazon.vendor.deduction.type"}):
            records = self.env[model].search([], limit=1)
            self.assertTrue(records, model)
            for name, user in self.people.items():
                own = self.as_person(records, user)
                for act in (lambda own=own: own.write({}), own.unlink):
                    self.assertTrue(self.is_shut(act), (name, model))

    def test_wizards_are_their_makers(self):
        maker = self.people["other_company"]
        for model in self.get_ours():
            if not model._transient:
                continue
            rule = self.env["ir.rule"].search([("model_id.model", "=", model._name)])
            self.assertIn("create_uid", "".join(rule.mapped("domain_force")), model._name)
        exports = self.env["amazon.vendor.audit.export"]
        export = self.as_person(exports, maker).create({})
        other = self.as_person(export, self.people["invoicing"])
        self.assertFalse(other.search([]))
        with self.assertRaises(AccessError):
            other.read(["file"])

    def test_strangers_give_a_wizard_nothing_that_they_may_not_read(self):
        """Created, written, opened with a default or changed in a form: over RPC it is given any
        record, and shows its name."""
        open_doors, tried = [], set()
        for model in self.get_ours():
            if not model._transient:
                continue
            self.assertTrue(hasattr(model, "_check_given") or not self.get_given(model), model)
            for field in self.get_given(model):
                records = self.find_foreign(field.comodel_name)
                for name, user in self.people.items():
                    own = self.as_person(records, user)
                    if field.comodel_name in SHARED or not records or own.has_access("read"):
                        continue
                    tried.add((model._name, field.name))
                    wizard = self.as_person(model, user)
                    value = own.id if field.type == "many2one" else [Command.link(own.id)]
                    vals, default = {field.name: value}, {f"default_{field.name}": own.ids[0]}
                    shown = {field.name: {}}
                    for road, act in {
                        "create": lambda w=wizard, v=vals: w.create(v),
                        "default": lambda w=wizard, d=default: w.with_context(**d).create({}),
                        "write": lambda w=wizard, v=vals: w.new({}).write(v),
                        "form": lambda w=wizard, v=vals, s=shown: w.onchange(v, [], s),
                    }.items():
                        if not self.is_shut(act):
                            open_doors.append((name, str(field), road))
        self.assertEqual(open_doors, [])
        self.assertGreater(len(tried), 15)

    def get_given(self, model):
        """:return: the fields by which a wizard is given records"""
        return [
            field
            for field in model._fields.values()
            if field.type in ("many2one", "many2many")
            and field.store
            and field.comodel_name.startswith(("amazon.vendor", *OF_ODOO, *TRADES))
            and not self.env[field.comodel_name]._transient
        ]

    # === OTHER ROADS === #

    def find_shut_to(self, models):
        """Yield (person, model, foreign records as that person) for each who may not read them."""
        for model in models:
            records = self.find_foreign(model._name)
            if model._name in SHARED or not records or not records._auto or records._transient:
                continue
            for name, user in self.people.items():
                own = self.as_person(records, user)
                if not self.is_audit(model, name) and not own.has_access("read"):
                    yield name, model._name, own

    def get_with_history(self):
        """:return: our models, and Odoo's that have to do with Amazon"""
        odoos = ("sale.order", "stock.picking", "account.move", "account.bank.statement.line")
        return self.get_ours() + [self.env[name] for name in odoos]

    def get_found(self, act):
        """:return: what the person finds; nothing where it is refused"""
        try:
            return act()
        except (*SHUT, UserError):  # portal users export nothing at all
            return None

    def test_strangers_learn_nothing_by_searching_counting_and_exporting(self):
        """Who may not read a record is not told either that there is one whose field is so."""
        open_doors, tried = [], 0
        for user in self.people.values():
            if user._is_internal():
                user.group_ids += self.env.ref("base.group_allow_export")
        for name, model, own in self.find_shut_to(self.get_with_history()):
            alone = [("id", "in", own.ids)]
            empty = own.browse()
            for road, act in {
                "search": lambda empty=empty, alone=alone: empty.search(alone),
                "count": lambda empty=empty, alone=alone: empty.search_count(alone),
                "name": lambda empty=empty, alone=alone: empty.name_search("", alone),
                "list": lambda empty=empty, alone=alone: empty.search_read(alone, ["id"]),
                "web": lambda own=own: own.web_read({"display_name": {}}),
                "group": lambda empty=empty, alone=alone: empty.formatted_read_group(
                    alone, [], ["__count"]
                )[0]["__count"],
                "export": lambda own=own: own.export_data(["id", "display_name"])["datas"],
            }.items():
                tried += 1
                if self.get_found(act):
                    open_doors.append((name, model, road))
        self.assertEqual(open_doors, [])
        self.assertGreater(tried, 1000)

    def test_strangers_learn_no_secret_by_searching_for_it(self):
        """A field that a group sees is not found out letter by letter by those outside of it."""
        groups = "acorn_iamazon.group_manager,base.group_allow_export"
        boss = new_test_user(self.env, "door-boss", groups=groups)
        account = self.as_person(self.account, boss)
        hidden = [name for name, field in account._fields.items() if field.groups and field.store]
        self.assertIn("refresh_token_encrypted", hidden)
        open_doors = []
        for name in hidden:
            if account._has_field_access(account._fields[name], "read"):
                continue
            domain = [(name, "!=", False)]
            for road, act in {
                "read": lambda name=name: account.read([name]),
                "search": lambda domain=domain: account.search(domain),
                "sort": lambda name=name: account.search([], order=name),
                "group": lambda name=name: account.formatted_read_group([], [name]),
                "through": lambda domain=domain: account.job_ids.search(
                    [("account_id", "any", domain)]
                ),
                "export": lambda name=name: account.export_data([name]),
            }.items():
                if not self.is_shut(act):
                    open_doors.append((name, road))
        self.assertEqual(open_doors, [])

    def test_strangers_search_what_is_shut_through_nothing_that_is_theirs(self):
        """Who reads an order reads no document by asking for orders whose document says so."""
        open_doors, tried = [], 0
        for name, user in self.people.items():
            shut = {
                model for _name, model, own in self.find_shut_to(self.get_ours()) if _name == name
            }
            for model in self.get_with_history():
                records = self.find_foreign(model._name)
                own = self.as_person(records, user)
                if not records or records._transient or not own.has_access("read"):
                    continue
                for field in records._fields.values():
                    if field.comodel_name in shut and records[field.name] and field.store:
                        tried += 1
                        inside = [("id", "in", own.ids), (f"{field.name}.id", "!=", False)]
                        if self.get_found(lambda own=own, d=inside: own.search(d)):
                            open_doors.append((name, str(field)))
        self.assertEqual(open_doors, [])
        self.assertGreater(tried, 5)

    def test_strangers_get_at_no_attachment(self):
        """Labels, reports, remittances, copies: files are as shut as what they hang on."""
        open_doors, tried = [], set()
        for name, model, own in self.find_shut_to(self.get_with_history()):
            files = self.env["ir.attachment"].sudo()
            place = {"res_model": model, "res_id": own.id}
            file = files.create({"name": "Labels.pdf", "raw": b"%PDF", **place})
            theirs = file.with_env(own.env)
            tried.add(model)
            for road, act in {
                "read": lambda theirs=theirs: theirs.read(["name", "raw"]),
                "write": lambda theirs=theirs: theirs.write({"name": "Mine.pdf"}),
                "delete": lambda theirs=theirs: theirs.unlink(),
                "add": lambda theirs=theirs, place=place: theirs.create({"name": "Mine", **place}),
                "take": lambda theirs=theirs: theirs.copy({"res_model": False, "res_id": False}),
            }.items():
                if not self.is_shut(act):
                    open_doors.append((name, model, road))
            if self.get_found(lambda t=theirs: t.search([("id", "=", t.id)])):
                open_doors.append((name, model, "search"))
        self.assertEqual(open_doors, [])
        self.assertGreater(len(tried), 30)

    def follow(self, own):
        """Odoo says nothing to who may not follow a record: they follow it, or do not."""
        partner = own.env.user.partner_id
        own.message_subscribe(partner.ids)
        if partner not in own.sudo().message_partner_ids:
            raise AccessError("not followed")

    def test_strangers_get_at_no_history(self):
        """Notes, tracked values, followers, activities of what is not theirs to read."""
        open_doors, tried = [], set()
        for name, model, own in self.find_shut_to(self.get_with_history()):
            if not hasattr(own, "message_post"):
                continue
            tried.add(model)
            note = own.with_env(self.env).message_post(body="Amazon pays 4711.00")
            for road, act in {
                "post": lambda own=own: own.message_post(body="Hello"),
                "follow": lambda own=own: self.follow(own),
                "ask": lambda own=own: own.activity_schedule(summary="Look"),
                "note": lambda own=own, note=note: note.with_env(own.env).read(["body"]),
                "change": lambda own=own, note=note: note.with_env(own.env).write({"body": "x"}),
            }.items():
                if not self.is_shut(act):
                    open_doors.append((name, model, road))
            if self.get_found(
                lambda own=own, note=note: note.with_env(own.env).search([("id", "=", note.id)])
            ):
                open_doors.append((name, model, "search"))
        self.assertEqual(open_doors, [])
        self.assertLessEqual({"amazon.vendor.account", "sale.order", "account.move"}, tried)

    # === MEMBERS === #

    def test_members_have_the_rights_of_their_work(self):
        self.account.member_ids += self.people["sales"] | self.people["amazon"]
        order = self.get_order("6jD9W1MB")
        document = self.account.document_ids[:1]
        sales, amazon = self.people["sales"], self.people["amazon"]
        rights.check_send(self.as_person(order, sales))
        rights.check_ask(self.as_person(self.account, amazon))
        with self.assertRaises(AccessError):  # a member of another account
            rights.check_send(self.as_person(order, self.people["other_member"]))
        for check, records, user in (
            (rights.check_send, order, amazon),
            (rights.check_decide, document.search([("sale_order_id", "=", order.id)]), amazon),
            (rights.check_invoice, self.account, amazon),
            (rights.check_run, self.account, amazon),
            (rights.check_configure, self.account, amazon),
            (rights.check_administer, self.account, amazon),
        ):
            with self.assertRaises(AccessError, msg=check.__name__):
                check(self.as_person(records, user))

    def test_record_stays_with_its_account(self):
        other = self.env["amazon.vendor.account"].create({"name": "Another"})
        for model in self.get_ours():
            records = self.find_foreign(model._name)
            field = records._fields.get("account_id")
            if not field or field.comodel_name != "amazon.vendor.account":
                continue
            if not records or not records._auto or records._transient:
                continue
            with self.assertRaises(UserError, msg=model._name), self.env.cr.savepoint():
                records.write({"account_id": other.id})

    def test_what_follows_from_what_happened_is_not_written_by_hand(self):
        manager = new_test_user(self.env, "door-boss", groups="acorn_iamazon.group_manager")
        account = self.as_person(self.account, manager)
        for values in (
            {"live_mode": "live"},
            {"rehearsal_state": "passed"},
            {"paused": False},
            {"connection_state": "connected"},
            {"authorised_by_id": manager.id},
        ):
            with self.assertRaises(AccessError, msg=str(values)):
                account.write(values)
            with self.assertRaises(AccessError, msg=str(values)):
                account.create({"name": "New", **values})
        with self.assertRaises(AccessError):
            account.job_ids[:1].write({"state": "succeeded"})

    def test_no_field_that_is_only_shown_is_written_by_hand(self):
        """Whoever may write a record writes what its form lets a person write."""
        groups = (
            "acorn_iamazon.group_manager,account.group_account_manager,base.group_system,"
            "sales_team.group_sale_manager,stock.group_stock_manager"
        )
        boss = new_test_user(self.env, "door-boss", groups=groups)
        self.account.member_ids += boss
        everybody = {"boss": boss, **self.people}
        written, tried = [], set()
        for model in self.get_showing():
            records = self.find_foreign(model._name)
            if not records:
                continue
            for person, user in everybody.items():
                own = self.as_person(records, user)
                if not own.has_access("write"):
                    continue
                for name in model._get_shown_only():
                    tried.add(model._name)
                    if not self.is_shut(lambda own=own, name=name: own.write({name: False})):
                        written.append((person, model._name, name))
        self.assertEqual(written, [])
        self.assertLessEqual(
            {
                "sale.order",
                "sale.order.line",
                "stock.picking",
                "account.move",
                "amazon.vendor.account",
                "amazon.vendor.dispute",
                "amazon.vendor.job",
                "amazon.vendor.remittance",
                "amazon.vendor.remittance.line",
            },
            tried,
        )

    def get_showing(self):
        """:return: models with fields of ours that people are shown and methods set, Odoo's too"""
        return [
            self.env[name]
            for name, model in sorted(self.env.registry.items())
            if hasattr(model, "_get_shown_only") and not (model._abstract or model._transient)
        ]

    def test_order_comes_to_an_account_by_no_other_road(self):
        """A new order, a duplicate, a line of an order, what a form is opened with, an import."""
        seller = self.people["sales"]
        own = {"partner_id": self.account.partner_id.id}
        amazons = {"amazon_account_id": self.account.id}
        orders = self.as_person(self.env["sale.order"], seller)
        plain = orders.create(own)
        lines = [Command.create({"product_id": self.filter.id, "amazon_item_sequence": "1"})]
        for road in (
            lambda: orders.create({**own, **amazons}),
            lambda: plain.copy(amazons),
            lambda: plain.write({"order_line": lines}),
            lambda: plain.web_save(amazons, {}),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                road()
        imported = orders.load(
            ["partner_id/.id", "amazon_account_id/.id"],
            [[str(self.account.partner_id.id), str(self.account.id)]],
        )
        self.assertFalse(imported["ids"])
        opened = orders.with_context(default_amazon_account_id=self.account.id).create(own)
        self.assertFalse(opened.sudo().amazon_account_id)

    def test_what_all_companies_share_is_the_administrators(self):
        manager = self.people["other_company"]
        for model in (
            "amazon.vendor.marketplace",
            "amazon.vendor.api.version",
            "amazon.vendor.fee",
            "amazon.vendor.deadline",
        ):
            record = self.as_person(self.env[model].search([], limit=1), manager)
            with self.assertRaises(AccessError, msg=model):
                record.write({})
                record.check_access("write")


@tagged("post_install", "-at_install")
class TestRoutes(TradeCase, HttpCase):
    """Each route of ours, as each of the people, over HTTP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign_company = cls.env["res.company"].create({"name": "Another vendor"})
        cls.people = {name: TestDoors.hire.__func__(cls, name) for name in STRANGERS}

    def test_strangers_change_nothing_by_coming_back_from_amazon(self):
        before = self.account.sudo().refresh_token_encrypted
        for name, user in self.people.items():
            self.authenticate(None, None)
            if name != "public":
                self.authenticate(user.login, user.login)
            answer = self.url_open(
                f"{CALLBACK}?state=guessed&spapi_oauth_code=stolen&selling_partner_id=A1",
                allow_redirects=False,
            )
            self.assertIn(answer.status_code, (303, 403), name)
            if answer.status_code == 303:
                self.assertIn("/web/login", answer.headers["Location"], name)
        self.account.invalidate_recordset()
        self.assertEqual(self.account.sudo().refresh_token_encrypted, before)
