# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""All doors of the suite, found in the code: public methods of models, and what they ask for."""

import inspect
from collections import defaultdict
from typing import NamedTuple

from .rights import RIGHTS

OURS = "odoo.addons.acorn_iamazon"
BEGIN, END = "<!-- doors -->\n", "<!-- end of doors -->"


class Door(NamedTuple):
    """:ivar right: a name of :data:`RIGHTS`; None when the method says nothing"""

    model: str
    method: str
    right: str | None


def find_doors(env):
    """:return: the public methods that our addons bring, on each model of this database that has
    them; what overrides a method of Odoo's is behind Odoo's own checks and not among them"""
    found = set()
    for name in env.registry:
        model = env.registry[name]
        if not model._abstract:
            found |= {Door(name, method, right) for method, right in _find_in(model).items()}
    return sorted(found)


def _find_in(model):
    doors, of_odoo = {}, set()
    for parent in reversed(model.__mro__):
        for name, member in vars(parent).items():
            function = (
                member.__func__ if isinstance(member, (classmethod, staticmethod)) else member
            )
            if name.startswith("_") or not inspect.isfunction(function):
                continue
            if parent.__module__.startswith(OURS):
                if name not in of_odoo:
                    doors[name] = getattr(function, "amazon_right", doors.get(name))
            else:
                of_odoo.add(name)
    return doors


def write_table(env):
    """:return: the rights and the doors in Markdown"""
    by_right = defaultdict(lambda: defaultdict(list))
    for door in find_doors(env):
        by_right[door.right][door.method].append(door.model)
    parts = ["| right | who has it |", "| --- | --- |"]
    parts += [f"| {name} | {text} |" for name, text in RIGHTS.items()]
    for name in RIGHTS:
        parts += ["", f"### {name}", "", "| method | of |", "| --- | --- |"]
        parts += [
            f"| `{method}` | {', '.join(f'`{model}`' for model in sorted(models_))} |"
            for method, models_ in sorted(by_right[name].items())
        ]
    return "\n".join(parts) + "\n"


def insert_table(env, text):
    """
    :param str text: Markdown with the two marks between which the table stands
    :return: the text with the table of today
    :raise ValueError: when a mark is missing
    """
    before, rest = text.split(BEGIN)
    _old, after = rest.split(END)
    return before + BEGIN + write_table(env) + END + after
