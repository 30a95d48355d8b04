# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The catalogue of checks: what the health check of an account looks at.

A check is a function that takes the account (``amazon.vendor.account``) and returns what it found:
:func:`good`, :func:`warning` or :func:`bad`, the last two with what a person can do. It may talk to
Amazon, and may raise :class:`UserError`. Code, place and name stand in the decorator::

    @check("credentials", 10, _lt("Credentials are set"))
    def check_credentials(account):
        ...

To add one, write it into a file of this folder, or of the folder ``checks`` of another addon, and
import the file there.
"""

from collections.abc import Callable
from dataclasses import dataclass

LONGEST_LIST = 5


@dataclass(frozen=True)
class Check:
    """
    :ivar int place: where the line stands on the account
    :ivar name: as people read it, to be translated
    :ivar function: takes the account, returns a :class:`Finding`
    """

    code: str
    place: int
    name: object
    function: Callable

    @property
    def addon(self):
        return self.function.__module__.split(".")[2]


@dataclass(frozen=True)
class Finding:
    """
    :ivar str status: ``good``, ``warning`` or ``bad``
    :ivar str text: what was found
    :ivar str mend: what a person can do about it
    """

    status: str
    text: str
    mend: str = ""


CHECKS = []


def check(code, place, name):
    """Add a function to the catalogue."""

    def register(function):
        CHECKS.append(Check(code, place, name, function))
        return function

    return register


def get_checks(env):
    """:return: the checks of the addons that are installed here, in the order of their places"""
    installed = env.registry._init_modules
    return sorted((each for each in CHECKS if each.addon in installed), key=lambda each: each.place)


def good(text):
    return Finding("good", text)


def warning(text, mend):
    return Finding("warning", text, mend)


def bad(text, mend):
    return Finding("bad", text, mend)


def shorten(env, names):
    """:return: the names as one text; of a long list its beginning, and how many follow"""
    names = list(names)
    shown, rest = ", ".join(names[:LONGEST_LIST]), len(names) - LONGEST_LIST
    if rest <= 0:
        return shown
    return env._("%(names)s and %(count)s more", names=shown, count=rest)
