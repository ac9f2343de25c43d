"""The page at the address of an entry that was removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.site.engine.artifact import PageArtifact, known
from llmnotes.site.engine.page import Page
from llmnotes.site.files import markdown_exports
from llmnotes.site.pages.rendering import shortened
from llmnotes.web.source import displayed_title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmnotes.records.removal import Removal
    from llmnotes.site.engine.artifact import Asset
    from llmnotes.site.pages.rendering import Rendering
    from llmnotes.site.publication.publication import Publication
    from llmnotes.site.publication.site_view import SiteView


def artifacts(publication: Publication) -> Iterator[PageArtifact]:
    """Yield the artifact of each removed entry: the page that says why the entry was removed, and its Markdown export. The view is the removal: the URL, title and dates of the entry, and the reason."""
    for removal in publication.removals:
        yield PageArtifact(
            path=f"entries/{removal.slug}", view=known(removal), template=template, modified=removal.removed,
            described=bool(removal.reason), listed=False, beside=_beside,
        )  # fmt: skip


def template(view: Removal, rendering: Rendering) -> Page:
    """Render a page that says when and why an entry was removed. It doesn't link to the work, because the link may be the reason for the removal."""
    words, path = rendering.words, f"entries/{view.slug}"
    title = displayed_title(view.title, view.url)
    return Page(
        path=path, title=f"{words('removed')}: {title}", description=shortened(view.reason),
        html=rendering("removed.html", path, removal=view, title=title), kind="removed", modified=view.removed,
        alternates=rendering.alternates(), listed=False,
    )  # fmt: skip


def _beside(view: Removal, site: SiteView) -> Iterator[Asset]:
    yield markdown_exports.of_removal(site, view)
