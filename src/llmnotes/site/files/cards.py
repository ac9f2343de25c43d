"""Card images, which other sites show as previews of links: one for the site, one for each topic, and optionally one for each entry.

This module makes the texts on the cards. The module `card_image` draws the cards.
"""

from __future__ import annotations

import dataclasses
from importlib.util import find_spec
from typing import TYPE_CHECKING

from llmnotes.site.engine.artifact import Artifact, known
from llmnotes.web.source import displayed_title, source_of_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmnotes.site.engine.artifact import Asset
    from llmnotes.site.publication.publication import Publication
    from llmnotes.site.publication.site_view import SiteView


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """The texts on one card image, as plain text. Every text except the title may be empty."""

    page: str
    """Path of the page to which the card belongs. Other sites show the card with links to this page. The card of the home page is also the card of all pages
    without their own card."""
    title: str
    above: str = ""
    """Line above the title: the site's name on the cards of topics and entries. Empty on the card of the site."""
    lead: str = ""
    """Text below the title, such as the description of a topic."""
    foot: str = ""
    """Line at the bottom: on the card of an entry, its source and date; on other cards, the number of entries. The card of the site also has the number of topics,
    if there are topics."""


_LIBRARIES = ("PIL", "fontTools", "budoux", "pylopdf_fonts_jp")
"""Import names of the packages that are needed to draw cards."""


def drawable() -> bool:
    """Return whether all libraries that draw card images and letters on icons are installed. `pip install llmnotes[cards]` installs them."""
    return all(map(find_spec, _LIBRARIES))


def card_path(page: str) -> str:
    """Return the path of the card image for the page at the path `page`, relative to the site's root."""
    return f"cards/{page}.png"


def artifacts(publication: Publication) -> Iterator[Artifact]:
    """Yield an artifact for each card image: of the site, of each topic and, if the option `cards` is `entries`, of each entry.

    Yield nothing if the option `cards` is false. Drawing a card takes 8 ms, so a card whose texts are unchanged is not drawn again.
    """
    if publication.cards:
        cards = tuple(_cards(publication))
        yield Artifact(id="cards", view=known(cards), template=first_template)
        for card in cards[1:]:
            yield Artifact(id=card_path(card.page), view=known(card), template=template)


def first_template(view: tuple[Card, ...], _: SiteView) -> Iterator[Asset]:
    """Draw the first of all cards, that of the site.

    Raises CardError, before the build draws any card, if a text on one of the cards has a character that the fonts lack. Invisible characters, and emoji that
    the fonts lack, are left out.
    """
    from llmnotes.site.files import card_image  # noqa: PLC0415 - its libraries take 20 ms to load, and most builds draw no card

    card_image.check(view)
    yield card_image.drawn(view[0])


def template(view: Card, _: SiteView) -> Iterator[Asset]:
    """Draw a card of a topic or of an entry."""
    from llmnotes.site.files import card_image  # noqa: PLC0415 - its libraries take 20 ms to load, and most builds draw no card

    yield card_image.drawn(view)


def _cards(publication: Publication) -> Iterator[Card]:
    """Yield the texts of all cards, the images that other sites show with links to pages. The card of the whole site is the first."""
    site, catalogue = publication.site, publication.catalogue

    def counted(count: int) -> str:
        return site.words("entry_count" if count != 1 else "entry_count_one", count=f"{count:,}")

    topics = [site.words("topic_count", count=f"{len(site.topics):,}")] if site.topics else []
    yield Card(page="index", title=site.name, lead=site.description, foot=" · ".join([counted(len(catalogue.entries)), *topics]))
    for topic in site.topics:
        yield Card(
            page=f"topics/{topic.id}", title=site.title(topic), above=site.name,
            lead=topic.description[site.language], foot=counted(len(catalogue.by_topic.get(topic.id, ()))),
        )  # fmt: skip
    for entry in catalogue.entries if site.cards == "entries" else ():
        source = source_of_url(entry.url)
        title = displayed_title(entry.title, entry.url)
        yield Card(page=f"entries/{entry.slug}", title=title, above=site.name, foot=f"{source.name} · {entry.date}")
