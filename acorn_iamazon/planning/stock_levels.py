# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""How much stock to hold for a demand that is known only so well."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist


@dataclass(frozen=True)
class Levels:
    """All in units.

    :ivar lead_demand: expected until an order that is placed now, or at the next look, arrives
    :ivar safety_stock: kept for demand above what is expected
    :ivar reorder_point: order when less than this is there or under way
    :ivar order_up_to: order so much that this is there or under way
    """

    lead_demand: float
    safety_stock: float
    reorder_point: float
    order_up_to: float


def get_levels(
    weekly_demand: Sequence[float],
    deviation: float,
    lead_days: float,
    cycle_weeks: float,
    service_level: float,
) -> Levels:
    """
    :param weekly_demand: units expected in each of the coming weeks; the last one goes on
    :param deviation: standard deviation of a week's forecast error, in units
    :param lead_days: days from ordering until the goods are on the shelf
    :param cycle_weeks: weeks between two orders of a product, one at least
    :param service_level: share of the times that the stock shall suffice, such as 0.95
    :raise statistics.StatisticsError: for a service level that is not between 0 and 1
    """
    # Between two looks at the stock a week passes: it must last for that one too.
    weeks = lead_days / 7 + 1
    lead_demand = add_up(weekly_demand, weeks)
    safety_stock = NormalDist().inv_cdf(service_level) * deviation * math.sqrt(weeks)
    reorder_point = lead_demand + max(safety_stock, 0)
    cycle_demand = add_up(weekly_demand, weeks + max(cycle_weeks, 1) - 1) - lead_demand
    return Levels(lead_demand, safety_stock, reorder_point, reorder_point + cycle_demand)


def add_up(weekly_demand: Sequence[float], weeks: float) -> float:
    """:param weekly_demand: units in each of the coming weeks; the last one goes on
    :param weeks: how many, which need not be whole ones
    :return: the demand of that many weeks, in units; 0 for a product without demand"""
    if not weekly_demand:
        return 0.0
    whole = int(weeks)
    demand = [*weekly_demand, *[weekly_demand[-1]] * max(0, whole + 1 - len(weekly_demand))]
    return sum(demand[:whole]) + demand[whole] * (weeks - whole)


def get_quantity_to_order(
    levels: Levels, position: float, minimum: float = 0, multiple: float = 1
) -> float:
    """
    :param levels: of :func:`get_levels`
    :param position: units on hand and under way, less what is promised
    :param minimum: the least that the supplier delivers
    :param multiple: units in a case
    :return: units to order, in whole cases; 0 while the position is at the reorder point or above
    """
    if position >= levels.reorder_point:
        return 0
    multiple = multiple or 1
    missing = max(levels.order_up_to - position, minimum)
    return math.ceil(round(missing / multiple, 6)) * multiple


def get_stock_out_week(
    weekly_demand: Sequence[float], on_hand: float, receipts: Sequence[float]
) -> int | None:
    """
    :param weekly_demand: units expected in each of the coming weeks
    :param on_hand: units
    :param receipts: units that come in each of the coming weeks
    :return: the place of the first week whose demand the stock does not cover; None when it
        covers all of them
    """
    stock = on_hand
    for week, demand in enumerate(weekly_demand):
        stock += (receipts[week] if week < len(receipts) else 0) - demand
        if stock < 0:
            return week
    return None
