"""The data that several kinds of pages and files show: the site-wide view, and the data of an entry in lists."""

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
    """The address of a feed: the path from which the paths of its files are made, one for each format."""

    path: str
    """Path of the page with the same entries as the feed, such as `topics/rag`, or `index` for the feed of all entries."""
    title: str

    def file(self, name: str) -> str:
        """Return the path of the feed's file with this name: `topics/rag/feed.json` for `feed.json`. The path is relative to the site's root."""
        return name if self.path == "index" else f"{self.path}/{name}"


@dataclasses.dataclass(frozen=True, slots=True)
class EntryCard:
    """The data of an entry that lists of entries show."""

    entry: Entry
    state: LinkState | None = None
    """State of the entry's link, if the link is dead, suspect or moved; otherwise None."""


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class SiteView:
    """The site-wide view: values that every page and file may show in addition to its own view.

    Each build has only one object of this class, so objects are compared by identity.
    """

    name: str
    """Name of the site."""
    language: str
    """Language of the interface: `ja` or `en`."""
    addresses: Addresses
    description: str = ""
    """Description of the site in one sentence; empty if mkdocs.yml has no description."""
    site_url: str | None = None
    """URL of the site's root, with a slash at its end; None if mkdocs.yml has no site_url. Without this URL, the site has no feeds and no sitemap."""
    cards: str | None = None
    """Which pages have their own card image besides the home page: `topics`; `entries`, which means topics and entries; or None for no card images at all."""
    folder: str = "entries"
    """Path of the folder of records, relative to the root of the repository. Pages show it in examples and commands."""
    topics: tuple[Topic, ...] = ()
    """Topics in the order of the taxonomy. Their patterns, with which llmnotes suggests topics for new entries, are left out."""
    new: str = ""
    """URL of GitHub's page for adding a record, without parameters; empty for other code hosts, and if it is unknown."""
    form: str = ""
    """URL of the issue form for entries, without parameters for its fields; empty if the repository is not on GitHub or has no such form."""
    source: str = ""
    """URL of the list's repository; empty if it is unknown, or if the list is in a folder of a larger site."""
    licence: str = ""
    """URL of the list's licence; empty if it is unknown, or if the list is in a folder of a larger site."""

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
        """Return the address of the feed with all entries; None if the site's URL is unknown."""
        return FeedAddress("index", self.name) if self.site_url else None

    def page(self, path: str) -> str:
        """Return the address of a page: absolute if the site's URL is known, otherwise relative to the site's root."""
        return self._absolute(self.addresses.of(path))

    def file(self, path: str) -> str:
        """Return the address of a file that is not a page: absolute if the site's URL is known, otherwise relative to the site's root."""
        return self._absolute(encoded(path))

    def title(self, topic: Topic) -> str:
        """Return the title of a topic in the language of the interface."""
        return topic.title[self.language]

    def topics_of(self, entry: Entry) -> list[Topic]:
        """Return the topics of an entry, in the order of its record. Leave out topics that the taxonomy lacks."""
        return [self.topics_by_id[id_] for id_ in entry.topics if id_ in self.topics_by_id]

    def _absolute(self, address: str) -> str:
        return f"{self.site_url}{address}" if self.site_url else address or "./"
