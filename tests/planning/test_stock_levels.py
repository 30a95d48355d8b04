# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Stock for a demand that is known only so well; a year of it, simulated. ACORN_PRODUCTS=25 plans
so many products for that year, instead of 8."""

import os

import pytest

from tests.planning.vendors import make_history
from tests.support import load_planning

pytest.importorskip("statsforecast")
load_planning()
from acorn_iamazon_planning.forecasting import forecast_demand  # noqa: E402
from acorn_iamazon_planning.stock_levels import (  # noqa: E402
    add_up,
    get_levels,
    get_quantity_to_order,
    get_stock_out_week,
)

LEAD_WEEKS = 3
PRODUCTS = int(os.environ.get("ACORN_PRODUCTS") or 8)


def test_levels_of_a_steady_product():
    levels = get_levels([10] * 8, 4, lead_days=14, cycle_weeks=2, service_level=0.95)
    assert levels.lead_demand == 30  # two weeks of waiting, one between two looks
    assert levels.safety_stock == pytest.approx(1.645 * 4 * 3**0.5, rel=0.001)
    assert levels.reorder_point == pytest.approx(30 + levels.safety_stock)
    assert levels.order_up_to == pytest.approx(levels.reorder_point + 10)


def test_parts_of_weeks_count_and_the_last_week_goes_on():
    assert add_up([10, 20], 1.5) == 20
    assert add_up([10, 20], 4) == 70
    assert add_up([], 4) == 0


@pytest.mark.parametrize(
    ("position", "minimum", "multiple", "quantity"),
    [
        (100, 0, 1, 0),
        (40, 0, 1, 0),
        (39, 0, 1, 11),
        (39, 0, 6, 12),
        (39, 50, 6, 54),
        (-10, 0, 0, 60),
        (38, 0, 12, 12),
    ],
)
def test_whole_cases_are_ordered_below_the_reorder_point(position, minimum, multiple, quantity):
    levels = get_levels([10] * 8, 0, lead_days=21, cycle_weeks=2, service_level=0.95)
    assert (levels.reorder_point, levels.order_up_to) == (40, 50)
    assert get_quantity_to_order(levels, position, minimum, multiple) == quantity


@pytest.mark.parametrize(
    ("on_hand", "receipts", "week"),
    [(25, [], 2), (25, [0, 10], 3), (100, [], None), (-1, [], 0), (0, [10, 10, 10, 10], None)],
)
def test_week_in_which_the_stock_is_used_up(on_hand, receipts, week):
    assert get_stock_out_week([10] * 4, on_hand, receipts) == week


class Warehouse:
    """One product: what is ordered arrives some weeks later; what is missing is lost."""

    def __init__(self, stock):
        self.stock = stock
        self.under_way = [0] * LEAD_WEEKS
        self.held = self.missed = 0

    def pass_week(self, demand, quantity):
        self.under_way.append(quantity)
        self.stock += self.under_way.pop(0)
        self.missed += max(0, demand - self.stock)
        self.stock = max(0, self.stock - demand)
        self.held += self.stock

    @property
    def position(self):
        return self.stock + sum(self.under_way)


def simulate_plan(known, year, service_level):
    """Plan anew every fourth week, from all that is known by then."""
    warehouses = [Warehouse(4 * sum(history[-8:]) / 8) for history in known]
    histories = [list(history) for history in known]
    forecasts = {}
    for week in range(52):
        if week % 4 == 0:
            forecasts = forecast_demand(dict(enumerate(histories)), 12)
        for place, warehouse in enumerate(warehouses):
            forecast = forecasts[place]
            levels = get_levels(
                forecast.mean[week % 4 :], forecast.deviation, 7 * LEAD_WEEKS, 1, service_level
            )
            quantity = get_quantity_to_order(levels, warehouse.position)
            warehouse.pass_week(year[place][week], quantity)
            histories[place].append(year[place][week])
    return warehouses


def simulate_minimum_and_maximum(known, year, cover):
    """A rule set once, from last year's mean: order below so many weeks' demand."""
    warehouses = []
    for history, coming in zip(known, year, strict=True):
        weekly = sum(history[-52:]) / 52
        warehouse = Warehouse(4 * weekly)
        for demand in coming:
            low, high = weekly * (LEAD_WEEKS + 1 + cover), weekly * (LEAD_WEEKS + 2 + cover)
            quantity = high - warehouse.position if warehouse.position < low else 0
            warehouse.pass_week(demand, quantity)
        warehouses.append(warehouse)
    return warehouses


def count(warehouses, year):
    """:return: (share of the demand that was served, mean stock)"""
    demand = sum(map(sum, year))
    missed = sum(warehouse.missed for warehouse in warehouses)
    return 1 - missed / demand, sum(warehouse.held for warehouse in warehouses) / 52


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["steady", "seasonal"])
def test_year_of_planning_serves_its_level_with_less_stock_than_a_fixed_rule(kind, capsys):
    histories = [make_history(kind, 104 + 52, seed) for seed in range(PRODUCTS)]
    known, year = [h[:104] for h in histories], [h[104:] for h in histories]
    served, stock = count(simulate_plan(known, year, 0.95), year)
    assert served >= 0.95
    # The leanest fixed rule that serves as much, found by trying all.
    for cover in (step / 4 for step in range(60)):
        fixed_served, fixed_stock = count(simulate_minimum_and_maximum(known, year, cover), year)
        if fixed_served >= served:
            break
    with capsys.disabled():
        print(
            f"\n{kind}: planned {served:.1%} served from {stock:.0f} units, "
            f"fixed {fixed_served:.1%} from {fixed_stock:.0f}, ratio {stock / fixed_stock:.2f}"
        )
    assert fixed_served >= served
    assert stock < fixed_stock
