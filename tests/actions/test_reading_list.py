"""Opening a list for commands, workflows and the plugin."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from llmnotes.actions.reading_list import ReadingList
from llmnotes.errors import ConfigError, UnknownSlugError

RECORD = "---\ntitle: One\nurl: https://example.org/1\ndate: 2023-06-09\n---\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mkdocs.yml").write_text("site_name: A list\nplugins:\n- llmnotes: {entries: notes}\n", encoding="utf-8")
    (tmp_path / "topics.yml").write_text("topics:\n- {id: rag, title: RAG}\n", encoding="utf-8")
    (tmp_path / "notes" / "2023").mkdir(parents=True)
    (tmp_path / "notes" / "2023" / "2023-06-09-one.md").write_text(RECORD, encoding="utf-8")
    return tmp_path


def test_an_opened_list_has_its_records_topics_removals_and_ledger() -> None:
    opened = ReadingList.open(None)
    assert opened.store.folder == Path("notes")
    assert [entry.slug for entry in opened.entries] == ["2023-06-09-one"]
    assert opened.taxonomy
    assert [topic.id for topic in opened.taxonomy.topics] == ["rag"]
    assert not opened.removals
    assert not opened.ledger.histories
    assert not opened.problems
    assert opened.undone is None


def test_a_folder_of_records_that_the_caller_names_overrides_the_folder_in_mkdocs_yml(folder: Path) -> None:
    (folder / "other").mkdir()
    assert not ReadingList.open("mkdocs.yml", "other/../other").entries


def test_the_problems_of_a_list_include_those_of_topics_yml_records_and_removals(folder: Path) -> None:
    (folder / "topics.yml").write_text("no topics", encoding="utf-8")
    (folder / "notes" / "2023" / "2023-06-10-two.md").write_text("no record", encoding="utf-8")
    (folder / "notes" / ".removed").mkdir()
    (folder / "notes" / ".removed" / "2023-06-09-one.yml").write_text("no removal", encoding="utf-8")
    opened = ReadingList.open(None)
    files = [problem.place.file for problem in opened.problems]
    assert files[0] == "topics.yml"
    assert {"notes/2023/2023-06-10-two.md", "notes/.removed/2023-06-09-one.yml"} <= set(files)


def test_the_slug_of_a_record_with_errors_is_refused_with_another_remedy_than_an_unknown_slug(folder: Path) -> None:
    (folder / "notes" / "2023" / "2023-06-10-two.md").write_text("no record", encoding="utf-8")
    opened = ReadingList.open(None)
    with pytest.raises(UnknownSlugError, match=r"have errors: 2023-06-10-two\. Correct the errors that `llmnotes lint` reports"):
        opened.records_of(["2023-06-09-one", "2023-06-10-two"])
    with pytest.raises(UnknownSlugError, match=r"do not exist: 2023-06-10-three\."):
        opened.records_of(["2023-06-09-one", "2023-06-10-three"])


def test_opening_a_list_with_invalid_settings_raises_an_error(folder: Path) -> None:
    (folder / "mkdocs.yml").write_text("plugins:\n- llmnotes: {language: tlh}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="language"):
        ReadingList.open(None)


def test_opening_a_list_undoes_the_changes_of_a_killed_command(folder: Path) -> None:
    name = "2023/2023-06-09-one.md"
    journal = folder / "notes" / ".changes" / "journal.json"
    journal.parent.mkdir()
    change = {"path": name, "before": "as it was", "after": sha256(RECORD.encode()).hexdigest()}
    journal.write_text(json.dumps({"version": 1, "files": [change]}), encoding="utf-8")
    undone = ReadingList.open(None).undone
    assert undone
    assert undone.restored == 1
    assert (folder / "notes" / name).read_text(encoding="utf-8") == "as it was"
    assert ReadingList.open(None).undone is None
