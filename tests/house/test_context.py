# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Over RPC the caller chooses the context: no key of ours in it may open what is shut. What methods
tell each other goes by ``telling`` and ``get_told`` of ``acorn_iamazon/rights.py``."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
READ = re.compile(
    r"""(?:context(?:\.get\(|\[)["'](amazon_\w+))|(?:["'](amazon_\w+)["'] in \S*context)"""
)

# Keys that are read all the same, each with the reason why whoever sets it gains nothing.
HARMLESS = {
    "amazon_mapping_id": "the right to change the mapping is checked where it is read",
    "amazon_matching": "waiting purchase orders are applied by the next run instead of at once",
    "amazon_accepted_only": "fewer shipments are invoiced, never more",
    "amazon_seen": "a memory whose keys are no text, so that nothing of a caller's is found in it",
}


def find_keys(text: str) -> set[str]:
    return {one or other for one, other in READ.findall(text)}


def test_our_code_reads_no_key_that_a_caller_could_set() -> None:
    read = set()
    for path in ROOT.glob("acorn_*/**/*.py"):
        if "tests" not in path.parts:
            read |= find_keys(path.read_text(encoding="utf-8"))
    assert read == set(HARMLESS)


def test_each_way_to_read_a_key_is_seen() -> None:
    for text in (
        'self.env.context.get("amazon_x")',
        "context['amazon_x']",
        'if "amazon_x" in self.env.context:',
    ):
        assert find_keys(text) == {"amazon_x"}, text
