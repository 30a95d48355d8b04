# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Each queue is fed with a poison at its head: the next record goes in the same run."""

import re

from setup.lib.paths import CHECKOUT

QUEUES = {
    "apply_documents",
    "acknowledge_orders",
    "send_documents",
    "poll_transactions",
    "create_invoices",
    "watch_invoices",
    "book_remittances",
    "match_bank_lines",
}
WORKED_THROUGH = re.compile(r'_work_through\(\s*"(\w+)"')
# Feeds three records, one of which raises: the first, the middle, the last one.
FED = re.compile(r'assert_one_holds_no_other_back\(\s*"(\w+)"')
# What is fetched from Amazon piece by piece goes through the same loop, and has tests of its own.
FETCHED = {
    "compare_shadow_run",
    "fetch_order_status",
    "fetch_purchase_orders",
    "fetch_reports",
    "fetch_transport",
    "sweep_purchase_orders",
}


def find_all(pattern, folder):
    files = CHECKOUT.glob(f"acorn_*/{folder}/**/*.py")
    return {work for file in files for work in pattern.findall(file.read_text())}


def test_each_queue_has_a_test_with_a_poison_at_its_head():
    assert find_all(FED, "tests") == QUEUES


def test_there_is_no_other_queue():
    assert find_all(WORKED_THROUGH, "models") == QUEUES | FETCHED
