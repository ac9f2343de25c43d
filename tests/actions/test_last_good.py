from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from actions.listing import write_list
from llmnotes import config
from llmnotes.actions.last_good import Content, LastGood
from llmnotes.actions.reading_list import ReadingList

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

URLS = {"a": "https://a.example/", "b": "https://b.example/", "c": "https://c.example/"}


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Content]:
    """Write a list, and return a function that reads it as successive builds of a preview do."""
    monkeypatch.chdir(tmp_path)
    write_list(tmp_path, URLS)
    last_good = LastGood()
    return lambda: last_good.content_of(ReadingList(config.load(tmp_path / "mkdocs.yml")))[0]


def file_of(tmp_path: Path, slug: str) -> Path:
    return tmp_path / "entries" / "2023" / f"2023-06-09-{slug}.md"


FAULTS = [
    b"",
    b"---\ntitle: x\n---\n",
    b"\xff\xfe",
    b"---\n- [",
    b"---\ntitle: x\nurl: https://x.example/\ndate: 2023-06-09\nnix: 1\n---\n",
]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_preview_shows_the_last_valid_content_of_a_record_that_has_an_error_now(
    tmp_path: Path, read: Callable[[], Content], fault: bytes
) -> None:
    before = read()
    file_of(tmp_path, "b").write_bytes(fault)
    for _ in range(2):
        assert [*read().records.items()] == [*before.records.items()]


def test_a_preview_keeps_a_record_that_is_moved_to_another_year_and_has_an_error_there(tmp_path: Path, read: Callable[[], Content]) -> None:
    before = read()
    other = tmp_path / "entries" / "2022" / file_of(tmp_path, "b").name
    other.parent.mkdir()
    file_of(tmp_path, "b").rename(other)
    other.write_bytes(b"")
    assert read().records == before.records


def test_a_preview_does_not_keep_the_content_of_a_deleted_or_renamed_record(tmp_path: Path, read: Callable[[], Content]) -> None:
    read()
    file_of(tmp_path, "a").unlink()
    file_of(tmp_path, "b").rename(file_of(tmp_path, "d"))
    file_of(tmp_path, "c").write_bytes(b"")
    assert {*read().records} == {"2023-06-09-c", "2023-06-09-d"}


def test_a_preview_leaves_out_a_record_that_has_had_an_error_since_the_preview_began(tmp_path: Path, read: Callable[[], Content]) -> None:
    file_of(tmp_path, "b").write_bytes(b"")
    assert [*read().records] == ["2023-06-09-a", "2023-06-09-c"]


def test_a_preview_keeps_the_records_of_a_folder_that_was_replaced_with_a_symbolic_link(
    tmp_path: Path, read: Callable[[], Content]
) -> None:
    before = read()
    (tmp_path / "entries" / "2023").rename(tmp_path / "elsewhere")
    (tmp_path / "entries" / "2023").symlink_to(tmp_path / "elsewhere")
    assert read() == before


def test_a_preview_keeps_all_records_and_reports_an_error_if_the_folder_of_records_disappears(tmp_path: Path) -> None:
    write_list(tmp_path, URLS)
    settings = config.load(tmp_path / "mkdocs.yml")
    last_good = LastGood()
    before, none = last_good.content_of(ReadingList(settings))
    (tmp_path / "entries").rename(tmp_path / "away")
    after, problems = last_good.content_of(ReadingList(settings))
    assert (after, none) == (before, [])
    assert [problem.message for problem in problems] == ["the folder of records does not exist"]
