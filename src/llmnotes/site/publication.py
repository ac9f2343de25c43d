"""What everything on the site is made from: the list, and what its author says of its site."""

from __future__ import annotations

import dataclasses
import datetime
import functools
from typing import TYPE_CHECKING

from llmnotes.site.health import Health
from llmnotes.site.page import encoded
from llmnotes.site.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from llmnotes.links.ledger import Ledger
    from llmnotes.model import Entry
    from llmnotes.records.catalogue import Catalogue
    from llmnotes.records.removal import Removal
    from llmnotes.records.taxonomy import Taxonomy, Topic
    from llmnotes.site.page import Addresses
    from llmnotes.site.repository import Repository


@dataclasses.dataclass(frozen=True, kw_only=True)
class Publication:
    """A list, what it is called, and where it stands."""

    catalogue: Catalogue
    taxonomy: Taxonomy | None
    """None for a list without topics."""
    name: str
    """The site's."""
    language: str
    """Of the interface."""
    addresses: Addresses
    description: str = ""
    """The site's, in a sentence."""
    site_url: str | None = None
    """Where the site's root is, with a slash at its end; None where nobody said: then there are no feeds."""
    cards: str | None = None
    """What has a card image besides the site, as `Settings` has it."""
    repository: Repository | None = None
    """Where records are edited."""
    ledger: Ledger | None = None
    """What is known of the links; None where they were never checked."""
    now: datetime.datetime = dataclasses.field(default_factory=lambda: datetime.datetime.now(datetime.UTC))
    """When the site is built: decides which of a person's words on a link still hold."""
    removals: Sequence[Removal] = ()
    """What remains of removed entries."""
    folder: str = "entries"
    """The folder of records, as messages show it."""
    digests: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Of records by slug, as `Record.digest` has them, where they are known: so an entry need not be looked at to tell that it is the same."""

    @functools.cached_property
    def health(self) -> Health | None:
        """What is said of the links; None where they were never checked."""
        return Health(self.catalogue.entries, self.ledger, self.now, self.words) if self.ledger else None

    @functools.cached_property
    def words(self) -> Words:
        """What the interface says."""
        return Words(self.language)

    @property
    def topics(self) -> tuple[Topic, ...]:
        """In the taxonomy's order."""
        return self.taxonomy.topics if self.taxonomy else ()

    def page(self, path: str) -> str:
        """The address of a page: absolute where the site's is known, else relative to the site's root."""
        return self._absolute(self.addresses.of(path))

    def file(self, path: str) -> str:
        """The address of a file that is no page, in the same way."""
        return self._absolute(encoded(path))

    def title(self, topic: Topic) -> str:
        """A topic's title in the interface's language."""
        return topic.title[self.language]

    def topics_of(self, entry: Entry) -> list[Topic]:
        """An entry's topics in the entry's order, without those that the taxonomy doesn't know."""
        return [self._topics[id_] for id_ in entry.topics if id_ in self._topics]

    @functools.cached_property
    def _topics(self) -> Mapping[str, Topic]:
        return {topic.id: topic for topic in self.topics}

    def _absolute(self, address: str) -> str:
        return f"{self.site_url}{address}" if self.site_url else address or "./"
