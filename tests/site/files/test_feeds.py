from __future__ import annotations

import datetime
import json
import re
import time
import xml.etree.ElementTree as ET
from typing import Any

import feedparser
import jsonschema
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from llmnotes.model import Entry
from llmnotes.records.catalogue import Catalogue
from llmnotes.records.taxonomy import Taxonomy, Topic
from llmnotes.site.assemble import Site
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.files.feeds import FREQUENT, MOST, WHOLE
from llmnotes.site.publication.publication import Publication

ROOT = "https://list.example/notes/"
RAG = Topic(id="rag", title={"ja": "検索 & 生成", "en": "Retrieval"}, description={"ja": "探して<答える>。", "en": "Find."})
BARE = Topic(id="bare", title={"ja": "空", "en": "Empty"}, description={"ja": "", "en": ""})


def entry(slug: str = "2023-06-09-a", **values: Any) -> Entry:
    defaults: dict[str, Any] = {"title": "題", "url": f"https://a.example/{slug}", "date": datetime.date(2023, 6, 9)}
    return Entry(slug=slug, **{**defaults, **values})


NOW = datetime.datetime(2026, 11, 30, 16, 0, tzinfo=datetime.UTC)


def site(*entries: Entry, directories: bool = True, followable: bool = True, now: datetime.datetime = NOW) -> Site:
    return Site(Publication(now=now, catalogue=Catalogue(entries), taxonomy=Taxonomy(topics=(RAG, BARE)), name="読書 <ノート>", description="注釈 & リンク", language="ja",
        addresses=Addresses(directories=directories), site_url=ROOT if followable else None,
    ))  # fmt: skip


def files(*entries: Entry, directories: bool = True) -> dict[str, bytes]:
    assets = list(site(*entries, directories=directories).assets())
    assert len({asset.path for asset in assets}) == len(assets)
    return {asset.path: asset.content for asset in assets}


def parsed(content: bytes) -> Any:
    feed = feedparser.parse(content, sanitize_html=False, resolve_relative_uris=False)
    assert feed.bozo == 0, feed.bozo_exception
    return feed


FULL = entry(
    title='RAGを<改良>する & "2つ"の方法 - Qiita', url="https://qiita.com/論文?a=1&b=|", added=datetime.date(2024, 1, 2),
    updated=datetime.date(2024, 3, 4), topics=("rag", "unknown"), tags=("C++", "<b>"),
    note="## 見出し\n\n- [上](#見出し) と [隣](../other/) と [外](https://b.example/?x=1&y=2)\n- <script>alert(1)</script>",
)  # fmt: skip
PAGE = f"{ROOT}entries/2023-06-09-a/"


@pytest.mark.parametrize(("name", "version"), [("feed.atom.xml", "atom10"), ("feed.rss.xml", "rss20")])
def test_atom_and_rss_feeds_have_the_values_of_the_list_and_of_its_entries(name: str, version: str) -> None:
    feed = parsed(files(FULL)[name])
    assert feed.version == version
    assert feed.feed.title == "読書 <ノート>"
    assert feed.feed.subtitle == "注釈 & リンク"
    assert feed.feed.language == "ja"
    assert {link.href for link in feed.feed.links if link.rel == "alternate"} == {ROOT}
    assert {link.href for link in feed.feed.links if link.rel == "self"} == {f"{ROOT}{name}"}
    (item,) = feed.entries
    assert item.title == 'RAGを<改良>する & "2つ"の方法'
    assert item.link == "https://qiita.com/%E8%AB%96%E6%96%87?a=1&b=%7C", "the headline links to the source"
    assert item.id == PAGE
    assert [tag.term for tag in item.tags] == ["検索 & 生成", "C++", "<b>"]
    assert item.published_parsed == time.struct_time((2024, 1, 2, 0, 0, 0, 1, 2, 0))
    html = item.content[0].value if "content" in item else item.summary
    assert "&lt;script&gt;alert(1)" in html
    assert re.findall('href="([^"]*)"', html) == [
        f"{PAGE}#2023-06-09-a--見出し",
        f"{ROOT}entries/other/",
        "https://b.example/?x=1&amp;y=2",
        PAGE,
    ]


def test_atom_has_all_elements_that_rfc_4287_requires() -> None:
    ns = {"a": "http://www.w3.org/2005/Atom"}
    root = ET.fromstring(files(FULL, entry("b"))["feed.atom.xml"])  # noqa: S314 - written by the code under test
    for element in [root, *root.findall("a:entry", ns)]:
        assert len(element.findall("a:id", ns)) == 1
        assert len(element.findall("a:title", ns)) == 1
        assert [updated.text for updated in element.findall("a:updated", ns)] == [
            "2023-06-09T00:00:00+00:00" if element.findtext("a:id", "", ns).endswith("b/") else "2024-03-04T00:00:00+00:00"
        ]
        assert len(element.findall("a:link[@rel='alternate']", ns)) == 1
    assert root.findtext("a:author/a:name", "", ns) == "読書 <ノート>"
    related = [link.get("href") for link in root.findall("a:entry/a:link[@rel='related']", ns)]
    assert related == [PAGE, f"{ROOT}entries/b/"]


JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string"},
        "home_page_url": {"type": "string", "pattern": "^https?://"},
        "feed_url": {"type": "string", "pattern": "^https?://"},
        "language": {"type": "string"},
        "authors": {"type": "array", "items": {"type": "object", "minProperties": 1}},
        "items": {
            "type": "array",
            "uniqueItems": True,
            "items": {
                "type": "object",
                "required": ["id", "content_html"],
                "properties": {
                    "id": {"type": "string", "minLength": 1},
                    "url": {"type": "string", "pattern": "^https?://"},
                    "external_url": {"type": "string", "pattern": "^https?://"},
                    "content_html": {"type": "string"},
                    "date_published": {"pattern": r"^\d{4}-\d\d-\d\dT00:00:00(Z|\+00:00)$"},
                    "date_modified": {"pattern": r"^\d{4}-\d\d-\d\dT00:00:00(Z|\+00:00)$"},
                    "tags": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}


def test_json_feeds_match_a_schema_and_have_the_addresses_and_dates_of_an_entry() -> None:
    written = files(FULL, entry("b"))
    for path in ("feed.json", "topics/rag/feed.json", "topics/bare/feed.json"):
        feed = json.loads(written[path])
        jsonschema.validate(feed, JSON_FEED)
        assert feed["feed_url"] == f"{ROOT}{path}"
    item = json.loads(written["feed.json"])["items"][0]
    assert item["id"] == item["url"] == PAGE
    assert item["external_url"] == "https://qiita.com/%E8%AB%96%E6%96%87?a=1&b=%7C"
    assert (item["date_published"][:10], item["date_modified"][:10]) == ("2024-01-02", "2024-03-04")


def test_the_id_of_an_item_in_a_feed_stays_the_same_after_the_entry_was_edited() -> None:
    edited = entry(title="別", url="https://other.example/", date=datetime.date(2020, 1, 1), note="別", updated=datetime.date(2025, 1, 1))
    for name in ("feed.atom.xml", "feed.rss.xml"):
        assert parsed(files(FULL)[name]).entries[0].id == parsed(files(edited)[name]).entries[0].id


def test_topics_and_frequent_tags_have_their_own_feeds() -> None:
    entries = [entry(f"e{number}", tags=("often", "rare") if number < FREQUENT - 1 else ("Often",), topics=("rag",)) for number in range(3)]
    written = files(*entries)
    assert {path for path in written if path.endswith("feed.rss.xml")} == {
        "feed.rss.xml", "topics/rag/feed.rss.xml", "topics/bare/feed.rss.xml", "tags/often/feed.rss.xml",
    }  # fmt: skip
    tag = parsed(written["tags/often/feed.atom.xml"])
    assert tag.feed.title == "#often | 読書 <ノート>"
    assert tag.feed.id == tag.feed.link == f"{ROOT}tags/often/"
    assert len(tag.entries) == 3
    assert parsed(written["topics/rag/feed.rss.xml"]).feed.subtitle == "探して<答える>。"


def test_a_feed_has_the_newest_entries_by_the_day_they_were_added() -> None:
    entries = [entry(f"e{day:03}", date=datetime.date(2023, 1, 1) + datetime.timedelta(day)) for day in range(MOST + 5)]
    late = entry("late", date=datetime.date(2001, 1, 1), added=datetime.date(2024, 1, 1))
    feed = parsed(files(*entries, late)["feed.rss.xml"])
    assert len(feed.entries) == MOST
    assert [item.id.split("/")[-2] for item in feed.entries[:2]] == ["late", f"e{MOST + 4:03}"]


def test_feeds_without_entries_are_dated_1970_so_that_they_do_not_depend_on_the_current_time() -> None:
    written = files()
    for path in ("feed.atom.xml", "feed.rss.xml", "topics/bare/feed.atom.xml"):
        assert parsed(written[path]).feed.updated_parsed[0] == 1970
    assert written == files()


def test_feeds_leave_out_characters_that_xml_excludes() -> None:
    written = files(entry(title="a\x08b\ufffe", note="c\x0bd", tags=("e\x1ff",)))
    for name in ("feed.atom.xml", "feed.rss.xml"):
        (item,) = parsed(written[name]).entries
        assert item.title == "ab"
        assert item.tags[0].term == "ef"


@pytest.mark.no_cover  # other tests in this file run the same lines
@given(title=st.text(min_size=1), note=st.text(), tag=st.text(min_size=1), link=st.text())
@example(title="t", note="![x](//[)", tag="t", link="//[")
@settings(deadline=None, max_examples=40)
def test_feeds_are_well_formed_and_have_no_relative_links_for_any_text(title: str, note: str, tag: str, link: str) -> None:
    written = files(entry(title=title, note=f"{note}\n\n[x](<{link}>)", tags=(tag,), url=f"https://a.example/{link}"))
    for path in ("feed.atom.xml", "feed.rss.xml", "feeds.opml"):
        ET.fromstring(written[path])  # noqa: S314 - written by the code under test
    for address in re.findall('href="([^"]*)"', json.loads(written["feed.json"])["items"][0]["content_html"]):
        assert ":" in address, "no link in a feed is relative"


def test_opml_lists_the_feed_of_the_list_then_those_of_topics() -> None:
    root = ET.fromstring(files(FULL)["feeds.opml"])  # noqa: S314 - written by the code under test
    assert root.get("version") == "2.0"
    outlines = root.findall("body/outline")
    assert [outline.get("xmlUrl") for outline in outlines] == [f"{ROOT}{path}feed.atom.xml" for path in ("", "topics/rag/", "topics/bare/")]
    assert outlines[1].get("text") == "検索 & 生成 | 読書 <ノート>"
    assert all(outline.get("type") == "rss" for outline in outlines)


@pytest.mark.parametrize("directories", [True, False])
def test_a_page_links_to_its_own_feed_before_the_feed_of_the_list(directories: bool) -> None:  # noqa: FBT001 - pytest passes it by name
    entries = [entry(f"e{number}", tags=("often",), topics=("rag",)) for number in range(3)]
    made = site(*entries, directories=directories)
    written = {asset.path for asset in made.assets()}
    pages = {page.path: page for page in [made.home(), *made.pages()]}
    assert [alternate.path for alternate in pages["index"].alternates] == ["feed.atom.xml", "feed.rss.xml", "feed.json"]
    assert [alternate.path for alternate in pages["tags/often"].alternates][:3] == [
        f"tags/often/{name}" for name in ("feed.atom.xml", "feed.rss.xml", "feed.json")
    ]
    assert pages["topics/rag"].alternates[1].title == "検索 & 生成 | 読書 <ノート> (Atom)"
    assert pages["entries/e0"].alternates[0].type == "text/markdown"
    assert {alternate.path for page in pages.values() for alternate in page.alternates} <= written
    assert 'href="./feed.atom.xml" type="application/atom+xml">Atom</a>' in pages["index"].html
    rag = "./feed.json" if directories else "./rag/feed.json"
    assert f'href="{rag}" type="application/feed+json">JSON Feed</a>' in pages["topics/rag"].html
    assert 'href="../feeds.opml"' in pages["topics/index"].html


def test_without_a_site_url_there_are_no_feeds_and_no_links_to_feeds() -> None:
    made = site(entry(tags=("t",), topics=("rag",)), followable=False)
    assert not [asset.path for asset in made.assets() if "feed" in asset.path]
    for page in [made.home(), *made.pages()]:
        assert "feed" not in page.html
        assert not [alternate for alternate in page.alternates if "feed" in alternate.path]


def test_a_feed_has_the_beginning_of_a_very_long_note_and_a_link() -> None:
    made = files(entry("2023-06-09-a", note="語" * 20_000), entry("2023-06-09-b", note="語" * 2_000))
    shown = {item["id"].rstrip("/").rpartition("/")[2]: item["content_html"] for item in json.loads(made["feed.json"])["items"]}
    assert "語" * 2_000 in shown["2023-06-09-b"]
    assert len(shown["2023-06-09-a"]) < WHOLE
    assert f'<a href="{ROOT}entries/2023-06-09-a/">続きを読む</a>' in shown["2023-06-09-a"]
    assert all(len(made[name]) < 50_000 for name in ("feed.atom.xml", "feed.rss.xml", "feed.json"))


@pytest.mark.parametrize(
    "values", [{"date": datetime.date(2026, 12, 1)}, {"added": datetime.date(2999, 1, 1)}, {"updated": datetime.date(2026, 12, 1)}]
)
def test_no_date_of_a_feed_lies_in_the_future(values: dict[str, Any]) -> None:
    made = files(entry(topics=("rag",), **values), entry("2023-06-09-b"))
    for name in ("feed.atom.xml", "feed.rss.xml", "topics/rag/feed.atom.xml"):
        feed = parsed(made[name])
        # feedparser warns if a key is read that the feed lacks.
        dates = [one[key] for one in map(dict, (feed.feed, *feed.entries)) for key in ("updated_parsed", "published_parsed") if key in one]
        assert max(dates)[:3] == (2026, 11, 30), name
    items = json.loads(made["feed.json"])["items"]
    assert max(item["date_modified"] for item in items) == "2026-11-30T00:00:00+00:00"
    assert b"30 Nov 2026" in made["feeds.opml"]


def test_a_feed_without_dates_in_the_future_is_the_same_on_each_day() -> None:
    one, other = (
        {asset.path: asset.content for asset in site(FULL, now=NOW + datetime.timedelta(days=days)).assets()} for days in (0, 400)
    )
    assert one["feed.atom.xml"] == other["feed.atom.xml"]
    assert one["feeds.opml"] == other["feeds.opml"]
