"""Tests that check links with a server on loopback, and compare the outcomes with the table in `outcome_cases.py`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from conftest import ROOT
from outcome_cases import CASES, Case, found, table


@pytest.mark.parametrize("one", CASES, ids=lambda one: one.title)
def test_each_answer_of_a_server_gives_the_outcome_in_the_table(one: Case) -> None:
    check = found(one)
    assert f"{check.outcome.value}{'/' if check.detail else ''}{check.detail}" == one.expected, check
    assert check.message.isprintable() or not check.message


@pytest.mark.parametrize("one", [one for one in CASES if one.routes and not one.is_private_refused][::3], ids=lambda one: one.title)
def test_answer_of_a_server_gives_the_same_outcome_over_tls_as_without_tls(one: Case) -> None:
    check = found(one, tls=True)
    assert f"{check.outcome.value}{'/' if check.detail else ''}{check.detail}" == one.expected, check


def test_documentation_page_of_outcomes_is_up_to_date() -> None:
    assert (ROOT / "docs" / "about" / "link-outcomes.md").read_text(encoding="utf-8") == table()
