"""An entry's own page."""

from __future__ import annotations

import dataclasses
import functools
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
    from collections.abc import Iterator, Mapping, Sequence

    from llmnotes.model import Entry
    from llmnotes.site.engine.artifact import Asset
    from llmnotes.site.pages.rendering import Rendering
    from llmnotes.site.publication.link_states import LinkState
    from llmnotes.site.publication.publication import Publication
    from llmnotes.site.publication.site_view import EntryCard, SiteView

_RUN, _LONGEST = 6, 12
"""Entries whose pages are made together, under one key: nearly their mean, and their most. A key for each page would take a sixth
of a build in which one changed; longer runs make more pages anew for that one."""


def runs(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    """Entries, a few at a time. Where a run ends its last entry's slug tells, so that one more or less changes a run and no other."""
    run: list[Entry] = []
    for entry in entries:
        run.append(entry)
        if zlib.crc32(entry.slug.encode()) % _RUN == 0 or len(run) == _LONGEST:
            yield run
            run = []
    if run:
        yield run


class NoteLink(NamedTuple):
    """A link of a note."""

    url: str
    text: str
    site: str
    """What readers call the site that it leads to."""
    listed: str
    """Slug of the entry that is about it; empty where no other entry is."""
    state: LinkState | None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class EntryView:
    """What an entry's page and its Markdown export show."""

    card: EntryCard
    older: EntryCard | None
    newer: EntryCard | None
    related: tuple[EntryCard, ...]
    backlinks: tuple[EntryCard, ...]
    """Entries whose notes mention it."""
    mentions: tuple[NoteLink, ...]
    """The links of its note."""
    edit: str
    """Where its record is edited; empty where there is no such address."""


def artifacts(publication: Publication) -> Iterator[PageArtifact]:
    """The page of each entry, with its Markdown export."""
    for number, run in enumerate(runs(publication.catalogue.entries)):
        for entry in run:
            yield artifact(publication, entry, run=f"entries{number}")


def artifact(publication: Publication, entry: Entry, *, run: str = "") -> PageArtifact:
    """The page of an entry, with its Markdown export."""
    return PageArtifact(
        path=f"entries/{entry.slug}", view=functools.partial(view, publication, entry), template=template,
        modified=entry.updated or entry.listed, described=True, run=run, beside=_beside,
    )  # fmt: skip


def view(publication: Publication, entry: Entry) -> EntryView:
    """All that an entry's page shows."""
    catalogue, card = publication.catalogue, publication.card
    older, newer = catalogue.neighbours(entry)
    return EntryView(
        card=card(entry),
        older=card(older) if older else None,
        newer=card(newer) if newer else None,
        related=publication.cards_of(catalogue.related(entry)),
        backlinks=publication.cards_of(catalogue.backlinks(entry)),
        mentions=tuple(_mentions(publication, entry)) if note.may_link(entry.note) else (),
        edit=publication.repository.edit_of(entry.slug) if publication.repository else "",
    )


def template(view: EntryView, rendering: Rendering) -> Page:
    """Where the title leads, the note, and what stands near it."""
    entry, site = view.card.entry, rendering.site
    path = f"entries/{entry.slug}"
    source = source_of_url(entry.url)
    title = displayed_title(entry.title, entry.url)
    html = rendering(
        "entry.html", path, card=view.card,
        mentions=view.mentions,
        backlinks=[card.entry for card in view.backlinks],
        related=[card.entry for card in view.related],
        neighbours=[card.entry if card else None for card in (view.older, view.newer)],
        citations=citations(entry, source, site.language),
        edit=view.edit,
    )  # fmt: skip
    description = " ".join(note.text(entry.note).split()) or f"{source.name}, {entry.date}"
    return Page(
        path=path, title=title, description=shortened(description), html=html, kind="entry",
        modified=entry.updated or entry.listed, about=_work(site, entry), crumbs=_above(site, entry),
        alternates=(markdown_exports.alternate(path, title), *rendering.alternates()), card=rendering.card(path),
    )  # fmt: skip


def _beside(view: EntryView, site: SiteView) -> Iterator[Asset]:
    backlinks, related = ([card.entry for card in cards] for cards in (view.backlinks, view.related))
    yield markdown_exports.of_entry(site, view.card.entry, backlinks=backlinks, related=related)


def _mentions(publication: Publication, entry: Entry) -> Iterator[NoteLink]:
    """The links of a note, each once."""
    seen = set()
    for link in note.links(entry.note) if "://" in entry.note else ():
        where = host(link.url)
        if where and link.url not in seen:
            seen.add(link.url)
            listed = next((found.slug for found in publication.catalogue.of_url(link.url) if found.slug != entry.slug), "")
            state = publication.health.of(link.url) if publication.health else None
            yield NoteLink(url=link.url, text=link.text or link.url, site=source_of(where).name, listed=listed, state=state)


def _work(site: SiteView, entry: Entry) -> Mapping[str, object]:
    """The linked work, for machines."""
    return {
        "@type": "Article",
        "headline": displayed_title(entry.title, entry.url),
        "url": entry.url,
        "datePublished": entry.date.isoformat(),
        "inLanguage": entry.lang or site.language,
        "keywords": [*map(site.title, site.topics_of(entry)), *entry.tags],
    }


def _above(site: SiteView, entry: Entry) -> tuple[tuple[str, str], ...]:
    """The way down to an entry: through its first topic, else through its year."""
    words = site.words
    topics = site.topics_of(entry)
    if topics:
        return (words("topics"), "topics/index"), (site.title(topics[0]), f"topics/{topics[0].id}")
    year = entry.date.year
    return (words("years"), "years/index"), (words("year", year=year), f"years/{year}")
