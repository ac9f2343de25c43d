"""Tests for `tests/wording.py`, which finds idioms that are hard to understand."""

from __future__ import annotations

import tomllib

import pytest
from conftest import ROOT
from wording import findings

IDIOMS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["llmnotes-style"]["idioms"]


@pytest.mark.parametrize(
    "text",
    [
        "A note that somebody wrote.",
        "The file is no record.",
        "None where that is not told.",
        "The folder that stands beside the list.",
        "A link that was never asked.",
        "Seconds: so many at most.",
        "Each rule has a page of its own.",
    ],
)
def test_the_check_of_wording_finds_each_idiom_of_the_list(text: str) -> None:
    assert len(list(findings(text, IDIOMS))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "asked.txt has a line with asked=2026-11-08T04:00Z",
        "told = report(asked)",
        "https://twitter.com/somebody/status/1",
        "An asterisk stands for any host.",
        "If there is no date, the entry is no longer shown.",
        "There are so many that the list is cut.",
    ],
)
def test_the_check_of_wording_accepts_plain_words_and_identifiers(text: str) -> None:
    assert list(findings(text, IDIOMS)) == []


def test_a_finding_of_the_check_of_wording_has_its_line_and_the_plainer_words() -> None:
    assert list(findings("one\nTwo is meant.", {r"\bis meant\b": "'is intended'"})) == [(2, "is meant", "'is intended'")]
