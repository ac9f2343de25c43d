"""The search page, the page for adding an entry, and the page for addresses that don't exist."""

from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING

from llmnotes.records.term import tag_address
from llmnotes.site.engine.artifact import PageArtifact
from llmnotes.site.engine.page import Page
from llmnotes.site.files import add_form_data

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from llmnotes.site.pages.rendering import Rendering
    from llmnotes.site.publication.publication import Publication

WAYS = 20
"""Maximum number of tags to which the search page links for readers without scripts. These are the most frequent tags."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SearchPageView:
    """The data of the search page: the links to lists for readers without scripts. Each link has path, name and number of entries."""

    topics: tuple[tuple[str, str, int], ...]
    tags: tuple[tuple[str, str, int], ...]
    years: tuple[tuple[str, str, int], ...]
    modified: datetime.date | None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class AddPageView:
    """The data of the page for adding an entry."""

    tags: tuple[str, ...]
    """Tags that the form suggests before the reader types a tag."""


def artifacts(publication: Publication) -> Iterator[PageArtifact]:
    """Yield the search page and the page for adding an entry."""
    modified = publication.catalogue.modified
    yield PageArtifact(
        path="search/index", view=lambda: search_view(publication), template=search_template, modified=modified, wide=True
    )  # fmt: skip
    yield PageArtifact(path="add/index", view=lambda: add_view(publication), template=add_template, modified=None)


def search_view(publication: Publication) -> SearchPageView:
    """Return the data of the search page: the links to lists that readers see without scripts, or if the search can't be loaded."""
    site, catalogue = publication.site, publication.catalogue
    return SearchPageView(
        topics=tuple(
            (f"topics/{topic.id}", site.title(topic), len(catalogue.by_topic[topic.id]))
            for topic in site.topics
            if topic.id in catalogue.by_topic
        ),
        tags=tuple((f"tags/{tag_address(tag)}", tag, len(entries)) for tag, entries in itertools.islice(catalogue.by_tag.items(), WAYS)),
        years=tuple((f"years/{year}", site.words("year", year=year), len(entries)) for year, entries in catalogue.by_year.items()),
        modified=catalogue.modified,
    )


def search_template(view: SearchPageView, rendering: Rendering) -> Page:
    """Render the search page. Readers without scripts see links to lists in place of the search, as do all readers if the search can't be loaded."""
    words = rendering.words
    kinds = (("topics", view.topics), ("tags", view.tags), ("years", view.years))
    ways = [(words(id_), id_, rows) for id_, rows in kinds if rows]
    path = "search/index"
    html = rendering("search.html", path, ways=ways, early=f"{rendering.site.addresses.root_from(path)}assets/search-early.js")
    return Page(
        path=path, title=words("search"), description="", html=html, kind="search", wide=True,
        modified=view.modified, alternates=rendering.alternates(), card=rendering.card(path),
    )  # fmt: skip


def add_view(publication: Publication) -> AddPageView:
    """Return the data of the page for adding an entry: the tags that its form suggests."""
    return AddPageView(tags=tuple(tag for tag, *_ in add_form_data.tags(publication)[: add_form_data.OFFERED]))


def add_template(view: AddPageView, rendering: Rendering) -> Page:
    """Render the page for adding an entry. Its form writes a record in the browser. Readers without scripts see how to write a record by hand instead."""
    site, words = rendering.site, rendering.words
    example = f"---\ntitle: {words('add_title')}\nurl: https://example.org/\ndate: 2026-01-31\n---\n\n- {words('add_note')}"
    path = "add/index"
    html = rendering(
        "add.html", path, example=example, begun="---\ntitle: …\nurl: …\ndate: …\nadded: …\n---\n", folder=site.folder,
        topics=[(topic.id, site.title(topic)) for topic in site.topics], tags=view.tags, new=site.new, form=site.form,
    )  # fmt: skip
    return Page(
        path=path,
        title=words("add"),
        description="",
        html=html,
        kind="add",
        alternates=rendering.alternates(),
        card=rendering.card(path),
    )


def missing_page(rendering: Rendering, base: str) -> Page:
    """Render the page for addresses that don't exist. Its links start with `base`, the site's path on its host, because hosts show this page at any address."""
    site, words = rendering.site, rendering.words
    html = rendering(
        "not_found.html", "404", title=words("not_found"), base=base, topics=site.topics,
        below=lambda path: f"{base}{site.addresses.of(path)}",
    )  # fmt: skip
    return Page(path="404", title=words("not_found"), description="", html=html, kind="missing")
