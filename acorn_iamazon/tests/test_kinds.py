# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from pathlib import Path

from odoo.tests.common import TransactionCase, tagged

from ..spapi import OPERATIONS, schemas

PARTS = {
    "in": ("_apply_several",),
    "out": ("_rebuild", "_find_evidence", "_find_differences"),
}
# What a kind does with several documents it may also do with one.
ALONE = {"_apply_several": "_apply"}


@tagged("post_install", "-at_install")
class TestKinds(TransactionCase):
    """Every kind of document, of whatever addon, is whole."""

    def setUp(self):
        super().setUp()
        self.base = self.env["amazon.vendor.kind"]
        self.kinds = self.base._get_all()

    def get_kinds(self, direction):
        kinds = [kind for kind in self.kinds if kind._direction == direction]
        self.assertTrue(kinds)
        return kinds

    def test_each_value_of_the_field_is_a_kind_and_each_kind_a_value(self):
        documents = self.env["amazon.vendor.document"]
        values = documents._fields["kind"].get_values(self.env)
        self.assertEqual([kind._kind for kind in self.kinds], values)
        models = self.env.registry.descendants(["amazon.vendor.kind"], "_inherit")
        named = {self.env[name]._kind for name in models} - {None}
        self.assertEqual(named, set(values))
        for kind in self.kinds:
            self.assertEqual(documents.new({"kind": kind._kind})._get_kind(), kind)

    def test_each_kind_has_the_parts_of_its_direction(self):
        for kind in self.kinds:
            for name in PARTS[kind._direction]:
                with self.subTest(kind=kind._kind, part=name):
                    parts = (name, ALONE.get(name, name))
                    own = [getattr(type(kind), part) for part in parts]
                    inherited = [getattr(type(self.base), part) for part in parts]
                    self.assertNotEqual(own, inherited)

    def test_what_comes_in_has_a_number_and_a_moment_whatever_it_lacks(self):
        for kind in self.get_kinds("in"):
            with self.subTest(kind=kind._kind):
                self.assertTrue(kind._read_head({}, "e3b0c442")["number"])
                self.assertTrue(kind._get_moment({}))
                self.assertIsNone(kind._operation)

    def test_what_goes_out_has_an_operation_a_path_and_a_schema(self):
        for kind in self.get_kinds("out"):
            with self.subTest(kind=kind._kind):
                path = OPERATIONS[kind._operation].path
                document = self.env["amazon.vendor.document"].new({"kind": kind._kind})
                self.assertTrue(path.format_map(kind._get_path_parameters(document)))
                self.assertTrue(schemas.validate(kind._operation, {}), "an empty body is refused")

    def test_each_schema_has_a_row_whose_dates_the_list_of_versions_shows(self):
        files = {
            tuple(path.stem.split(".")) for path in Path(schemas.__file__).parent.glob("*.json")
        }
        rows = {(row.operation, row.version): row for row in schemas.VERSIONS}
        self.assertEqual(files, set(rows))
        self.assertEqual(
            {operation for operation, _version in files},
            {kind._operation for kind in self.get_kinds("out")},
        )
        shown = self.env["amazon.vendor.api.version"].search(
            [("operation", "!=", False), ("is_retired", "=", False)]
        )
        self.assertEqual({(api.operation, api.version) for api in shown}, set(rows))
        for api in shown:
            row = rows[api.operation, api.version]
            self.assertEqual((api.start_date, api.end_date or None), (row.starts, row.ends))
