"""The data of a site: the reading list, and the settings of the site. Views are made from this data, and templates get only views."""

from __future__ import annotations

import dataclasses
import datetime
import functools
from typing import TYPE_CHECKING

from llmnotes.model import Place
from llmnotes.site.engine.addresses import encoded
from llmnotes.site.engine.digest import SharedTuple
from llmnotes.site.publication.link_states import Health
from llmnotes.site.publication.paging import page_of
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
    """A reading list, the settings of its site, and the ledger with the history of its links."""

    catalogue: Catalogue
    taxonomy: Taxonomy | None
    """Topics and tags; None if the reading list has no taxonomy."""
    name: str
    """Name of the site. The class `SiteView` also has this field and most of the fields below, and describes them."""
    language: str
    addresses: Addresses
    description: str = ""
    site_url: str | None = None
    cards: str | None = None
    repository: Repository | None = None
    """URLs of the code host's pages for editing records; None if mkdocs.yml names no repository, or one from which these URLs don't follow."""
    ledger: Ledger | None = None
    """Ledger of the links; None if it has no link, as before the first link check."""
    now: datetime.datetime = dataclasses.field(default_factory=lambda: datetime.datetime.now(datetime.UTC))
    """Time of the build. It decides which verdicts by persons still apply, because a person may limit a verdict on a link to a last day."""
    removals: Sequence[Removal] = ()
    """The removed entries, each with its URL, title and dates, and with the reason for the removal."""
    folder: str = "entries"
    """Path of the folder of records, relative to the root of the repository. Pages show it in examples and commands."""

    @property
    def whole_url(self) -> str:
        """Return the URL of the root of the whole site that MkDocs builds, of which the list's site may be a folder; empty if it is unknown."""
        return (self.site_url or "").removesuffix(encoded(self.addresses.prefix))

    @functools.cached_property
    def site(self) -> SiteView:
        """Return the site-wide view: values that every page and file may show, such as the site's name."""
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
            # If the list is in a folder of a larger site, the repository belongs to that site, and its theme already links to it.
            source=self.repository.home if self.repository and not self.addresses.prefix else "",
            licence=self.repository.licence if self.repository and not self.addresses.prefix else "",
        )

    @functools.cached_property
    def health(self) -> Health | None:
        """Return the verdicts on the links; None if the ledger has no link, as before the first link check."""
        return Health(self.catalogue.entries, self.ledger, self.now, self.site.words) if self.ledger else None

    @functools.cached_property
    def _cards(self) -> Mapping[str, EntryCard]:
        health = self.health
        if health is None:
            return {entry.slug: EntryCard(entry) for entry in self.catalogue.entries}
        return {entry.slug: EntryCard(entry, health.of(entry.url, entry.archived)) for entry in self.catalogue.entries}

    @functools.cached_property
    def year_pages(self) -> Mapping[str, int]:
        """Return, by slug, the number of the page that shows an entry in the list of its year's entries. The first page of a list has the number 0."""
        lists = self.catalogue.by_year.values()
        return {entry.slug: page_of(place, len(entries)) for entries in lists for place, entry in enumerate(entries)}

    def card(self, entry: Entry) -> EntryCard:
        """Return the data of an entry that lists of entries show. All lists get the same object, so it is hashed and rendered only once."""
        return self._cards[entry.slug]

    def cards_of(self, entries: Iterable[Entry]) -> tuple[EntryCard, ...]:
        """Return the data of each entry that lists of entries show, in the order of `entries`."""
        cards = self._cards
        return SharedTuple([cards[entry.slug] for entry in entries])
