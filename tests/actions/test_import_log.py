"""Importing logs into a list."""

from __future__ import annotations

from pathlib import Path

import pytest

from llmnotes.actions.import_log import PlannedImport, carry_out_import, plan_import
from llmnotes.actions.reading_list import ReadingList
from llmnotes.errors import LogError
from llmnotes.logs.importing import What

LOG = "# L\n\n### [2023-01-01 On RAG](https://a.example/1)\n\n- a note\n\n### [2023-01-02 two](https://a.example/2)\n"
ONE = "2023-01-01-a-1"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "topics.yml").write_text("topics:\n- {id: rag, title: RAG, patterns: [RAG]}\n", encoding="utf-8")
    (tmp_path / "log.md").write_text(LOG, encoding="utf-8")
    return tmp_path


def planned(*, update: bool = False, name: str = "log.md") -> PlannedImport:
    return plan_import(ReadingList.open(None), Path(name), update=update)


def imported(*, update: bool = False) -> ReadingList:
    carry_out_import(ReadingList.open(None), planned(update=update))
    return ReadingList.open(None)


def counts(found: PlannedImport) -> dict[str, int]:
    return {what.value: found.plan.counted(what) for what in What if found.plan.counted(what)}


def test_a_plan_adds_each_entry_of_a_new_log_and_writes_nothing() -> None:
    found = planned()
    assert (counts(found), found.writes) == ({"add": 2}, 2)
    assert [change.entry.topics for change in found.plan.changes] == [("rag",), ()]
    assert not Path("entries").exists()


def test_an_imported_log_is_known_again() -> None:
    after = imported()
    assert [entry.title for entry in after.entries] == ["On RAG", "two"]
    again = planned()
    assert (counts(again), again.writes) == ({"keep": 2}, 0)


@pytest.mark.parametrize("update", [True, False])
def test_what_changed_in_the_log_alone_is_written_only_with_update(folder: Path, *, update: bool) -> None:
    imported()
    (folder / "log.md").write_text(LOG.replace("a note", "another note"), encoding="utf-8")
    assert planned(update=update).writes == int(update)
    assert imported(update=update).records[ONE].entry.note == ("- another note" if update else "- a note")


def test_progress_is_called_for_each_record_and_the_sidecar() -> None:
    steps: list[None] = []
    found = planned()
    carry_out_import(ReadingList.open(None), found, lambda: steps.append(None))
    assert len(steps) == found.writes + 1


def test_two_logs_that_are_imported_by_one_list_see_each_other(folder: Path) -> None:
    (folder / "other.md").write_text("### [2023-01-01 other](https://a.example/1)\n", encoding="utf-8")
    opened = ReadingList.open(None)
    for name in ("log.md", "other.md"):
        carry_out_import(opened, plan_import(opened, Path(name), update=False))
    assert sorted(ReadingList.open(None).records) == [ONE, f"{ONE}-2", "2023-01-02-a-2"]


def test_problems_are_those_of_the_records_and_of_the_log(folder: Path) -> None:
    imported()
    (folder / "entries" / "2023" / f"{ONE}.md").write_text("no record", encoding="utf-8")
    (folder / "log.md").write_text(f"{LOG}\n### [2023-02-31 three](https://a.example/3)\n", encoding="utf-8")
    files = [problem.place.file for problem in planned().problems]
    assert files[0] == f"entries/2023/{ONE}.md"
    assert files[-1] == "log.md"


@pytest.mark.parametrize(("content", "message"), [(b"\xff", "log.md: not UTF-8 at byte 0"), (None, "log.md: No such file")])
def test_a_log_that_cannot_be_read_stops_the_import(folder: Path, content: bytes | None, message: str) -> None:
    if content is None:
        (folder / "log.md").unlink()
    else:
        (folder / "log.md").write_bytes(content)
    with pytest.raises(LogError, match=message):
        planned()
