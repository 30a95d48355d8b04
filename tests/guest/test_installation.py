# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The addons come and go, and a year of ordinary business does not notice: real processes."""

import os
import shutil
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest

from odoo.tools import config

from tests.reliability.processes import execute, find_template

from .snapshot import Snapshot, find_additions, find_changes, find_schema_changes

BUSINESS = Path(__file__).with_name("business.py")
ADDONS = ("acorn_iamazon", "acorn_iamazon_account", "acorn_iamazon_reconcile")

# What Odoo itself writes whenever any module is installed, upgraded or uninstalled.
ODOO_WRITES = {
    ("ir_module_module", None): "the list of modules is read again, ours change their state",
    ("orm_signaling_registry", None): "tells other processes to load the models again",
    ("ir_cron_trigger", None): "Odoo's clean-up of old data is started after each change",
    ("ir_model", "info"): "the documentation of a model is that of its last class",
}
# Beside that, on installation: the two users that the data files make Amazon managers, and
# the type that Amazon knows a tax by, which is computed for all taxes.
INSTALLATION_WRITES = {
    ("res_partner", "write_date"): "OdooBot and Administrator get our group",
    ("res_partner", "write_uid"): "OdooBot and Administrator get our group",
    ("account_tax", "write_date"): "amazon_tax_type is computed",
    ("account_tax", "write_uid"): "amazon_tax_type is computed",
    ("ir_module_module_dependency", "auto_install_required"): "our addons bring each other",
}
# And on uninstallation, after an account and an order with Amazon:
UNINSTALLATION_WRITES = {
    **INSTALLATION_WRITES,
    ("product_value", "product_id"): "Odoo keeps the value of a product that is deleted",
    ("res_users", "write_date"): "OdooBot and Administrator lose our group",
    ("res_users", "write_uid"): "OdooBot and Administrator lose our group",
    ("res_company", "write_date"): "its GS1 prefix was written",
    ("res_company", "write_uid"): "its GS1 prefix was written",
}
# What was done with Amazon stays, as ordinary business: orders, transfers, invoice and payment,
# their customers and product, what was said of them, and what Odoo computes from them.
KEPT = {
    *("sale_order", "sale_order_line", "stock_picking", "stock_move", "stock_move_line"),
    *("stock_quant", "stock_lot", "stock_reference", "stock_package", "stock_package_type"),
    *("account_move", "account_move_line", "account_payment", "account_partial_reconcile"),
    *("account_full_reconcile", "account_account", "res_partner", "product_product"),
    *("product_template", "product_value", "mail_message", "mail_tracking_value"),
    *("mail_followers", "ir_attachment"),
    *("account_tax_sale_order_line_rel", "sale_order_line_invoice_rel"),
    *("account_move__account_payment", "product_taxes_rel", "product_supplier_taxes_rel"),
    *("stock_reference_move_rel", "stock_reference_sale_rel"),
}
# These have rows of our own records too, which go with them.
OF_OURS_TOO = {"mail_message", "mail_tracking_value", "mail_followers", "ir_attachment"}
OF_OURS_TOO |= {"ir_sequence", "product_taxes_rel", "product_supplier_taxes_rel"}
# What people's work is in: no row of these comes with an installation.
BUSINESS_TABLES = (
    "sale_order",
    "sale_order_line",
    "stock_picking",
    "stock_move",
    "stock_move_line",
    "stock_quant",
    "stock_package",
    "stock_scrap",
    "account_move",
    "account_move_line",
    "account_payment",
    "account_bank_statement_line",
    "account_partial_reconcile",
    "account_tax",
    "product_pricelist",
    "ir_sequence",
    "ir_filters",
    "ir_default",
    "ir_config_parameter",
    "mail_message_subtype",
    "res_users",
    "res_partner",
    "res_company",
)


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def story():
    """:return: the snapshots: before, installed, edited, upgraded, dealt, without each addon after
    another, uninstalled"""
    with standard_database() as database:
        play(database, "trade")
        snapshots = {"before": Snapshot(database)}
        run_odoo(database, "-i", "acorn_iamazon_reconcile")
        snapshots["installed"] = Snapshot(database)
        play(database, "edit")
        snapshots["edited"] = Snapshot(database)
        run_odoo(database, "-u", ",".join(ADDONS))
        snapshots["upgraded"] = Snapshot(database)
        play(database, "deal")
        snapshots["dealt"] = Snapshot(database)
        for addon in reversed(ADDONS):  # one after another, and people work on in between
            play(database, "uninstall", addon)
            snapshots[f"without {addon}"] = Snapshot(database)
        play(database, "open_screens")
        snapshots["uninstalled"] = snapshots[f"without {ADDONS[0]}"]
        yield snapshots


@contextmanager
def standard_database():
    """A database of Odoo's own modules only: a copy of the template below that of the tests."""
    name, template = f"acorn_installation_{os.getpid()}", find_template("ACORN_STANDARD_TEMPLATE")
    execute("postgres", f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    execute("postgres", f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    if Path(config.filestore(template)).exists():
        shutil.copytree(config.filestore(template), config.filestore(name), dirs_exist_ok=True)
    try:
        yield name
    finally:
        execute("postgres", f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(config.filestore(name), ignore_errors=True)


def run_odoo(database, *arguments):
    options = ["--no-http", "--stop-after-init", "--max-cron-threads=0", "--log-level=error"]
    run("-m", "odoo", "-d", database, *options, *arguments)


def play(database, name, *arguments):
    run(str(BUSINESS), database, name, *arguments)


def run(*command):
    environment = {**os.environ, "ODOO_RC": os.environ.get("ODOO_RC") or config["config"]}
    done = subprocess.run(
        [sys.executable, *command],
        cwd="/",
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert " ERROR " not in done.stderr, done.stderr[-3000:]


def list_changes(before, after, *excuses):
    """:return: the changes that nothing excuses, counted by table and column"""
    excused = set().union(ODOO_WRITES, *excuses)
    return Counter(
        (table, column)
        for table, _key, column, _old, _new in find_changes(before, after)
        if (table, column) not in excused and (table, None) not in excused
    )


def test_there_is_a_year_of_business(story):
    tables = story["before"].tables
    for table in ("sale_order", "stock_picking", "account_move", "ir_attachment", "ir_filters"):
        assert len(tables[table]) >= 18, table
    orders = tables["sale_order"].values()
    assert {order["state"] for order in orders} == {"draft", "sent", "sale", "cancel"}
    assert any(order["locked"] for order in orders)
    assert len({order["company_id"] for order in orders}) == 3
    assert len({order["currency_id"] for order in orders}) > 1
    assert len({order["date_order"][:7] for order in orders}) >= 12
    moves = tables["account_move"].values()
    assert {"out_invoice", "out_refund", "entry"} <= {move["move_type"] for move in moves}
    for table in ("stock_scrap", "stock_lot", "stock_package", "account_payment"):
        assert tables[table], table


def test_installation_changes_nothing(story):
    before, installed = story["before"], story["installed"]
    assert not list_changes(before, installed, INSTALLATION_WRITES)
    touched = {
        key for table, key, *_rest in find_changes(before, installed) if table == "res_partner"
    }
    assert touched <= {2, 3}, "partners of ordinary users and customers"


def test_installation_adds_no_business(story):
    added = Counter(
        table for table, _key, _row in find_additions(story["before"], story["installed"])
    )
    assert not {table: added[table] for table in BUSINESS_TABLES if added[table]}
    assert added["ir_ui_view"] > 100  # the comparison sees what is new


def test_installation_leaves_the_schema(story):
    changed, new = find_schema_changes(story["before"], story["installed"])
    assert not changed
    columns = [name.split(".") for kind, name in new if kind == "column"]
    foreign = [
        (table, column)
        for table, column in columns
        if table in story["before"].tables and "amazon" not in column
    ]
    assert not foreign


def test_upgrade_changes_nothing(story):
    rewritten = {
        # Odoo writes the records of the data files again, with the values that they have.
        (table, column)
        for table, column in list_changes(story["edited"], story["upgraded"])
        if column in ("write_date", "arch_prev")
    }
    ours = find_ours(story["upgraded"])
    for table, key, column, _old, _new in find_changes(story["edited"], story["upgraded"]):
        if (table, column) in rewritten and table not in ("ir_module_module", "ir_actions"):
            assert (table, key) in ours, "only our own records are written again"
    # Lines of the views of an action that a data file lists are made anew.
    anew = {("ir_act_window_view", None)}
    assert not list_changes(story["edited"], story["upgraded"], rewritten, anew)


def find_ours(snapshot):
    """:return: (table, id) of the records of the data files"""
    data = snapshot.tables["ir_model_data"].values()
    ours = {
        (row["model"].replace(".", "_"), row["res_id"]) for row in data if row["module"] in ADDONS
    }
    named = {"ir_actions_act_window": "ir_act_window", "ir_actions_report": "ir_act_report_xml"}
    named |= {"ir_actions_client": "ir_act_client"}
    named |= {"ir_actions_server": "ir_act_server", "ir_actions_act_window_view": ""}
    named["ir_actions_act_window_view"] = "ir_act_window_view"
    ours |= {(named[model], key) for model, key in ours if model in named}
    icons = snapshot.tables["ir_attachment"].values()
    return ours | {
        ("ir_attachment", row["id"])
        for row in icons
        if row["res_model"] and (row["res_model"].replace(".", "_"), row["res_id"]) in ours
    }


def test_upgrade_keeps_what_somebody_edited(story):
    tables = story["upgraded"].tables
    summaries = [str(row["summary"]) for row in tables["mail_activity_type"].values()]
    assert any("Ours, by hand" in summary for summary in summaries)


def test_uninstallation_changes_nothing(story):
    before, uninstalled = story["before"], story["uninstalled"]
    assert not list_changes(before, uninstalled, UNINSTALLATION_WRITES)
    changed = [row for row in find_changes(before, uninstalled) if row[0] == "res_users"]
    assert {key for _table, key, *_rest in changed} <= {1, 2}


def test_uninstallation_leaves_nothing_of_ours(story):
    before, uninstalled = story["before"], story["uninstalled"]
    added = Counter(
        table
        for table, _key, _row in find_additions(before, uninstalled)
        if (table, None) not in ODOO_WRITES
    )
    assert {"sale_order": 2, "account_payment": 1}.items() <= added.items()
    assert not {table: count for table, count in added.items() if table not in KEPT}
    assert set(uninstalled.tables) == set(before.tables)
    for table, _key, row in find_additions(before, uninstalled):
        assert not [column for column in row if "amazon" in column]
        if table in ("mail_message", "ir_attachment"):
            assert "amazon.vendor" not in str([row.get("model"), row.get("res_model")])


@pytest.mark.parametrize("addon", reversed(ADDONS))
def test_an_addon_that_goes_alone_takes_its_own_columns_and_leaves_all_business(story, addon):
    names = list(story)
    left = story[f"without {addon}"]
    former = story[names[names.index(f"without {addon}") - 1]]
    others = [find_columns(former, name) for name in ADDONS if name != addon]
    own = find_columns(former, addon).difference(*others)
    gone = {
        column
        for column in set(former.schema["column"]) - set(left.schema["column"])
        if column.partition(".")[0] in left.tables
    }
    assert gone
    assert not gone - own
    assert not sorted(own & set(left.schema["column"]))
    assert not [row for row in left.tables["ir_model_data"].values() if row["module"] == addon]
    ours = find_ours(former)
    changes = Counter(
        (table, column)
        for table, key, column, _old, _new in find_changes(former, left)
        if table in KEPT.union(BUSINESS_TABLES) - OF_OURS_TOO
        and f"{table}.{column}" not in gone
        and (table, column) not in UNINSTALLATION_WRITES
        and (table, key) not in ours
        and table != "product_template"
    )
    assert not changes


def find_columns(snapshot, addon):
    """:return: the names of the columns of the fields of an addon"""
    fields = snapshot.tables["ir_model_fields"]
    named = [
        fields[row["res_id"]]
        for row in snapshot.tables["ir_model_data"].values()
        if row["module"] == addon and row["model"] == "ir.model.fields"
    ]
    return {
        f"{field['model'].replace('.', '_')}.{field['name']}"
        for field in named
        if field["name"] != "id"  # Odoo says of each addon that it has the id of what it extends
    }


def test_uninstallation_keeps_the_deal_as_it_was(story):
    """Posted is posted: what the ledger, the stock and the orders say does not change."""
    dealt, uninstalled = story["dealt"], story["uninstalled"]
    columns = set(dealt.schema["column"]) - set(uninstalled.schema["column"])
    ours = find_ours(dealt)
    products = dealt.tables["product_product"].items()
    ours |= {
        ("product_template", product["product_tmpl_id"])
        for key, product in products
        if ("product_product", key) in ours
    }
    changes = Counter(
        (table, column)
        for table, key, column, _old, _new in find_changes(dealt, uninstalled)
        if table in KEPT.union(BUSINESS_TABLES) - OF_OURS_TOO
        and f"{table}.{column}" not in columns
        and (table, column) not in UNINSTALLATION_WRITES
        and (table, key) not in ours
    )
    assert not changes


def test_uninstallation_leaves_the_schema(story):
    before, uninstalled = story["before"], story["uninstalled"]
    changed, new = find_schema_changes(before, uninstalled)
    assert not new
    for kind, name in changed:  # the numbers that the documents of the deal have
        assert kind == "sequence", name
        numbers = [int(snapshot.schema["sequence"][name]) for snapshot in (before, uninstalled)]
        assert numbers[0] < numbers[1]
