# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""``setup/house [ADDON…]``: what one addon says twice, days that are the database server's, and
functions that fit no screen.

A model may have a file a topic; that none of them overrides another is what makes the order of
imports mean nothing. A view that replaces parts of another one of the same addon belongs into it.
Another addon extends models by ``super()`` and views by ``inherit_id``: each is looked at alone.

A query that says ``CURRENT_DATE`` takes the day of the server's zone; a person's day is
``fields.Date.context_today``, and a moment is ``now() AT TIME ZONE 'UTC'``.
"""

import ast
import re
import sys
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from pathlib import Path

from .paths import ADDONS, CHECKOUT

# What each file of a model says anew.
OF_EACH_FILE = {"_name", "_inherit"}
LONGEST = 45  # lines of a function: what fits a screen
SERVER_DAY = re.compile(r"\b(CURRENT_(DATE|TIME|TIMESTAMP)|LOCALTIME(STAMP)?)\b", re.IGNORECASE)


def main():
    folders = [Path(name) for name in sys.argv[1:]] or [CHECKOUT / name for name in ADDONS]
    looks = (find_doubles, find_replaced, find_server_days, find_long_functions)
    found = [text for folder in folders for look in looks for text in look(folder)]
    for text in found:
        print(text, file=sys.stderr)
    return 1 if found else 0


def find_doubles(addon):
    """
    :param Path addon: the folder of an addon
    :return: a sentence for each method, field or attribute of a model that the addon defines more
        than once, with the places; values that a file adds to a selection are no definition
    """
    places = defaultdict(list)
    for path in _find_code(addon):
        for model, name, line in _find_definitions(ast.parse(path.read_text())):
            places[model, name].append(f"{path.relative_to(addon.parent)}:{line}")
    return [
        f"{model}.{name} is defined in {' and in '.join(found)}"
        for (model, name), found in sorted(places.items())
        if len(found) > 1
    ]


def find_replaced(addon):
    """
    :param Path addon: the folder of an addon
    :return: a sentence for each view that replaces a part of another view of the addon
    """
    return [
        f"{path.relative_to(addon.parent)}: {view.get('id')} replaces a part of our own {parent}"
        for path in sorted(addon.rglob("*.xml"))
        if "static" not in path.relative_to(addon).parts
        for view in ElementTree.parse(path).iter("record")
        for parent in [_get_own_parent(view, addon.name)]
        if parent and any(part.get("position") == "replace" for part in view.iter())
    ]


def find_server_days(addon):
    """
    :param Path addon: the folder of an addon
    :return: a sentence for each query that takes the day or hour of the database server's zone
    """
    return [
        f"{path.relative_to(addon.parent)}:{node.lineno}: {match[0]} is the database server's, "
        "not the user's: use fields.Date.context_today"
        for path in _find_code(addon)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for match in [SERVER_DAY.search(node.value)]
        if match
    ]


def find_long_functions(addon):
    """
    :param Path addon: the folder of an addon
    :return: a sentence for each function that does not fit a screen
    """
    return [
        f"{path.relative_to(addon.parent)}:{node.lineno}: {node.name} has {lines} lines: "
        f"at most {LONGEST} fit a screen"
        for path in _find_code(addon)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for lines in [node.end_lineno - node.lineno + 1]
        if lines > LONGEST
    ]


def _find_code(addon):
    """:return: the addon's modules, without its tests"""
    return [
        path for path in sorted(addon.rglob("*.py")) if "tests" not in path.relative_to(addon).parts
    ]


def _get_own_parent(view, addon):
    """:return: the view of the addon that the view inherits, None for a view of another addon"""
    for field in view.iter("field"):
        if field.get("name") == "inherit_id":
            owner, _dot, name = (field.get("ref") or "").rpartition(".")
            return name if owner in ("", addon) else None
    return None


def _find_definitions(tree):
    """:return: (model, name, line) of all that the classes of models in a file define"""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            names = list(_find_names(node))
            model = _get_model({name: value for name, value, _line in names})
            if model:
                for name, value, line in names:
                    if name not in OF_EACH_FILE and not _adds_to_selection(value):
                        yield model, name, line


def _adds_to_selection(value):
    """:return: whether a field only gets more values: that overrides nothing"""
    keywords = value.keywords if isinstance(value, ast.Call) else []
    return any(keyword.arg == "selection_add" for keyword in keywords)


def _find_names(node):
    """:return: (name, value, line) of what the class defines; the value of methods is None"""
    for item in node.body:
        if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef):
            yield item.name, None, item.lineno
        elif isinstance(item, ast.Assign):
            for target in item.targets:
                if isinstance(target, ast.Name):
                    yield target.id, item.value, item.lineno
        elif isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            yield item.target.id, item.value, item.lineno


def _get_model(values):
    """:return: the name of the model, as Odoo reads it; None for classes that are no model"""
    for attribute in ("_name", "_inherit"):
        value = values.get(attribute)
        if isinstance(value, ast.List) and len(value.elts) == 1:
            value = value.elts[0]
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return value.value
    return None


if __name__ == "__main__":
    sys.exit(main())
