# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Trade of two generators that know nothing of each other: nothing is taken wrongly, and hardly a
line that can be told is left to a person.

Each run has seeds of its own and prints them; ACORN_TRADE_SEED=1234 repeats the run of that seed,
and ACORN_TRADES=20 plays so many of each.
"""

import os
import random

import pytest

from .trade import Score, play_first, play_second

SEEDS = int(os.environ.get("ACORN_TRADES") or 6)
LEAST_RECALL = 0.995


def play_first_with_gaps(seed):
    """A quarter of the invoices is not in the books: their lines must not land on others."""
    return play_first(seed, missing=4)


@pytest.mark.slow
@pytest.mark.parametrize("play", [play_first, play_first_with_gaps, play_second])
def test_trade_is_matched_without_a_wrong_line(play):
    first = int(os.environ.get("ACORN_TRADE_SEED") or random.SystemRandom().randrange(10**6))
    total = sum((play(seed) for seed in range(first, first + SEEDS)), Score())
    told = (
        f"{play.__name__}, ACORN_TRADE_SEED={first}: {total.taken} lines taken, "
        f"{total.wrong} wrong, "
        f"recall {total.recall:.4f} of {total.decidable}"
    )
    print(f"\n{told}")
    stories = "\n".join([told, *total.stories[:20]])
    assert total.taken and total.wrong == 0, stories
    assert total.recall >= LEAST_RECALL, stories
