"""A search index that is revised with the state in a cache."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from checked_list import site
from hypothesis import given, settings
from hypothesis import strategies as st

from llmnotes.links.check import Check, Outcome
from llmnotes.links.history import History
from llmnotes.links.history_merge import advanced
from llmnotes.links.ledger import Ledger
from llmnotes.model import Entry
from llmnotes.records.catalogue import Catalogue
from llmnotes.records.taxonomy import Keyword, Taxonomy, Topic
from llmnotes.search import document
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.files.search_documents import view
from llmnotes.site.files.search_index import Searching
from llmnotes.site.publication.publication import Publication
from llmnotes.system.cache import Cache

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

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
def test_a_search_index_with_a_damaged_or_forged_state_is_not_revised(tmp_path: Path, change: str) -> None:
    cache, folder = Cache(tmp_path / "cache"), Folder(tmp_path / "site")
    files = [folder.put(asset) for asset in searching(cache, "A note.").whole()]
    before = folder.tree()
    key = json.loads((tmp_path / "cache" / "search.json").read_bytes().split(b"\n", 1)[0])["key"]
    state = cache.read("search", key)
    CHANGES[change](state)
    cache.write("search", key, state)
    assert searching(cache, "Another note.").revised(folder.path, files, folder.put) is None
    assert folder.tree() == before


def test_a_search_index_is_revised_with_its_saved_state_to_the_same_files_as_a_new_index(tmp_path: Path) -> None:
    cache, folder, other = Cache(tmp_path / "cache"), Folder(tmp_path / "site"), Folder(tmp_path / "other")
    files = [folder.put(asset) for asset in searching(cache, "A note.").whole()]
    assert searching(cache, "Another note.").revised(folder.path, files, folder.put)
    for asset in searching(Cache(None), "Another note.").whole():
        other.put(asset)
    assert folder.tree() == other.tree()


def test_the_manifest_of_the_search_index_names_its_folder_and_facets_before_and_after_a_revision(tmp_path: Path) -> None:
    cache, folder = Cache(tmp_path / "cache"), Folder(tmp_path / "site")
    files = [folder.put(asset) for asset in searching(cache, "A note.").whole()]
    first = named(folder)
    assert searching(cache, "Another note.").revised(folder.path, files, folder.put)
    assert named(folder) != first


def named(folder: Folder) -> str:
    """Return the folder that index.json names, after checking that all other files of the index are in it."""
    tree = folder.tree()
    manifest = json.loads(tree.pop("search/index.json"))
    inside = {path.removeprefix(f"search/{manifest['folder']}/") for path in tree}
    assert not any(path.startswith("search/") for path in inside)
    assert {path.split(".")[0] for path in inside if path.startswith("facets/")} == {f"facets/{name}" for name in manifest["facets"]}
    assert sum(path.startswith("grams/") for path in inside) == manifest["buckets"]
    return str(manifest["folder"])


def test_the_facet_of_verdicts_counts_the_entries_with_each_verdict() -> None:
    assets = {asset.path: asset.content for asset in site().assets()}
    values = next(json.loads(content) for path, content in assets.items() if path.endswith("facets/health.json"))
    assert {key: count for key, _, count in values} == {"alive": 1, "dead": 1, "suspect": 1, "moved": 1}


EXAMPLES = 40
"""Number of lists for the property test. Each is changed up to three times."""
TIME = datetime.datetime(2026, 11, 1, 4, tzinfo=datetime.UTC)
TOPICS = Taxonomy(
    topics=tuple(Topic(id=id_, title={"en": id_, "ja": f"話題{id_}"}, description={"en": "", "ja": ""}) for id_ in ("rag", "models")),
    keywords=(Keyword(name="LoRA", aliases=("QLoRA",)),),
)
WORDS = (
    "search",
    "searching",
    "model",
    "文書の検索",
    "検索",
    "é",
    "<b>",
    "https://a.example/1",
    "[x](https://b.example/2?utm_source=x)",
    "C++",
)
texts = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)
urls = st.builds("https://{}.example/{}".format, st.sampled_from("abc"), st.integers(0, 4))
tags = st.lists(st.sampled_from(("LoRA", "lora", "C++", "日本語", "rare")), max_size=3, unique=True).map(tuple)
topics = st.lists(st.sampled_from(("rag", "models", "unknown")), max_size=2, unique=True).map(tuple)
languages = st.sampled_from((None, "ja", "fr", "en-GB"))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "title": texts.map("Title {}".format), "note": texts.map(str.strip), "tags": tags, "topics": topics, "url": urls, "lang": languages,
    "year": st.integers(2019, 2023), "month": st.integers(1, 12),
}  # fmt: skip
"""Possible values of a change to an entry."""
changes = st.lists(
    st.tuples(st.integers(0, 11), st.sampled_from(sorted(VALUES)).flatmap(lambda name: st.tuples(st.just(name), VALUES[name]))),
    min_size=1,
    max_size=4,
)
rows = st.lists(
    st.fixed_dictionaries({name: values for name, values in VALUES.items() if name not in {"year", "month"}}), min_size=1, max_size=12
)


def of_list(entries: Sequence[Entry], cache: Cache, ledger: Ledger | None) -> Searching:
    publication = Publication(
        catalogue=Catalogue(entries), taxonomy=TOPICS, name="n", language="en", addresses=Addresses(), ledger=ledger, now=TIME
    )
    return Searching(view(publication), publication.site, cache)


def changed(entry: Entry, name: str, value: Any) -> Entry:
    if name in {"year", "month"}:
        return dataclasses.replace(entry, date=entry.date.replace(**{name: value}))
    values: Mapping[str, Any] = {name: value}
    return dataclasses.replace(entry, **values)


def dead() -> History:
    history = History()
    for days in (20, 10, 1):
        check = Check(url="x", outcome=Outcome.GONE, time=TIME - datetime.timedelta(days=days), detail="404")
        history = advanced(history, check)
    return history


@pytest.mark.parametrize("ledger", [None, Ledger(histories={"https://a.example/1": dead(), "https://b.example/2": dead()})])
def test_a_revised_search_index_has_the_same_bytes_as_one_written_whole(monkeypatch: pytest.MonkeyPatch, ledger: Ledger | None) -> None:
    monkeypatch.setattr(document, "FREQUENT", 4)  # lowered, so that short lists have frequent words too
    ways: collections.Counter[str] = collections.Counter()

    @settings(max_examples=EXAMPLES, deadline=None)
    @given(rows=rows, steps=st.lists(changes, min_size=1, max_size=3))
    def revise(rows: list[dict[str, Any]], steps: list[list[tuple[int, tuple[str, Any]]]]) -> None:
        entries = [Entry(slug=f"e-{n:02}", date=datetime.date(2020, 1, 1 + n), **row) for n, row in enumerate(rows)]
        with tempfile.TemporaryDirectory() as place:
            cache = Cache(Path(place) / "cache")
            folder = Folder(Path(place) / "site-0")
            files = [folder.put(asset) for asset in of_list(entries, cache, ledger).whole()]
            for number, step in enumerate(steps, 1):
                for chosen, (name, value) in step:
                    entries[chosen % len(entries)] = changed(entries[chosen % len(entries)], name, value)
                revised = of_list(entries, cache, ledger).revised(folder.path, files, folder.put)
                ways["whole" if revised is None else "revised"] += 1
                whole = Folder(Path(place) / f"site-{number}")
                made = [whole.put(asset) for asset in of_list(entries, cache if revised is None else Cache(None), ledger).whole()]
                if revised is None:  # a build also writes the whole index if it can't be revised
                    folder, files = whole, made
                else:
                    files = revised
                    assert folder.tree() == whole.tree()
                    assert {path for path, _, _ in files} == folder.tree().keys()

    revise()
    assert ways["revised"] > EXAMPLES // 2, ways
