"""What everything on the site is made from: the list, and what its author says of its site. Views are taken from it; templates never see it."""

from __future__ import annotations

import dataclasses
import datetime
import functools
from typing import TYPE_CHECKING

from llmnotes.model import Place
from llmnotes.site.publication.link_states import Health
from llmnotes.site.publication.site_view import EntryCard, SiteView

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from llmnotes.links.ledger import Ledger
    from llmnotes.model import Entry
    from llmnotes.records.catalogue import Catalogue
    from llmnotes.records.removal import Removal
    from llmnotes.records.taxonomy import Taxonomy
    from llmnotes.site.engine.addresses import Addresses
    from llmnotes.site.publication.repository import Repository


@dataclasses.dataclass(frozen=True, kw_only=True)
class Publication:
    """A list, its site's name and address, and what is known of its links."""

    catalogue: Catalogue
    taxonomy: Taxonomy | None
    """None for a list without topics."""
    name: str
    """The site's, like all that is named as in `SiteView`."""
    language: str
    addresses: Addresses
    description: str = ""
    site_url: str | None = None
    cards: str | None = None
    repository: Repository | None = None
    """Where records are edited."""
    ledger: Ledger | None = None
    """What is known of the links; None where they were never checked."""
    now: datetime.datetime = dataclasses.field(default_factory=lambda: datetime.datetime.now(datetime.UTC))
    """When the site is built: decides which of a person's words on a link still hold."""
    removals: Sequence[Removal] = ()
    """What remains of removed entries."""
    folder: str = "entries"

    @functools.cached_property
    def site(self) -> SiteView:
        """What all pages and files may show."""
        topics = self.taxonomy.topics if self.taxonomy else ()
        return SiteView(
            name=self.name,
            language=self.language,
            addresses=self.addresses,
            description=self.description,
            site_url=self.site_url,
            cards=self.cards,
            folder=self.folder,
            topics=tuple(dataclasses.replace(topic, patterns=(), unless=(), place=Place("")) for topic in topics),
            new=self.repository.new if self.repository else "",
            form=self.repository.form if self.repository else "",
        )

    @functools.cached_property
    def health(self) -> Health | None:
        """What is said of the links; None where they were never checked."""
        return Health(self.catalogue.entries, self.ledger, self.now, self.site.words) if self.ledger else None

    @functools.cached_property
    def _cards(self) -> Mapping[str, EntryCard]:
        health = self.health
        if health is None:
            return {entry.slug: EntryCard(entry) for entry in self.catalogue.entries}
        return {entry.slug: EntryCard(entry, health.of(entry.url, entry.archived)) for entry in self.catalogue.entries}

    def card(self, entry: Entry) -> EntryCard:
        """The view of an entry in lists: one object, however many lists hold it."""
        return self._cards[entry.slug]

    def cards_of(self, entries: Iterable[Entry]) -> tuple[EntryCard, ...]:
        """The views of entries, in their order."""
        cards = self._cards
        return tuple(cards[entry.slug] for entry in entries)
