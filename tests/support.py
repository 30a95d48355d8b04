# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What the tests outside the addons share."""

import importlib.util
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]


def load_spapi():
    """:return: the client package, without the addon around it and so without Odoo"""
    return _load("acorn_iamazon_spapi", "spapi")


def load_planning():
    """:return: the package of forecasts and stock levels, without Odoo as well"""
    return _load("acorn_iamazon_planning", "planning")


def _load(name, folder):
    if name not in sys.modules:
        folder = REPOSITORY / "acorn_iamazon" / folder
        spec = importlib.util.spec_from_file_location(
            name, folder / "__init__.py", submodule_search_locations=[str(folder)]
        )
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]
