"""An entry's own page."""

from __future__ import annotations

import functools
import zlib
from typing import TYPE_CHECKING

from llmnotes.records import note
from llmnotes.site.engine.digest import fingerprint_of_text
from llmnotes.site.engine.page import Draft, Page
from llmnotes.site.files import markdown_exports
from llmnotes.site.pages.citations import citations
from llmnotes.site.pages.rendering import shortened
from llmnotes.web.source import source_of
from llmnotes.web.url import host

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from llmnotes.model import Entry
    from llmnotes.site.pages.rendering import Rendering
    from llmnotes.site.publication.publication import Publication

_RUN, _LONGEST = 6, 12
"""Entries whose pages are made together, by one fingerprint: nearly their mean, and their most. A fingerprint for each page would take a sixth
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


def entry_drafts(rendering: Rendering, run: Sequence[Entry]) -> Iterator[Draft]:
    """The pages, to be made, of entries that follow one another in the list, each with its Markdown export."""
    sees = functools.cache(functools.partial(_seen, rendering, run))
    for entry in run:
        yield Draft(
            path=f"entries/{entry.slug}", sees=sees, make=functools.partial(entry_page, rendering, entry),
            modified=entry.updated or entry.listed, described=True, beside=functools.partial(markdown_exports.of_entry, rendering.publication, entry),
        )  # fmt: skip


def _seen(rendering: Rendering, run: Sequence[Entry]) -> str:
    """The fingerprint of all that the pages of a run and their Markdown exports show."""
    publication, catalogue, of = rendering.publication, rendering.publication.catalogue, rendering.fingerprints.entries
    (before, _), (_, after) = catalogue.neighbours(run[0]), catalogue.neighbours(run[-1])
    shown = [of[entry.slug] if entry else "" for entry in (before, *run, after)]
    linked: list[object] = []  # apart, as few are, and to tell of all that they aren't takes long
    for entry in run:
        shown += ["", *[of[other.slug] for other in catalogue.related(entry)]]
        backlinks = [of[other.slug] for other in catalogue.backlinks(entry)]
        mentions = [
            (url, listed and listed.slug, publication.health.of(url) if publication.health else None)
            for url, _, _, listed in (_mentions(publication, entry) if note.may_link(entry.note) else ())
        ]
        edit = publication.repository.edit_of(entry.slug) if publication.repository else ""
        if backlinks or mentions or edit:
            linked.append((entry.slug, backlinks, mentions, edit))
    return fingerprint_of_text("\n".join([*shown, repr(linked)]))


def entry_page(rendering: Rendering, entry: Entry) -> Page:
    """Where the title leads, the note, and what stands near it."""
    publication, catalogue = rendering.publication, rendering.publication.catalogue
    path = f"entries/{entry.slug}"
    source = catalogue.source(entry)
    title = catalogue.displayed(entry)
    html = rendering(
        "entry.html", path, entry=entry,
        mentions=list(_mentions(publication, entry)),
        backlinks=catalogue.backlinks(entry),
        related=catalogue.related(entry),
        neighbours=catalogue.neighbours(entry),
        citations=citations(entry, source, publication.language),
        edit=publication.repository.edit_of(entry.slug) if publication.repository else "",
    )  # fmt: skip
    description = " ".join(note.text(entry.note).split()) or f"{source.name}, {entry.date}"
    return Page(
        path=path, title=title, description=shortened(description), html=html, kind="entry",
        modified=entry.updated or entry.listed, about=_work(publication, entry), crumbs=_above(publication, entry),
        alternates=(markdown_exports.alternate(path, title), *rendering.alternates(path)), card=rendering.card(path),
    )  # fmt: skip


def _mentions(publication: Publication, entry: Entry) -> Iterator[tuple[str, str, str, Entry | None]]:
    """The links of a note, each once: URL, text, site, and the entry that it is of, if any."""
    seen = set()
    for link in note.links(entry.note) if "://" in entry.note else ():
        where = host(link.url)
        if where and link.url not in seen:
            seen.add(link.url)
            listed = next((found for found in publication.catalogue.of_url(link.url) if found.slug != entry.slug), None)
            yield link.url, link.text or link.url, source_of(where).name, listed


def _work(publication: Publication, entry: Entry) -> Mapping[str, object]:
    """The linked work, for machines."""
    return {
        "@type": "Article",
        "headline": publication.catalogue.displayed(entry),
        "url": entry.url,
        "datePublished": entry.date.isoformat(),
        "inLanguage": entry.lang or publication.language,
        "keywords": [*map(publication.title, publication.topics_of(entry)), *entry.tags],
    }


def _above(publication: Publication, entry: Entry) -> tuple[tuple[str, str], ...]:
    """The way down to an entry: through its first topic, else through its year."""
    words = publication.words
    topics = publication.topics_of(entry)
    if topics:
        return (words("topics"), "topics/index"), (publication.title(topics[0]), f"topics/{topics[0].id}")
    year = entry.date.year
    return (words("years"), "years/index"), (words("year", year=year), f"years/{year}")
