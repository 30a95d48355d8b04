# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Each check of an account's health can turn red, and is green without the trouble: a test says
both, through real data. A check that cannot turn red says nothing."""

import ast
import re
from collections import defaultdict
from itertools import chain

import pytest

from setup.lib.paths import ADDONS, CHECKOUT

CODE = re.compile(r'^@check\("(\w+)"', re.MULTILINE)
RED = {"bad", "warning"}


def find_codes():
    """:return: the codes of all checks"""
    files = chain(*((CHECKOUT / addon / "checks").glob("*.py") for addon in ADDONS))
    return {code for file in files for code in CODE.findall(file.read_text())}


def find_tried(sources):
    """:param sources: the texts of files of tests
    :return: the results that tests want of each check, by its code; also those that they want by
        a method of their own that takes the code first"""
    trees = [ast.parse(source) for source in sources]
    wrappers = defaultdict(set)
    for tree in trees:
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef) and len(function.args.args) > 1:
                first = function.args.args[1].arg
                wrappers[function.name] |= {
                    status for code, status in _find_asserted(function) if code == first
                }
    found = defaultdict(set)
    for tree in trees:
        for code, status in _find_asserted(tree):
            found[code].add(status)
        for call in _find_calls(tree):
            if statuses := wrappers.get(_get_name(call)):
                found[_get_text(call.args[0])] |= statuses
    return found


def _find_asserted(tree):
    for call in _find_calls(tree):
        if _get_name(call) == "assert_check" and len(call.args) > 1:
            yield _get_text(call.args[0]), _get_text(call.args[1])


def _find_calls(tree):
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args)


def _get_name(call):
    return getattr(call.func, "attr", None)


def _get_text(node):
    return node.value if isinstance(node, ast.Constant) else getattr(node, "id", None)


def find_untried(codes, sources):
    """:return: what no test wants of a check: ``code: red`` or ``code: green``"""
    tried = find_tried(sources)
    return [f"{code}: green" for code in sorted(codes) if "good" not in tried[code]] + [
        f"{code}: red" for code in sorted(codes) if not tried[code] & RED
    ]


def test_each_check_has_a_red_and_a_green_test():
    files = chain(*((CHECKOUT / addon / "tests").glob("*.py") for addon in ADDONS))
    assert find_untried(find_codes(), [file.read_text() for file in files]) == []


@pytest.mark.parametrize(
    ("source", "untried"),
    [
        ('self.assert_check("clock", "good")', ["clock: red"]),
        ('self.assert_check("clock", "bad", "slow")', ["clock: green"]),
        ('self.assert_check("clock", "bad")\nself.assert_check("clock", "good")', []),
        ('self.assert_check("token", "bad")', ["clock: green", "clock: red"]),
        (
            "def both(self, code):\n"
            '    self.assert_check(code, "bad")\n'
            '    self.assert_check(code, "good")\n'
            'self.both("clock")',
            [],
        ),
    ],
)
def test_what_is_not_tried_is_found(source, untried):
    assert find_untried({"clock"}, [source]) == untried
