"""Write Atom and RSS feeds as XML, with subclasses of two classes in the library `feedgenerator`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feedgenerator import Atom1Feed, Rss201rev2Feed

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping


class Atom(Atom1Feed):  # type: ignore[misc] # the library ships no types
    """An Atom feed in which each entry links to the work and to the entry's page on this site."""

    def add_item_elements(self, handler: Any, item: Mapping[str, Any]) -> None:
        """Write the XML elements of an item, and add a link to the entry's page, `item["page"]`."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("link", "", {"rel": "related", "type": "text/html", "href": item["page"]})

    def latest_post_date(self) -> datetime.datetime:
        """Return the time of the feed's last change. Without this method, `feedgenerator` would use the current time for a feed without items."""
        return self.feed["updated"]  # type: ignore[no-any-return] # the library ships no types


class Rss(Rss201rev2Feed):  # type: ignore[misc] # the library ships no types
    """An RSS feed with a date that doesn't depend on the current time, so that an unchanged list gives the same bytes."""

    def latest_post_date(self) -> datetime.datetime:
        """Return the time of the feed's last change. Without this method, `feedgenerator` would use the current time for a feed without items."""
        return self.feed["updated"]  # type: ignore[no-any-return] # the library ships no types
