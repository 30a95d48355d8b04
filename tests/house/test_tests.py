# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Odoo runs the tests that an addon's ``tests/__init__.py`` imports, and no other."""

import ast

import pytest

from tests.support import REPOSITORY

FOLDERS = sorted(REPOSITORY.glob("acorn_*/tests"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_each_file_of_tests_is_imported(folder):
    tree = ast.parse((folder / "__init__.py").read_text())
    imported = {
        name.name for node in ast.walk(tree) if hasattr(node, "names") for name in node.names
    }
    files = {path.stem for path in folder.glob("test_*.py")}
    assert files, folder
    assert files <= imported, sorted(files - imported)
