"""Redirects from the old addresses of renamed or merged tags and topics, as HTML pages that need no script.

The old addresses of a tag are those of its aliases in topics.yml; those of a topic are its `formerly`. An address that another page uses gets no
redirect. Feed readers and tools that read Markdown don't follow redirects in HTML, so feeds and Markdown exports are also written at old addresses.
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
"""Number of old addresses at which the feeds and Markdown exports of a list are also written: the last ones in topics.yml. Each takes as long as the original."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Redirect:
    """A redirect from one old address."""

    path: str
    """Path of the old address, without an extension."""
    target: str
    """Path of the page that the redirect leads to."""
    title: str
    """Title of the page that the redirect leads to."""


class CopyView(NamedTuple):
    """The content of a feed or export at an old address of a list."""

    of: Any
    """View of the original feed or export."""
    target: str
    """Current path of the list."""
    path: str
    """Old path of the list."""


def redirects(publication: Publication) -> Iterator[Redirect]:
    """Yield a redirect for every old address of a list, except addresses that another page uses."""
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
    """Yield redirects for the numbered pages of a list, as many as the list has now."""
    kind, _, name = one.target.partition("/")
    catalogue = publication.catalogue
    entries = catalogue.by_topic.get(name, ()) if kind == "topics" else catalogue.by_tag[catalogue.spelling[name]]
    for number in range(1, last(len(entries)) + 1):
        yield dataclasses.replace(one, path=f"{one.path}/{number}")


def copies(publication: Publication, artifacts: Iterable[Artifact]) -> Iterator[Artifact]:
    """Yield feeds and Markdown exports, and copies of them at the last `COPIED` old addresses of their list."""
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
    """Return the artifact for all redirects. They are not in the sitemap, and they ask search engines not to index them."""
    return Artifact(id="redirects", view=functools.partial(view, publication), template=template)


def view(publication: Publication) -> tuple[Redirect, ...]:
    """Return all redirects, including those of numbered pages."""
    return tuple(page for one in redirects(publication) for page in (one, *_further(publication, one)))


def template(view: tuple[Redirect, ...], site: SiteView) -> Iterator[Asset]:
    """Write a page at each old address."""
    environment = escaping.environment()
    environment.filters["words"] = site.words
    page = environment.get_template("redirect.html")
    addresses = site.addresses
    for one in view:
        way = f"{addresses.root_from(one.path)}{addresses.of(one.target)}"
        html = page.render(redirect=one, way=way, canonical=site.page(one.target) if site.site_url else way, words=site.words)
        yield Asset(addresses.file(one.path), html.encode())
