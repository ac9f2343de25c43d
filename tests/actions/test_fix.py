"""Checking and fixing a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from llmnotes.actions.fix import Linting
from llmnotes.actions.reading_list import ReadingList

if TYPE_CHECKING:
    from pathlib import Path

RECORD = "---\ntitle: One\nurl: https://example.org/1?utm_source=x\ndate: 2023-06-09\n---\n"


@pytest.fixture(autouse=True)
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "entries" / "2023" / "2023-06-09-one.md"
    path.parent.mkdir(parents=True)
    path.write_text(RECORD, encoding="utf-8")
    return path


def test_fix_returns_rewrites_and_leaves_files_alone(record: Path) -> None:
    linting = Linting(ReadingList.open(None))
    found = [problem for problem in linting.problems() if problem.rule == "url-tracking"]
    (rewrite,) = linting.fix(found)
    assert (rewrite.before, rewrite.after) == (RECORD, RECORD.replace("?utm_source=x", ""))
    assert record.read_text(encoding="utf-8") == RECORD


def test_problems_after_a_fix_exclude_the_fixed_ones() -> None:
    linting = Linting(ReadingList.open(None))
    linting.fix(linting.problems())
    assert "url-tracking" not in {problem.rule for problem in linting.problems()}
