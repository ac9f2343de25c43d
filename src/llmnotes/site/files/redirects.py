"""What stands at the old addresses of tags and topics that were renamed or merged: pages that lead to the new ones, without a script.

A tag's old addresses are those of its aliases in topics.yml, a topic's are its `formerly`. Where a page stands there, it stays. No page leads
the readers of feeds and of text anywhere, so feeds and Markdown exports go on at the last few addresses where they were.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from llmnotes.records.term import tag_address
from llmnotes.site.engine import escaping
from llmnotes.site.engine.artifact import Artifact, Asset
from llmnotes.site.publication.paging import last

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from llmnotes.site.publication.publication import Publication
    from llmnotes.site.publication.site_view import SiteView


COPIED = 4
"""Old addresses of a list at which its feeds and Markdown exports stand too, the last that topics.yml names: each costs as much as the list's own."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Redirect:
    """One old address."""

    path: str
    """As a page has it."""
    target: str
    """The path of the page that it leads to."""
    title: str
    """The title of that page."""


class CopyView(NamedTuple):
    """What stands at an old address of a list: its feeds or exports."""

    of: Any
    """The view of the list's own."""
    target: str
    """Path of the list."""
    path: str
    """Old path of the list."""


def redirects(publication: Publication) -> Iterator[Redirect]:
    """Every old address of a list at which no page of ours stands, once."""
    if publication.taxonomy is None:
        return
    site = publication.site
    seen = {f"topics/{topic.id}" for topic in site.topics}
    for topic in site.topics:
        for id_ in topic.formerly:
            if f"topics/{id_}" not in seen:
                seen.add(f"topics/{id_}")
                yield Redirect(path=f"topics/{id_}", target=f"topics/{topic.id}", title=site.title(topic))
    named = publication.catalogue.spelling
    taken = {*named, ""}
    for keyword in publication.taxonomy.keywords:
        target = tag_address(keyword.name)
        for alias in keyword.aliases:
            address = tag_address(alias)
            if target in named and address not in taken:
                taken.add(address)
                yield Redirect(path=f"tags/{address}", target=f"tags/{target}", title=named[target])


def _further(publication: Publication, one: Redirect) -> Iterator[Redirect]:
    """The old addresses of a list's further pages: it had as many as it has now, or less."""
    kind, _, name = one.target.partition("/")
    catalogue = publication.catalogue
    entries = catalogue.by_topic.get(name, ()) if kind == "topics" else catalogue.by_tag[catalogue.spelling[name]]
    for number in range(1, last(len(entries)) + 1):
        yield dataclasses.replace(one, path=f"{one.path}/{number}")


def copies(publication: Publication, artifacts: Iterable[Artifact]) -> Iterator[Artifact]:
    """Feeds and Markdown exports; those of a list with old addresses are made at the last `COPIED` of these too."""
    old: dict[str, list[str]] = {}
    for one in redirects(publication):
        old.setdefault(one.target, []).append(one.path)
    for artifact in artifacts:
        yield artifact
        target = re.sub(r"(?:/feed|(?:\.log)?\.md)$", "", artifact.id)
        for path in old.get(target, ())[-COPIED:]:
            yield artifact._replace(
                id=f"{path}{artifact.id.removeprefix(target)}",
                view=functools.partial(_copy_view, artifact, target, path),
                template=functools.partial(_copy, artifact.template),
            )


def _copy_view(artifact: Artifact, target: str, path: str) -> CopyView:
    return CopyView(of=artifact.view(), target=target, path=path)


def _copy(template: Callable[[Any, SiteView], Iterable[Asset]], view: CopyView, site: SiteView) -> Iterator[Asset]:
    for asset in template(view.of, site):
        yield Asset(f"{view.path}{asset.path.removeprefix(view.target)}", asset.content)


def artifact(publication: Publication) -> Artifact:
    """All of these pages. They are no part of the sitemap, and no search engine shall keep them."""
    return Artifact(id="redirects", view=functools.partial(view, publication), template=template)


def view(publication: Publication) -> tuple[Redirect, ...]:
    """The old addresses of lists, with those of their further pages."""
    return tuple(page for one in redirects(publication) for page in (one, *_further(publication, one)))


def template(view: tuple[Redirect, ...], site: SiteView) -> Iterator[Asset]:
    """A page at each old address."""
    environment = escaping.environment()
    environment.filters["words"] = site.words
    page = environment.get_template("redirect.html")
    addresses = site.addresses
    for one in view:
        way = f"{addresses.root_from(one.path)}{addresses.of(one.target)}"
        html = page.render(redirect=one, way=way, canonical=site.page(one.target) if site.site_url else way, words=site.words)
        yield Asset(addresses.file(one.path), html.encode())
