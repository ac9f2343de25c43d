"""Make feeds of the list, of each topic and of each frequent tag, as Atom, RSS and JSON Feed; and an OPML file with the feeds of the list and its topics.

Formats: Atom 1.0 (RFC 4287), RSS 2.0 (https://www.rssboard.org/rss-specification), JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/) and
OPML 2.0 (https://opml.org/spec2.opml). In Atom and RSS, the headline of an item links to the work; in JSON Feed, the item names the work as `external_url`.
The last line of an item links to the entry's page. The id of an item is the address of that page, which never changes. Dates are those of the records, at
midnight UTC. A date after today (UTC) is shown as today.
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
from llmnotes.site.engine.artifact import Artifact, Asset, known
from llmnotes.site.engine.page import Alternate
from llmnotes.site.publication.site_view import FeedAddress
from llmnotes.system import compact_json
from llmnotes.web.source import displayed_title, source_of_url
from llmnotes.web.url import encoded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from llmnotes.model import Entry
    from llmnotes.records.taxonomy import Topic
    from llmnotes.site.publication.publication import Publication
    from llmnotes.site.publication.site_view import SiteView

MOST, MOST_OF_TAG = 50, 20
"""Maximum number of entries in a feed of the list or of a topic, and in a feed of a tag.

A feed has the newest entries. Feeds of tags are shorter, because a list has hundreds of tags.
"""
WHOLE = 10_000
"""Maximum length of a note's HTML in a feed, in characters.

Of a longer note, the feed has only the beginning and a link to the entry's page. The longest of 13,000 real notes has 2,211 characters.
"""
FREQUENT = 3
"""A tag has a feed if at least this number of entries have the tag."""
OPML = "feeds.opml"
"""Path of the OPML file from the site's root."""

_NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
"""Date of a feed without entries. Atom requires a date, and the current time would make each build differ."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FeedView:
    """The content of a feed."""

    address: FeedAddress
    description: str
    entries: tuple[Entry, ...]
    """The entries in the feed. The entry that joined the reading list last comes first."""
    latest: datetime.date | None = None
    """Today's date in UTC, if an entry in the feed has a later date, which the feed shows as today. Otherwise None, so that an unchanged feed is equal each day."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class OpmlView:
    """The content of the OPML file."""

    feeds: tuple[tuple[FeedAddress, str], ...]
    """The feeds of the list and of its topics, each with its description."""
    modified: datetime.date


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class _Item:
    """An entry as an item of a feed, with the values that all feed formats use."""

    link: str
    page: str
    """Address of the entry's page, also the id of the item."""
    title: str
    html: str
    listed: datetime.datetime
    updated: datetime.datetime
    categories: list[str]


def of_topic(site: SiteView, topic: Topic) -> FeedAddress | None:
    """Return the address of a topic's feed; None if the site's URL is unknown, because the site then has no feeds."""
    return FeedAddress(f"topics/{topic.id}", f"{site.title(topic)} | {site.name}") if site.site_url else None


def of_tag(site: SiteView, tag: str, count: int) -> FeedAddress | None:
    """Return the address of the feed of a tag with `count` entries; None if `count` is less than `FREQUENT`, or if the site's URL is unknown."""
    return FeedAddress(f"tags/{tag_address(tag)}", f"#{tag} | {site.name}") if site.site_url and count >= FREQUENT else None


def alternates(feed: FeedAddress) -> tuple[Alternate, ...]:
    """Return the data of a link to each file of a feed, one for each format, in the order in which pages show them."""
    return tuple(Alternate(format_.type, f"{feed.title} ({format_.name})", feed.file(format_.file)) for format_ in FORMATS)


def artifacts(publication: Publication) -> Iterator[Artifact]:
    """Yield an artifact for each feed, with its files in all formats. Then yield the artifact of the OPML file.

    The feed of the list comes first, then the feeds of topics, then the feeds of frequent tags, the most frequent tag first. Yield nothing if the site's URL is
    unknown.
    """
    site = publication.site
    if site.feed is None:
        return
    listed = [_everything(publication, site.feed), *_of_topics(publication)]
    for feed in (*listed, *_of_tags(publication)):
        yield Artifact(id=feed.address.file("feed"), view=known(_until(feed, publication.now.date())), template=template)
    modified = max((entry.updated or entry.listed for feed in listed for entry in feed.entries), default=_NEVER.date())
    opml = OpmlView(feeds=tuple((feed.address, feed.description) for feed in listed), modified=min(modified, publication.now.date()))
    yield Artifact(id=OPML, view=known(opml), template=opml_template)


def paths(publication: Publication) -> Iterator[str]:
    """Yield the paths of the files of all feeds, and of the OPML file. Yield nothing if the site's URL is unknown."""
    for artifact in artifacts(publication):
        yield from [artifact.id] if artifact.id == OPML else (f"{artifact.id.removesuffix('feed')}{one.file}" for one in FORMATS)


def _until(feed: FeedView, today: datetime.date) -> FeedView:
    """Return the feed so that it shows no date after `today` (UTC): set its field `latest` if one of its entries has a later date.

    An entry from a time zone ahead of UTC may have tomorrow's date.
    """
    late = any(day > today for entry in feed.entries for day in (entry.listed, entry.updated or entry.listed))
    return dataclasses.replace(feed, latest=today) if late else feed


def _everything(publication: Publication, address: FeedAddress) -> FeedView:
    return FeedView(address=address, description=publication.description, entries=publication.catalogue.newest[:MOST])


def _of_topics(publication: Publication) -> Iterator[FeedView]:
    catalogue, site = publication.catalogue, publication.site
    for topic in site.topics:
        if address := of_topic(site, topic):
            newest = catalogue.newest_of(catalogue.by_topic.get(topic.id, ()), MOST)
            yield FeedView(address=address, description=topic.description[site.language], entries=tuple(newest))


def _of_tags(publication: Publication) -> Iterator[FeedView]:
    for tag, entries in publication.catalogue.by_tag.items():
        if address := of_tag(publication.site, tag, len(entries)):
            yield FeedView(address=address, description="", entries=tuple(publication.catalogue.newest_of(entries, MOST_OF_TAG)))


def template(feed: FeedView, site: SiteView) -> Iterator[Asset]:
    """Yield the files of a feed, one for each format."""
    items = [_item(site, entry, feed.latest) for entry in feed.entries]
    for format_ in FORMATS:
        path = feed.address.file(format_.file)
        yield Asset(path, format_.write(site, feed, items, site.file(path)))


@functools.lru_cache(maxsize=16384)  # cached, because an entry has the same content in each feed that contains it
def _item(site: SiteView, entry: Entry, latest: datetime.date | None) -> _Item:
    page = site.page(f"entries/{entry.slug}")
    source, changed = source_of_url(entry.url), entry.updated or entry.listed
    words = note.html(entry.note, prefix=entry.slug, heading=2, base=page)
    if len(words) > WHOLE:
        beginning, _ = note.summary(entry.note, prefix=entry.slug, heading=2, base=page)
        words = f'{beginning}\n<p><a href="{escape(page)}">{site.words("read_on")}</a></p>'
    return _Item(
        link=encoded(entry.url),
        page=page,
        title=_xml_text(displayed_title(entry.title, entry.url)),
        html=_xml_text(f'{words}\n<p><a href="{escape(page)}">{escape(source.name)} · {entry.date}</a></p>'.lstrip()),
        listed=_midnight(min(entry.listed, latest or entry.listed)),
        updated=_midnight(min(changed, latest or changed)),
        categories=[_xml_text(term) for term in (*map(site.title, site.topics_of(entry)), *entry.tags)],
    )


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), tzinfo=datetime.UTC)


def _updated(items: Sequence[_Item]) -> datetime.datetime:
    return max((item.updated for item in items), default=_NEVER)


def _started(kind: Any, site: SiteView, feed: FeedView, items: Sequence[_Item], address: str) -> Any:
    return kind(
        title=_xml_text(feed.address.title),
        link=site.page(feed.address.path),
        description=_xml_text(feed.description or feed.address.title),
        language=site.language,
        author_name=_xml_text(site.name),
        feed_url=address,
        updated=_updated(items),
    )


def _atom(site: SiteView, feed: FeedView, items: Sequence[_Item], address: str) -> bytes:
    from llmnotes.site.files.xml_feeds import Atom  # noqa: PLC0415 - the library takes 15 ms to load, and most builds write no XML feed

    written = _started(Atom, site, feed, items, address)
    for item in items:
        written.add_item(
            title=item.title, link=item.link, description=None, content=item.html, unique_id=item.page, page=item.page,
            pubdate=item.listed, updateddate=item.updated, categories=item.categories,
        )  # fmt: skip
    return _bytes(written)


def _rss(site: SiteView, feed: FeedView, items: Sequence[_Item], address: str) -> bytes:
    from llmnotes.site.files.xml_feeds import Rss  # noqa: PLC0415 - the library takes 15 ms to load

    written = _started(Rss, site, feed, items, address)
    for item in items:
        # If the id were a permalink, some feed readers would link the headline to the entry's page instead of to the work.
        written.add_item(
            title=item.title, link=item.link, description=item.html, unique_id=item.page, unique_id_is_permalink=False,
            pubdate=item.listed, categories=item.categories,
        )  # fmt: skip
    return _bytes(written)


def _bytes(written: Any) -> bytes:
    text: str = written.writeString("utf-8")
    return text.encode()


def _json(site: SiteView, feed: FeedView, items: Sequence[_Item], address: str) -> bytes:
    content = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.address.title,
        "home_page_url": site.page(feed.address.path),
        "feed_url": address,
        "description": feed.description or feed.address.title,
        "language": site.language,
        "authors": [{"name": site.name, "url": site.page("index")}],
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


def opml_template(view: OpmlView, site: SiteView) -> Iterator[Asset]:
    """Yield the OPML file, which lists the feeds of the list and of its topics."""
    environment = escaping.environment()
    text = environment.get_template("feeds.opml").render(
        title=site.name,
        modified=email.utils.format_datetime(_midnight(view.modified)),
        rows=[(feed.title, description, site.file(feed.file(FORMATS[0].file)), site.page(feed.path)) for feed, description in view.feeds],
        language=site.language,
    )
    yield Asset(OPML, _xml_text(text).encode())


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Format:
    """A format in which each feed is written."""

    name: str
    """Name of the format, such as `Atom`. Pages show it beside the link."""
    type: str
    """Media type of the format, such as `application/atom+xml`."""
    file: str
    """Name of a feed's file in this format, such as `feed.json`. Hosts derive the media type from its extension."""
    write: Callable[[SiteView, FeedView, Sequence[_Item], str], bytes]


FORMATS = (
    Format(name="Atom", type="application/atom+xml", file="feed.atom.xml", write=_atom),
    Format(name="RSS", type="application/rss+xml", file="feed.rss.xml", write=_rss),
    Format(name="JSON Feed", type="application/feed+json", file="feed.json", write=_json),
)


def _xml_text(text: str) -> str:
    """Return a text without the characters that XML can't represent."""
    return _no_xml().sub("", text)


@functools.cache  # compiled on first use, because this takes 4 ms and most builds write no feed
def _no_xml() -> re.Pattern[str]:
    """Return a pattern for the characters that XML excludes: https://www.w3.org/TR/xml/#charsets."""
    return re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
