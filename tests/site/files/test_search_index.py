"""A search index that is brought up to date by what a cache says of the one before."""

from __future__ import annotations

import dataclasses
import datetime
import json
from typing import TYPE_CHECKING, Any

import pytest
from checked_list import site

from llmnotes.model import Entry
from llmnotes.records.catalogue import Catalogue
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.files.search_documents import view
from llmnotes.site.files.search_index import Searching
from llmnotes.site.publication.publication import Publication
from llmnotes.system.cache import Cache

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from llmnotes.site.engine.artifact import Asset, File


def searching(cache: Cache, note: str) -> Searching:
    entries = [
        Entry(slug=f"2024-01-0{day}-e", title=f"Entry {day}", url=f"https://a.example/{day}", date=datetime.date(2024, 1, day), tags=("t",))
        for day in range(1, 10)
    ]
    entries[3] = dataclasses.replace(entries[3], note=note)
    publication = Publication(catalogue=Catalogue(entries), taxonomy=None, name="n", language="en", addresses=Addresses())
    return Searching(view(publication), publication.site, cache)


class Folder:
    """A site's folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def put(self, asset: Asset) -> File:
        file = self.path / asset.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(asset.content)
        return asset.path, len(asset.content), 0

    def tree(self) -> dict[str, bytes]:
        return {path.relative_to(self.path).as_posix(): path.read_bytes() for path in self.path.rglob("*") if path.is_file()}


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "no prints": lambda state: state.pop("prints"),
    "no digests": lambda state: state.pop("digests"),
    "digests in a list": lambda state: state.update(digests=list(state["digests"].items())),
    "a digest of a number": lambda state: state["digests"].update({"grams/0.bin": 5}),
    "a path above": lambda state: state["digests"].update({"../../x": "0"}),
    "a facet above": lambda state: state["digests"].update({"facets/../x.bin": "0"}),
    "a file less": lambda state: state["digests"].pop("shown/0.json"),
    "buckets of a text": lambda state: state.update(buckets="1"),
    "no bucket": lambda state: state.update(buckets=0),
    "more buckets than memory": lambda state: state.update(buckets=2**62),
    "a negative size": lambda state: state.update(size=-(2**40)),
    "words in a list": lambda state: state.update(words=[]),
    "a word counted by a text": lambda state: state["words"].update(entry="9"),
    "documents of numbers": lambda state: state.update(documents=[5] * 9),
    "a document of numbers": lambda state: state["documents"].__setitem__(3, [1, 2, 3, 4]),
    "a document without its mentions": lambda state: state["documents"][3].pop(),
    "mentions of numbers": lambda state: state["documents"][3].__setitem__(3, [5]),
    "a document too few": lambda state: state["documents"].pop(),
    "facets of lists": lambda state: state.update(facets=[[]] * 9),
    "prints of lists": lambda state: state.update(prints=[[]] * 9),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_state_that_no_build_left_is_not_believed(tmp_path: Path, change: str) -> None:
    cache, folder = Cache(tmp_path / "cache"), Folder(tmp_path / "site")
    files = [folder.put(asset) for asset in searching(cache, "A note.").whole()]
    before = folder.tree()
    key = json.loads((tmp_path / "cache" / "search.json").read_bytes().split(b"\n", 1)[0])["key"]
    state = cache.read("search", key)
    CHANGES[change](state)
    cache.write("search", key, state)
    assert searching(cache, "Another note.").revised(folder.path, files, folder.put) is None
    assert folder.tree() == before


def test_a_state_that_a_build_left_is(tmp_path: Path) -> None:
    cache, folder, other = Cache(tmp_path / "cache"), Folder(tmp_path / "site"), Folder(tmp_path / "other")
    files = [folder.put(asset) for asset in searching(cache, "A note.").whole()]
    assert searching(cache, "Another note.").revised(folder.path, files, folder.put)
    for asset in searching(Cache(None), "Another note.").whole():
        other.put(asset)
    assert folder.tree() == other.tree()


def test_index_json_names_the_folder_and_every_facet_that_is_there_before_and_after_a_revision(tmp_path: Path) -> None:
    cache, folder = Cache(tmp_path / "cache"), Folder(tmp_path / "site")
    files = [folder.put(asset) for asset in searching(cache, "A note.").whole()]
    first = named(folder)
    assert searching(cache, "Another note.").revised(folder.path, files, folder.put)
    assert named(folder) != first


def named(folder: Folder) -> str:
    """The folder that index.json names. All other files of the index are in it."""
    tree = folder.tree()
    manifest = json.loads(tree.pop("search/index.json"))
    inside = {path.removeprefix(f"search/{manifest['folder']}/") for path in tree}
    assert not any(path.startswith("search/") for path in inside)
    assert {path.split(".")[0] for path in inside if path.startswith("facets/")} == {f"facets/{name}" for name in manifest["facets"]}
    assert sum(path.startswith("grams/") for path in inside) == manifest["buckets"]
    return str(manifest["folder"])


def test_the_search_has_links_by_their_health() -> None:
    assets = {asset.path: asset.content for asset in site().assets()}
    values = next(json.loads(content) for path, content in assets.items() if path.endswith("facets/health.json"))
    assert {key: count for key, _, count in values} == {"alive": 1, "dead": 1, "suspect": 1, "moved": 1}
