# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What a trip enters of our code: files and functions, counted as Python calls them."""

import sys
from contextlib import contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


class Trip:
    """:ivar functions: (file, line, name) of each function that was entered, without those that
    have no name of their own"""

    def __init__(self):
        self.functions = set()

    def note(self, frame, event, _argument):
        code = frame.f_code
        if event != "call" or code.co_name.startswith("<"):
            return
        path = Path(code.co_filename)
        if path.is_relative_to(CHECKOUT):
            path = path.relative_to(CHECKOUT)
            if path.parts[0].startswith("acorn_") and "tests" not in path.parts:
                self.functions.add((str(path), code.co_firstlineno, code.co_name))

    @property
    def files(self):
        return {path for path, _line, _name in self.functions}

    def describe(self):
        """:return: the files, each with the functions in it"""
        return "\n".join(
            f"  {path}: "
            + ", ".join(name for where, _line, name in sorted(self.functions) if where == path)
            for path in sorted(self.files)
        )


@contextmanager
def counted(env):
    """Count what the block enters, with all that it leaves to be computed.

    :return: a :class:`Trip`
    """
    env.flush_all()
    env.invalidate_all()
    trip, before = Trip(), sys.getprofile()
    sys.setprofile(trip.note)
    try:
        yield trip
        env.flush_all()
    finally:
        sys.setprofile(before)
