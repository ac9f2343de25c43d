from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING

import pytest

from llmnotes.model import Entry
from llmnotes.records.catalogue import Catalogue
from llmnotes.records.relations_cache import RememberedRelations
from llmnotes.system.cache import Cache

if TYPE_CHECKING:
    from pathlib import Path


def damage(folder: Path, value: object) -> None:
    """Replace the value of the cached document. Its key stays."""
    (file,) = folder.glob("*.json")
    head = json.loads(file.read_bytes().partition(b"\n")[0])
    Cache(folder).write("relations", head["key"], value)


def catalogue(count: int, *, tagged: str = "") -> Catalogue:
    day = datetime.date(2020, 1, 1)
    return Catalogue(
        Entry(
            slug=f"e{number}", title="t", url=f"https://a.example/{number}", date=day + datetime.timedelta(number),
            tags=(f"t{number % 7}", f"u{number % 11}", *([tagged] if tagged else [])),
        )
        for number in range(count)
    )  # fmt: skip


@pytest.mark.parametrize("count", [3, 700])
def test_related_entries_are_found_once_and_then_read_from_the_cache(tmp_path: Path, count: int) -> None:
    expected = catalogue(count).relations
    first = catalogue(count)
    found = RememberedRelations(Cache(tmp_path), "code", first)
    # The related entries of one entry are available before all relations have been found.
    assert first.related(first.entries[1]) == [first.entries[place] for place in expected[1]]
    found.settle()
    assert first.relations == expected
    again = catalogue(count)
    RememberedRelations(Cache(tmp_path), "code", again)
    assert again.relations == expected
    damage(tmp_path, [[]] * count)
    RememberedRelations(Cache(tmp_path), "code", again)
    assert again.relations == [[]] * count  # the relations are the forged ones from the cache, so they were not computed


@pytest.mark.parametrize("count", [3, 700])
def test_related_entries_are_found_again_after_a_change_of_tags(tmp_path: Path, count: int) -> None:
    first = RememberedRelations(Cache(tmp_path), "code", catalogue(count))
    first.settle()
    other = catalogue(count, tagged="more")
    RememberedRelations(Cache(tmp_path), "code", other).settle()
    assert other.relations == catalogue(count, tagged="more").relations


def test_a_damaged_cache_of_related_entries_is_ignored(tmp_path: Path) -> None:
    listed = catalogue(3)
    RememberedRelations(Cache(tmp_path), "code", listed).settle()
    file = next(tmp_path.glob("*.json"))
    for rubbish in (
        [[9], [9], [9]],
        [[0]],
        {"a": 1},
        5,
        [["x"], [], []],
        [[-1], [], []],
        [[True], [], []],
        [[0] * 99, [], []],
        ["", "", ""],
    ):
        damage(tmp_path, rubbish)
        assert file.exists()
        other = catalogue(3)
        RememberedRelations(Cache(tmp_path), "code", other).settle()
        assert other.relations == listed.relations
