"""Pages that serve: the search, how to add an entry, and what stands at addresses that don't exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.records.term import tag_address
from llmnotes.site.engine.page import Page
from llmnotes.site.files import add_form_data

if TYPE_CHECKING:
    from llmnotes.site.pages.rendering import Rendering

WAYS = 20
"""Tags offered where the search can't run."""


def search_page(rendering: Rendering) -> Page:
    """The search with its facets; until its script runs, or where it can't, the ways into the lists."""
    publication, catalogue, words = rendering.publication, rendering.publication.catalogue, rendering.words
    topics = [
        (f"topics/{topic.id}", publication.title(topic), len(catalogue.by_topic[topic.id]))
        for topic in publication.topics
        if topic.id in catalogue.by_topic
    ]
    tags = [(f"tags/{tag_address(tag)}", tag, len(entries)) for tag, entries in list(catalogue.by_tag.items())[:WAYS]]
    years = [(f"years/{year}", words("year", year=year), len(entries)) for year, entries in catalogue.by_year.items()]
    ways = [(words(id_), id_, rows) for id_, rows in (("topics", topics), ("tags", tags), ("years", years)) if rows]
    path = "search/index"
    return Page(
        path=path, title=words("search"), description="", html=rendering("search.html", path, ways=ways), kind="search", wide=True,
        modified=rendering.modified, alternates=rendering.alternates(path), card=rendering.card(path),
    )  # fmt: skip


def add_page(rendering: Rendering) -> Page:
    """A form that makes a record in the browser, and sends it where it can; without scripts, how to write one."""
    publication, words = rendering.publication, rendering.words
    example = f"---\ntitle: {words('add_title')}\nurl: https://example.org/\ndate: 2026-01-31\n---\n\n- {words('add_note')}"
    path = "add/index"
    html = rendering(
        "add.html", path, example=example, begun="---\ntitle: …\nurl: …\ndate: …\nadded: …\n---\n", folder=publication.folder,
        topics=[(topic.id, publication.title(topic)) for topic in publication.topics],
        tags=[tag for tag, *_ in add_form_data.tags(publication)[: add_form_data.OFFERED]],
        new=publication.repository.new if publication.repository else "",
        form=publication.repository.form if publication.repository else "",
    )  # fmt: skip
    return Page(
        path=path,
        title=words("add"),
        description="",
        html=html,
        kind="add",
        alternates=rendering.alternates(path),
        card=rendering.card(path),
    )


def missing_page(rendering: Rendering, base: str) -> Page:
    """What stands at addresses that don't exist; `base` is the site's path, from which it links, for it shows at every depth."""
    publication, words = rendering.publication, rendering.words
    html = rendering(
        "not_found.html", "404", title=words("not_found"), base=base, topics=publication.topics,
        below=lambda path: f"{base}{publication.addresses.of(path)}",
    )  # fmt: skip
    return Page(path="404", title=words("not_found"), description="", html=html, kind="missing")
