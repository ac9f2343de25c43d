"""Feeds: the list, each topic and each frequent tag, as Atom, RSS and JSON Feed; and all of them as OPML. How each is written stands in `feed_formats`."""

from __future__ import annotations

import dataclasses
import datetime
import functools
from typing import TYPE_CHECKING

from llmnotes.catalogue import tag_address
from llmnotes.site.fingerprint import fingerprint
from llmnotes.site.page import Alternate, Asset, Batch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from llmnotes.model import Entry
    from llmnotes.site.feed_formats import Item
    from llmnotes.site.fingerprint import Fingerprints
    from llmnotes.site.publication import Publication

MOST = 50
"""Entries in a feed: the newest."""
FREQUENT = 3
"""Tags of so many entries have a feed."""
OPML = "feeds.opml"
"""Where all feeds are listed, from the site's root."""

NEVER = datetime.date(1970, 1, 1)
"""When a feed without entries last changed: the formats want a date, and the clock would make each build differ."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Format:
    """A way to write a feed."""

    name: str
    """What readers know it by."""
    type: str
    """Media type."""
    file: str
    """Its file's name; hosts tell the type from the ending."""


FORMATS = (
    Format(name="Atom", type="application/atom+xml", file="feed.atom.xml"),
    Format(name="RSS", type="application/rss+xml", file="feed.rss.xml"),
    Format(name="JSON Feed", type="application/feed+json", file="feed.json"),
)


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


def feeds(publication: Publication) -> dict[str, Feed]:
    """All feeds by their page's path: everything, then topics, then tags, the most used first."""
    catalogue, name = publication.catalogue, publication.name
    found = [Feed(path="index", title=name, description=publication.description, entries=catalogue.newest[:MOST])]
    for topic in publication.topics:
        title, description = publication.title(topic), topic.description[publication.words.language]
        newest = _newest(catalogue.by_topic.get(topic.id, ()))
        found.append(Feed(path=f"topics/{topic.id}", title=f"{title} | {name}", description=description, entries=newest))
    for tag, entries in catalogue.by_tag.items():
        if len(entries) >= FREQUENT:
            found.append(Feed(path=f"tags/{tag_address(tag)}", title=f"#{tag} | {name}", description="", entries=_newest(entries)))
    return {feed.path: feed for feed in found}


def batches(publication: Publication, found: Mapping[str, Feed], prints: Fingerprints) -> Iterator[Batch]:
    """All `feeds` in every format, and the OPML file. The site's address must be known."""
    items: dict[str, Item] = {}
    for feed in found.values():
        sees = functools.partial(_seen, prints, feed)
        yield Batch(id=feed.file("feed"), sees=sees, make=functools.partial(_assets, publication, feed, items), group="feeds")
    listed = [found["index"], *(found[f"topics/{topic.id}"] for topic in publication.topics)]
    modified = max((entry.updated or entry.listed for feed in listed for entry in feed.entries), default=NEVER)
    sees = functools.partial(fingerprint, modified, [feed.path for feed in listed])
    yield Batch(id=OPML, sees=sees, make=lambda: [_opml(publication, listed, modified)])


def _seen(prints: Fingerprints, feed: Feed) -> str:
    return fingerprint(feed.title, prints.of_all(feed.entries))


def _assets(publication: Publication, feed: Feed, items: dict[str, Item]) -> Iterator[Asset]:
    from llmnotes.site import feed_formats  # noqa: PLC0415 - its library takes 15 ms to load, and most builds write no feed

    for entry in feed.entries:
        if entry.slug not in items:
            items[entry.slug] = feed_formats.item_of(publication, entry)
    for format_ in FORMATS:
        path = feed.file(format_.file)
        content = feed_formats.WRITE[format_.name](publication, feed, [items[entry.slug] for entry in feed.entries], publication.file(path))
        yield Asset(path, content)


def _opml(publication: Publication, listed: Sequence[Feed], modified: datetime.date) -> Asset:
    from llmnotes.site import feed_formats  # noqa: PLC0415 - as above

    rows = [(feed, publication.file(feed.file(FORMATS[0].file)), publication.page(feed.path)) for feed in listed]
    return Asset(OPML, feed_formats.opml(publication, rows, modified))


def _newest(entries: Iterable[Entry]) -> list[Entry]:
    distinct = {entry.slug: entry for entry in entries}.values()
    return sorted(distinct, key=lambda entry: (entry.listed, entry.date, entry.slug), reverse=True)[:MOST]
