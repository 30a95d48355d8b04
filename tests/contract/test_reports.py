# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Reports as Amazon publishes them: asked for, answered by the sandbox, read by our reader."""

import copy
import gzip
import io
import json
from datetime import date

import pytest
from jsonschema import Draft7Validator

from tests.contract.models import (
    FOLDER,
    find_errors_of_answer,
    find_errors_of_body,
    needs_models,
)
from tests.sandbox.fixture import CREDENTIALS, make_scenario, running_sandbox
from tests.support import load_spapi

pytestmark = needs_models
spapi = load_spapi()
from acorn_iamazon_spapi import vendor_report  # noqa: E402

MARKETPLACE = "ATVPDKIKX0DER"
FILES = {
    "GET_VENDOR_SALES_REPORT": "vendorSalesReport.json",
    "GET_VENDOR_INVENTORY_REPORT": "vendorInventoryReport.json",
    "GET_VENDOR_NET_PURE_PRODUCT_MARGIN_REPORT": "vendorNetPureProductMarginReport.json",
    "GET_VENDOR_FORECASTING_REPORT": "vendorForecastingReport.json",
}


def load(report_type):
    return json.loads((FOLDER / FILES[report_type]).read_text())


class NoLimit:
    """One request a minute would make a long test: what is said here is about content."""

    def acquire(self, operation):
        pass

    def adapt(self, operation, rate):
        pass


@pytest.fixture(scope="module")
def client():
    scenario = make_scenario()
    scenario["reports"] = {
        report_type: load(report_type)["examples"][0][layout.rows]
        for report_type, layout in vendor_report.LAYOUTS.items()
    }
    with running_sandbox(scenario) as sandbox:
        yield spapi.SellingPartnerClient(
            sandbox.api_url,
            sandbox.token_url,
            spapi.Credentials(**CREDENTIALS),
            limiter=NoLimit(),
        )


def make_request(report_type, options):
    return vendor_report.make_request(
        report_type, MARKETPLACE, options, date(2021, 6, 6), date(2021, 6, 19)
    )


@pytest.mark.parametrize("report_type", FILES)
def test_report_is_asked_for_answered_and_read_as_published(client, report_type):
    model = load(report_type)
    options = model["examples"][0]["reportSpecification"]["reportOptions"]
    body = make_request(report_type, options)
    assert find_errors_of_body("createReport", body) == []
    report_id = client.call("createReport", body=body).data["reportId"]
    answer = client.call("getReport", path_parameters={"reportId": report_id})
    assert find_errors_of_answer("getReport", 200, json.loads(answer.text)) == []
    target = io.BytesIO()
    client.download_report(answer.data["reportDocumentId"], target)
    text = gzip.decompress(target.getvalue())
    assert [error.message for error in Draft7Validator(model).iter_errors(json.loads(text))] == []
    rows = list(vendor_report.read_rows(report_type, target))
    published = model["examples"][0][vendor_report.LAYOUTS[report_type].rows]
    assert [row["asin"] for row in rows] == [row["asin"] for row in published]
    assert all(row["start_date"] < row["end_date"] for row in rows)


@pytest.mark.parametrize("report_type", FILES)
def test_every_column_that_we_read_is_published(report_type):
    layout = vendor_report.LAYOUTS[report_type]
    rows = load(report_type)["properties"][layout.rows]["items"]["$ref"].rsplit("/", 1)[1]
    published = load(report_type)["definitions"][rows]["properties"]
    assert set(layout.columns) <= set(published)


@pytest.mark.parametrize("report_type", FILES)
@pytest.mark.parametrize("name", ["reportPeriod", "distributorView", "sellingProgram"])
def test_every_published_option_is_taken(client, report_type, name):
    model = load(report_type)
    options = copy.deepcopy(model["examples"][0]["reportSpecification"]["reportOptions"])
    if name not in options:
        pytest.skip("this report has no such option")
    specification = model["properties"]["reportSpecification"]["properties"]["reportOptions"]
    for value in specification["properties"][name]["enum"]:
        body = make_request(report_type, {**options, name: value})
        assert body["reportOptions"][name] == value
        assert client.call("createReport", body=body).data["reportId"]


def test_list_of_reports(client):
    answer = client.call("getReports")
    assert find_errors_of_answer("getReports", 200, json.loads(answer.text)) == []
