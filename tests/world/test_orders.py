# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Orders of a quarter: made by chance, the same for the same seed, and valid by Amazon's model."""

from datetime import timedelta

from tests.contract.models import needs_models

from .amazon import Amazon
from .api import Api
from .common import FIRST_DAY, acknowledge, call, list_orders, seeded

pytestmark = [needs_models, seeded]
DAY = timedelta(days=1)
STATUS = "/vendor/orders/v1/purchaseOrdersStatus"


def _live(seed, days, share=1.0):
    """A vendor who answers each day what is new, over so many days."""
    api = Api(Amazon(seed, FIRST_DAY))
    for n in range(days):
        api.amazon.advance(FIRST_DAY + n * DAY + timedelta(hours=9))
        for order in list_orders(api, purchaseOrderState="New"):
            acknowledge(api, order, api.amazon.now, share=share)
            api.amazon.advance(api.amazon.now + timedelta(seconds=1))
    api.amazon.advance(api.amazon.now + timedelta(minutes=10))
    return api


def test_the_same_seed_makes_the_same_business(seed):
    first, second, other = (_live(s, 30).amazon for s in (seed, seed, seed + 1))
    assert first.truth.events == second.truth.events != other.truth.events


def test_a_year_has_orders_of_each_fate(seed):
    amazon = Amazon(seed, FIRST_DAY, "middle")
    amazon.advance(FIRST_DAY + 364 * DAY)
    orders = amazon.orders.values()
    assert len(orders) >= 200
    assert any(order.changed for order in orders)
    assert {order.state for order in orders} == {"New", "Closed"}  # nobody answered
    assert any(not line.ordered for order in orders for line in order.lines)


def test_what_is_ordered_is_accepted_or_rejected_unit_by_unit(seed):
    amazon = _live(seed, 60, share=0.7).amazon
    for order in amazon.orders.values():
        for line in order.lines:
            true = {
                kind: amazon.truth.get_units(kind, order.number, line.sequence)
                for kind in ("ordered", "cancelled", "accepted", "rejected", "withdrawn")
            }
            assert true["ordered"] - true["cancelled"] == line.ordered >= 0
            assert true["accepted"] + true["rejected"] - true["withdrawn"] == (
                line.accepted + line.rejected
            )


def test_every_status_is_valid_and_tells_what_is_true(seed):
    api = _live(seed, 40, share=0.5)
    for order in list(api.amazon.orders.values()):
        api.amazon.advance(api.amazon.now + timedelta(seconds=1))
        answer = call(api, "GET", STATUS, {"purchaseOrderNumber": order.number})
        (status,) = answer.body["payload"]["ordersStatus"]
        for item, line in zip(status["itemStatus"], order.lines, strict=True):
            steps = item["orderedQuantity"]["orderedQuantityDetails"]
            total = sum(
                s["orderedQuantity"]["amount"] - s["cancelledQuantity"]["amount"] for s in steps
            )
            assert total == item["orderedQuantity"]["orderedQuantity"]["amount"] == line.ordered
            told = item["acknowledgementStatus"]["acceptedQuantity"]["amount"]
            assert told == line.accepted


def test_an_acknowledgement_never_succeeds_and_a_wrong_one_fails(seed):
    api = Api(Amazon(seed, FIRST_DAY))
    api.amazon.advance(FIRST_DAY + timedelta(hours=9))
    order = list_orders(api)[0]
    wrong = {**order, "orderDetails": {**order["orderDetails"], "sellingParty": {"partyId": "X"}}}
    identifiers = [acknowledge(api, one, api.amazon.now) for one in (order, wrong)]
    api.amazon.advance(api.amazon.now + timedelta(minutes=20))
    path = "/vendor/transactions/v1/transactions/"
    answers = [call(api, "GET", path + identifier) for identifier in identifiers]
    statuses = [answer.body["payload"]["transactionStatus"]["status"] for answer in answers]
    assert statuses == ["Processing", "Failure"]


def test_a_line_that_was_rejected_is_never_accepted(seed):
    api = Api(Amazon(seed, FIRST_DAY))
    api.amazon.advance(FIRST_DAY + timedelta(hours=9))
    order = list_orders(api)[0]
    for share in (0, 1):
        acknowledge(api, order, api.amazon.now, share=share)
        api.amazon.advance(api.amazon.now + timedelta(hours=1))
    lines = api.amazon.orders[order["purchaseOrderNumber"]].lines
    assert [line.accepted for line in lines] == [0] * len(lines)


def test_after_48_hours_what_was_answered_stands_and_what_was_added_is_answered(seed):
    api = Api(Amazon(seed, FIRST_DAY))
    api.amazon.advance(FIRST_DAY + timedelta(hours=9))
    order = next(iter(api.amazon.orders.values()))
    line = order.lines[0]
    ordered = line.ordered
    path = f"/vendor/orders/v1/purchaseOrders/{order.number}"

    def answer(share):
        acknowledge(api, call(api, "GET", path).body["payload"], api.amazon.now, share=share)
        api.amazon.advance(api.amazon.now + timedelta(minutes=10))
        return line.accepted, line.rejected

    assert answer(1.0) == (ordered, 0)
    order.answered -= timedelta(hours=49)
    assert answer(0.0) == (ordered, 0)
    line.steps.append((api.amazon.now, 4, 0))
    assert answer(1.0) == (ordered + 4, 0)


def test_windows_of_more_than_seven_days_limits_and_outages_are_refused(seed):
    api = Api(Amazon(seed, FIRST_DAY))
    long = {"createdAfter": "2026-01-01T00:00:00Z", "createdBefore": "2026-01-09T00:00:00Z"}
    path = "/vendor/orders/v1/purchaseOrders"
    assert call(api, "GET", path, long).status == 400
    statuses = [call(api, "GET", path).status for _n in range(12)]
    assert statuses.count(429) == 3
    api.is_down = True
    assert call(api, "GET", path).status == 503
