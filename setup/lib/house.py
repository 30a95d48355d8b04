# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""``setup/house [ADDON…]``: what one addon says twice.

A model may have a file a topic; that none of them overrides another is what makes the order of
imports mean nothing. A view that replaces parts of another one of the same addon belongs into it.
Another addon extends models by ``super()`` and views by ``inherit_id``: each is looked at alone.
"""

import ast
import sys
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from pathlib import Path

from .paths import ADDONS, CHECKOUT

# What each file of a model says anew.
OF_EACH_FILE = {"_name", "_inherit"}


def main():
    folders = [Path(name) for name in sys.argv[1:]] or [CHECKOUT / name for name in ADDONS]
    found = [text for folder in folders for text in find_doubles(folder) + find_replaced(folder)]
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
    for path in sorted(addon.rglob("*.py")):
        if "tests" in path.relative_to(addon).parts:
            continue
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
