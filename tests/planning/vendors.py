# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Demand as vendors see it: steady, seasonal, intermittent, in cases."""

import math
import random


def make_history(kind, weeks, seed):
    """
    :param kind: ``steady``, ``seasonal``, ``intermittent`` or ``cases``
    :return: units a week
    """
    dice = random.Random(f"{kind}/{seed}")
    level = dice.lognormvariate(3, 0.8)
    peak = dice.randrange(52)
    growth = dice.uniform(-0.002, 0.004)
    return [
        _draw(kind, dice, level * (1 + growth * week), (week + peak) % 52) for week in range(weeks)
    ]


def _draw(kind, dice, level, week):
    if kind == "seasonal":
        level *= 1 + 0.6 * math.sin(2 * math.pi * week / 52)
    units = max(0, round(dice.gauss(level, math.sqrt(level) + 0.15 * level)))
    if kind == "intermittent":
        return units * 3 if dice.random() < 0.3 else 0
    if kind == "cases":
        return math.ceil(units * 2 / 12) * 12 if dice.random() < 0.5 else 0
    return units
