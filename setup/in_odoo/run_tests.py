# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""pytest, with a plugin for pytest-xdist: each worker has a database of its own, and what lasts
long begins first, so that no worker waits long for the other at the end. What browsers load of Odoo
is made once a worker: a test that makes it undoes it with all else.

    python run_tests.py ARGS…
"""

import functools
import os
import sys
from collections import Counter

import pytest

LONGEST = ("slow", "browser", "benchmark")
BUNDLES = ("web.assets_web", "web.assets_web_print", "web.assets_tests")
COUNTED = tuple(os.environ.get("ACORN_COUNTED", "").split())


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_cmdline_main(config):
    """pytest-odoo would copy the database itself, but not its files, and not in Odoo 19."""
    worker = os.environ.pop("PYTEST_XDIST_WORKER", None)
    if worker:
        config.option.odoo_database += f"_{worker}"
    return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    if item.get_closest_marker("browser"):
        make_bundles(item.config.option.odoo_database)


@functools.cache
def make_bundles(database):
    # pytest-odoo loads Odoo first.
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry

    with Registry(database).cursor() as cr:
        qweb = api.Environment(cr, SUPERUSER_ID, {})["ir.qweb"]
        for name in BUNDLES:
            qweb._get_asset_bundle(name, css=False, js=True).js()
            qweb._get_asset_bundle(name, css=True, js=False).css()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """Lines are counted where that is asked for only: it takes a test with Odoo twice its time."""
    plugin = item.config.pluginmanager.getplugin("_cov")
    counting = plugin and plugin.cov_controller.cov
    if not counting or not COUNTED or item.nodeid.startswith(COUNTED):
        return (yield)
    counting.stop()
    try:
        return (yield)
    finally:
        counting.start()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Sorts classes, and modules of functions: that is what a worker gets at a time.

    The addons' own tests know nothing of pytest: Odoo's tag ``slow`` stands for its marker."""
    for item in items:
        if "slow" in getattr(getattr(item, "cls", None), "test_tags", ()):
            item.add_marker("slow")
    sizes = Counter(map(_get_scope, items))
    ranks = {scope: len(LONGEST) for scope in sizes}
    for item in items:
        for rank, marker in enumerate(LONGEST):
            if item.get_closest_marker(marker):
                ranks[_get_scope(item)] = min(ranks[_get_scope(item)], rank)
    items.sort(key=lambda item: (ranks[_get_scope(item)], -sizes[_get_scope(item)]))


def _get_scope(item):
    return item.nodeid.rpartition("::")[0]


if __name__ == "__main__":
    # Python has put this folder on the path; the workers get the path and the arguments.
    sys.exit(pytest.main(["-p", "run_tests", *sys.argv[1:]]))
