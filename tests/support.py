# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What the tests outside the addons share.

The pure packages are loaded without the addons around them, and so without Odoo: what a test wants
of one is imported after :func:`load_spapi` or its like, from ``acorn_iamazon_NAME``.
"""

import importlib.machinery
import importlib.util
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]


def load_spapi():
    """:return: the client package"""
    return _load("acorn_iamazon_spapi", "acorn_iamazon/spapi")


def load_planning():
    """:return: the package of forecasts and stock levels"""
    return _load("acorn_iamazon_planning", "acorn_iamazon/planning")


def load_quantities():
    """:return: the package of what becomes of each unit that Amazon orders"""
    return _load("acorn_iamazon_quantities", "acorn_iamazon/quantities")


def load_returns():
    """:return: the package that reads Amazon's returns notices"""
    return _load("acorn_iamazon_returns", "acorn_iamazon/returns")


def load_rules():
    """:return: the package of what an invoice must be"""
    return _load("acorn_iamazon_rules", "acorn_iamazon_account/rules")


def load_reader():
    """:return: the package that reads remittance files; beside it, as
    ``acorn_iamazon_remittances``, the makers of such files that the addon's tests have"""
    _load("acorn_iamazon_remittances", "acorn_iamazon_reconcile/tests", package=False)
    return _load("acorn_iamazon_reader", "acorn_iamazon_reconcile/reader")


def load_matcher():
    """:return: the package that finds what a line of a remittance is about"""
    return _load("acorn_iamazon_matcher", "acorn_iamazon_reconcile/matcher")


def load_booking():
    """:return: the package that plans the journal items of a remittance"""
    return _load("acorn_iamazon_booking", "acorn_iamazon_reconcile/booking")


def load_proof():
    """:return: the package that holds the books against the documents"""
    return _load("acorn_iamazon_proof", "acorn_iamazon_reconcile/proof")


def _load(name, path, package=True):
    """:param package: whether the folder's ``__init__.py`` is read, or only its modules by name"""
    if name not in sys.modules:
        folder = REPOSITORY / path
        places = [str(folder)]
        spec = importlib.machinery.ModuleSpec(name, None, is_package=True)
        if package:
            spec = importlib.util.spec_from_file_location(
                name, folder / "__init__.py", submodule_search_locations=places
            )
        spec.submodule_search_locations = places
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        if package:
            spec.loader.exec_module(module)
    return sys.modules[name]
