"""The page of an entry."""

from __future__ import annotations

import dataclasses
import functools
import types
import zlib
from typing import TYPE_CHECKING, NamedTuple

from llmnotes.records import note
from llmnotes.site.engine.artifact import PageArtifact
from llmnotes.site.engine.page import Page
from llmnotes.site.files import markdown_exports
from llmnotes.site.pages.citations import citations
from llmnotes.site.pages.rendering import shortened
from llmnotes.web.source import displayed_title, source_of, source_of_url
from llmnotes.web.url import host

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from llmnotes.model import Entry
    from llmnotes.site.engine.artifact import Asset
    from llmnotes.site.pages.rendering import Rendering
    from llmnotes.site.publication.link_states import LinkState
    from llmnotes.site.publication.publication import Publication
    from llmnotes.site.publication.site_view import EntryCard, SiteView

_RUN, _LONGEST = 6, 12
"""On average, one of `_RUN` entries ends a run, which is a sequence of entry pages that share one cache key. A run has at most `_LONGEST` entries.

With one key for each page, a sixth of the time of a build after one change would be spent on keys. With longer runs, that build would render more pages.
"""


def runs(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    """Split the entries into runs, which are sequences of pages that share one cache key.

    Whether a run ends after an entry depends on the entry's slug, not on other entries. So a new or removed entry usually changes only the run that it is in. A
    run also ends after `_LONGEST` (12) entries.
    """
    run: list[Entry] = []
    for entry in entries:
        run.append(entry)
        if zlib.crc32(entry.slug.encode()) % _RUN == 0 or len(run) == _LONGEST:
            yield run
            run = []
    if run:
        yield run


class Mentioned(NamedTuple):
    """A link in an entry's note that the page also lists below the note, because it leads to another entry, or because it is dead, suspect or moved."""

    text: str
    """Text of the link in the note; its URL if it has no text."""
    site: str
    """Name of the linked site, such as `Qiita`."""
    listed: EntryCard | None
    """The other entry to whose work the link leads; None if no other entry has the link's URL."""
    state: LinkState | None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class EntryView:
    """The data that an entry's page and its Markdown export show."""

    card: EntryCard
    older: EntryCard | None
    newer: EntryCard | None
    related: tuple[EntryCard, ...]
    backlinks: tuple[EntryCard, ...]
    """Entries whose notes link to this entry."""
    mentions: tuple[Mentioned, ...]
    """Links in the note that lead to other entries, or that are dead, suspect or moved."""
    page: int
    """Number of the page that shows the entry in the list of its year's entries; 0 for the first page of this list."""
    edit: str
    """URL of the code host's page for editing the record; empty if it is unknown."""


def artifacts(publication: Publication) -> Iterator[PageArtifact]:
    """Yield the page of each entry, with its Markdown export."""
    view_of = functools.partial(view, publication)
    for number, run in enumerate(runs(publication.catalogue.entries)):
        name = f"entries{number}"  # outside of the loop, so that all entries of the run share one string in memory
        for entry in run:
            yield _artifact(view_of, entry, run=name)


def artifact(publication: Publication, entry: Entry) -> PageArtifact:
    """Return the page of an entry, with its Markdown export."""
    return _artifact(functools.partial(view, publication), entry)


def _artifact(view_of: Callable[[Entry], EntryView], entry: Entry, *, run: str = "") -> PageArtifact:
    """Return the page of an entry, with its Markdown export. `run` names the run of pages that share a cache key."""
    return PageArtifact(
        # MethodType needs a third of the memory of functools.partial.
        path=f"entries/{entry.slug}", view=types.MethodType(view_of, entry), template=template,
        modified=entry.updated or entry.listed, described=True, wide=True, run=run, beside=_beside,
        title=entry.title, text=entry.note, labelled=bool(entry.tags or entry.topics),
    )  # fmt: skip


def view(publication: Publication, entry: Entry) -> EntryView:
    """Return the data that an entry's page and its Markdown export show."""
    catalogue, card = publication.catalogue, publication.card
    older, newer = catalogue.neighbours(entry)
    return EntryView(
        card=card(entry),
        older=card(older) if older else None,
        newer=card(newer) if newer else None,
        related=publication.cards_of(catalogue.related(entry)),
        backlinks=publication.cards_of(catalogue.backlinks(entry)),
        mentions=tuple(_mentions(publication, entry)) if note.may_link(entry.note) else (),
        page=publication.year_pages[entry.slug],
        edit=publication.repository.edit_of(entry.slug) if publication.repository else "",
    )


def template(view: EntryView, rendering: Rendering) -> Page:
    """Render the page of an entry: title, note, links of the note, related entries, entries that link to this one, citations, previous and next entry."""
    entry, site = view.card.entry, rendering.site
    path = f"entries/{entry.slug}"
    source = source_of_url(entry.url)
    title = displayed_title(entry.title, entry.url)
    html = rendering(
        "entry.html", path, card=view.card, topic=next(iter(site.topics_of(entry)), None), page=view.page,
        mentions=view.mentions,
        backlinks=[card.entry for card in view.backlinks],
        related=[card.entry for card in view.related],
        neighbours=[card.entry if card else None for card in (view.older, view.newer)],
        citations=citations(entry, source, site.language),
        edit=view.edit,
    )  # fmt: skip
    description = " ".join(note.text(entry.note).split()) or f"{source.name}, {entry.date}"
    return Page(
        path=path, title=title, description=shortened(description), html=html, kind="entry", wide=True,
        modified=entry.updated or entry.listed, about=_work(site, entry), crumbs=_above(site, entry),
        alternates=(markdown_exports.alternate(path), *rendering.alternates()), card=rendering.card(path),
    )  # fmt: skip


def _beside(view: EntryView, site: SiteView) -> Iterator[Asset]:
    backlinks, related = ([card.entry for card in cards] for cards in (view.backlinks, view.related))
    yield markdown_exports.of_entry(site, view.card.entry, backlinks=backlinks, related=related)


def _mentions(publication: Publication, entry: Entry) -> Iterator[Mentioned]:
    """Yield each link of an entry's note that leads to another entry, or that is dead, suspect or moved. Of several links with one URL, yield the first."""
    seen = set()
    for link in note.links(entry.note) if "://" in entry.note else ():
        where = host(link.url)
        if where and link.url not in seen:
            seen.add(link.url)
            listed = next((found for found in publication.catalogue.of_url(link.url) if found.slug != entry.slug), None)
            state = publication.health.of(link.url) if publication.health else None
            if listed or state:
                card = publication.card(listed) if listed else None
                yield Mentioned(text=link.text or link.url, site=source_of(where).name, listed=card, state=state)


def _work(site: SiteView, entry: Entry) -> Mapping[str, object]:
    """Return the structured data of the linked work: https://schema.org/Article."""
    return {
        "@type": "Article",
        "headline": displayed_title(entry.title, entry.url),
        "url": entry.url,
        "datePublished": entry.date.isoformat(),
        "inLanguage": entry.lang or site.language,
        "keywords": [*map(site.title, site.topics_of(entry)), *entry.tags],
    }


def _above(site: SiteView, entry: Entry) -> tuple[tuple[str, str], ...]:
    """Return title and path of the page above an entry's page in the breadcrumbs: the page of its first topic, or the page of its year if it has no topic."""
    topics = site.topics_of(entry)
    if topics:
        return ((site.title(topics[0]), f"topics/{topics[0].id}"),)
    return ((site.words("year", year=entry.date.year), f"years/{entry.date.year}"),)
