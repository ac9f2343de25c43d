"""Tests for the problems of suppressions themselves."""

from __future__ import annotations

import pytest

from llmnotes.curation import lint
from llmnotes.curation.suppression import Suppression
from llmnotes.model import Place, Problem

FOUND = Problem.warning(Place("entries/2023/2023-01-01-a.md", 3), "url-repeat", "message", "remedy")


@pytest.mark.parametrize(
    ("skip", "remedy"),
    [
        ((), "write the slugs of records in 'skip'"),
        (("2023-01-01-b",), "remove this suppression"),
        (("2023-01-01-a", "2023-01-01-b"), "correct these names in 'skip'"),
    ],
)
def test_the_remedy_for_a_suppression_without_effect_depends_on_its_skip(skip: tuple[str, ...], remedy: str) -> None:
    *_, idle = lint.unsuppressed([FOUND], [Suppression(rule="url-repeat", skip=skip, reason="x")])
    assert idle.rule == "silence-idle"
    assert idle.remedy.startswith(remedy)
