from __future__ import annotations

import datetime
import posixpath
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from llmnotes.model import Entry
from llmnotes.records.catalogue import Catalogue
from llmnotes.records.removal import Removal
from llmnotes.records.taxonomy import Taxonomy, Topic
from llmnotes.site.assemble import Site
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.files import markdown_exports
from llmnotes.site.publication.publication import Publication

ROOT = "https://list.example/notes/"
RAG = Topic(id="rag", title={"ja": "検索", "en": "Retrieval [x]"}, description={"ja": "", "en": "Find *it*."})


def entry(slug: str, **values: Any) -> Entry:
    defaults: dict[str, Any] = {"title": f"Title {slug}", "url": f"https://a.example/{slug}", "date": datetime.date(2023, 6, 9)}
    return Entry(slug=slug, **{**defaults, **values})


def files(*entries: Entry, site_url: str | None = ROOT) -> dict[str, str]:
    site = Site(
        Publication(
            catalogue=Catalogue(entries),
            taxonomy=Taxonomy(topics=(RAG,)),
            name="List",
            language="en",
            addresses=Addresses(),
            description="All of it",
            site_url=site_url,
        )
    )
    return {asset.path: asset.content.decode() for asset in site.assets() if asset.path.endswith((".md", ".txt"))}


class _Read(HTMLParser):
    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(MarkdownIt("commonmark").enable(["strikethrough"]).render(markdown))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.links.append((dict(attrs)["href"] or "", ""))
        self._open.append(tag)

    def handle_endtag(self, _tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if "a" in self._open:
            address, text = self.links[-1]
            self.links[-1] = (address, text + data)


def test_the_markdown_export_of_an_entry_has_its_note_its_metadata_and_its_links() -> None:
    note = "- 単純な*問題*\n\n<!-- x -->\n### 見出し"
    about = entry("a", title="[1] *a* - Qiita", url="https://qiita.com/a_(b)", topics=("rag",), tags=("C_x_", "t"), note=note, lang="ja",
                  via="https://via.example/", archived="https://web.example/a")  # fmt: skip
    citing = entry("b", note="[a](https://qiita.com/a_(b))")
    near = entry("c", tags=("t",))
    written = files(about, citing, near, entry("d"), entry("e"))
    text = written["entries/a.md"]
    assert text.startswith("# [\\[1\\] \\*a\\*](<https://qiita.com/a_(b)>)\n")
    assert f"\n{note}\n" in text
    links = _Read(text).links
    assert links[0] == ("https://qiita.com/a_(b)", "[1] *a*")
    assert ("../topics/rag.md", "Retrieval [x]") in links
    assert ("https://via.example/", "https://via.example/") in links
    assert ("b.md", "Title b") in links
    assert ("c.md", "Title c") in links
    assert "- Date: 2023-06-09\n- Source: Qiita\n- Language: Japanese\n" in text


def test_relative_links_between_markdown_exports_lead_to_existing_files() -> None:
    written = files(*(entry(f"e{number}", topics=("rag",), tags=("x",) if number < 2 else ()) for number in range(4)))
    followed = 0
    for path, text in written.items():
        if path.endswith(".md"):
            for address, _ in _Read(text).links:
                if "://" not in address:
                    assert posixpath.normpath(posixpath.join(posixpath.dirname(path), address)) in written
                    followed += 1
    assert followed >= 10


@pytest.mark.parametrize(("site_url", "root"), [(ROOT, ROOT), (None, "")])
def test_llms_txt_lists_topics_newest_entries_and_entries_json(site_url: str | None, root: str) -> None:
    text = files(entry("a", title="A <b>", topics=("rag",)), site_url=site_url)["llms.txt"]
    lines = [line for line in text.split("\n") if line]
    assert lines[:2] == ["# List", "> All of it"]
    assert [line for line in lines if line.startswith("#")] == ["# List", "## Topics", "## Newest", "## Optional"]
    links = _Read(text).links
    assert links == [(f"{root}topics/rag.md", "Retrieval [x]"), (f"{root}entries/a.md", "A <b>"), (f"{root}entries.json", "entries.json")]


@given(title=st.text(min_size=1).filter(lambda text: text.split()))
def test_any_title_in_a_markdown_export_is_unchanged_after_rendering(title: str) -> None:
    title = " ".join(title.replace("\x00", "").split()) or "x"
    ((_, text),) = _Read(f"# {markdown_exports.link(title, 'https://a.example/')}\n").links
    assert text == title


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example/(x",
        "https://a.example/?a=1&copy;=2",
        "https://a.example/a<b>\\c",
        "https://a.example/a\\_b",
        "https://a.example/*_*",
    ],
)
def test_any_address_of_a_markdown_link_is_unchanged_after_parsing(address: str) -> None:
    markdown = MarkdownIt("commonmark")
    markdown.normalizeLink = lambda url: url  # type: ignore[method-assign] # the documented way to keep addresses unchanged
    tokens = markdown.parse(markdown_exports.link("t", address))
    assert (tokens[1].children or [])[0].attrs == {"href": address}


def test_white_space_in_the_address_of_a_markdown_link_is_percent_encoded() -> None:
    assert _Read(markdown_exports.link("t", "https://a.example/a b\u3000c")).links == [("https://a.example/a%20b%20c", "t")]


def test_the_markdown_export_of_a_removed_entry_states_the_removal_and_has_no_link_to_the_work() -> None:
    removal = Removal(
        slug="gone",
        url="https://a.example/gone",
        title="Gone *x*",
        date=datetime.date(2023, 1, 1),
        removed=datetime.date(2023, 2, 1),
        reason="asked",
    )
    publication = Publication(
        catalogue=Catalogue([]), taxonomy=None, name="List", language="en", addresses=Addresses(), site_url=ROOT, removals=(removal,)
    )
    text = next(asset.content.decode() for asset in Site(publication).assets() if asset.path == "entries/gone.md")
    assert text.startswith("# Removed entry: Gone \\*x\\*\n")
    assert "- Reason: asked" in text
    assert "a.example" not in text


def test_a_log_has_a_link_to_the_markdown_export_in_place_of_a_very_long_note() -> None:
    long, short = "words " * 3_000, "words " * 1_000
    made = files(entry("a", note=long.strip(), tags=("x",)), entry("b", note=short.strip(), tags=("x",)))
    assert long.strip() in made["entries/a.md"]
    assert long.strip() not in made["tags/x.log.md"]
    assert short.strip() in made["tags/x.log.md"]
    assert f"[Read more]({ROOT}entries/a.md)" in made["tags/x.log.md"]
