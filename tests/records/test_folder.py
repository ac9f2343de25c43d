from __future__ import annotations

import os
import subprocess
import sys
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from llmnotes.errors import StoreError
from llmnotes.records.folder import MOST_TAGS, Store
from llmnotes.records.record import MAX_BYTES, digest, write
from llmnotes.system.files import write_atomically

if TYPE_CHECKING:
    from pathlib import Path


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    write_atomically(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_atomically(path, "new \udc80")
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_written_is_an_error_that_names_the_path(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="file"):
        write_atomically(tmp_path / "file" / "a.md", "x")


def test_two_processes_read_the_same_records_and_problems_as_one_process(tmp_path: Path) -> None:
    folder = tmp_path / "entries" / "2023"
    folder.mkdir(parents=True)
    for number in range(700):
        title = f"'{number}" if number % 100 == 99 else f"T {number}"  # invalid YAML: the quote isn't closed
        text = f"---\ntitle: {title}\nurl: https://a.example/{number}\ndate: 2023-01-01\ntags: [x{number % 7}]\n---\n\nNote {number}\n"
        (folder / f"2023-01-01-{number:03}.md").write_text(text, encoding="utf-8")
    script = (
        "import pathlib\n"
        "from llmnotes.system.cache import Cache\n"
        "from llmnotes.records.parse_cache import Remembered\n"
        "from llmnotes.records.folder import Store\n"
        "for _ in range(2):\n"  # the first time, records are parsed; the second time, they come from the cache
        "    remembered = Remembered(Cache(pathlib.Path('cache')), 'key')\n"
        "    loaded = Store(pathlib.Path('entries')).load(remembered)\n"
        "    remembered.save()\n"
        "    print([found.entry for found in loaded.records.values()], [problem.rule for problem in loaded.problems])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    first, second = done.stdout.splitlines()
    assert first == second
    assert first.count("Entry(slug=") == 693
    assert first.count("'yaml'") == 7
    plain = Store(tmp_path / "entries").load()
    assert first.startswith(str([found.entry for found in plain.records.values()]))


HEAD = "---\ntitle: T\nurl: https://a.example/\ndate: 2020-01-01\n---\n\n"


@pytest.mark.parametrize("length", [0, 100, MAX_BYTES, MAX_BYTES + 1])
def test_a_file_that_grows_while_it_is_read_is_read_completely_up_to_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    path = tmp_path / "2020-01-01-a.md"
    path.write_text(HEAD, encoding="utf-8")
    look, text = os.fstat, f"{HEAD}{'x' * (length - len(HEAD) - 1)}\n"

    def grown(descriptor: int) -> os.stat_result:
        before = look(descriptor)
        path.write_text(text, encoding="utf-8")
        return before

    monkeypatch.setattr(os, "fstat", grown)
    loaded = Store(tmp_path).load()
    assert [problem.rule for problem in loaded.problems] == (["record-size"] if length > MAX_BYTES else [])
    assert [len(found.entry.note) for found in loaded.records.values()] == ([max(0, length - len(HEAD) - 1)] if length <= MAX_BYTES else [])


def test_a_huge_file_is_read_only_up_to_the_limit(tmp_path: Path) -> None:
    with (tmp_path / "2020-01-01-a.md").open("w", encoding="utf-8") as file:
        file.write(HEAD)
        file.truncate(1 << 30)
    tracemalloc.start()
    try:
        loaded = Store(tmp_path).load()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [problem.rule for problem in loaded.problems] == ["record-size"]
    assert peak < 8 * MAX_BYTES


def test_a_file_name_that_is_not_utf_8_gives_one_problem(tmp_path: Path) -> None:
    text = "---\ntitle: T\nurl: https://a.example/\ndate: 2020-01-01\n---\n"
    (tmp_path / "2020-01-01-good.md").write_text(text, encoding="utf-8")
    try:
        (tmp_path / "2020-01-01-\udcff.md").write_text(text, encoding="utf-8")
    except OSError:
        pytest.skip("this file system allows no such name")
    loaded = Store(tmp_path).load()
    assert list(loaded.records) == ["2020-01-01-good"]
    assert [(problem.rule, problem.message) for problem in loaded.problems] == [
        ("utf-8", "the name of the file or of its folder is not UTF-8")
    ]
    assert loaded.problems[0].place.file.isprintable()


def test_a_reading_list_with_too_many_tags_keeps_the_most_frequent_tags(tmp_path: Path) -> None:
    folder = tmp_path / "2023"
    folder.mkdir()
    count = MOST_TAGS // 40 + 1
    for number in range(count):
        tags = ", ".join(["shared", *(f"t{number}x{place}" for place in range(39))])
        text = f"---\ntitle: t\nurl: https://a.example/{number}\ndate: 2023-01-01\ntags: [{tags}]\n---\n"
        (folder / f"2023-01-01-{number:03}.md").write_text(text, encoding="utf-8")
    assert Store(tmp_path).load().problems == ()  # the list has 251 · 39 + 1 tags, which is within the limit
    for number in range(count):
        path = folder / f"2023-01-01-{number:03}.md"
        path.write_text(path.read_text(encoding="utf-8").replace("shared", f"shared{number % 245}"), encoding="utf-8")
    loaded = Store(tmp_path).load()
    assert len({tag for found in loaded.records.values() for tag in found.entry.tags}) == MOST_TAGS
    assert "shared0" in loaded.records["2023-01-01-245"].entry.tags  # this tag is kept, because two records have it
    assert len(loaded.records) == count
    assert {problem.rule for problem in loaded.problems} == {"tags-different"}
    assert all(problem.place.line == 5 for problem in loaded.problems)
    lost = loaded.records[loaded.problems[-1].place.file.rpartition("/")[2].removesuffix(".md")]
    # The digest must fit the remaining tags, because a build compares digests to find changed pages.
    assert lost.digest == digest(write(lost.entry))


def test_slugs_that_look_equal_give_a_problem_that_shows_their_difference(tmp_path: Path) -> None:
    for name in ("が", "か\u3099"):
        (tmp_path / f"2020-01-01-{name}.md").write_text(HEAD, encoding="utf-8")
    (problem,) = Store(tmp_path).load().problems
    assert problem.rule == "slug-unique"
    assert "U+304B U+3099" in problem.message
    assert "U+304C" in problem.message


def test_damaged_records_keep_the_values_that_can_be_parsed(tmp_path: Path) -> None:
    (tmp_path / "2020-01-01-a.md").write_text(HEAD.replace("2020-01-01", "2020-13-01"), encoding="utf-8")
    (tmp_path / "2020-01-01-b.md").write_text(HEAD, encoding="utf-8")
    loaded = Store(tmp_path).load()
    assert list(loaded.records) == ["2020-01-01-b"]
    assert [(found.entry.title, sorted(found.unread)) for found in loaded.damaged] == [("T", ["date"])]
