# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Runs Odoo's own tests on a database as it is, inside of Odoo: those that are meant for the moment
of installation too, so that two databases run the same ones.

    python guest_tests.py DATABASE TAGS RESULT.json http|quiet MODULE…

With ``http``, a server answers the tests that ask over HTTP. What opens a browser is skipped.
"""

import json
import socket
import sys
import time
import unittest
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from odoo.http import root
from odoo.modules.registry import Registry
from odoo.service import server
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


@contextmanager
def answering():
    """A server of the database, for the tests of this process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        config["http_port"] = free.getsockname()[1]
    config["http_interface"] = "127.0.0.1"
    server.load_server_wide_modules()
    server.server = server.ThreadedServer(root)
    server.server.start(stop=False)
    try:
        with patch("odoo.tests.common._find_executable", skip_browser):
            yield
    finally:
        server.server.stop()


def skip_browser():
    raise unittest.SkipTest("It opens a browser")


def find_tests(modules, tags, over_http):
    """:return: the tests to run, and those that need a server when there is none"""
    selector = TagsSelector(tags)
    tests = [
        test
        for name in modules
        for module in loader.get_test_modules(name)
        for test in loader.get_module_test_cases(module)
        if hasattr(test, "test_tags") and selector.check(test)
    ]
    left = [test for test in tests if isinstance(test, HttpCase) and not over_http]
    run = [test for test in tests if over_http or not isinstance(test, HttpCase)]
    return sorted(run, key=lambda test: getattr(test, "test_sequence", 0)), left


def main(database, tags, result_file, way, *modules):
    over_http = way == "http"
    options = ["-d", database, "--db-filter", f"^{database}$", "--max-cron-threads=0"]
    config.parse_config([*options, "--log-level=critical", *([] if over_http else ["--no-http"])])
    Registry(database)
    config["test_enable"] = True
    tests, left = find_tests(modules, tags, over_http)
    result = Result()
    if over_http:
        with answering():
            OdooSuite(tests)(result)
    else:
        OdooSuite(tests)(result)
    told = {
        "ran": result.ran,
        "failed": result.failed,
        "skipped": result.skips,
        "seconds": result.seconds,
        "not run": [test.id() for test in left],
    }
    Path(result_file).write_text(json.dumps(told, indent=1))


if __name__ == "__main__":
    main(*sys.argv[1:])
