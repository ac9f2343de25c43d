"""What pages and files share: the view of the whole site, and the view of an entry in all lists."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING

from llmnotes.site.engine.addresses import encoded
from llmnotes.site.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmnotes.model import Entry
    from llmnotes.records.taxonomy import Topic
    from llmnotes.site.engine.addresses import Addresses
    from llmnotes.site.publication.link_states import LinkState


@dataclasses.dataclass(frozen=True, slots=True)
class FeedAddress:
    """What can be followed, as pages link to it."""

    path: str
    """Of the page that shows the same."""
    title: str

    def file(self, name: str) -> str:
        """Path of the feed's file of that name, from the site's root."""
        return name if self.path == "index" else f"{self.path}/{name}"


@dataclasses.dataclass(frozen=True, slots=True)
class EntryCard:
    """An entry as lists show it."""

    entry: Entry
    state: LinkState | None = None
    """What is said of the link that the title leads to; None where there is nothing to say."""


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class SiteView:
    """What every page and file may show besides its own view. There is one of each build, so it is compared by identity."""

    name: str
    """The site's."""
    language: str
    """Of the interface."""
    addresses: Addresses
    description: str = ""
    """The site's, in a sentence."""
    site_url: str | None = None
    """Where the site's root is, with a slash at its end; None where mkdocs.yml names none: then there are no feeds."""
    cards: str | None = None
    """What has a card image besides the site, as `Settings` has it."""
    folder: str = "entries"
    """The folder of records, as messages show it."""
    topics: tuple[Topic, ...] = ()
    """In the taxonomy's order, without what only suggestions need."""
    new: str = ""
    """Address where a new record is written at the code host, with parameters to come; empty where there is none."""
    form: str = ""
    """Address of the issue form by which entries come; empty where there is none."""

    @functools.cached_property
    def words(self) -> Words:
        """What the interface says."""
        return Words(self.language)

    @functools.cached_property
    def topics_by_id(self) -> Mapping[str, Topic]:
        """The topics."""
        return {topic.id: topic for topic in self.topics}

    @property
    def feed(self) -> FeedAddress | None:
        """The feed of everything."""
        return FeedAddress("index", self.name) if self.site_url else None

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
        return [self.topics_by_id[id_] for id_ in entry.topics if id_ in self.topics_by_id]

    def _absolute(self, address: str) -> str:
        return f"{self.site_url}{address}" if self.site_url else address or "./"
