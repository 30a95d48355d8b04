# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The client alone, without Odoo, against the sandbox."""

import gc
import io
import json
import threading
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, HTTPServer
from unittest.mock import patch

import pytest

from tests.sandbox.fixture import CREDENTIALS, make_scenario, running_sandbox
from tests.support import load_spapi

spapi = load_spapi()
NOW = datetime.now(timezone.utc)
QUERY = {
    "createdAfter": spapi.utc_text(NOW - timedelta(days=1)),
    "createdBefore": spapi.utc_text(NOW + timedelta(hours=1)),
}
BODY = {"acknowledgements": [{"purchaseOrderNumber": "X"}]}
ERROR = '{"errors": [{"code": "%s", "message": "%s"}]}'


@pytest.fixture(scope="module")
def server():
    with running_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(server):
    server.tell("scenario")
    return server


@pytest.fixture
def calls():
    return []


@pytest.fixture
def client(sandbox, calls):
    return make_client(sandbox, calls)


def make_client(sandbox, calls, **options):
    values = {
        "credentials": spapi.Credentials(**CREDENTIALS),
        "on_call": calls.append,
        "sleep": lambda seconds: None,
        "timeout": 10,
        **options,
    }
    return spapi.SellingPartnerClient(sandbox.api_url, sandbox.token_url, **values)


def get_statuses(calls, operation="getPurchaseOrders"):
    return [call.status for call in calls if call.operation == operation]


def test_token_is_fetched_once_and_reused(client, calls):
    client.call("getPurchaseOrders", query=QUERY)
    client.call("getPurchaseOrders", query=QUERY)
    assert len(get_statuses(calls, "LWA token")) == 1


def test_expired_token_is_renewed_once_and_the_call_repeated(client, sandbox, calls):
    client.call("getPurchaseOrders", query=QUERY)
    sandbox.tell("expire_tokens")
    client.call("getPurchaseOrders", query=QUERY)
    assert get_statuses(calls) == [200, 403, 200]
    assert len(get_statuses(calls, "LWA token")) == 2


def test_token_that_is_refused_again_after_renewal_gives_up(client, sandbox):
    sandbox.tell("settings", token_lifetime=0)
    with pytest.raises(spapi.AuthorisationError, match="expired"):
        client.call("getPurchaseOrders", query=QUERY)


@pytest.mark.parametrize(
    ("credential", "value", "text"),
    [
        ("refresh_token", "Atzr|wrong", "refuses the refresh token"),
        ("client_secret", "wrong", "client ID or client secret"),
        ("client_id", "wrong", "client ID or client secret"),
    ],
)
def test_wrong_credentials_are_named_and_never_shown(sandbox, calls, credential, value, text):
    credentials = spapi.Credentials(**{**CREDENTIALS, credential: value})
    client = make_client(sandbox, calls, credentials=credentials)
    with pytest.raises(spapi.AuthorisationError, match=text) as raised:
        client.call("getPurchaseOrders", query=QUERY)
    told = f"{raised.value}{raised.value!r}{credentials!r}{calls}"
    for secret in (CREDENTIALS["client_secret"], CREDENTIALS["refresh_token"]):
        assert secret not in told


def test_missing_role_is_no_matter_of_the_token(client, sandbox, calls):
    sandbox.tell("settings", missing_roles=["getPurchaseOrders"])
    with pytest.raises(spapi.AuthorisationError):
        client.call("getPurchaseOrders", query=QUERY)
    assert len(get_statuses(calls, "LWA token")) == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 503},
        {
            "status": 500,
            "body": ERROR % ("InternalFailure", "x"),
            "content_type": "application/json",
        },
        {"status": 429, "body": ERROR % ("QuotaExceeded", "x"), "content_type": "application/json"},
        {"truncate": True},
        {"truncate": "length"},
        {"cut": "before"},
        {"cut": "after"},
        {"status": 200, "body": "<html>Service</html>"},
    ],
    ids=lambda fault: "-".join(map(str, list(fault)[:1] + list(fault.values())[:1])),
)
def test_reading_is_repeated_after_a_passing_fault(client, sandbox, calls, fault):
    sandbox.tell("fault", operation="getPurchaseOrders", times=2, **fault)
    client.call("getPurchaseOrders", query=QUERY)
    assert len(get_statuses(calls)) == 3


def test_repetitions_end_with_the_time_budget(sandbox, calls):
    sandbox.tell("fault", operation="getPurchaseOrders", times=999, status=503)
    client = make_client(sandbox, calls, retry_budget=0.0)
    with pytest.raises(spapi.NetworkError, match="status 503") as raised:
        client.call("getPurchaseOrders", query=QUERY)
    assert not raised.value.fate_unknown
    assert len(get_statuses(calls)) == 1


@pytest.mark.parametrize("fault", [{"cut": "after"}, {"status": 503}, {"truncate": True}])
def test_submission_whose_fate_is_unknown_is_not_repeated(client, sandbox, calls, fault):
    sandbox.tell("fault", operation="submitAcknowledgement", **fault)
    with pytest.raises(spapi.SpApiError) as raised:
        client.call("submitAcknowledgement", body=make_acknowledgement(sandbox))
    assert raised.value.category == "network"
    assert raised.value.fate_unknown
    assert len(get_statuses(calls, "submitAcknowledgement")) == 1


def test_submission_that_was_throttled_is_repeated(client, sandbox, calls):
    sandbox.tell(
        "fault",
        operation="submitAcknowledgement",
        status=429,
        body=ERROR % ("QuotaExceeded", "x"),
        content_type="application/json",
    )
    assert client.call("submitAcknowledgement", body=make_acknowledgement(sandbox)).transaction_id
    assert get_statuses(calls, "submitAcknowledgement") == [429, 202]


def make_acknowledgement(sandbox):
    """The body of an acknowledgement that the sandbox takes."""
    sandbox.tell("orders", orders=[ORDER])
    quantity = {"amount": 2, "unitOfMeasure": "Eaches", "unitSize": 1}
    return {
        "acknowledgements": [
            {
                "purchaseOrderNumber": "4A7Q2KXV",
                "sellingParty": {"partyId": "ACRN1"},
                "acknowledgementDate": spapi.utc_text(NOW),
                "items": [
                    {
                        "itemSequenceNumber": "1",
                        "orderedQuantity": quantity,
                        "netCost": {"amount": "24.90", "currencyCode": "USD"},
                        "itemAcknowledgements": [
                            {
                                "acknowledgementCode": "Accepted",
                                "acknowledgedQuantity": quantity,
                            }
                        ],
                    }
                ],
            }
        ]
    }


ORDER = {
    "purchaseOrderNumber": "4A7Q2KXV",
    "purchaseOrderState": "New",
    "orderDetails": {
        "purchaseOrderDate": "-1h",
        "purchaseOrderChangedDate": "-1h",
        "purchaseOrderStateChangedDate": "-1h",
        "sellingParty": {"partyId": "ACRN1"},
        "shipToParty": {"partyId": "PHX6"},
        "items": [
            {
                "itemSequenceNumber": "1",
                "orderedQuantity": {"amount": 2, "unitOfMeasure": "Eaches", "unitSize": 1},
                "isBackOrderAllowed": False,
                "netCost": {"amount": "24.90", "currencyCode": "USD"},
            }
        ],
    },
}


def test_submission_to_a_host_that_is_not_there_surely_did_not_arrive(sandbox, calls):
    client = make_client(sandbox, calls, retry_budget=0.0)
    client._api_url = "http://127.0.0.1:9"
    with pytest.raises(spapi.NetworkError, match="cannot be reached") as raised:
        client.call("submitAcknowledgement", body=BODY)
    assert not raised.value.fate_unknown


def test_host_name_that_does_not_exist(sandbox, calls):
    client = make_client(sandbox, calls, retry_budget=0.0)
    client._api_url = "http://sellingpartnerapi.invalid"
    with pytest.raises(spapi.NetworkError, match="cannot be reached"):
        client.call("getPurchaseOrders", query=QUERY)


def test_silent_server_is_given_up(sandbox, calls):
    sandbox.tell("fault", operation="getPurchaseOrders", hang=3)
    client = make_client(sandbox, calls, retry_budget=0.0, timeout=0.5)
    with pytest.raises(spapi.NetworkError, match="gave no answer"):
        client.call("getPurchaseOrders", query=QUERY)


def test_refused_content_carries_amazons_code_message_and_request_id(client):
    with pytest.raises(spapi.DataError, match="cvc-complex-type") as raised:
        client.call("submitAcknowledgement", body=BODY)
    assert raised.value.code == "InvalidInput"
    assert raised.value.request_id
    assert raised.value.request_id in str(raised.value)


def test_misspelt_parameter_is_our_error(client):
    with pytest.raises(ValueError, match="creatdAfter"):
        client.call("getPurchaseOrders", query={"creatdAfter": "2026-01-01"})


def test_pages_are_followed_to_the_end(client, sandbox):
    sandbox.tell("settings", repeat_records=False)
    for number in range(5):
        sandbox.tell("orders", orders=[{**ORDER, "purchaseOrderNumber": f"4PAGE{number}"}])
    pages = list(client.pages("getPurchaseOrders", {**QUERY, "limit": 2}))
    numbers = [order["purchaseOrderNumber"] for page in pages for order in page.data["orders"]]
    assert numbers == [f"4PAGE{number}" for number in range(5)]


def test_page_token_that_repeats_ends_the_list(client, sandbox):
    sandbox.tell("settings", repeat_page_token=True)
    sandbox.tell("orders", orders=[ORDER])
    assert len(list(client.pages("getPurchaseOrders", {**QUERY, "limit": 100}))) == 2


def test_page_token_that_repeats_where_more_may_follow_is_an_error(client, sandbox):
    sandbox.tell("settings", repeat_page_token=True)
    for number in range(3):
        sandbox.tell("orders", orders=[{**ORDER, "purchaseOrderNumber": f"4CIRCLE{number}"}])
    for limit in (2, 3):  # the last page again, and one that is full
        with pytest.raises(spapi.PagingError, match="repeats a page token"):
            list(client.pages("getPurchaseOrders", {**QUERY, "limit": limit}))


def test_rate_far_below_the_published_one_is_not_believed(sandbox, calls):
    limiter = spapi.throttle.MemoryRateLimiter(sleep=lambda seconds: None)
    client = make_client(sandbox, calls, limiter=limiter)
    for rate, believed in ((0.001, 1.0), (5, 5.0), (float("inf"), 5.0)):
        sandbox.tell("settings", rates={"getPurchaseOrders": rate})
        client.call("getPurchaseOrders", query=QUERY)
        assert limiter._buckets["getPurchaseOrders"][1] == believed


def test_calls_keep_to_the_rate_that_amazon_tells(sandbox, calls):
    slept = []
    limiter = spapi.throttle.MemoryRateLimiter(sleep=slept.append, monotonic=lambda: 100.0)
    client = make_client(sandbox, calls, limiter=limiter)
    sandbox.tell("settings", rates={"getPurchaseOrders": 2})
    for _call in range(11):
        client.call("getPurchaseOrders", query=QUERY)
    # a burst of 10, then half a second for the one that is due next
    assert slept == [pytest.approx(0.5)]


def test_every_answer_of_the_sandbox_has_a_request_id(client, calls):
    client.call("getPurchaseOrders", query=QUERY)
    assert calls[-1].request_id


def test_groups_see_only_their_own(calls):
    scenario = make_scenario()
    scenario["groups"].append(
        {**CREDENTIALS, "name": "other", "refresh_token": "Atzr|other", "orders": [ORDER]}
    )
    with running_sandbox(scenario) as sandbox:
        client = make_client(sandbox, calls)
        assert not client.call("getPurchaseOrders", query=QUERY).data["orders"]


def test_token_is_renewed_on_request_however_fresh_it_is(client, calls):
    client.call("getPurchaseOrders", query=QUERY)
    client.renew_token()
    assert len(get_statuses(calls, "LWA token")) == 2


def test_clock_of_amazon_is_compared_with_ours(client, sandbox):
    assert client.clock_skew is None
    sandbox.tell("settings", date_skew=-120)
    client.call("getPurchaseOrders", query=QUERY)
    assert -125 < client.clock_skew < -115


def test_missing_role_is_told_from_a_dead_token(client, sandbox):
    sandbox.tell("settings", missing_roles=["getPurchaseOrders"])
    with pytest.raises(spapi.AuthorisationError) as refused:
        client.call("getPurchaseOrders", query=QUERY)
    assert refused.value.is_about_role
    sandbox.tell("settings", missing_roles=[], token_lifetime=0)
    sandbox.tell("expire_tokens")
    with pytest.raises(spapi.AuthorisationError) as refused:
        client.call("getPurchaseOrders", query=QUERY)
    assert not refused.value.is_about_role


@pytest.fixture
def uncollected():
    """Garbage of other tests that is collected where the stack is used up fails to die in peace."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("body", ['{"orders": [1%s]}' % ("0" * 5000), "[" * 100_000])
def test_answer_that_no_reader_takes_is_unreadable(client, sandbox, body, uncollected):
    sandbox.tell("fault", operation="getPurchaseOrders", status=200, body=body, times=99)
    with pytest.raises(spapi.NetworkError, match="unreadable"):
        client.call("getPurchaseOrders", query=QUERY)


@pytest.mark.parametrize(
    "address",
    [
        "http://tortuga-prod-na.s3-external-1.amazonaws.com/report",  # no TLS
        "https://amazonaws.com.evil.example/report",
        "https://evilamazonaws.com/report",
        "https://s3.amazonaws.com@169.254.169.254/report",
        "https://vendor:secret@s3.amazonaws.com/report",
        "https://evil.example\\@s3.amazonaws.com/report",  # each reader finds another host
        "https://evil.example\\.s3.amazonaws.com/report",
        "https://evil.example#.s3.amazonaws.com/report",
        "https://evil.example?.s3.amazonaws.com",
        "https://evil.example%2F.s3.amazonaws.com/report",
        "https://s3.amazonaws.com:22/report",
        "https://s3.amazonaws.com:port/report",
        "https://[::1/report",
        " https://s3.amazonaws.com/report",
        "https://s3.amazonaws.com/re\r\nHost: evil.example",
        "https://s3.\u0430mazonaws.com/report",  # the Cyrillic letter
        "https://.amazonaws.com/report",
        "//s3.amazonaws.com/report",
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:8069/web/database/backup",
        "file:///etc/passwd",
        None,
    ],
)
def test_report_is_fetched_from_amazon_only(client, sandbox, address):
    body = json.dumps({"reportDocumentId": "D1", "url": address})
    sandbox.tell("fault", operation="getReportDocument", status=200, body=body, times=1)
    with pytest.raises(spapi.DataError, match="not Amazon's"):
        client.download_report("D1", io.BytesIO())


@pytest.mark.parametrize(
    "address",
    [
        "https://tortuga-prod-na.s3-external-1.amazonaws.com/report?X-Amz-Expires=300",
        "https://d34o8swod1owfl.cloudfront.net/report",
        "https://S3.cn-north-1.amazonaws.com.cn:443/report%2FA+B?X-Amz-Signature=1~",
    ],
)
def test_address_of_amazon_is_taken(client, address):
    client._check_download(address)


def test_redirection_of_a_report_is_not_followed(client, sandbox):
    """Not to another house, and not to Amazon's own: a signed address leads to its document."""
    visitors = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self):
            visitors.append(self.path)
            self.send_response(302 if self.path == "/first" else 200)
            if self.path == "/first":
                self.send_header("Location", "/second")
            self.end_headers()

        def log_message(self, *_arguments):
            pass

    with HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        body = json.dumps({"reportDocumentId": "D1", "url": f"{address}/first"})
        sandbox.tell("fault", operation="getReportDocument", status=200, body=body, times=1)
        with (
            patch.object(client, "_check_download"),
            pytest.raises(spapi.NetworkError, match="does not hand out") as refused,
        ):
            client.download_report("D1", io.BytesIO())
        server.shutdown()
    assert refused.value.status == 302
    assert visitors == ["/first"]


def test_message_on_a_foreign_address_has_no_signature(client):
    with pytest.raises(spapi.DataError) as refused:
        client._check_download("https://evil.example/report?X-Amz-Signature=f00d")
    assert "not Amazon's: https://evil.example." in str(refused.value)
    assert "f00d" not in str(refused.value)
