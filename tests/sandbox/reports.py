# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Reports 2021-06-30: asked for, waited for, fetched as a compressed document.

The scenario's ``reports`` are lists of rows by report type, as Amazon writes them in the list by
ASIN; a request gets those of its dates. ``report_status`` forces an end, ``report_polls`` tells how
often it must be asked for, ``report_content`` is the whole document of every report.
"""

import gzip
import json
import uuid
from datetime import date, timedelta

from werkzeug.wrappers import Response

from .refusal import Refusal
from .shapes import need

# name -> (the list of all ASINs, the list by ASIN, the options)
TYPES = {
    "GET_VENDOR_SALES_REPORT": (
        "salesAggregate",
        "salesByAsin",
        {"reportPeriod", "distributorView", "sellingProgram"},
    ),
    "GET_VENDOR_INVENTORY_REPORT": (
        "inventoryAggregate",
        "inventoryByAsin",
        {"reportPeriod", "distributorView", "sellingProgram"},
    ),
    "GET_VENDOR_NET_PURE_PRODUCT_MARGIN_REPORT": (
        "netPureProductMarginAggregate",
        "netPureProductMarginByAsin",
        {"reportPeriod"},
    ),
    "GET_VENDOR_FORECASTING_REPORT": (None, "forecastByAsin", {"sellingProgram"}),
}
VALUES = {
    "reportPeriod": {"DAY", "WEEK", "MONTH", "QUARTER", "YEAR"},
    "distributorView": {"MANUFACTURING", "SOURCING"},
    "sellingProgram": {"RETAIL", "BUSINESS", "FRESH"},
}
URL_LIFETIME = timedelta(minutes=5)


def create(state, group, body):
    need(body, "reportType", "marketplaceIds", at="report")
    if body["reportType"] not in TYPES:
        raise Refusal(400, "InvalidInput", f"Report Type {body['reportType']} is not allowed.")
    report_id = str(len(group.reports) + 1001)
    group.reports[report_id] = {
        "reportId": report_id,
        "reportType": body["reportType"],
        "marketplaceIds": body["marketplaceIds"],
        "createdTime": state.text(state.now()),
        "processingStatus": "IN_QUEUE",
        "reportDocumentId": str(uuid.uuid4()),
        "body": body,
        "polls": state.settings["report_polls"],
    }
    return {"reportId": report_id}


def _show(report):
    shown = {
        name: value for name, value in report.items() if name not in ("body", "polls", "fault")
    }
    if report["processingStatus"] not in ("DONE", "FATAL"):
        shown.pop("reportDocumentId")
    return shown


def get(state, group, arguments, report_id):
    report = group.reports.get(report_id)
    if not report:
        raise Refusal(404, "NotFound", "The report does not exist.")
    _go_on(state, report)
    return _show(report)


def _go_on(state, report):
    """Each question brings the report a step nearer to its end."""
    if report["processingStatus"] not in ("IN_QUEUE", "IN_PROGRESS"):
        return
    report["polls"] -= 1
    if report["polls"] > 0:
        report["processingStatus"] = "IN_PROGRESS"
        return
    report["fault"] = _find_fault(state, report["body"])
    if state.settings["report_status"]:
        report["processingStatus"] = state.settings["report_status"]
    elif report["fault"]:
        report["processingStatus"] = "FATAL"
    elif not _get_rows(state, report["body"]):
        report["processingStatus"] = "CANCELLED"  # as Amazon does where it has no data
    else:
        report["processingStatus"] = "DONE"


def _find_fault(state, body):
    options = body.get("reportOptions", {})
    _aggregate, _rows, wanted = TYPES[body["reportType"]]
    for name in wanted:
        if options.get(name) not in VALUES[name]:
            return f"The option {name} is missing or not known."
    if len(body["marketplaceIds"]) != 1:
        return "Vendors ask for one marketplace at a time."
    if "reportPeriod" not in wanted:
        return None
    start, end = (_read_day(body.get(name)) for name in ("dataStartTime", "dataEndTime"))
    if not start or not end:
        return "dataStartTime and dataEndTime are needed."
    if options["reportPeriod"] == "WEEK" and (start.weekday() != 6 or end.weekday() != 5):
        return "A week is from Sunday to Saturday."
    if options["reportPeriod"] == "MONTH" and (start.day != 1 or (end + timedelta(1)).day != 1):
        return "A month is from its first to its last day."
    if end + timedelta(days=3) > state.now().date():
        return "The data of the period is not complete yet."
    return None


def _read_day(text):
    return date.fromisoformat(text[:10]) if text else None


def _get_rows(state, body):
    rows = state.scenario.get("reports", {}).get(body["reportType"], [])
    start, end = body.get("dataStartTime"), body.get("dataEndTime")
    if not start:
        return rows
    return [row for row in rows if start[:10] <= row["startDate"] and row["endDate"] <= end[:10]]


def list_reports(state, group, arguments):
    wanted = set(filter(None, arguments.get("reportTypes", "").split(",")))
    return {
        "reports": [
            _show(report)
            for report in group.reports.values()
            if not wanted or report["reportType"] in wanted
        ]
    }


def get_document(state, group, arguments, document_id):
    report = _find(group, document_id)
    if not report:
        raise Refusal(404, "NotFound", "The document does not exist.")
    token = uuid.uuid4().hex
    state.download_urls[token] = (document_id, state.now() + URL_LIFETIME)
    return {
        "reportDocumentId": document_id,
        "url": f"{state.url}/_sandbox/documents/{token}",
        **({"compressionAlgorithm": "GZIP"} if state.settings["report_packed"] else {}),
    }


def _find(group, document_id):
    for report in group.reports.values():
        if report["reportDocumentId"] == document_id:
            return report
    return None


def download(state, request, token):
    """The signed address: for five minutes, and for a plain request only."""
    document_id, end = state.download_urls.get(token, (None, None))
    if not document_id or state.now() > end or "x-amz-access-token" in request.headers:
        return Response("<Error><Code>AccessDenied</Code></Error>", 403)
    report = next(filter(None, (_find(group, document_id) for group in state.groups.values())))
    text = _write(state, report).encode()
    if state.settings["report_packed"]:
        text = gzip.compress(text)
    return Response(text[: state.settings["report_cut"] or None])


def _write(state, report):
    if report["processingStatus"] == "FATAL":
        return json.dumps({"errorDetails": report["fault"] or "The sandbox was told to fail."})
    if state.settings["report_content"] is not None:
        return state.settings["report_content"]
    body = report["body"]
    aggregate, by_asin, _options = TYPES[body["reportType"]]
    rows = _get_rows(state, body)
    content = {
        "reportSpecification": {
            "reportType": body["reportType"],
            "reportOptions": body["reportOptions"],
            "lastUpdatedDate": state.text(state.now())[:10],
            "marketplaceIds": body["marketplaceIds"],
            **{name: body[name][:10] for name in ("dataStartTime", "dataEndTime") if name in body},
        },
        by_asin: rows,
    }
    if aggregate:
        content[aggregate] = _add_up(rows)
    return json.dumps(content)


def _add_up(rows):
    """:return: one row a period: sums, and the mean of what is no count or amount"""
    totals = {}
    for row in rows:
        total = totals.setdefault(
            (row["startDate"], row["endDate"]),
            {"startDate": row["startDate"], "endDate": row["endDate"]},
        )
        for name, value in row.items():
            if isinstance(value, dict):
                amount = total.get(name, {"amount": 0})["amount"] + value["amount"]
                total[name] = {"amount": amount, "currencyCode": value["currencyCode"]}
            elif isinstance(value, int):
                total[name] = total.get(name, 0) + value
            elif isinstance(value, float):
                total[name] = (total.get(name, value) + value) / 2
    return list(totals.values())
