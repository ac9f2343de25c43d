"""The pages that list the entries of a topic, tag, year or source by date. A long list has several pages."""

from __future__ import annotations

import collections
import dataclasses
import functools
from typing import TYPE_CHECKING

from llmnotes.records.term import tag_address
from llmnotes.site.engine.artifact import PageArtifact
from llmnotes.site.engine.page import Page, Section
from llmnotes.site.files import feeds, markdown_exports
from llmnotes.site.pages.months import PageLink, YearRow, month_rows, page_links
from llmnotes.site.pages.rendering import shortened
from llmnotes.site.publication.paging import ListPage, list_pages, numbered
from llmnotes.web.source import source_of_url

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Sequence

    from llmnotes.model import Entry
    from llmnotes.site.pages.rendering import Rendering
    from llmnotes.site.publication.publication import Publication
    from llmnotes.site.publication.site_view import EntryCard, FeedAddress

TAGS = 12
"""Maximum number of tags to which a topic's page links. These are the most frequent tags of the topic's entries."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ListHead:
    """The values that all pages of one list of entries share."""

    path: str
    """Path of the first page of the list, which shows the newest entries."""
    title: str
    kind: str
    """Kind of the list: `topic` for the entries of one topic, or `tag`, `year` or `source`."""
    total: int
    """Number of entries on all pages of the list."""
    description: str = ""
    tags: tuple[tuple[str, int], ...] = ()
    """For the list of a topic: the most frequent tags of its entries, each with its number of entries. Empty for other lists."""
    feed: FeedAddress | None = None
    years: tuple[int | None, int | None] = (None, None)
    """For the list of a year: the previous and the next year with entries. None if there is no such year, and for other lists."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ListView:
    """The data of one page of a list of entries."""

    head: ListHead
    page: ListPage[EntryCard]
    links: tuple[PageLink, ...]
    """Links to numbered pages of the list; empty if the list has a single page."""
    months: tuple[YearRow, ...]
    """The rows of the month table, one for each year with links to its months.

    Only a list's first page has the table, and only if the list has several pages, or is the list of a year. Empty for other pages.
    """
    modified: datetime.date | None


def artifacts(publication: Publication) -> Iterator[PageArtifact]:
    """Yield the pages that list the entries of each topic, tag, year and source."""
    catalogue, site = publication.catalogue, publication.site
    for topic in site.topics:
        entries = catalogue.by_topic.get(topic.id, ())
        counts = collections.Counter(tag for entry in entries for tag in entry.tags)
        tags = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:TAGS]
        head = ListHead(
            path=f"topics/{topic.id}", title=site.title(topic), kind="topic", total=len(entries),
            description=topic.description[site.language], tags=tuple(tags), feed=feeds.of_topic(site, topic),
        )  # fmt: skip
        yield from _pages(publication, head, entries)
    for tag, entries in catalogue.by_tag.items():
        feed = feeds.of_tag(site, tag, len(entries))
        yield from _pages(
            publication, ListHead(path=f"tags/{tag_address(tag)}", title=tag, kind="tag", total=len(entries), feed=feed), entries
        )
    newest_first = [None, *catalogue.by_year, None]
    for after, (year, entries), before in zip(newest_first, catalogue.by_year.items(), newest_first[2:], strict=False):
        title = site.words("year", year=year)
        head = ListHead(path=f"years/{year}", title=title, kind="year", total=len(entries), years=(before, after))
        yield from _pages(publication, head, entries)
    for id_, entries in catalogue.by_source.items():
        title = source_of_url(entries[0].url).name
        yield from _pages(publication, ListHead(path=f"sources/{id_}", title=title, kind="source", total=len(entries)), entries)


def _pages(publication: Publication, head: ListHead, entries: Sequence[Entry]) -> Iterator[PageArtifact]:
    for page in list_pages(entries):
        modified = max([entry.updated or entry.listed for entry in page.items], default=None)
        yield PageArtifact(
            path=numbered(head.path, page.number), view=functools.partial(_view, publication, head, page, entries, modified),
            template=template, modified=modified, described=bool(head.description), sectioned=bool(entries), group="lists",
            title=head.title, text=head.description,
        )  # fmt: skip


def _view(
    publication: Publication, head: ListHead, page: ListPage[Entry], entries: Sequence[Entry], modified: datetime.date | None
) -> ListView:
    months = month_rows(head.path, entries) if not page.number and (page.last or head.kind == "year") else ()
    cards = ListPage(page.number, publication.cards_of(page.items), page.last)
    return ListView(head=head, page=cards, links=page_links(page, entries), months=months, modified=modified)


def template(view: ListView, rendering: Rendering) -> Page:
    """Render one page of a list, with its entries grouped by month."""
    words, head, page = rendering.words, view.head, view.page
    here = numbered(head.path, page.number)
    groups = rendering.by_month(page.items)
    name = words("page_of", number=page.number) if page.number else ""
    index = head.path.partition("/")[0]
    above = (words(index), f"{index}/index")
    html = rendering(
        "list.html", here, head=head, kind=words(head.kind) if head.kind != "year" else "", groups=groups, page=page,
        links=view.links, months=view.months, log=markdown_exports.log_path(head.path) if head.kind in markdown_exports.LOGGED else "",
        own=rendering.link_to(head.path) if head.kind in {"topic", "tag"} else "",
    )  # fmt: skip
    exported = (markdown_exports.alternate(head.path),) if head.kind == "topic" and not page.number else ()
    return Page(
        path=here, title=f"{head.title} ({name})" if name else head.title, description=shortened(head.description), html=html, kind=head.kind,
        sections=tuple(Section(id_, month) for id_, month, _ in groups), modified=view.modified,
        alternates=(*exported, *rendering.alternates(head.feed)), crumbs=(above, (head.title, head.path)) if page.number else (above,),
        card=rendering.card(head.path),
    )  # fmt: skip
