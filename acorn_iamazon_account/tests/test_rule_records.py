# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import re

from odoo.tests.common import TransactionCase, tagged

from ..rules import records


@tagged("post_install", "-at_install")
class TestRuleRecords(TransactionCase):
    """What the rules see of Odoo's records is there: no type checker looks into Odoo's models."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.views = {
            name: (view, match.group(1))
            for name, view in vars(records).items()
            if (match := re.match(r"``([a-z_]+(\.[a-z_]+)+)``", view.__doc__ or ""))
        }

    def test_every_field_is_one_of_its_model(self):
        seen = 0
        for name, (view, model) in self.views.items():
            for field, kind in view.__annotations__.items():
                with self.subTest(view=name, field=field):
                    definition = self.env[model]._fields[field]
                    if kind in self.views:
                        self.assertEqual(definition.comodel_name, self.views[kind][1])
                    seen += 1
        self.assertGreater(seen, 50)

    def test_every_method_is_one_of_its_model(self):
        seen = 0
        for name, (view, model) in self.views.items():
            for method, value in vars(view).items():
                ours = getattr(value, "__module__", None) == records.__name__
                if ours and not method.startswith("__"):
                    with self.subTest(view=name, method=method):
                        self.assertTrue(callable(getattr(self.env[model], method)))
                        seen += 1
        self.assertGreater(seen, 15)
