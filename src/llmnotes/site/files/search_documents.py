"""The catalogue as the search finds it: what is searched, what results show, and the facets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmnotes.records import note
from llmnotes.records.term import tag_address
from llmnotes.search.index import Document, Facet
from llmnotes.site.files.markdown_exports import logged
from llmnotes.web.url import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from llmnotes.model import Entry
    from llmnotes.site.publication.publication import Publication


def document_of(publication: Publication, entry: Entry) -> Document:
    """An entry as the search finds it."""
    text = note.text(entry.note)
    mentions = {canonical(link.url): None for link in note.links(entry.note)} if "://" in entry.note else {}
    return Document(
        title=entry.title,
        # Tags too: a word that an entry is filed under finds it.
        text="\n".join([text, *entry.tags]),
        url=canonical(entry.url),
        mentions=list(mentions),
        shown=_shown(publication, entry, text),
        copied=logged(entry),
    )


def _shown(publication: Publication, entry: Entry, text: str) -> list[Any]:
    """A row as `assets/search-results.js` reads it: an array, because names would be half of it. A dead link ends it with its copy, or an empty text."""
    source = publication.catalogue.source(entry)
    state = publication.health.of(entry.url, entry.archived) if publication.health else None
    dead = [state.copy] if state and state.is_dead else []
    displayed = publication.catalogue.displayed(entry)
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


def facets_of(publication: Publication) -> Iterator[Facet]:
    """The facets, but for those that tell nothing apart. A value is `[key, title, count, alias, …]`, with no title where it is the key.

    What they take of an entry, `Searching._filing` takes too.
    """
    catalogue, taxonomy, words, health = publication.catalogue, publication.taxonomy, publication.words, publication.health
    topics = {topic.id: topic for topic in taxonomy.topics} if taxonomy else {}
    aliases = {keyword.name: keyword.aliases for keyword in taxonomy.keywords} if taxonomy else {}
    sources = {id_: catalogue.source(entries[0]).name for id_, entries in catalogue.by_source.items()}
    rows: tuple[tuple[str, Callable[[Entry], Sequence[str]], Callable[[str], Sequence[str]]], ...] = (
        (
            "topic",
            lambda entry: [id_ for id_ in entry.topics if id_ in topics],
            lambda id_: [*_in_order(topics[id_].title, words.language), *topics[id_].formerly],
        ),
        (
            "tag",
            lambda entry: list(dict.fromkeys(catalogue.spelling[tag_address(tag)] for tag in entry.tags)),
            lambda tag: (tag, *aliases.get(tag, ())),
        ),
        ("year", lambda entry: [str(entry.date.year)], lambda year: (words("year", year=year),)),
        ("source", lambda entry: [catalogue.source(entry).id], lambda id_: (sources[id_],)),
        ("lang", lambda entry: [(entry.lang or words.language).partition("-")[0]], lambda tag: (words.language_name(tag),)),
        (
            "health",
            lambda entry: [health.standing(entry.url).value] if health else [],
            lambda standing: (words(f"standing_{standing}"),),
        ),
        ("note", lambda entry: ["with" if entry.note else "without"], lambda key: (words(f"note_{key}"),)),
    )
    for id_, values_of, names in rows:
        facet = _facet(id_, [values_of(entry) for entry in catalogue.entries], names)
        if len(facet.values) > 1 or id_ in {"topic", "tag"}:
            yield facet


def _facet(id_: str, rows: Sequence[Sequence[str]], names: Callable[[str], Sequence[str]]) -> Facet:
    counts: dict[str, int] = {}
    for row in rows:
        for key in row:
            counts[key] = counts.get(key, 0) + 1
    by_count = sorted(counts, key=lambda key: (-counts[key], key))
    order = sorted(counts, reverse=True) if id_ == "year" else by_count
    places: Mapping[str, int] = {key: place for place, key in enumerate(order)}
    values = [[key, *_named(key, names(key), counts[key])] for key in order]
    return Facet(id=id_, values=values, rows=[[places[key] for key in row] for row in rows])


def _in_order(titles: Mapping[str, str], language: str) -> list[str]:
    """A title in the site's language, then in the others: whoever knows it by those finds it too."""
    return [titles[language], *(title for other, title in titles.items() if other != language)]


def _named(key: str, names: Sequence[str], count: int) -> list[Any]:
    """Title, count, aliases; the title is empty where it is the key, as that of most sources."""
    title, *others = names
    return ["" if title == key else title, count, *others]
