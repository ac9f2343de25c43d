"""Make the documents of the search index: the texts to search, the values that results show, and the facets, such as topic or year, that filter results."""

from __future__ import annotations

import dataclasses
import datetime
from typing import TYPE_CHECKING, Any

from llmnotes.records import note
from llmnotes.records.term import tag_address
from llmnotes.search.document import Document
from llmnotes.search.index import Facet, Result
from llmnotes.site.files.markdown_exports import logged
from llmnotes.web.source import displayed_title, source_of_url
from llmnotes.web.url import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from llmnotes.links.verdict import Standing
    from llmnotes.model import Entry
    from llmnotes.site.publication.publication import Publication
    from llmnotes.site.publication.site_view import EntryCard, SiteView


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SearchView:
    """The content of the search index. Its documents are the entries in the order of their dates, the oldest first."""

    cards: tuple[EntryCard, ...]
    standings: tuple[Standing, ...]
    """Verdict on the link of each entry; empty if the ledger has no link."""
    spelling: Mapping[str, str]
    """The spelling with which the list shows each tag, by the tag's address, such as `LangChain` for `langchain`."""
    aliases: Mapping[str, tuple[str, ...]]
    """Aliases of each tag, by the name of the tag."""


def view(publication: Publication) -> SearchView:
    """Return the content of the search index."""
    catalogue, taxonomy, health = publication.catalogue, publication.taxonomy, publication.health
    return SearchView(
        # An ordinary tuple, because computing the digest of a `SharedTuple` with 100,000 entries needs 30 MB of memory.
        cards=tuple(map(publication.card, catalogue.entries)),
        standings=tuple(health.standing(entry.url) for entry in catalogue.entries) if health else (),
        spelling=catalogue.spelling,
        aliases={keyword.name: keyword.aliases for keyword in taxonomy.keywords} if taxonomy else {},
    )


def document_of(card: EntryCard) -> Document:
    """Return the document of an entry for the search index."""
    entry = card.entry
    mentions = {canonical(link.url): None for link in note.links(entry.note)} if "://" in entry.note else {}
    # The text includes the tags, so that a search for a tag finds the entry.
    return Document(
        title=entry.title, text="\n".join([note.text(entry.note), *entry.tags]), url=canonical(entry.url), mentions=tuple(mentions)
    )


def result_of(card: EntryCard, document: Document) -> Result:
    """Return the search result of an entry. `document` is the search document of the entry."""
    tags = sum(len(tag) + 1 for tag in card.entry.tags)
    return Result(shown=_shown(card, document.text[: len(document.text) - tags]), copied=logged(card.entry))


def _shown(card: EntryCard, text: str) -> list[Any]:
    """Return the values of an entry that search results show. The script search-results.js reads this array; a JSON object with names would be twice as long.

    The array of an entry with a dead link has one more value: the URL of the archived copy, or an empty text if none is known.
    """
    entry, state = card.entry, card.state
    source = source_of_url(entry.url)
    dead = [state.copy] if state and state.is_dead else []
    displayed = displayed_title(entry.title, entry.url)
    kept = len(displayed.encode("utf-16-le")) // 2 if displayed != entry.title and entry.title.startswith(displayed) else 0
    name = source.name if source.name != source.id else ""
    return [
        entry.slug,
        entry.title,
        kept,
        entry.url,
        str(entry.date),
        source.id,
        name,
        entry.topics,
        entry.tags,
        entry.lang or "",
        text,
        *dead,
    ]


def facets_of(view: SearchView, site: SiteView) -> Iterator[Facet]:
    """Yield the facets, by which readers filter results. Leave out facets with fewer than two values, except topic and tag.

    A value is `[key, title, count, alias, …]`; the title is empty if it equals the key.

    A build writes the facets again only if `Searching._filing` returns another digest for an entry. So that digest must include every value of an entry that
    this function reads.
    """
    topics, words, entries = site.topics_by_id, site.words, [card.entry for card in view.cards]
    sources = {source.id: source.name for source in (source_of_url(entry.url) for entry in entries)}
    standings = view.standings or [None] * len(entries)
    rows: tuple[tuple[str, Callable[[Entry, Standing | None], Sequence[str]], Callable[[str], Sequence[str]]], ...] = (
        (
            "topic",
            lambda entry, _: [id_ for id_ in entry.topics if id_ in topics],
            lambda id_: [*_in_order(topics[id_].title, words.language), *topics[id_].formerly],
        ),
        (
            "tag",
            lambda entry, _: list(dict.fromkeys(view.spelling[tag_address(tag)] for tag in entry.tags)),
            lambda tag: (tag, *view.aliases.get(tag, ())),
        ),
        ("year", lambda entry, _: [str(entry.date.year)], lambda year: (words("year", year=year),)),
        ("month", lambda entry, _: [f"{entry.date:%Y-%m}"], lambda month: (words.month(datetime.date.fromisoformat(f"{month}-01")),)),
        ("source", lambda entry, _: [source_of_url(entry.url).id], lambda id_: (sources[id_],)),
        ("lang", lambda entry, _: [(entry.lang or words.language).partition("-")[0]], lambda tag: (words.language_name(tag),)),
        ("health", lambda _, standing: [standing.value] if standing else [], lambda standing: (words(f"standing_{standing}"),)),
        ("note", lambda entry, _: ["with" if entry.note else "without"], lambda key: (words(f"note_{key}"),)),
    )
    for id_, values_of, names in rows:
        facet = _facet(id_, [values_of(entry, standing) for entry, standing in zip(entries, standings, strict=True)], names)
        if len(facet.values) > 1 or id_ in {"topic", "tag"}:
            yield facet


def _facet(id_: str, rows: Sequence[Sequence[str]], names: Callable[[str], Sequence[str]]) -> Facet:
    counts: dict[str, int] = {}
    for row in rows:
        for key in row:
            counts[key] = counts.get(key, 0) + 1
    by_count = sorted(counts, key=lambda key: (-counts[key], key))
    order = sorted(counts, reverse=True) if id_ in {"year", "month"} else by_count
    places: Mapping[str, int] = {key: place for place, key in enumerate(order)}
    values = [[key, *_named(key, names(key), counts[key])] for key in order]
    return Facet(id=id_, values=values, rows=[[places[key] for key in row] for row in rows])


def _in_order(titles: Mapping[str, str], language: str) -> list[str]:
    """Return the titles of a topic: first the title in the site's language, then the titles in other languages, which are aliases in the search."""
    return [titles[language], *(title for other, title in titles.items() if other != language)]


def _named(key: str, names: Sequence[str], count: int) -> list[Any]:
    """Return title, count and aliases of a facet's value. `names` are the title and the aliases. The title is empty if it equals the key, as for most sources."""
    title, *others = names
    return ["" if title == key else title, count, *others]
