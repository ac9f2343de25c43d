"""Feeds: the list, each topic and each frequent tag, as Atom, RSS and JSON Feed; and all of them as OPML.

Atom 1.0 is RFC 4287, RSS 2.0 https://www.rssboard.org/rss-specification, JSON Feed 1.1 https://www.jsonfeed.org/version/1.1/, OPML 2.0
https://opml.org/spec2.opml. An item's headline leads to the source, as on the site; its last line leads to its own page. Its id is its
page's address, which stays whatever is edited. All dates are the records' own, at midnight UTC.
"""

from __future__ import annotations

import dataclasses
import datetime
import email.utils
import functools
import re
from typing import TYPE_CHECKING, Any

from markupsafe import escape

from llmnotes.records import note
from llmnotes.records.term import tag_address
from llmnotes.site.engine import escaping
from llmnotes.site.engine.artifact import Asset, Batch
from llmnotes.site.engine.digest import fingerprint
from llmnotes.site.engine.page import Alternate
from llmnotes.system import compact_json
from llmnotes.web.url import encoded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from llmnotes.model import Entry
    from llmnotes.site.publication.fingerprints import Fingerprints
    from llmnotes.site.publication.publication import Publication

MOST = 50
"""Entries in a feed: the newest."""
WHOLE = 10_000
"""Characters of a note's HTML up to which a feed holds it whole, and its beginning otherwise; the longest of 13,000 real notes has 2,211."""
FREQUENT = 3
"""Tags of so many entries have a feed."""
OPML = "feeds.opml"
"""Where all feeds are listed, from the site's root."""

_NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
"""When a feed without entries last changed: the formats want a date, and the clock would make each build differ."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Feed:
    """What can be followed."""

    path: str
    """Of the page that shows the same."""
    title: str
    description: str
    entries: Sequence[Entry]
    """Newest first, at most `MOST`."""

    def file(self, name: str) -> str:
        """Where its file of that name stands, from the site's root."""
        return name if self.path == "index" else f"{self.path}/{name}"

    @functools.cached_property
    def alternates(self) -> tuple[Alternate, ...]:
        """Its files, in the order in which readers are offered them."""
        return tuple(Alternate(format_.type, f"{self.title} ({format_.name})", self.file(format_.file)) for format_ in FORMATS)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class _Item:
    """An entry as all formats need it."""

    link: str
    page: str
    """Its page's address, and its id."""
    title: str
    html: str
    listed: datetime.datetime
    updated: datetime.datetime
    categories: list[str]


def feeds(publication: Publication) -> dict[str, Feed]:
    """All feeds by their page's path: everything, then topics, then tags, the most used first."""
    catalogue, name = publication.catalogue, publication.name
    found = [Feed(path="index", title=name, description=publication.description, entries=catalogue.newest[:MOST])]
    for topic in publication.topics:
        title, description = publication.title(topic), topic.description[publication.words.language]
        newest = catalogue.newest_of(catalogue.by_topic.get(topic.id, ()), MOST)
        found.append(Feed(path=f"topics/{topic.id}", title=f"{title} | {name}", description=description, entries=newest))
    for tag, entries in catalogue.by_tag.items():
        if len(entries) >= FREQUENT:
            found.append(
                Feed(path=f"tags/{tag_address(tag)}", title=f"#{tag} | {name}", description="", entries=catalogue.newest_of(entries, MOST))
            )
    return {feed.path: feed for feed in found}


def batches(publication: Publication, found: Mapping[str, Feed], prints: Fingerprints) -> Iterator[Batch]:
    """All `feeds` in every format, and the OPML file. The site's address must be known."""
    item = functools.cache(functools.partial(_item, publication))
    for feed in found.values():
        sees = functools.partial(_seen, prints, feed)
        yield Batch(id=feed.file("feed"), sees=sees, make=functools.partial(_assets, publication, feed, item))
    listed = [found["index"], *(found[f"topics/{topic.id}"] for topic in publication.topics)]
    modified = max((entry.updated or entry.listed for feed in listed for entry in feed.entries), default=_NEVER.date())
    sees = functools.partial(fingerprint, modified, [feed.path for feed in listed])
    yield Batch(id=OPML, sees=sees, make=lambda: [Asset(OPML, _opml(publication, listed, modified))])


def _seen(prints: Fingerprints, feed: Feed) -> str:
    return prints.of_all(feed.entries, feed.title)


def _assets(publication: Publication, feed: Feed, item: Callable[[Entry], _Item]) -> Iterator[Asset]:
    items = [item(entry) for entry in feed.entries]
    for format_ in FORMATS:
        path = feed.file(format_.file)
        yield Asset(path, format_.write(publication, feed, items, publication.file(path)))


def _item(publication: Publication, entry: Entry) -> _Item:
    page = publication.page(f"entries/{entry.slug}")
    source = publication.catalogue.source(entry)
    words = note.html(entry.note, prefix=entry.slug, heading=2, base=page)
    if len(words) > WHOLE:
        beginning, _ = note.summary(entry.note, prefix=entry.slug, heading=2, base=page)
        words = f'{beginning}\n<p><a href="{escape(page)}">{publication.words("read_on")}</a></p>'
    return _Item(
        link=encoded(entry.url),
        page=page,
        title=_xml_text(source.displayed(entry.title)),
        html=_xml_text(f'{words}\n<p><a href="{escape(page)}">{escape(source.name)} · {entry.date}</a></p>'.lstrip()),
        listed=_midnight(entry.listed),
        updated=_midnight(entry.updated or entry.listed),
        categories=[_xml_text(term) for term in (*map(publication.title, publication.topics_of(entry)), *entry.tags)],
    )


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), tzinfo=datetime.UTC)


def _updated(items: Sequence[_Item]) -> datetime.datetime:
    return max((item.updated for item in items), default=_NEVER)


def _started(kind: Any, publication: Publication, feed: Feed, items: Sequence[_Item], address: str) -> Any:
    return kind(
        title=_xml_text(feed.title),
        link=publication.page(feed.path),
        description=_xml_text(feed.description or feed.title),
        language=publication.words.language,
        author_name=_xml_text(publication.name),
        feed_url=address,
        updated=_updated(items),
    )


def _atom(publication: Publication, feed: Feed, items: Sequence[_Item], address: str) -> bytes:
    from llmnotes.site.files.xml_feeds import Atom  # noqa: PLC0415 - the library takes 15 ms to load, and most builds write no feed

    written = _started(Atom, publication, feed, items, address)
    for item in items:
        written.add_item(
            title=item.title, link=item.link, description=None, content=item.html, unique_id=item.page, page=item.page,
            pubdate=item.listed, updateddate=item.updated, categories=item.categories,
        )  # fmt: skip
    return _bytes(written)


def _rss(publication: Publication, feed: Feed, items: Sequence[_Item], address: str) -> bytes:
    from llmnotes.site.files.xml_feeds import Rss  # noqa: PLC0415 - the same

    written = _started(Rss, publication, feed, items, address)
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


def _json(publication: Publication, feed: Feed, items: Sequence[_Item], address: str) -> bytes:
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


def _opml(publication: Publication, found: Sequence[Feed], modified: datetime.date) -> bytes:
    environment = escaping.environment()
    text = environment.get_template("feeds.opml").render(
        title=publication.name,
        modified=email.utils.format_datetime(_midnight(modified)),
        rows=[(feed, publication.file(feed.file(FORMATS[0].file)), publication.page(feed.path)) for feed in found],
        language=publication.words.language,
    )
    return _xml_text(text).encode()


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Format:
    """A way to write a feed."""

    name: str
    """What readers know it by."""
    type: str
    """Media type."""
    file: str
    """Its file's name; hosts tell the type from the ending."""
    write: Callable[[Publication, Feed, Sequence[_Item], str], bytes]


FORMATS = (
    Format(name="Atom", type="application/atom+xml", file="feed.atom.xml", write=_atom),
    Format(name="RSS", type="application/rss+xml", file="feed.rss.xml", write=_rss),
    Format(name="JSON Feed", type="application/feed+json", file="feed.json", write=_json),
)


def _xml_text(text: str) -> str:
    """A text without the characters that XML can't hold in any spelling."""
    return _no_xml().sub("", text)


@functools.cache  # not at import: so large a class takes 4 ms to compile, and most builds write no feed
def _no_xml() -> re.Pattern[str]:
    """See https://www.w3.org/TR/xml/#charsets."""
    return re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
