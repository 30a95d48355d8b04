# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Runs Odoo's own tests on a database as it is, inside of Odoo: those that are meant for the moment
of installation too, so that two databases run the same ones.

    python guest_tests.py DATABASE TAGS RESULT.json MODULE…
"""

import json
import sys
import time
from pathlib import Path

from odoo.modules.registry import Registry
from odoo.tests import loader
from odoo.tests.common import HttpCase
from odoo.tests.result import OdooTestResult
from odoo.tests.suite import OdooSuite
from odoo.tests.tag_selector import TagsSelector
from odoo.tools import config


class Result(OdooTestResult):
    """Keeps what became of each test, by its name."""

    def __init__(self):
        super().__init__()
        self.ran, self.failed, self.skips, self.seconds = [], {}, {}, {}

    def startTest(self, test):
        super().startTest(test)
        self.ran.append(test.id())
        self.seconds[test.id()] = -time.process_time()

    def stopTest(self, test):
        self.seconds[test.id()] += time.process_time()
        super().stopTest(test)

    def logError(self, flavour, test, error):
        name = getattr(test, "test_case", test).id()
        self.failed.setdefault(name, f"{error[0].__name__}: {error[1]}"[:500])

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.skips[test.id()] = str(reason)

    def _checkShouldStop(self):
        """All tests are run, however many fail."""


def main(database, tags, result_file, *modules):
    config.parse_config(["-d", database, "--no-http", "--log-level=critical"])
    Registry(database)
    config["test_enable"] = True
    selector = TagsSelector(tags)
    tests = [
        test
        for name in modules
        for module in loader.get_test_modules(name)
        for test in loader.get_module_test_cases(module)
        if hasattr(test, "test_tags") and selector.check(test)
    ]
    in_browser = [test.id() for test in tests if isinstance(test, HttpCase)]
    suite = OdooSuite(
        sorted(
            (test for test in tests if not isinstance(test, HttpCase)),
            key=lambda test: getattr(test, "test_sequence", 0),
        )
    )
    result = Result()
    suite(result)
    told = {
        "ran": result.ran,
        "failed": result.failed,
        "skipped": result.skips,
        "seconds": result.seconds,
        "not run": in_browser,
    }
    Path(result_file).write_text(json.dumps(told, indent=1))


if __name__ == "__main__":
    main(*sys.argv[1:])
