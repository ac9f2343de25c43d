"""The page at the address of an entry that was removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.site.engine.page import Page
from llmnotes.site.pages.rendering import shortened
from llmnotes.web.source import source_of
from llmnotes.web.url import host

if TYPE_CHECKING:
    from llmnotes.records.removal import Removal
    from llmnotes.site.pages.rendering import Rendering


def removed_page(rendering: Rendering, removal: Removal) -> Page:
    """Says that it was removed, when and why, and leads on. It doesn't link to the work: that may be why it was removed."""
    words, path = rendering.words, f"entries/{removal.slug}"
    title = source_of(host(removal.url)).displayed(removal.title)
    return Page(
        path=path, title=f"{words('removed')}: {title}", description=shortened(removal.reason),
        html=rendering("removed.html", path, removal=removal, title=title), kind="removed", modified=removal.removed,
        alternates=rendering.alternates("index"), listed=False,
    )  # fmt: skip
