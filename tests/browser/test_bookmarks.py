"""Real browsers import the bookmarks that llmnotes exports, and llmnotes imports the bookmarks that they export."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest

from browser import real_browsers
from llmnotes.records.folder import Store

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from llmnotes.model import Entry

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

RECORDS = {
    "2023-06-09-rag": "title: 'RAG: <b>検索</b> & \"more\"'\nurl: https://a.example/?q=1&r=%E3%81%82#top\ndate: 2023-06-09\ntopics: [tools]\ntags: [Lang Chain, 埋め込み]",
    "2024-02-29-plain": "title: Plain\nurl: https://b.example/\ndate: 2024-02-29\nadded: 2024-03-01",
}
DAYS = {"https://a.example/?q=1&r=%E3%81%82#top": "2023-06-09", "https://b.example/": "2024-03-01"}
"""The days of the bookmarks by URL: a bookmark has the day on which its entry was added, if it is known, and otherwise the date of the entry."""


def entries(folder: Path) -> dict[str, Entry]:
    return {one.url: one for one in (record.entry for record in Store(folder / "entries").load().records.values())}


@pytest.fixture
def exported(llmnotes: Run, tmp_path: Path) -> Path:
    """Return the export of a list of two entries."""
    assert llmnotes("init", ".", "--yes", "--language", "en").returncode == 0
    for example in tmp_path.glob("entries/*/*.md"):
        example.unlink()
    for slug, front in RECORDS.items():
        path = tmp_path / "entries" / slug[:4] / f"{slug}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"---\n{front}\n---\n\n- A note with a [link](https://c.example/)\n", encoding="utf-8")
    done = llmnotes("export", "--format", "html")
    assert done.returncode == 0, done.stderr.decode()
    (tmp_path / "ours.html").write_bytes(done.stdout)
    return tmp_path / "ours.html"


def test_firefox_imports_bookmarks_that_llmnotes_exports_and_llmnotes_imports_those_of_firefox(
    llmnotes: Run, tmp_path: Path, exported: Path
) -> None:
    program = real_browsers.firefox()
    if program is None:
        pytest.skip("needs Firefox: install firefox-esr, or set FIREFOX_PATH")
    real_browsers.import_and_export_in_firefox(program, exported, tmp_path / "theirs.html")
    done = llmnotes("init", "again", "--yes", "--from", "theirs.html", "--topic", "tools")
    assert done.returncode == 0, done.stderr.decode()
    before, after = entries(tmp_path), entries(tmp_path / "again")
    assert {url: one.title for url, one in after.items()} == {url: one.title for url, one in before.items()}
    assert {url: (one.topics, set(one.tags)) for url, one in after.items()} == {
        "https://a.example/?q=1&r=%E3%81%82#top": (("tools",), {"Lang Chain", "埋め込み"}),
        "https://b.example/": ((), set()),
    }
    assert {url: str(one.date) for url, one in after.items()} == DAYS


def _bookmarks(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if node.get("type") == "url":
        yield node
    for child in node.get("children", ()):
        yield from _bookmarks(child)


def test_chromium_imports_titles_urls_and_days_of_bookmarks_that_llmnotes_exports(tmp_path: Path, exported: Path) -> None:
    program = real_browsers.chromium()
    if program is None:
        pytest.skip("needs Debian's package chromium, and the right to mount a folder in a new namespace")
    roots = real_browsers.import_in_chromium(program, exported)["roots"].values()
    found = {one["url"]: one for root in roots for one in _bookmarks(root)}
    assert {url: one["name"] for url, one in found.items()} == {url: one.title for url, one in entries(tmp_path).items()}
    began = datetime.datetime(1601, 1, 1, tzinfo=datetime.UTC)  # Chromium counts microseconds from this time
    assert {url: f"{began + datetime.timedelta(microseconds=int(one['date_added'])):%Y-%m-%d}" for url, one in found.items()} == DAYS
