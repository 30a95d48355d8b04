# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What CONTRIBUTING.md says to write is written in the addon ``acorn_scratch``: an Odoo of its own
installs it and uses one of each."""

import json
from pathlib import Path

import pytest

from tests.reliability.processes import (
    execute,
    own_database,
    run_odoo,
    run_python,
    write_settings,
)

HERE = Path(__file__).parent
ADDON = HERE / "acorn_scratch"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """:return: what :mod:`.use` printed, with the rows of the two records"""
    settings = write_settings(tmp_path_factory.mktemp("recipes"), more=HERE)
    with own_database("recipes") as database:
        run_odoo(database, settings, "-i", "acorn_scratch")
        told = json.loads(run_python(settings, HERE / "use.py", database).splitlines()[-1])
        told["records"] = execute(
            database, "SELECT name FROM ir_model_data WHERE module = 'acorn_scratch' ORDER BY name"
        )
        yield told


def test_operation_and_kind_prepare_a_document_that_its_schema_holds(told):
    assert told["kind"] == ["Scratch N/1", "ready", "failed"]
    assert told["path"] == "/vendor/scratch/v1/notes/N/1"


def test_rule_finds_what_breaks_it(told):
    assert "scratch_reference" in told["rules"]


def test_payload_version_is_sent_from_its_first_day(told):
    assert told["version"] == "v9"
    assert told["body"] == ["invoices", "noteNumber"]
    assert not told["errors"]


def test_deduction_type_is_one_record_and_recognised(told):
    assert told["types"] == ["scratch"]
    assert ("deduction_type_scratch",) in told["records"]


def test_source_reads_a_remittance(told):
    assert (told["source"], told["amount"]) == ("scratch", 15.0)


def test_check_is_run(told):
    assert told["check"] == ["acorn_scratch", "bad"]


@pytest.mark.parametrize(
    "name",
    ["operations", "models/amazon_vendor_kind_scratch", "rules", "payloads", "sources", "checks"],
)
def test_each_thing_is_one_file(name):
    """Beside these there are only manifest, imports and one file of records."""
    assert (ADDON / f"{name}.py").exists()
    files = {path for path in ADDON.rglob("*.py") if not path.name.startswith("__")}
    assert len(files) == 6
    assert len(list(ADDON.rglob("*.xml"))) == 1
