"""The feeds that the library `feedgenerator` writes, where ours differ from its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feedgenerator import Atom1Feed, Rss201rev2Feed

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping


class Atom(Atom1Feed):  # type: ignore[misc] # the library ships no types
    """Atom with a link from each entry to its own page."""

    def add_item_elements(self, handler: Any, item: Mapping[str, Any]) -> None:
        """Write what an entry holds."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("link", "", {"rel": "related", "type": "text/html", "href": item["page"]})

    def latest_post_date(self) -> datetime.datetime:
        """When the feed last changed."""
        return self.feed["updated"]  # type: ignore[no-any-return] # the library ships no types


class Rss(Rss201rev2Feed):  # type: ignore[misc] # the library ships no types
    """RSS whose date is not the clock's where there are no items."""

    def latest_post_date(self) -> datetime.datetime:
        """When the feed last changed."""
        return self.feed["updated"]  # type: ignore[no-any-return] # the library ships no types
