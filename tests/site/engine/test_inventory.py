"""The inventory that a build saves for the next build: a valid one is read unchanged, a damaged one as empty, and a forged one raises an error."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from llmnotes.errors import FolderError
from llmnotes.site.engine.inventory import Inventory, is_whole
from llmnotes.system.cache import Cache

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MADE = {
    "a": ("key of a", [("a.txt", 1, 10)]),
    "b": ("key of b", [("b/1.txt", 2, 20), ("b/2.txt", -1, 0)]),
    "none": ("", []),
}


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    cache = Cache(tmp_path / "cache")
    Inventory(cache, "output").keep("key", MADE)
    return cache


def test_the_inventory_returns_the_key_and_the_artifacts_of_the_last_build(cache: Cache) -> None:
    found = Inventory(cache, "output")
    assert (found.key, found.artifacts) == ("key", MADE)
    assert found.paths == {"a.txt", "b/1.txt", "b/2.txt"}
    assert found.of("key") == MADE
    assert found.of("other") == {}


def test_two_outputs_with_different_names_in_one_cache_have_separate_inventories(cache: Cache) -> None:
    assert Inventory(cache, "other").artifacts == {}


def test_without_a_cache_no_artifact_of_the_last_build_is_known() -> None:
    Inventory(Cache(None), "output").keep("key", MADE)
    assert Inventory(Cache(None), "output").artifacts == {}


def test_a_stopped_build_keeps_the_inventory_of_the_last_finished_build_in_the_cache(cache: Cache) -> None:
    stopped = Inventory(cache, "output")
    stopped.forget()
    assert stopped.artifacts == {}
    assert Inventory(cache, "output").artifacts == MADE


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut short": lambda content: content[:-5],
    "without its second line": lambda content: content.split(b"\n")[0],
    "rubbish": lambda content: b"\xff" * len(content),
    "with another byte": lambda content: content.replace(b"a.txt", b"c.txt"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_inventory_of_the_last_build_is_read_as_empty(cache: Cache, damage: str) -> None:
    file = cache.path("output")
    assert file
    file.write_bytes(DAMAGES[damage](file.read_bytes()))
    found = Inventory(cache, "output")
    assert (found.key, found.artifacts) == ("", {})


GOOD: dict[str, Any] = {"key": "k", "batches": [["a", "key", 1]], "paths": ["a.txt"], "sizes": [1], "times": [10]}
SHAPES: dict[str, Any] = {
    "a list": [],
    "a number": 5,
    "nothing in it": {},
    "no key": {name: value for name, value in GOOD.items() if name != "key"},
    "a key of numbers": GOOD | {"key": 5},
    "a size too few": GOOD | {"sizes": []},
    "a count too high": GOOD | {"batches": [["a", "key", 2]]},
    "a negative count": GOOD | {"batches": [["a", "key", 2], ["b", "key", -1]]},
    "a count of text": GOOD | {"batches": [["a", "key", "1"]]},
    "a count of truth": GOOD | {"batches": [["a", "key", True]]},
    "an id of numbers": GOOD | {"batches": [[5, "key", 1]]},
    "a path of numbers": GOOD | {"paths": [5]},
    "a time of text": GOOD | {"times": ["10"]},
    "paths in a text": GOOD | {"paths": "a"},
    "a batch without its count": GOOD | {"batches": [["a", "key"]]},
}


def test_an_inventory_with_the_right_format_is_accepted(cache: Cache) -> None:
    cache.write("output", "", GOOD)
    assert Inventory(cache, "output").artifacts == {"a": ("key", [("a.txt", 1, 10)])}


@pytest.mark.parametrize("shape", SHAPES)
def test_an_inventory_with_another_format_is_read_as_empty(cache: Cache, shape: str) -> None:
    cache.write("output", "", SHAPES[shape])
    found = Inventory(cache, "output")
    assert (found.key, found.artifacts) == ("", {})


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a/../../x", "a//x", "", "a\\x", "C:x", "a/./x", "a\0x"])
def test_an_inventory_with_a_path_out_of_the_folder_is_refused(cache: Cache, tmp_path: Path, path: str) -> None:
    cache.write("output", "", GOOD | {"paths": [path]})
    with pytest.raises(FolderError, match="not a path below the site's folder"):
        Inventory(cache, "output").check_paths(tmp_path)


def test_an_artifact_with_an_unsafe_path_is_not_saved_in_the_inventory(cache: Cache, tmp_path: Path) -> None:
    kept = Inventory(cache, "output")
    kept.keep("key", MADE | {"odd": ("key", [("odd\\name.txt", 1, 10)])})
    for found in (kept, Inventory(cache, "output")):
        found.check_paths(tmp_path)
        assert found.artifacts == MADE


def _replace(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _link(file: Path) -> None:
    file.rename(file.with_name("other"))
    file.symlink_to("other")


CHANGES: dict[str, Callable[[Path], object]] = {
    "longer": lambda file: file.write_bytes(file.read_bytes() + b"x"),
    "of another time": lambda file: os.utime(file, (1, 1)),
    "gone": lambda file: file.unlink(),
    "a folder": _replace,
    "a link": _link,
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_files_of_an_artifact_count_as_changed_after_one_of_them_changed(tmp_path: Path, change: str) -> None:
    files = []
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(name, encoding="utf-8")
        found = (tmp_path / name).stat()
        files.append((name, found.st_size, found.st_mtime_ns))
    assert is_whole(files, str(tmp_path))
    CHANGES[change](tmp_path / "b.txt")
    assert not is_whole(files, str(tmp_path))
    assert is_whole(files[:1], str(tmp_path))
