# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""A forecast of each product's weekly demand, from its history.

The methods are those of the library statsforecast: smoothing for steady demand, Croston's and its
kin for intermittent demand, seasonal ones where there are two seasons to learn from. Each is tested
on the product's own past: it forecasts weeks that it was not shown. The mean of the three best is
proposed: a mean of forecasts is steadier than any one that happened to be best.
"""

from __future__ import annotations

import math
import warnings
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:  # the libraries are large, and optional
    import numpy
    import pandas
    from numpy.typing import NDArray

# With fewer weeks than these, nothing but the mean of the few is known.
LEAST_WEEKS = 8
BEST = 3
WAVE = "Yearly wave"

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Forecast:
    """
    :ivar mean: the demand expected in each of the coming weeks
    :ivar methods: the methods whose mean it is
    :ivar error: the weighted absolute error of the back-test: sum of errors by sum of demand;
        None when there was no demand in the tested weeks
    :ivar errors: the same by method, each one's alone
    :ivar deviation: standard deviation of a week's error in the back-test, in units
    :ivar tests: what was forecast in the back-test: (last week shown, week, forecast), weeks as
        places in the history
    """

    mean: list[float]
    methods: list[str]
    error: float | None
    errors: dict[str, float]
    deviation: float
    tests: list[tuple[int, int, float]] = field(repr=False, default_factory=list)


class _Method(Protocol):
    """One of the library's methods: its forecasts stand in the column of that name."""

    alias: str


def is_available() -> bool:
    """:return: whether the library of the forecasts is installed"""
    try:
        import statsforecast  # noqa: F401
    except ImportError:
        return False
    return True


def forecast_demand(
    histories: Mapping[Key, Sequence[float]], horizon: int, season: int = 52
) -> dict[Key, Forecast | None]:
    """
    :param histories: the demand of each week in units, oldest first, by any key
    :param horizon: how many weeks to forecast
    :param season: how many weeks (or other periods) a season has
    :return: a :class:`Forecast` by key; None where there are too few weeks to test anything on
    :raise ImportError: when the library is not installed, see :func:`is_available`
    """
    found: dict[Key, Forecast | None] = dict.fromkeys(histories)
    alike: dict[_Plan, dict[Key, Sequence[float]]] = defaultdict(dict)
    for key, history in histories.items():
        alike[_get_plan(len(_trim(history)), season)][key] = history
    for plan, group in alike.items():
        if plan.windows:
            found.update(_forecast_alike(group, plan, horizon))
    return found


@dataclass(frozen=True)
class _Plan:
    """How the histories of about one length are tested: weeks forecast at a time, how often."""

    steps: int
    windows: int
    season: int


def _get_plan(weeks: int, season: int) -> _Plan:
    if weeks < LEAST_WEEKS:
        return _Plan(0, 0, 0)
    if weeks < 2 * LEAST_WEEKS:
        return _Plan(2, 2, 0)
    if weeks < season + 20:
        return _Plan(4, min(3, weeks // 8), 0)
    return _Plan(4, 4, season if weeks < 2 * season + 16 else -season)


def _trim(history: Sequence[float]) -> Sequence[float]:
    """:return: the history from the first demand on: before it the product was not sold"""
    first = next((place for place, value in enumerate(history) if value), len(history))
    return history[first:]


def _get_methods(plan: _Plan) -> dict[str, _Method]:
    """:return: the library's methods by name"""
    from statsforecast import models

    methods: dict[str, _Method] = {
        "Moving average": models.WindowAverage(8 if plan.windows > 2 else 3),
        "Exponential smoothing": models.SimpleExponentialSmoothingOptimized(),
        "Croston": models.CrostonOptimized(),
        "TSB": models.TSB(0.2, 0.2),
        "Aggregation (IMAPA)": models.IMAPA(),
        "Last value": models.Naive(),
    }
    if plan.windows > 2:
        methods["ETS"] = models.AutoETS(1, "AZN")
    if plan.season:
        methods["Seasonal naive"] = models.SeasonalNaive(abs(plan.season))
    if plan.season < 0:
        methods["Theta, seasonal"] = models.Theta(-plan.season)
        if plan.season >= -24:
            methods["ETS, seasonal"] = models.AutoETS(-plan.season, "AZA")
    for name, method in methods.items():
        method.alias = name
    return methods


def _forecast_alike(
    histories: Mapping[Key, Sequence[float]], plan: _Plan, horizon: int
) -> dict[Key, Forecast]:
    """:return: a forecast by key, for histories that are tested alike"""
    import pandas
    from statsforecast import StatsForecast
    from statsforecast.models import WindowAverage

    trimmed = {key: _trim(history) for key, history in histories.items()}
    numbers = {place: key for place, key in enumerate(trimmed)}
    frame = pandas.DataFrame(
        {
            "unique_id": [place for place, key in numbers.items() for _week in trimmed[key]],
            "ds": [week for key in numbers.values() for week in range(len(trimmed[key]))],
            "y": [float(value) for key in numbers.values() for value in trimmed[key]],
        }
    )
    methods = _get_methods(plan)
    # One process: an Odoo worker must not be forked.
    engine = StatsForecast(
        list(methods.values()), freq=1, n_jobs=1, fallback_model=WindowAverage(2)
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tested = engine.cross_validation(
            df=frame, h=plan.steps, n_windows=plan.windows, step_size=plan.steps
        )
        coming = engine.forecast(df=frame, h=horizon)
    names = list(methods)
    if plan.season:
        demand = [[float(value) for value in trimmed[key]] for key in numbers.values()]
        coming["cutoff"] = [len(demand[place]) - 1 for place in coming["unique_id"]]
        for table in (tested, coming):
            table[WAVE] = _forecast_wave(table, demand, abs(plan.season))
        names.append(WAVE)
    tested = dict(tuple(tested.groupby("unique_id")))
    coming = dict(tuple(coming.groupby("unique_id")))
    return {
        key: _choose(tested[place], coming[place], names, histories[key], trimmed[key])
        for place, key in numbers.items()
    }


def _forecast_wave(
    table: pandas.DataFrame, demand: Sequence[Sequence[float]], season: int
) -> NDArray[numpy.float64]:
    """A level and one wave a season, by least squares: it needs little more than one season, where
    the library's seasonal methods need two.

    :param table: rows with the history's number, the last week shown and the week to forecast
    :param demand: the histories
    :return: the forecast of each row
    """
    import numpy

    def describe(weeks: Iterable[int]) -> NDArray[numpy.float64]:
        angle = 2 * numpy.pi * numpy.asarray(weeks) / season
        return numpy.column_stack([numpy.ones(len(angle)), numpy.sin(angle), numpy.cos(angle)])

    forecasts = numpy.empty(len(table))
    table = table.reset_index(drop=True)
    for _group, rows in table.groupby(["unique_id", "cutoff"]):
        place, cutoff = (int(rows[name].iloc[0]) for name in ("unique_id", "cutoff"))
        known = describe(range(cutoff + 1))
        wave, *_rest = numpy.linalg.lstsq(
            known, numpy.asarray(demand[place][: cutoff + 1]), rcond=None
        )
        forecasts[rows.index] = describe(rows["ds"]) @ wave
    return forecasts


def _choose(
    tested: pandas.DataFrame,
    coming: pandas.DataFrame,
    names: Sequence[str],
    history: Sequence[float],
    trimmed: Sequence[float],
) -> Forecast:
    """:return: the mean of the methods that did best in the back-test"""
    actual = tested["y"].to_numpy()
    demand = float(actual.sum())
    losses = {
        name: float(((actual - tested[name].clip(lower=0).to_numpy()) ** 2).mean())
        for name in names
    }
    best = sorted(names, key=lambda name: (math.isnan(losses[name]), losses[name]))[:BEST]
    forecasts = tested[best].clip(lower=0).mean(axis=1).to_numpy()
    errors = actual - forecasts
    offset = len(history) - len(trimmed)
    return Forecast(
        mean=[round(float(v), 3) for v in coming[best].clip(lower=0).mean(axis=1)],
        methods=best,
        error=float(abs(errors).sum()) / demand if demand else None,
        errors={name: losses[name] / demand for name in names} if demand else {},
        deviation=math.sqrt(float((errors**2).mean())),
        tests=[
            (offset + int(cutoff), offset + int(week), float(value))
            for cutoff, week, value in zip(tested["cutoff"], tested["ds"], forecasts, strict=True)
        ],
    )
