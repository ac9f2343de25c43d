"""Atom and RSS feeds: subclasses of the writers in the library `feedgenerator`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feedgenerator import Atom1Feed, Rss201rev2Feed

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping


class Atom(Atom1Feed):  # type: ignore[misc] # the library ships no types
    """An Atom feed with a link from each entry to its page."""

    def add_item_elements(self, handler: Any, item: Mapping[str, Any]) -> None:
        """Write the elements of an entry."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("link", "", {"rel": "related", "type": "text/html", "href": item["page"]})

    def latest_post_date(self) -> datetime.datetime:
        """Return the time of the feed's last change."""
        return self.feed["updated"]  # type: ignore[no-any-return] # the library ships no types


class Rss(Rss201rev2Feed):  # type: ignore[misc] # the library ships no types
    """An RSS feed whose date doesn't depend on the current time, even without items."""

    def latest_post_date(self) -> datetime.datetime:
        """Return the time of the feed's last change."""
        return self.feed["updated"]  # type: ignore[no-any-return] # the library ships no types
