"""Card images, which previews of links show: one for the site, one a topic, and one an entry if asked for. What each says; `card_image` draws them."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from llmnotes.site.engine.digest import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from llmnotes.site.engine.artifact import Asset
    from llmnotes.site.publication.publication import Publication


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """What one image says. All is plain text; all but the title may be empty."""

    page: str
    """Path of the page that it is of."""
    title: str
    above: str = ""
    """Above the title: the site's name, where the title is another."""
    lead: str = ""
    """Below the title."""
    foot: str = ""
    """At the bottom: how many entries, or an entry's source and date."""


def card_path(page: str) -> str:
    """Where the card of a page stands, from the page's path."""
    return f"cards/{page}.png"


def assets(publication: Publication) -> Iterable[Asset]:
    """The cards of a publication: the site's, its topics', and its entries' where it wants them. Raises CardError."""
    from llmnotes.site.files import card_image  # noqa: PLC0415 - its libraries take 20 ms to load, and most builds draw no card

    return card_image.card_assets(_cards(publication))


def seen(publication: Publication) -> str:
    """The fingerprint of all that the cards show."""
    return fingerprint(list(_cards(publication)))


def _cards(publication: Publication) -> Iterator[Card]:
    words, catalogue = publication.words, publication.catalogue

    def counted(count: int) -> str:
        return words("entry_count" if count != 1 else "entry_count_one", count=f"{count:,}")

    topics = [words("topic_count", count=f"{len(publication.topics):,}")] if publication.topics else []
    yield Card(
        page="index", title=publication.name, lead=publication.description, foot=" · ".join([counted(len(catalogue.entries)), *topics])
    )
    for topic in publication.topics:
        yield Card(
            page=f"topics/{topic.id}", title=publication.title(topic), above=publication.name,
            lead=topic.description[publication.language], foot=counted(len(catalogue.by_topic.get(topic.id, ()))),
        )  # fmt: skip
    for entry in catalogue.entries if publication.cards == "entries" else ():
        source = catalogue.source(entry)
        title = source.displayed(entry.title)
        yield Card(page=f"entries/{entry.slug}", title=title, above=publication.name, foot=f"{source.name} · {entry.date}")
