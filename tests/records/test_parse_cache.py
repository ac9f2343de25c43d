from __future__ import annotations

import datetime
import pickle
from typing import TYPE_CHECKING, Any

import pytest

from llmnotes.model import Entry
from llmnotes.records import note
from llmnotes.records.folder import Store
from llmnotes.records.note import NoteLink
from llmnotes.records.parse_cache import Remembered
from llmnotes.system import compact_json
from llmnotes.system.cache import Cache

if TYPE_CHECKING:
    from pathlib import Path


def _saved(store: Store, cache: Cache) -> dict[str, Any]:
    """Return the document with the records of a folder that the cache has after a build."""
    remembered = Remembered(cache, "code")
    store.load(remembered)
    remembered.save()
    found: dict[str, Any] = cache.read("records", "code")
    return found


def test_links_of_an_unchanged_note_come_from_the_cache(tmp_path: Path) -> None:
    text = "See [a `b`](https://b.example/1 'c'), ![d](/e.png) and\n\n- https://f.example/日本"
    entry = Entry(slug="2020-01-01-e", title="t", url="https://a.example/", date=datetime.date(2020, 1, 1), note=text)
    store, cache = Store(tmp_path / "entries"), Cache(tmp_path / "cache")
    store.save(entry)
    ((file, (*kept, values, links)),) = _saved(store, cache).items()
    found = note.links(text)
    assert [link.url for link in found] == ["https://b.example/1", "/e.png", "https://f.example/"]
    assert [tuple(link) for link in links] == [(link.url, link.text, link.line) for link in found]

    # This process has not parsed this note, so the links can only come from the cache.
    unparsed = "- https://in-the-note.example/"
    cache.write("records", "code", {file: [*kept, [*values[:-1], unparsed], [["https://in-the-cache.example/", "t", 1]]]})
    store.load(Remembered(cache, "code"))
    assert note.links(unparsed) == (NoteLink("https://in-the-cache.example/", "t", 1),)


@pytest.mark.parametrize("rubbish", [[[5, "t", 0]], [[["x"], "t", 0]], [["x", "t"]], 7], ids=str)
def test_a_record_with_damaged_links_in_the_cache_is_parsed_again(tmp_path: Path, rubbish: object) -> None:
    entry = Entry(slug="2020-01-01-e", title="t", url="https://a.example/", date=datetime.date(2020, 1, 1), note="- https://b.example/")
    store, cache = Store(tmp_path / "entries"), Cache(tmp_path / "cache")
    store.save(entry)
    ((file, (*kept, values, _)),) = _saved(store, cache).items()
    unparsed = f"- https://c.example/{len(str(rubbish))}"
    cache.write("records", "code", {file: [*kept, [*values[:-1], unparsed], rubbish]})
    assert [found.entry for found in store.load(Remembered(cache, "code")).records.values()] == [entry]
    assert [link.url for link in note.links(entry.note)] == ["https://b.example/"]
    assert [link.url for link in note.links(unparsed)] == [unparsed.removeprefix("- ")]


ODD: list[object] = [5, 0, False, True, 1.5, [], {}, [[[]]], ["x"]]
"""Values that aren't text, to put in place of texts in the cache."""
IMPOSSIBLE: dict[str, list[object]] = {
    "title": [*ODD, None, "", " ", "a\0b", "a\x1bb", "a\nb"],
    "url": [
        *ODD,
        None,
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "//a.example/",
        "https://a.example/ x",
        "https://a:b@a.example/",
        "https://",
    ],
    "date": [*ODD, None, "", "tomorrow", "2024-02-30"],
    "added": [*ODD, "", "20240101"],
    "updated": [*ODD, "", "2024-W01-1"],
    "topics": [5, None, "rag", {}, [5], [["rag"]], [None], ["../rag"], [""], ["Rag"]],
    "tags": [5, None, "tag", {}, [5], [["tag"]], [None], [""], ["a\0b"], ["x" * 999]],
    "lang": [*ODD, "", 'en"><script>', "english "],
    "via": [*ODD, "", " ", "a\x1bb"],
    "archived": [*ODD, "", "javascript:alert(1)"],
    "note": [*ODD, None, "a\0b"],
}
"""Values that no record can have, by key. The keys are in the order in which the cache stores them."""


@pytest.mark.parametrize("key", IMPOSSIBLE)
def test_a_cached_value_that_no_record_can_have_is_ignored(tmp_path: Path, key: str) -> None:
    entry = Entry(
        slug="2020-01-01-e", title="t", url="https://a.example/", date=datetime.date(2020, 1, 1), tags=("tag",), topics=("topic",),
        lang="en", via="v", archived="https://b.example/", added=datetime.date(2020, 1, 2), note="A note.",
    )  # fmt: skip
    store, cache, column = Store(tmp_path / "entries"), Cache(tmp_path / "cache"), list(IMPOSSIBLE).index(key)
    store.save(entry)
    ((file, (stamp, values, links)),) = _saved(store, cache).items()
    for value in IMPOSSIBLE[key]:
        cache.write("records", "code", {file: [stamp, [*values[:column], value, *values[column + 1 :]], links]})
        loaded = store.load(Remembered(cache, "code"))
        assert [found.entry for found in loaded.records.values()] == [entry], value


@pytest.mark.parametrize("odd", [*ODD, [5], ["", [], None], {"times": 5}])
def test_an_invalid_cache_of_records_is_ignored(tmp_path: Path, odd: object) -> None:
    entry = Entry(slug="2020-01-01-e", title="t", url="https://a.example/", date=datetime.date(2020, 1, 1))
    store, cache = Store(tmp_path / "entries"), Cache(tmp_path / "cache")
    store.save(entry)
    ((file, kept),) = _saved(store, cache).items()
    for document in (odd, {file: odd}, {file: [odd, *kept[1:]]}, *({file: [*kept[:at], odd, *kept[at + 1 :]]} for at in (1, 2))):
        cache.write("records", "code", document)
        found = store.load(Remembered(cache, "code"))
        assert [one.entry for one in found.records.values()] == [entry]


def test_the_cache_no_longer_has_an_entry_whose_record_was_removed(tmp_path: Path) -> None:
    cache, store = Cache(tmp_path / "cache"), Store(tmp_path / "entries")
    entry = Entry(slug="2020-01-01-e", title="Secret", url="https://a.example/", date=datetime.date(2020, 1, 1))
    path = store.save(entry)
    for kept in (True, False):
        remembered = Remembered(cache, "code")
        store.load(remembered)
        remembered.save()
        assert any("Secret" in file.read_text(encoding="utf-8") for file in (tmp_path / "cache").glob("*.json")) == kept
        path.unlink(missing_ok=True)


def test_a_record_that_another_process_parsed_is_not_parsed_again(tmp_path: Path) -> None:
    entry = Entry(
        slug="2020-01-01-e",
        title="t",
        url="https://a.example/",
        date=datetime.date(2020, 1, 1),
        topics=("rag",),
        tags=("LLM", "日本"),
        note="n",
    )
    store = Store(tmp_path / "entries")
    file = store.save(entry)
    other = Remembered(Cache(None), "code")
    store.load(other)
    sent = pickle.loads(pickle.dumps(other.packed()))  # noqa: S301 - a pipe between two processes also pickles values
    ((shown, packed),) = sent.items()
    found = file.stat()
    own = Remembered(Cache(None), "code")
    stamp, *values = compact_json.loads(packed)
    own.learn({shown: compact_json.dumps([f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {stamp}", *values])})

    def read() -> bytes:
        pytest.fail("the file is read again")

    taken = own.find(shown, found, read)
    assert taken is not None
    assert taken.entry == entry


def test_records_that_come_from_the_cache_are_saved_with_the_same_values(tmp_path: Path) -> None:
    store, cache = Store(tmp_path / "entries"), Cache(tmp_path / "cache")
    day = datetime.date(2020, 1, 1)
    store.save(Entry(slug="2020-01-01-a", title="t", url="https://a.example/", date=day, tags=("日本",), note="- https://b.example/"))
    store.save(Entry(slug="2020-01-01-b", title="t", url="https://b.example/", date=day, note="no link"))
    first = _saved(store, cache)
    assert len(first) == 2
    # The times of the files are not compared, because the cache doesn't store those of files that changed very recently.
    assert [kept[1:] for kept in _saved(store, cache).values()] == [kept[1:] for kept in first.values()]
