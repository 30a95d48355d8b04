# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""``setup/bench speed``: what our work costs beside Odoo's own on the same records;
``setup/bench guest [--repeat N]``: what our addons cost those who do not work with Amazon;
``setup/bench lanes [--quick]``: see :mod:`.bench_lanes`;
``setup/bench trips``: files and functions that the way of one thing enters.

For *speed*, the benchmarks of the tests: each row beside its floor, measured in one run, and all
rows as lines of JSON in a file. For *guest*, ten ordinary orders of ten lines, on two databases
with the same modules, with our addons and without, by turns in one run. No time is asserted: the
figures are printed."""

import argparse
import json
import os
import sys

from . import databases, test
from .bench_lanes import BLACK_HOLES, run_lanes
from .odoo_process import ready
from .paths import CHECKOUT, LOGS
from .progress import StepFailed, run, step
from .python_env import PYTHON

SCRIPT = CHECKOUT / "setup" / "in_odoo" / "guest_bench.py"
BENCHMARKS = CHECKOUT / "tests" / "benchmarks"
TRIPS = str(BENCHMARKS / "test_trips.py")
FIGURES = LOGS / "bench-speed.jsonl"
ORDERS = 10


def main():
    parser = argparse.ArgumentParser(prog="setup/bench", description=__doc__)
    parser.add_argument("bench", choices=["speed", "guest", "lanes", "trips"])
    parser.add_argument("--repeat", type=int, default=5, help="times by turns (default 5)")
    parser.add_argument("--accounts", type=int, default=40, help="lanes: how many (default 40)")
    parser.add_argument("--quick", action="store_true", help="lanes: with 8 accounts")
    parser.add_argument(
        "--hole",
        choices=list(BLACK_HOLES),
        default="unreachable",
        help="lanes: what the black hole does",
    )
    arguments = parser.parse_args()
    if arguments.bench == "trips":
        return test.main([TRIPS, "-s", "-q"])
    if arguments.bench == "speed":
        return _run_speed()
    try:
        with ready(durable=False) as environment:
            if arguments.bench == "guest":
                _run_guest(environment, arguments.repeat)
            else:
                count = 8 if arguments.quick else arguments.accounts
                run_lanes(environment, count, arguments.hole)
    except StepFailed as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _run_speed():
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    FIGURES.unlink(missing_ok=True)
    os.environ["ACORN_FIGURES"] = str(FIGURES)
    code = test.main([str(BENCHMARKS), f"--ignore={TRIPS}", "-q"])
    if FIGURES.exists():
        rows = [json.loads(line) for line in FIGURES.read_text().splitlines()]
        print(f"{'row':30}{'ratio':>7}{'must':>7}  ours | beside it")
        for row in rows:
            print(
                f"{row['row']:30}{row.get('ratio', ''):>7}{row.get('must', ''):>7}  "
                f"{row['ours']} | {row.get('peer', '')}"
            )
        print(f"As JSON: {FIGURES}")
    return code


def _run_guest(environment, repeat):
    sides = databases.ensure_guest_templates(environment, [])
    names = {side: f"acorn_bench_{side}_{os.getpid()}" for side in sides}
    figures = {side: [] for side in sides}
    try:
        for side, template in sides.items():
            databases.copy(environment, template, names[side])
        for turn in range(repeat):
            with step(f"Ordinary orders, turn {turn + 1} of {repeat}"):
                for side in list(sides) if turn % 2 else list(sides)[::-1]:
                    figures[side].append(_measure(environment, names[side]))
    finally:
        for name in names.values():
            databases.drop(environment, name)
    _print(figures)


def _measure(environment, database):
    LOGS.mkdir(parents=True, exist_ok=True)
    result = LOGS / "bench-guest.json"
    run([PYTHON, SCRIPT, database, result], "bench-guest", env=environment, cwd="/")
    return json.loads(result.read_text())


def _print(figures):
    """Queries and milliseconds of the processor an order, the least of all turns: what else the
    machine does only adds to them."""
    print(f"{'step':10}{'queries':>16}{'Odoo ms':>18}{'PostgreSQL ms':>18}{'ratio':>8}")
    for name in figures["with"][0]:
        without, ours = (
            _get_least([turn[name] for turn in figures[side]]) for side in ("without", "with")
        )
        ratio = ours["both"] / without["both"]
        print(
            f"{name:10}"
            f"{without['queries']:8.1f}{ours['queries']:8.1f}"
            f"{without['odoo']:9.1f}{ours['odoo']:9.1f}"
            f"{without['database']:9.1f}{ours['database']:9.1f}"
            f"{ratio:8.2f}"
        )


def _get_least(turns):
    """:param turns: queries, and seconds of Odoo and of PostgreSQL, of all orders of a turn
    :return: the least an order; milliseconds"""
    return {
        "queries": min(turn["queries"] for turn in turns) / ORDERS,
        "odoo": min(turn["odoo"] for turn in turns) * 1000 / ORDERS,
        "database": min(turn["database"] for turn in turns) * 1000 / ORDERS,
        "both": min(turn["odoo"] + turn["database"] for turn in turns) * (1000 / ORDERS),
    }


if __name__ == "__main__":
    sys.exit(main())
