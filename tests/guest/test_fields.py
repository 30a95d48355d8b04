# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Every field that we add to a model of Odoo's holds in every situation, for everybody."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ADDONS, OrdinaryTrade

# What is looked at on ordinary records too, so it is read along with Odoo's own fields.
READ_WITH_ODOOS = {
    "sale.order": {
        "amazon_account_id",
        "amazon_acknowledgement_state",  # buttons of the form
        "amazon_window_start",
        "amazon_window_end",
    },
    "sale.order.line": {"amazon_item_sequence"},
    "stock.picking": {"amazon_account_id", "amazon_lead_picking_id"},
    "account.move": {"amazon_account_id"},
}


# What follows from Odoo's own fields, so it is told of each ordinary record that changes: what that
# costs was measured (`setup/bench guest`). Any other is told by `write` or `create`, see
# CONTRIBUTING.
FOLLOWS_ODOOS = {
    "account.move": {"amazon_match_key"},
    "sale.order": {"amazon_stage", "amazon_receipt_state", "amazon_short_amount"},
    "sale.order.line": {
        "amazon_price_difference",
        "amazon_short_amount",
        "amazon_short_quantity",
    },
    "stock.picking": {"amazon_shipment_state"},
}


def find_added_fields(env):
    """:return: by the name of a model of Odoo's: the fields that are ours, or that we change"""
    found = {}
    for name, model in sorted(env.registry.items()):
        if model._abstract or model._original_module in ADDONS:
            continue
        added = [field for field in model._fields.values() if ADDONS & set(field._modules)]
        if added:
            found[name] = added
    return found


@tagged("-at_install", "post_install")
class TestAddedFields(OrdinaryTrade):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        env = cls.env
        cls.trade()
        cls.make_order().activity_schedule("mail.mail_activity_data_todo", summary="Call")
        env["stock.package"].create({"name": "PACK1"})
        env["stock.package.type"].create({"name": "Box"})
        env["stock.warehouse.orderpoint"].create(
            {"product_id": cls.pan.id, "product_min_qty": 1, "product_max_qty": 2}
        )
        env["account.bank.statement.line"].create(
            {
                "journal_id": cls.company_data["default_journal_bank"].id,
                "payment_ref": "Deco Addict",
                "amount": 60.0,
            }
        )
        env["sale.order"].create({"partner_id": cls.customer.id})
        cls.added = find_added_fields(env)
        ordinary = {
            name: env[name].search([], limit=15, order="id desc")
            for name in cls.added
            if not env[name]._transient
        }
        cls.order = cls.trade_with_amazon()
        amazons = {
            name: env[name].search([], limit=15, order="id desc") - records
            for name, records in ordinary.items()
        }
        cls.ordinary, cls.all = ordinary, {n: ordinary[n] | amazons[n] for n in ordinary}

    def check_each_field(self, check, records=None):
        """:param check: gets records and one of their fields, which is not in the cache"""
        for name, fields in self.added.items():
            found = (records or self.all).get(name, self.env[name])
            for field in fields:
                with self.subTest(field=f"{name}.{field.name}"):
                    found.invalidate_recordset([field.name])
                    check(found, field)

    def test_the_walk_finds_fields_and_records_of_every_model(self):
        self.assertIn("sale.order.line", self.added)
        self.assertIn("product.product", self.added)  # by way of the template
        self.assertGreater(sum(map(len, self.added.values())), 200)
        for name, records in self.ordinary.items():
            self.assertTrue(records, name)
        for name in ("sale.order", "sale.order.line", "stock.picking", "account.move"):
            self.assertTrue(self.all[name] - self.ordinary[name], name)

    def test_reading_an_ordinary_record_fetches_none_of_our_columns_but_those_that_tell_it(self):
        for name, fields in self.added.items():
            with self.subTest(model=name):
                fetched = {
                    field.name
                    for field in fields
                    if field.name.startswith("amazon_")
                    and field.prefetch is True
                    and not field.inherited
                }
                self.assertEqual(fetched, READ_WITH_ODOOS.get(name, set()))

    def test_what_is_stored_is_not_computed_anew_when_an_ordinary_record_changes(self):
        for name, fields in self.added.items():
            with self.subTest(model=name):
                following = {
                    field.name
                    for field in fields
                    if field.store
                    and field.compute
                    and not field.related
                    and not field.inherited
                    and ADDONS.issuperset(field._modules)
                    and self.find_foreign_dependencies(name, field)
                }
                self.assertEqual(following, FOLLOWS_ODOOS.get(name, set()))

    def find_foreign_dependencies(self, name, field):
        """:return: the fields of Odoo's, by name, that a compute depends on"""
        model = self.env[name]
        found = set()
        for path in model.pool.field_depends[field]:
            at = model
            for step in path.split("."):
                part = at._fields[step]
                if not ADDONS & set(part._modules) and not part.relational:
                    found.add(path)
                at = self.env[part.comodel_name] if part.relational else at
        return found

    def test_no_record(self):
        def check(records, field):
            nothing = records.browse()
            self.assertFalse(nothing[field.name])
            if field.compute:
                field.compute_value(nothing)

        self.check_each_field(check)

    def test_a_record_that_is_not_saved(self):
        def check(records, field):
            new = records.new({})
            self.assertIsNotNone(field.convert_to_read(new[field.name], new))
            if field.compute:
                field.compute_value(new)

        self.check_each_field(check)

    def test_a_saved_record_in_a_form(self):
        def check(records, field):
            for record in records:
                new = records.new(origin=record)
                self.assertIsNotNone(field.convert_to_read(new[field.name], new))

        self.check_each_field(check)

    def test_lines_that_are_only_text(self):
        for name, parent, lines in (
            ("sale.order.line", "sale.order", "order_line"),
            ("account.move.line", "account.move", "invoice_line_ids"),
        ):
            saved = self.env[name].search([("display_type", "in", ("line_section", "line_note"))])
            values = [{"display_type": "line_note", "name": "Fragile"}, {}]
            unsaved = self.env[parent].new({lines: [Command.create(line) for line in values]})[
                lines
            ]
            self.assertTrue(saved)
            self.assertEqual(len(unsaved), 2)
            for records in (saved, unsaved, saved[:1], unsaved[:1]):
                for field in self.added[name]:
                    with self.subTest(field=f"{name}.{field.name}", records=records):
                        if field.compute:
                            field.compute_value(records)
                        for record in records:
                            value = field.convert_to_read(record[field.name], record)
                            self.assertIsNotNone(value)

    def test_many_records_computed_at_once(self):
        def check(records, field):
            if not field.compute:
                return
            before = [str(record[field.name]) for record in records]
            records.invalidate_recordset([field.name])
            if field.store:
                self.env.add_to_compute(field, records)
                records._recompute_recordset([field.name])
            self.assertEqual([str(record[field.name]) for record in records], before)

        self.check_each_field(check)

    def test_ordinary_records_have_nothing_of_amazon(self):
        """Only what has a default, for a person to change, has a value there."""
        defaults = {
            "account.tax.amazon_tax_type",
            "stock.package.amazon_container_type",
            "stock.package.type.amazon_container",
            "stock.package.type.amazon_stackable",
            "stock.picking.amazon_freight_term",
            "sale.order.amazon_priority",
            "sale.order.line.amazon_rejection_reason",
        }

        def check(records, field):
            if f"{records._name}.{field.name}" not in defaults:
                for record in records:
                    self.assertFalse(record[field.name], record)

        self.check_each_field(check, self.ordinary)

    def test_what_everybody_may_know_is_computed_with_the_rights_it_needs(self):
        def check(_records, field):
            if field.compute and not field.inherited and not field.groups:
                self.assertTrue(field.compute_sudo)

        self.check_each_field(check)

    def test_links_to_our_models_show_to_their_groups_alone(self):
        def check(records, field):
            if field.type not in ("one2many", "many2many"):
                return
            ours = self.env[field.comodel_name]._original_module in ADDONS
            self.assertTrue(field.groups or not ours)
            for role, user in self.people.items():
                if field.name in records.with_user(user).fields_get([field.name]):
                    comodel = self.env[field.comodel_name].with_user(user)
                    self.assertTrue(comodel.has_access("read") or not ours, role)

        self.check_each_field(check)

    def test_everybody_reads_what_they_see(self):
        for role, user in self.people.items():
            for name, fields in self.added.items():
                model = self.env[name].with_user(user)
                if not model.has_access("read"):
                    continue
                names = self.get_visible(model, fields)
                if not names:
                    continue  # none of ours: to read no field means all of Odoo's
                records = self.find_readable(model)
                with self.subTest(role=role, model=name):
                    self.env.invalidate_all()
                    records.read(names)
                    if not model._transient and user._is_internal():
                        records.export_data(self.get_offered(model, names))
                for field in names:
                    with self.subTest(role=role, field=f"{name}.{field}"):
                        records.invalidate_recordset([field])
                        for record in records:
                            record[field]

    def get_visible(self, model, fields):
        visible = model.fields_get(attributes=["type"])
        return [field.name for field in fields if field.name in visible]

    def get_offered(self, model, names):
        """:return: those that the web client offers for export"""
        about = model.fields_get(names, attributes=["exportable"])
        return [name for name in names if about[name].get("exportable", True)]

    def find_readable(self, model):
        try:
            return model.search([("id", "in", self.all.get(model._name, model).ids)])
        except AccessError:  # a rule of Odoo's that needs what the person may not see
            return model.browse()

    def test_everybody_filters_and_groups_by_what_they_see(self):
        for role, user in self.people.items():
            for name, fields in self.added.items():
                model = self.env[name].with_user(user)
                if model._transient or not model.has_access("read"):
                    continue
                visible = model.fields_get(attributes=["searchable", "groupable", "type"])
                for field in fields:
                    about = visible.get(field.name)
                    if not about or not about["searchable"]:
                        continue
                    with self.subTest(role=role, field=f"{name}.{field.name}"):
                        model.search([(field.name, "=", False)], limit=1)
                        if about.get("groupable"):
                            period = ":month" if field.type in ("date", "datetime") else ""
                            model.formatted_read_group([], [field.name + period], ["__count"])
