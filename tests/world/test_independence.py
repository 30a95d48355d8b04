# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The world is a second reading of Amazon's facts: it takes nothing from the first."""

import ast
from pathlib import Path

FOLDER = Path(__file__).parent
FIRM = FOLDER.parent / "year"
ALLOWED = {"tests.contract.models"}  # reads Amazon's own models, and nothing else


def _list_imports(file):
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def _is_foreign(name):
    root = name.split(".")[0]
    inside = name.startswith(".") and not name.startswith("..")
    return not inside and (root in {"odoo", "tests", ""} or root.startswith("acorn"))


def test_the_world_imports_nothing_of_odoo_the_addons_or_other_tests():
    found = {
        f"{file.name}: {name}"
        for file in FOLDER.glob("*.py")
        for name in _list_imports(file)
        if _is_foreign(name) and name not in ALLOWED
    }
    assert not found


def test_the_firm_knows_odoo_and_the_world_and_no_code_of_the_addons():
    found = {
        f"{file.name}: {name}"
        for file in FIRM.glob("*.py")
        if not file.name.startswith("test_")
        for name in _list_imports(file)
        if "acorn" in name or (name.startswith("tests.") and not name.startswith("tests.world."))
    }
    assert not found


def test_the_check_finds_what_it_looks_for():
    assert all(
        _is_foreign(n) for n in ("odoo", "acorn_iamazon.spapi", "tests.sandbox", "..matcher")
    )
    assert not any(_is_foreign(n) for n in ("json", ".truth", "."))
