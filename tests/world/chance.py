# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Chance that is the same for the same seed, whoever draws first."""

import random


class Chance:
    """Streams of random numbers, each with a name of its own, so that a new draw in one place
    changes nothing in another."""

    def __init__(self, seed):
        """:param seed: an int, or anything whose text tells it"""
        self.seed = seed

    def of(self, *names):
        """:return: the ``random.Random`` of the names, at its beginning"""
        return random.Random(":".join(map(str, (self.seed, *names))))

    def happens(self, probability, *names):
        """:return: whether what the names tell comes to pass; always the same answer"""
        return self.of(*names).random() < probability
