"""Read the items of Atom and RSS feeds with feedparser, which accepts the many faults of real feeds.

Atom: RFC 4287. RSS 2.0: https://www.rssboard.org/rss-specification.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from llmnotes.exchange import days, html_note
from llmnotes.exchange.bookmark import Bookmark, BookmarkFile, counted, unreadable
from llmnotes.model import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from llmnotes.exchange.bookmark import ReadingOptions

_FEED = re.compile(
    r"\s*+(?:<!--(?:(?!-->).)*+-->\s*+|<!DOCTYPE[^>\[]*+\[[^\]]*+\]\s*+>\s*+|<[?!][^>]*+>\s*+)*+<(?:rss|feed|rdf:RDF)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_ITEM = re.compile(r"<(?:item|entry)[\s>]", re.IGNORECASE)
_HATENA = "tag:hatena.ne.jp,2005:bookmark-"
"""The beginning of the ids of items in the Atom feeds that Hatena Bookmark exports."""
_NOT_KEPT = {"author": "authors", "media_thumbnail": "pictures", "enclosures": "attachments", "comments": "addresses of comments"}


def is_feed(text: str) -> bool:
    """Return whether the first element of a text is that of an Atom or RSS feed."""
    return _FEED.match(text) is not None


def read(text: str, file: str, _: ReadingOptions) -> BookmarkFile:
    """Read the items of a feed. The date of an item, or else that of its last change, is read as the day on which the source published it."""
    import feedparser  # noqa: PLC0415 - feedparser takes 0.2 s to load, and only feeds need it

    # feedparser gets bytes, because it would take a text for the name of a file or a URL, and open it.
    # The bytes are UTF-8, so the declaration of another encoding is removed.
    content = re.sub(r"^(\s*<\?xml[^>]*?)\s+encoding\s*=\s*[\"'][^\"']*[\"']", r"\1", text[:500]) + text[500:]
    parsed = feedparser.parse(io.BytesIO(content.encode()), response_headers={"content-type": "application/xml; charset=utf-8"})
    lines = _lines(text)
    items: Sequence[Mapping[str, Any]] = parsed.entries
    if not items and parsed.bozo:
        return unreadable(
            Place(file), f"the feed can't be read: {str(parsed.bozo_exception)[:200]}", "download the feed again, or correct its XML"
        )
    places = [Place(file, line) for line in lines] if len(lines) == len(items) else [Place(file)] * len(items)
    bookmarks = [_bookmark(item, place) for item, place in zip(items, places, strict=True)]
    not_kept = counted(_lost(item) for item in items)
    return BookmarkFile(file=file, bookmarks=bookmarks, not_kept=not_kept)


def _lost(item: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of the values of an item that a record can't hold, or for which it has no place besides the summary."""
    yield from (what for key, what in _NOT_KEPT.items() if item.get(key))
    if item.get("summary") and any(content.get("value") != item["summary"] for content in item.get("content", [])):
        yield "full texts"


def _lines(text: str) -> list[int]:
    """Return the numbers of the lines on which the items of a feed begin."""
    found, line, before = [], 1, 0
    for item in _ITEM.finditer(text):
        line += text.count("\n", before, item.start())
        before = item.start()
        found.append(line)
    return found


def _bookmark(item: Mapping[str, Any], place: Place) -> Bookmark:
    html = item.get("summary") or next((content.get("value", "") for content in item.get("content", [])), "")
    title = item.get("title", "")
    is_plain = item.get("title_detail", {}).get("type") == "text/plain" and not html_note.is_html(title)
    published = next((day for key in ("published", "created", "updated") if (day := days.read(item.get(key)))), None)
    # An item of Hatena Bookmark has the page as `related` link, and its own page as `alternate` link. Its date is the day of the bookmark.
    is_hatena = item.get("id", "").startswith(_HATENA)
    page = next((link.get("href", "") for link in item.get("links", []) if is_hatena and link.get("rel") == "related"), "")
    return Bookmark(
        place=place,
        url=(page or item.get("link", "")).strip(),
        title=title if is_plain else html_note.plain(title),
        note=html_note.markdown(html) if html_note.is_html(html) else html.strip(),
        tags=tuple(tag.get("term") or tag.get("label") or "" for tag in item.get("tags", [])),
        saved=published if page else None,
        published=None if page else published,
    )
