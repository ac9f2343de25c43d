"""How a feed is written.

Atom 1.0 is RFC 4287, RSS 2.0 https://www.rssboard.org/rss-specification, JSON Feed 1.1 https://www.jsonfeed.org/version/1.1/, OPML 2.0
https://opml.org/spec2.opml. An item's headline leads to the source, as on the site; its last line leads to its own page. Its id is its
page's address, which stays whatever is edited. All dates are the records' own, at midnight UTC.
"""

from __future__ import annotations

import dataclasses
import datetime
import email.utils
from typing import TYPE_CHECKING, Any

import jinja2
from feedgenerator import Atom1Feed, Rss201rev2Feed
from markupsafe import escape

from llmnotes import compact_json, note
from llmnotes.site.feeds import NEVER
from llmnotes.site.publication import xml_text
from llmnotes.url import encoded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from llmnotes.model import Entry
    from llmnotes.site.feeds import Feed
    from llmnotes.site.publication import Publication


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """An entry as all formats need it."""

    link: str
    page: str
    """Its page's address, and its id."""
    title: str
    html: str
    listed: datetime.datetime
    updated: datetime.datetime
    categories: list[str]


def item_of(publication: Publication, entry: Entry) -> Item:
    """An entry as an item of any feed."""
    page = publication.page(f"entries/{entry.slug}")
    source = publication.catalogue.source(entry)
    words = note.html(entry.note, prefix=entry.slug, heading=2, base=page)
    return Item(
        link=encoded(entry.url),
        page=page,
        title=xml_text(source.displayed(entry.title)),
        html=xml_text(f'{words}\n<p><a href="{escape(page)}">{escape(source.name)} · {entry.date}</a></p>'.lstrip()),
        listed=_midnight(entry.listed),
        updated=_midnight(entry.updated or entry.listed),
        categories=[xml_text(term) for term in (*map(publication.title, publication.topics_of(entry)), *entry.tags)],
    )


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), tzinfo=datetime.UTC)


def _updated(items: Sequence[Item]) -> datetime.datetime:
    return max((item.updated for item in items), default=_midnight(NEVER))


class _Atom(Atom1Feed):  # type: ignore[misc] # the library ships no types
    """Atom with a link from each entry to its own page."""

    def add_item_elements(self, handler: Any, item: Mapping[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("link", "", {"rel": "related", "type": "text/html", "href": item["page"]})

    def latest_post_date(self) -> datetime.datetime:
        return self.feed["updated"]  # type: ignore[no-any-return] # the library ships no types


class _Rss(Rss201rev2Feed):  # type: ignore[misc] # the library ships no types
    """RSS whose date is not the clock's where there are no items."""

    def latest_post_date(self) -> datetime.datetime:
        return self.feed["updated"]  # type: ignore[no-any-return] # the library ships no types


def _started(kind: Any, publication: Publication, feed: Feed, items: Sequence[Item], address: str) -> Any:
    return kind(
        title=xml_text(feed.title),
        link=publication.page(feed.path),
        description=xml_text(feed.description or feed.title),
        language=publication.words.language,
        author_name=xml_text(publication.name),
        feed_url=address,
        updated=_updated(items),
    )


def _atom(publication: Publication, feed: Feed, items: Sequence[Item], address: str) -> bytes:
    written = _started(_Atom, publication, feed, items, address)
    for item in items:
        written.add_item(
            title=item.title, link=item.link, description=None, content=item.html, unique_id=item.page, page=item.page,
            pubdate=item.listed, updateddate=item.updated, categories=item.categories,
        )  # fmt: skip
    return _bytes(written)


def _rss(publication: Publication, feed: Feed, items: Sequence[Item], address: str) -> bytes:
    written = _started(_Rss, publication, feed, items, address)
    for item in items:
        # A permalink would make some readers lead the headline there instead of to the source.
        written.add_item(
            title=item.title, link=item.link, description=item.html, unique_id=item.page, unique_id_is_permalink=False,
            pubdate=item.listed, categories=item.categories,
        )  # fmt: skip
    return _bytes(written)


def _bytes(written: Any) -> bytes:
    text: str = written.writeString("utf-8")
    return text.encode()


def _json(publication: Publication, feed: Feed, items: Sequence[Item], address: str) -> bytes:
    content = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": publication.page(feed.path),
        "feed_url": address,
        "description": feed.description or feed.title,
        "language": publication.words.language,
        "authors": [{"name": publication.name, "url": publication.page("index")}],
        "items": [
            {
                "id": item.page,
                "url": item.page,
                "external_url": item.link,
                "title": item.title,
                "content_html": item.html,
                "date_published": item.listed.isoformat(),
                "date_modified": item.updated.isoformat(),
                "tags": item.categories,
            }
            for item in items
        ],
    }
    return compact_json.dumps(content)


def opml(publication: Publication, rows: Sequence[tuple[Feed, str, str]], modified: datetime.date) -> bytes:
    """The list of feeds: each with the URL of its file and that of its page."""
    environment = jinja2.Environment(loader=jinja2.PackageLoader("llmnotes.site"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    text = environment.get_template("feeds.opml").render(
        title=publication.name,
        modified=email.utils.format_datetime(_midnight(modified)),
        rows=rows,
        language=publication.words.language,
    )
    return xml_text(text).encode()


WRITE: Mapping[str, Callable[[Publication, Feed, Sequence[Item], str], bytes]] = {"Atom": _atom, "RSS": _rss, "JSON Feed": _json}
"""A feed with its items as each of `feeds.FORMATS` has it, from its own URL."""
