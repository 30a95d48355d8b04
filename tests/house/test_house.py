# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The check that an addon says what it says once, and asks for the user's day."""

import subprocess
import sys

import pytest

from setup.lib.house import (
    LONGEST,
    find_doubles,
    find_long_functions,
    find_replaced,
    find_server_days,
)
from setup.lib.paths import ADDONS, CHECKOUT

BASE = """
from odoo import fields, models


class Plan(models.Model):
    _name = "acorn.plan"
    _description = "Plan"

    name = fields.Char()

    def action_go(self):
        pass
"""
TOPIC = """
from odoo import fields, models


class Plan(models.Model):
    _inherit = {inherit}

    {definition}
"""


def write_addon(folder, **files):
    addon = folder / "acorn_sample"
    for name, text in files.items():
        path = addon / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return addon


@pytest.mark.parametrize("inherit", ['"acorn.plan"', '["acorn.plan"]'])
@pytest.mark.parametrize(
    ("definition", "name"),
    [
        ("def action_go(self): ...", "action_go"),
        ("name = fields.Char(required=True)", "name"),
        ("name: object = fields.Char()", "name"),
        ('_description = "Another"', "_description"),
    ],
)
def test_what_a_topic_defines_again_is_found_with_its_places(tmp_path, inherit, definition, name):
    topic = TOPIC.format(inherit=inherit, definition=definition)
    addon = write_addon(tmp_path, models__a__plan=BASE, models__b__plan_topic=topic)
    (double,) = find_doubles(addon)
    assert double.startswith(f"acorn.plan.{name} is defined in acorn_sample/models/a/plan.py:")
    assert "acorn_sample/models/b/plan_topic.py:" in double


@pytest.mark.parametrize(
    ("inherit", "definition"),
    [
        ('"acorn.plan"', "def action_stop(self): ..."),
        ('"acorn.other"', "def action_go(self): ..."),
        ('["acorn.plan", "mail.thread"]', "def action_go(self): ..."),
        ('"acorn.plan"', 'name = fields.Selection(selection_add=[("one", "One")])'),
    ],
)
def test_another_name_or_another_model_is_no_double(tmp_path, inherit, definition):
    topic = TOPIC.format(inherit=inherit, definition=definition)
    assert find_doubles(write_addon(tmp_path, plan=BASE, topic=topic)) == []


def test_a_class_that_is_no_model_may_have_the_same_names(tmp_path):
    plain = "class Plan:\n    def action_go(self): ...\n"
    assert find_doubles(write_addon(tmp_path, plan=BASE, plain=plain, other=plain)) == []


def test_tests_of_an_addon_may_define_what_they_like(tmp_path):
    assert find_doubles(write_addon(tmp_path, plan=BASE, tests__plan=BASE)) == []


VIEW = """<odoo>
    <record id="view_topic" model="ir.ui.view">
        <field name="inherit_id" ref="{parent}" />
        <field name="arch" type="xml">
            <field name="name" position="{position}"><field name="code" /></field>
        </field>
    </record>
</odoo>"""


@pytest.mark.parametrize(
    ("parent", "position", "count"),
    [
        ("view_form", "replace", 1),
        ("acorn_sample.view_form", "replace", 1),
        ("sale.view_form", "replace", 0),
        ("view_form", "after", 0),
    ],
)
def test_view_that_replaces_a_part_of_our_own_is_found(tmp_path, parent, position, count):
    addon = write_addon(tmp_path, plan=BASE)
    (addon / "plan_views.xml").write_text(VIEW.format(parent=parent, position=position))
    found = find_replaced(addon)
    assert len(found) == count
    assert all("plan_views.xml: view_topic replaces" in text for text in found)


@pytest.mark.parametrize("addon", ADDONS)
def test_our_views_replace_nothing_of_our_own(addon):
    assert find_replaced(CHECKOUT / addon) == []


QUERY = """
def count(self):
    current_date = self.today
    self.env.cr.execute("SELECT count(*) FROM acorn_plan WHERE day < {day}", [current_date])
"""


@pytest.mark.parametrize(
    ("day", "count"),
    [
        ("CURRENT_DATE", 1),
        ("current_timestamp::date", 1),
        ("LOCALTIMESTAMP", 1),
        ("now() AT TIME ZONE 'UTC'", 0),
        ("%s", 0),
    ],
)
def test_query_that_takes_the_servers_day_is_found(tmp_path, day, count):
    addon = write_addon(tmp_path, plan=QUERY.format(day=day))
    found = find_server_days(addon)
    assert len(found) == count
    assert all("acorn_sample/plan.py:4: " in text for text in found)


@pytest.mark.parametrize("addon", ADDONS)
def test_our_queries_take_no_day_of_the_server(addon):
    assert find_server_days(CHECKOUT / addon) == []


@pytest.mark.parametrize(("lines", "count"), [(LONGEST, 0), (LONGEST + 1, 1)])
def test_function_that_fits_no_screen_is_found(tmp_path, lines, count):
    body = "".join(f"        {place}\n" for place in range(lines - 1))
    addon = write_addon(tmp_path, plan=f"class Plan:\n    def count(self):\n{body}")
    found = find_long_functions(addon)
    assert len(found) == count
    assert all("acorn_sample/plan.py:2: count has" in text for text in found)


@pytest.mark.parametrize("addon", ADDONS)
def test_our_functions_fit_a_screen(addon):
    assert find_long_functions(CHECKOUT / addon) == []


def test_command_names_the_doubles_and_fails(tmp_path):
    good = write_addon(tmp_path / "good", plan=BASE)
    bad = write_addon(tmp_path / "bad", plan=BASE, again=BASE)
    for addon, code, count in ((good, 0, 0), (bad, 1, 3)):
        done = subprocess.run(
            [sys.executable, "-m", "lib.house", str(addon)],
            cwd=CHECKOUT / "setup",
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code
        assert len(done.stderr.splitlines()) == count


@pytest.mark.parametrize("addon", ADDONS)
def test_our_addons_define_each_method_once(addon):
    assert find_doubles(CHECKOUT / addon) == []
