"""Tests for files below the folder of records that aren't records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from llmnotes.records.folder import Store

if TYPE_CHECKING:
    from pathlib import Path

RECORD = "---\ntitle: T\nurl: https://a.example/\ndate: 2023-01-01\n---\n"


def problems_of(folder: Path) -> list[tuple[str, str, str]]:
    """Return the rule, the severity and the path of every problem in a folder."""
    found = Store(folder).load().problems
    assert all(problem.remedy for problem in found)
    prefix = f"{folder.as_posix()}/"
    return [(problem.rule, problem.severity.value, problem.place.file.removeprefix(prefix)) for problem in found]


@pytest.mark.parametrize(
    ("name", "rule", "severity"),
    [
        ("2023/2023-01-01-a.MD", "record-name", "error"),
        ("2023/2023-01-01-a.Md", "record-name", "error"),
        ("2023/2023-01-01-a.markdown", "record-name", "error"),
        ("2023/2023-01-01-a.md.txt", "record-name", "error"),
        ("index.md", "record-name", "error"),
        ("2023/Index.md", "record-name", "error"),
        ("list.yml", "file-unread", "warning"),
        ("2023/photo.png", "file-unread", "warning"),
        ("2023/2023-01-01-a.md~", "file-unread", "warning"),
        ("2023/record.schema.json", "file-unread", "warning"),
        (".removed/2023-01-01-a.yaml", "file-unread", "warning"),
        (".logs/log.yaml", "file-unread", "warning"),
        ("2023/.2023-01-01-a.md", "file-unread", "warning"),
        (".hidden/deep/2023-01-01-a.md", "file-unread", "warning"),
    ],
)
def test_a_file_that_is_not_read_as_a_record_is_reported(tmp_path: Path, name: str, rule: str, severity: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("text", encoding="utf-8")
    assert [*problems_of(tmp_path), *((one.rule, one.severity.value, name) for one in Store(tmp_path).load_removals()[1])] == [
        (rule, severity, name)
    ]


@pytest.mark.parametrize("name", [".DS_Store", "2023/.gitignore", ".git/a.md", ".hidden/README.md", ".hidden/a.txt"])
def test_hidden_files_that_are_probably_not_records_are_not_reported(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("text", encoding="utf-8")
    assert problems_of(tmp_path) == []


def test_the_remedy_for_a_file_with_a_wrong_ending_gives_the_right_file_name(tmp_path: Path) -> None:
    (tmp_path / "2023-01-01-a.md.txt").write_text(RECORD, encoding="utf-8")
    (problem,) = Store(tmp_path).load().problems
    assert problem.remedy == "rename the file to 2023-01-01-a.md"


@pytest.mark.parametrize(
    "name", ["README.md", "2023/README.md", "readme.md", "README.ja.md", "README", "2023/README.txt", ".removed/README.md"]
)
def test_a_readme_without_front_matter_is_allowed_in_every_folder(tmp_path: Path, name: str) -> None:
    for file in (name, f"2024/{name}"):
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# About these files\n", encoding="utf-8")
    assert problems_of(tmp_path) == []
    assert Store(tmp_path).load_removals()[1] == []


def test_a_readme_or_index_with_front_matter_is_a_record(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(RECORD, encoding="utf-8")
    (tmp_path / "index.md").write_text(RECORD.replace("title: T\n", ""), encoding="utf-8")
    assert problems_of(tmp_path) == [("key-missing", "error", "index.md")]
    assert list(Store(tmp_path).load().records) == ["README"]


def test_the_schema_topics_yml_hidden_files_and_ignored_folders_are_not_reported(tmp_path: Path) -> None:
    for name in ("record.schema.json", ".gitkeep", "topics.yml", "links/ledger.txt", "links/old/a.MD"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")
    store = Store(tmp_path, others=[tmp_path / "topics.yml"], ignored=[tmp_path / "links"])
    assert store.load().problems == ()
