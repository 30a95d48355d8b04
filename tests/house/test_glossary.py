# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""A term has one word in a language: the one that a buyer or an accountant uses.

A row of ``glossary_LANGUAGE.csv`` is a term of one addon: ``whole`` is a label that is just the
term, ``part`` any sentence with it."""

import csv
import re
from pathlib import Path

import polib
import pytest

from tests.support import REPOSITORY

GLOSSARIES = sorted(Path(__file__).parent.glob("glossary_*.csv"))


def read_rows(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def find_wrong(row, catalogue):
    """:return: the translations of the term that say it in another word"""
    if row["how"] == "whole":
        return [
            f"{entry.msgid}: {entry.msgstr}"
            for entry in catalogue
            if entry.msgid == row["english"] and entry.msgstr != row["chinese"]
        ]
    word = re.compile(rf"\b{row['english']}", re.IGNORECASE)
    return [
        f"{entry.msgid}: {entry.msgstr}"
        for entry in catalogue
        if word.search(entry.msgid) and entry.msgstr and row["chinese"] not in entry.msgstr
    ]


@pytest.mark.parametrize("path", GLOSSARIES, ids=lambda path: path.stem)
def test_catalogues_keep_to_the_glossary(path):
    language = path.stem.removeprefix("glossary_")
    wrong = []
    for row in read_rows(path):
        catalogue = polib.pofile(REPOSITORY / row["addon"] / "i18n" / f"{language}.po")
        wrong += [
            f"{row['addon']}, {line}, not {row['chinese']}" for line in find_wrong(row, catalogue)
        ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", GLOSSARIES, ids=lambda path: path.stem)
def test_terms_of_the_glossary_are_still_used(path):
    for row in read_rows(path):
        catalogue = polib.pofile(REPOSITORY / row["addon"] / "i18n" / f"{row['addon']}.pot")
        assert any(row["english"].lower() in entry.msgid.lower() for entry in catalogue), row


def test_word_that_stands_in_another_word_is_another_term():
    catalogue = [polib.POEntry(msgid="Imported reports", msgstr="导入的报表")]
    report = {"english": "port", "chinese": "端口", "how": "part"}
    assert not find_wrong(report, catalogue)
    report["english"], report["chinese"] = "Report", "报告"
    assert find_wrong(report, catalogue) == ["Imported reports: 导入的报表"]
