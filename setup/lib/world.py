# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""``setup/world [--days N] [--seed N] [--size S]``: a firm lives with a simulated Amazon.

The Amazon is that of ``tests/world``, the firm that of ``tests/year``: the real addons in a real
Odoo, day after day under the world's clock. At each month's end, and at the last day, the firm's
books are held against what is true of each unit and cent; what was counted is a table here, and a
page ``year.html``.

The same seed and size make the same business. What was lived is kept once a week: the same command
goes on where it was stopped, and one with more days lives them on. ``--anew`` begins again.
"""

import argparse
import json
import random
import shutil
import sys

from . import databases
from .odoo_process import ready
from .paths import CHECKOUT, KEY, OWN
from .progress import StepFailed, run, step
from .python_env import PYTHON

WEEK = 7
SIZES = ("small", "brisk", "middle", "quarter", "large", "year")


def main():
    parser = argparse.ArgumentParser(
        prog="setup/world",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--days", type=int, default=91, help="from the first one (default 91)")
    parser.add_argument("--seed", type=int, help="what is drawn by chance (default: a new one)")
    parser.add_argument("--size", choices=SIZES, default="small", help="of the firm")
    parser.add_argument("--anew", action="store_true", help="forget what was lived")
    arguments = parser.parse_args()
    if arguments.seed is None:
        arguments.seed = random.randrange(10**6)
    print(f"Seed {arguments.seed}", flush=True)
    try:
        with ready(durable=False) as environment:
            return _live(environment, arguments)
    except StepFailed as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from the last week that was kept.")
        return 130


def _live(environment, arguments):
    """:return: 0, or 1 when something is not as it is true"""
    name = f"{arguments.size}_{arguments.seed}"
    database, folder = f"acorn_{KEY}_world_{name}", OWN / "world" / name
    if arguments.anew:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    day = _find_kept_day(folder)
    if day:
        databases.drop(environment, database)
        databases.copy(environment, _get_kept(database, day), database)
    else:
        databases.make_copies(environment, database)
    while day < arguments.days:
        last = min(day + WEEK, arguments.days)
        with step(f"Days {day + 1} to {last}"):
            _live_on(environment, arguments, database, folder, day, last)
        day = last
    return _tell(folder)


def _find_kept_day(folder):
    """:return: the last day that was kept, 0 when none was"""
    return max((int(path.stem) for path in folder.glob("*.pickle")), default=0)


def _get_kept(database, day):
    return f"{database}_{day}"


def _live_on(environment, arguments, database, folder, day, last):
    """The days after one that was kept. They are kept by a file and a copy of the database; the
    file is written last, so that a day that is found is whole."""
    command = [PYTHON, "-m", "tests.year.live", database, folder, "--until", last]
    command += ["--seed", arguments.seed, "--size", arguments.size, "--kept", day]
    run(list(map(str, command)), "world", env=environment, cwd=CHECKOUT)
    databases.drop(environment, _get_kept(database, last))
    databases.copy(environment, database, _get_kept(database, last))
    (folder / f"{last}.draft").rename(folder / f"{last}.pickle")
    if day:
        (folder / f"{day}.pickle").unlink()
        databases.drop(environment, _get_kept(database, day))


def _tell(folder):
    told = json.loads((folder / "result.json").read_text())
    print(f"\n{told['title']}\n{told['table']}\n")
    troubles = [
        f"{when}, {kind}: {text}"
        for when, kinds in told["findings"].items()
        for kind, texts in kinds.items()
        for text in texts
    ]
    troubles += [f"refused: {cause}: {text}" for cause, text, _n in told["refusals"]]
    troubles += [f"crashed: {cause}: {text}" for cause, text, _n in told["crashes"]]
    print("\n".join(troubles) or "Nothing differs from what is true.")
    print(f"\nThe page: {folder / 'year.html'}")
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main())
