# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Another day for tests: the clock of all their processes, and that of their databases.

Each Python moves its clock as it starts (``setup/clock``), so the processes that tests start have
the same day; what measures time (monotonic clocks, sleeping, timeouts) is left alone. The server
is shared with others and keeps its clock: the tests' databases have a ``now()`` of their own, which
a search path finds before PostgreSQL's. What SQL says in other words (``CURRENT_DATE``) is not
moved: it would be the server's day and nobody's, and ``setup/house`` refuses it in our addons.
"""

import os
import re
from argparse import ArgumentTypeError

from . import databases
from .paths import CHECKOUT

HOURS = {"d": 24, "h": 1}


def read(text):
    """
    :param str text: such as ``+400d`` or ``-9h``
    :return: hours
    :raise ArgumentTypeError: when it is something else
    """
    found = re.fullmatch(r"([+-]\d+)([dh])", text)
    if not found:
        raise ArgumentTypeError(f"days or hours, such as +400d or -9h, not {text!r}")
    return int(found[1]) * HOURS[found[2]]


def move_processes(environment, hours):
    """:return: the environment, for processes whose clock is off by that"""
    if not hours:
        return environment
    options = [os.environ.get("PGOPTIONS"), "-csearch_path=public,pg_catalog"]
    return {
        **environment,
        "PYTHONPATH": str(CHECKOUT / "setup" / "clock"),
        "ACORN_CLOCK": str(hours),
        "PGOPTIONS": " ".join(filter(None, options)),
    }


def move_database(environment, name, hours):
    """The function is in the schema of Odoo's tables, which stays the first of the path: new tables
    are made there."""
    databases.execute(
        environment,
        "CREATE FUNCTION public.now() RETURNS timestamptz LANGUAGE sql STABLE "
        f"AS $$ SELECT pg_catalog.now() + INTERVAL '{hours} hours' $$",
        name,
    )
