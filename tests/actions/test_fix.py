"""Checking and fixing a list."""

from __future__ import annotations

from pathlib import Path

import pytest

from llmnotes.actions.fix import Linting
from llmnotes.actions.reading_list import ReadingList

RECORD = "---\ntitle: One\nurl: https://example.org/1?utm_source=x\ndate: 2023-06-09\n---\n"


@pytest.fixture(autouse=True)
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "entries" / "2023" / "2023-06-09-one.md"
    path.parent.mkdir(parents=True)
    path.write_text(RECORD, encoding="utf-8")
    return path


def test_planning_the_fix_of_a_record_does_not_change_its_file(record: Path) -> None:
    linting = Linting(ReadingList.open(None))
    found = [problem for problem in linting.problems() if problem.rule == "url-tracking"]
    (rewrite,) = linting.fix(found)
    assert (rewrite.before, rewrite.after) == (RECORD, RECORD.replace("?utm_source=x", ""))
    assert record.read_text(encoding="utf-8") == RECORD


def test_lint_does_not_report_a_problem_after_its_fix_was_planned() -> None:
    linting = Linting(ReadingList.open(None))
    linting.fix(linting.problems())
    assert "url-tracking" not in {problem.rule for problem in linting.problems()}


def test_lint_of_one_path_reports_only_its_problems_but_finds_duplicates_in_all_records(record: Path) -> None:
    other = record.with_name("2023-06-09-two.md")
    other.write_text(RECORD.replace("utm_source=x", "utm_source=y"), encoding="utf-8")
    linting = Linting(ReadingList.open(None), [Path("entries/2023/2023-06-09-two.md")])
    assert linting.checked == 1
    found = linting.problems()
    assert {problem.place.file for problem in found} == {"entries/2023/2023-06-09-two.md"}
    assert "url-repeat" in {problem.rule for problem in found}
    assert [rewrite.file for rewrite in linting.fix(found)] == ["entries/2023/2023-06-09-two.md"]


def test_a_damaged_record_counts_as_valid_once_a_fix_that_repairs_it_is_planned(record: Path) -> None:
    record.write_text(RECORD.replace("title: One", "title: One #1"), encoding="utf-8")
    linting = Linting(ReadingList.open(None))
    assert not linting.records
    (rewrite,) = linting.fix(linting.problems())
    assert rewrite.after == RECORD.replace("title: One", 'title: "One #1"').replace("?utm_source=x", "")
    assert [found.entry.title for found in linting.records.values()] == ["One #1"]
    assert not linting.problems()
