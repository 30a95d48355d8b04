# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Reports 2021-06-30: asked for, waited for, fetched as a compressed document."""

import gzip
import json
import uuid

from werkzeug.wrappers import Response

from .refusal import Refusal
from .shapes import need


def create(state, group, body):
    need(body, "reportType", "marketplaceIds", at="report")
    report_id = str(len(group.reports) + 1001)
    group.reports[report_id] = {
        "reportId": report_id,
        "reportType": body["reportType"],
        "marketplaceIds": body["marketplaceIds"],
        "createdTime": state.text(state.now()),
        "processingStatus": state.scenario.get("report_status", "DONE"),
        "reportDocumentId": str(uuid.uuid4()),
        "content": state.scenario.get("reports", {}).get(body["reportType"], {}),
    }
    return {"reportId": report_id}


def _show(report):
    shown = {name: value for name, value in report.items() if name != "content"}
    if report["processingStatus"] not in ("DONE", "FATAL"):
        shown.pop("reportDocumentId")
    return shown


def get(state, group, arguments, report_id):
    if report_id not in group.reports:
        raise Refusal(404, "NotFound", "The report does not exist.")
    return _show(group.reports[report_id])


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
    if not _find(group, document_id):
        raise Refusal(404, "NotFound", "The document does not exist.")
    return {
        "reportDocumentId": document_id,
        "url": f"/_sandbox/documents/{document_id}",
        "compressionAlgorithm": "GZIP",
    }


def _find(group, document_id):
    for report in group.reports.values():
        if report["reportDocumentId"] == document_id:
            return report
    return None


def download(state, document_id):
    for group in state.groups.values():
        report = _find(group, document_id)
        if report:
            content = report["content"]
            if report["processingStatus"] == "FATAL":
                content = {"errorDetails": "The sandbox was told to fail."}
            return Response(gzip.compress(json.dumps(content).encode()))
    return Response(status=403)
