"""List the pages that the theme's search should find if the list is in a folder of a larger site: the home page, topics and entries.

Other pages are left out. Most of them are lists of entries, and nearly every word on them is also on the page of an entry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import escape

from llmnotes.records import note
from llmnotes.site.theme.theme_search import SearchedPage
from llmnotes.web.source import displayed_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from llmnotes.site.publication.publication import Publication


def searched_pages(publication: Publication, introduction: str) -> Iterator[SearchedPage]:
    """Yield the home page, the page of each topic, and the page of each entry.

    `introduction` is the text that the author wrote for the home page, as HTML. If it is empty, the description of the site is used.
    """
    site = publication.site
    yield _page(publication, "index", site.name, introduction or _html([site.description]))
    for topic in site.topics:
        yield _page(publication, f"topics/{topic.id}", site.title(topic), _html([topic.description[site.language]]))
    for entry in publication.catalogue.entries:
        topics = ", ".join(map(site.title, site.topics_of(entry)))
        text = _html([*note.text(entry.note).splitlines(), topics])
        yield _page(publication, f"entries/{entry.slug}", displayed_title(entry.title, entry.url), text, tags=entry.tags)


def _page(publication: Publication, path: str, title: str, content: str, *, tags: Sequence[str] = ()) -> SearchedPage:
    meta = {"tags": list(tags)} if tags else {}
    return SearchedPage(path=path, url=publication.addresses.whole(path), title=escape(title), content=content, meta=meta)


def _html(lines: Iterable[str]) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in lines if line.strip())
