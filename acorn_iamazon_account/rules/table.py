# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The catalogue as a table, for people who do not read Python."""

from .catalogue import RULES

BEGIN, END = "<!-- rules -->\n", "<!-- end of rules -->"


def write_table() -> str:
    """:return: the catalogue in Markdown, a row a rule"""
    rows = [
        "| rule | severity | what it wants | source |",
        "| --- | --- | --- | --- |",
        *(f"| `{rule.code}` | {rule.severity} | {rule.title} | {rule.source} |" for rule in RULES),
    ]
    return "\n".join(rows) + "\n"


def insert_table(text: str) -> str:
    """
    :param text: Markdown with the two marks between which the table stands
    :return: the text with the table of today
    :raise ValueError: when a mark is missing
    """
    before, rest = text.split(BEGIN)
    _old, after = rest.split(END)
    return before + BEGIN + write_table() + END + after
