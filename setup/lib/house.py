# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""``setup/house [ADDON…]``: what one addon defines twice for one model.

A model may have a file a topic; that none of them overrides another is what makes the order of
imports mean nothing. Another addon extends a model by ``super()``, and is looked at on its own.
"""

import ast
import sys
from collections import defaultdict
from pathlib import Path

from .paths import ADDONS, CHECKOUT

# What each file of a model says anew.
OF_EACH_FILE = {"_name", "_inherit"}


def main():
    folders = [Path(name) for name in sys.argv[1:]] or [CHECKOUT / name for name in ADDONS]
    doubles = [double for folder in folders for double in find_doubles(folder)]
    for double in doubles:
        print(double, file=sys.stderr)
    return 1 if doubles else 0


def find_doubles(addon):
    """
    :param Path addon: the folder of an addon
    :return: a sentence for each method, field or attribute of a model that the addon defines more
        than once, with the places
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


def _find_definitions(tree):
    """:return: (model, name, line) of all that the classes of models in a file define"""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            names = list(_find_names(node))
            model = _get_model({name: value for name, value, _line in names})
            if model:
                for name, _value, line in names:
                    if name not in OF_EACH_FILE:
                        yield model, name, line


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
