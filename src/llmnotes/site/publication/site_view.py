"""The views that pages and files share: the site-wide view, and the view of an entry in lists."""

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
    """The address of a feed, in all formats."""

    path: str
    """Path of the page with the same entries as the feed."""
    title: str

    def file(self, name: str) -> str:
        """Return the path of the feed's file with this name, from the site's root."""
        return name if self.path == "index" else f"{self.path}/{name}"


@dataclasses.dataclass(frozen=True, slots=True)
class EntryCard:
    """The view of an entry in lists."""

    entry: Entry
    state: LinkState | None = None
    """State of the entry's link, if it is dead, suspect or moved; otherwise None."""


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class SiteView:
    """The site-wide view, which every page and file may show besides its own view. Each build has one, so it is compared by identity."""

    name: str
    """Name of the site."""
    language: str
    """Language of the interface."""
    addresses: Addresses
    description: str = ""
    """Description of the site in one sentence."""
    site_url: str | None = None
    """URL of the site's root, with a slash at its end; None if mkdocs.yml has none, in which case the site has no feeds."""
    cards: str | None = None
    """Pages with their own card image: `topics`, `entries` (also topics), or None for no cards."""
    folder: str = "entries"
    """Folder of records, as messages show it."""
    topics: tuple[Topic, ...] = ()
    """Topics in the order of the taxonomy, without their patterns."""
    new: str = ""
    """Address at the code host for a new record, to which parameters are added; empty if there is none."""
    form: str = ""
    """Address of the issue form for entries, to which parameters are added; empty if there is none."""

    @functools.cached_property
    def words(self) -> Words:
        """Return the interface texts."""
        return Words(self.language)

    @functools.cached_property
    def topics_by_id(self) -> Mapping[str, Topic]:
        """Return the topics by id."""
        return {topic.id: topic for topic in self.topics}

    @property
    def feed(self) -> FeedAddress | None:
        """Return the feed of the whole list; None without a site URL."""
        return FeedAddress("index", self.name) if self.site_url else None

    def page(self, path: str) -> str:
        """Return the address of a page: absolute if the site's URL is known, otherwise relative to the site's root."""
        return self._absolute(self.addresses.of(path))

    def file(self, path: str) -> str:
        """Return the address of a file that is not a page: absolute if the site's URL is known, otherwise relative to the site's root."""
        return self._absolute(encoded(path))

    def title(self, topic: Topic) -> str:
        """Return the title of a topic in the interface's language."""
        return topic.title[self.language]

    def topics_of(self, entry: Entry) -> list[Topic]:
        """Return the topics of an entry in the entry's order, without topics that are not in the taxonomy."""
        return [self.topics_by_id[id_] for id_ in entry.topics if id_ in self.topics_by_id]

    def _absolute(self, address: str) -> str:
        return f"{self.site_url}{address}" if self.site_url else address or "./"
