"""Lists by date: of a topic, a tag, a year, a source, on as many pages as each needs."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from llmnotes.records.term import tag_address
from llmnotes.site.engine.page import Draft, Page, Section
from llmnotes.site.files import markdown_exports
from llmnotes.site.pages.rendering import newest, shortened
from llmnotes.site.publication.paging import Leaf, leaves

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Sequence

    from llmnotes.model import Entry
    from llmnotes.records.taxonomy import Topic
    from llmnotes.site.pages.rendering import Rendering

NARROWING = 12
"""Tags shown on a topic's page: those that its entries have most."""


def topic_drafts(rendering: Rendering, topic: Topic) -> Iterator[Draft]:
    """A topic's list, with what it is about and its tags."""
    publication = rendering.publication
    entries = publication.catalogue.by_topic.get(topic.id, ())
    counts: dict[str, int] = {}
    for entry in entries:
        for tag in entry.tags:
            counts[tag] = counts.get(tag, 0) + 1
    tags = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:NARROWING]
    description = topic.description[publication.language]
    yield from _drafts(rendering, f"topics/{topic.id}", publication.title(topic), "topic", entries, description=description, tags=tags)


def tag_drafts(rendering: Rendering, tag: str, entries: Sequence[Entry]) -> Iterator[Draft]:
    """A tag's list."""
    yield from _drafts(rendering, f"tags/{tag_address(tag)}", tag, "tag", entries)


def year_drafts(rendering: Rendering, year: int, entries: Sequence[Entry]) -> Iterator[Draft]:
    """A year's list."""
    yield from _drafts(rendering, f"years/{year}", rendering.words("year", year=year), "year", entries)


def source_drafts(rendering: Rendering, id_: str, entries: Sequence[Entry]) -> Iterator[Draft]:
    """A source's list."""
    yield from _drafts(rendering, f"sources/{id_}", rendering.publication.catalogue.source(entries[0]).name, "source", entries)


def _drafts(  # noqa: PLR0913 - what all pages of one list share
    rendering: Rendering, path: str, title: str, kind: str, entries: Sequence[Entry], *, description: str = "", tags: Sequence[tuple[str, int]] = ()
) -> Iterator[Draft]:  # fmt: skip
    for leaf in leaves(entries):
        here = f"{path}/{leaf.number}" if leaf.number else path
        sees = functools.partial(_seen, rendering, leaf, title, len(entries), tags, path in rendering.feeds)
        modified = newest(leaf.items)
        make = functools.partial(
            _page, rendering, leaf, path, title=title, kind=kind, total=len(entries), description=description, tags=tags, modified=modified
        )  # fmt: skip
        yield Draft(path=here, sees=sees, make=make, modified=modified, described=bool(description), sectioned=bool(entries), group="lists")


def _seen(rendering: Rendering, leaf: Leaf[Entry], *shown: object) -> str:
    return rendering.fingerprints.of_all(leaf.items, leaf.number, leaf.last, *shown)


def _page(  # noqa: PLR0913 - values of one page, by keyword
    rendering: Rendering, leaf: Leaf[Entry], path: str,
    *, title: str, kind: str, total: int, description: str, tags: Sequence[tuple[str, int]], modified: datetime.date | None,
) -> Page:  # fmt: skip
    def at(number: int) -> str:
        return f"{path}/{number}" if number else path

    words, here = rendering.words, at(leaf.number)
    groups = rendering.by_month(leaf.items)
    name = words("page_of", number=leaf.number) if leaf.number else ""
    index = path.partition("/")[0]
    above = (words(index), f"{index}/index")
    log = markdown_exports.log_path(path) if kind in markdown_exports.LOGGED else ""
    html = rendering(
        "list.html", here, title=title, kind=words(kind) if kind != "year" else "", total=total, description=description, groups=groups, tags=tags,
        leaf=leaf, page_name=name, at=at, feed=rendering.feeds.get(path), log=log,
    )  # fmt: skip
    exported = (markdown_exports.alternate(path, title),) if kind == "topic" and not leaf.number else ()
    return Page(
        path=here, title=f"{title} ({name})" if name else title, description=shortened(description), html=html, kind=kind,
        sections=tuple(Section(id_, month) for id_, month, _ in groups), modified=modified,
        alternates=(*exported, *rendering.alternates(path)), crumbs=(above, (title, path)) if leaf.number else (above,), card=rendering.card(path),
    )  # fmt: skip
