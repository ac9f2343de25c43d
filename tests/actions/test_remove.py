"""Removing entries from a list."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from llmnotes.actions.export_log import export_log
from llmnotes.actions.import_log import carry_out_import, plan_import
from llmnotes.actions.reading_list import ReadingList
from llmnotes.actions.remove import LeftMention, RemovalPlan, carry_out_removal, plan_removal
from llmnotes.errors import RefusalError, StoreError, UnknownSlugError
from llmnotes.records.removal import Removal

TODAY = datetime.date(2026, 11, 25)
LOG = """# L

### [2023-01-01 one](https://a.example/1)

- the first

### [2023-01-02 two](https://a.example/2)

- secret

### [2023-01-03 three](https://a.example/3)

- see https://a.example/1 and https://a.example/2
"""
WITHOUT = LOG.replace("### [2023-01-02 two](https://a.example/2)\n\n- secret\n\n", "")
ONE, TWO, THREE = "2023-01-01-a-1", "2023-01-02-a-2", "2023-01-03-a-3"


@pytest.fixture(autouse=True)
def entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "log.md").write_text(LOG, encoding="utf-8")
    opened = ReadingList.open(None, "entries")
    carry_out_import(opened, plan_import(opened, Path("log.md"), update=False))
    return tmp_path / "entries"


def planned(*slugs: str) -> tuple[ReadingList, RemovalPlan]:
    opened = ReadingList.open(None, "entries")
    return opened, plan_removal(opened, slugs, reason="by request", today=TODAY)


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_planning_a_removal_names_its_changes_and_writes_nothing(entries: Path) -> None:
    before = files(entries)
    _, plan = planned(TWO)
    day = datetime.date(2023, 1, 2)
    assert plan.removals == [Removal(slug=TWO, url="https://a.example/2", title="two", date=day, removed=TODAY, reason="by request")]
    record, left = plan.rewrites
    assert (record.file, record.after) == (f"entries/2023/{TWO}.md", "")
    assert "secret" in record.before
    assert (left.file, left.before) == (f"entries/.removed/{TWO}.yml", "")
    assert "reason: by request\n" in left.after
    assert files(entries) == before


def test_planning_a_removal_names_the_other_entries_whose_notes_link_to_the_removed_entry() -> None:
    assert planned(TWO)[1].mentions == [LeftMention(file=f"entries/2023/{THREE}.md", url="https://a.example/2")]
    assert [mention.url for mention in planned(ONE, TWO)[1].mentions] == ["https://a.example/1", "https://a.example/2"]
    assert not planned(TWO, THREE)[1].mentions


def test_removing_an_entry_writes_the_file_of_its_removal_and_deletes_its_text_from_the_sidecar_of_its_log(entries: Path) -> None:
    opened, plan = planned(TWO)
    assert carry_out_removal(opened, plan) == [Path("entries/.removed") / f"{TWO}.yml"]
    assert not [path for path, content in files(entries).items() if b"secret" in content]
    after = ReadingList.open(None, "entries")
    assert list(after.records) == [ONE, THREE]
    assert after.removals == {TWO: plan.removals[0]}
    assert export_log(after) == WITHOUT


def test_removing_an_entry_that_was_removed_before_is_refused() -> None:
    carry_out_removal(*planned(TWO))
    with pytest.raises(RefusalError, match=f"{TWO} was already removed, on 2026-11-25: by request"):
        planned(ONE, TWO)


@pytest.mark.parametrize("slugs", [("none",), (ONE, "none"), ("none", ONE)])
def test_removing_an_unknown_slug_is_refused_with_a_message_that_names_the_slug(slugs: tuple[str, ...]) -> None:
    with pytest.raises(UnknownSlugError, match=r"^these records do not exist: none\. Name"):
        planned(*slugs)


def test_no_entry_is_removed_if_a_record_changed_after_the_removal_was_planned(entries: Path) -> None:
    opened, plan = planned(ONE, TWO)
    path = entries / "2023" / f"{TWO}.md"
    path.write_text(path.read_text(encoding="utf-8") + "- more\n", encoding="utf-8")
    before = files(entries)
    with pytest.raises(StoreError):
        carry_out_removal(opened, plan)
    assert files(entries) == before
