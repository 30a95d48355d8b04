# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""How much stock to hold for a demand that is known only so well."""

import math
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


def get_levels(weekly_demand, deviation, lead_days, cycle_weeks, service_level):
    """
    :param list weekly_demand: the expected demand of the coming weeks; the last one goes on
    :param float deviation: standard deviation of a week's forecast error, in units
    :param float lead_days: days from ordering until the goods are on the shelf
    :param float cycle_weeks: weeks between two orders of a product, one at least
    :param float service_level: share of the times that the stock shall suffice, such as 0.95
    :return: :class:`Levels`
    """
    # Between two looks at the stock a week passes: it must last for that one too.
    weeks = lead_days / 7 + 1
    lead_demand = add_up(weekly_demand, weeks)
    safety_stock = NormalDist().inv_cdf(service_level) * deviation * math.sqrt(weeks)
    reorder_point = lead_demand + max(safety_stock, 0)
    cycle_demand = add_up(weekly_demand, weeks + max(cycle_weeks, 1) - 1) - lead_demand
    return Levels(lead_demand, safety_stock, reorder_point, reorder_point + cycle_demand)


def add_up(weekly_demand, weeks):
    """:return: the demand of that many weeks, which need not be whole ones"""
    if not weekly_demand:
        return 0.0
    whole = int(weeks)
    demand = [*weekly_demand, *[weekly_demand[-1]] * max(0, whole + 1 - len(weekly_demand))]
    return sum(demand[:whole]) + demand[whole] * (weeks - whole)


def get_quantity_to_order(levels, position, minimum=0, multiple=1):
    """
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


def get_stock_out_week(weekly_demand, on_hand, receipts):
    """
    :param list receipts: units that come in each of the coming weeks
    :return: the place of the first week whose demand the stock does not cover; None when it
        covers all of them
    """
    stock = on_hand
    for week, demand in enumerate(weekly_demand):
        stock += (receipts[week] if week < len(receipts) else 0) - demand
        if stock < 0:
            return week
    return None
