"""Make redirects from the old addresses of renamed or merged tags and topics, as HTML pages that need no script.

The old addresses follow from the aliases of a tag and from the key `formerly` of a topic in topics.yml. An old address that another page uses gets no redirect.
Feed readers, and tools that read Markdown, don't follow redirects in HTML, so feeds and Markdown exports are also written at the last few old addresses.
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
"""Maximum number of old addresses of a tag or topic at which its feeds and Markdown exports are also written: the last ones in topics.yml.

The limit bounds the time of a build, because making a copy takes as long as making the original.
"""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Redirect:
    """A redirect from an old address of a tag or topic to its present page."""

    path: str
    """Path of the page at the old address, without an extension."""
    target: str
    """Path of the page to which the browser is sent."""
    title: str
    """Title of the page to which the browser is sent."""


class CopyView(NamedTuple):
    """A copy of a feed or Markdown export at an old address of its tag or topic."""

    of: Any
    """View of the original: the feed or Markdown export at the present address of the tag or topic."""
    target: str
    """Present path of the page of the tag or topic, such as `tags/rag`. The path of the original file begins with it."""
    path: str
    """Former path of the page of the tag or topic. The path of the copy begins with it."""


def redirects(publication: Publication) -> Iterator[Redirect]:
    """Yield a redirect from each old address of a topic, and of a tag that entries have, to the first page of the topic or tag.

    Leave out old addresses that another page uses. Yield nothing if the reading list has no taxonomy.
    """
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


def _of_numbered_pages(publication: Publication, first: Redirect) -> Iterator[Redirect]:
    """Yield a redirect from the old address of each numbered page of a tag or topic, to the first page at the new address.

    Tags and topics with 100 or more entries have numbered pages. `first` is the redirect from the old address of the first page.
    """
    kind, _, name = first.target.partition("/")
    catalogue = publication.catalogue
    entries = catalogue.by_topic.get(name, ()) if kind == "topics" else catalogue.by_tag[catalogue.spelling[name]]
    for number in range(1, last(len(entries)) + 1):
        yield dataclasses.replace(first, path=f"{first.path}/{number}")


def copies(publication: Publication, artifacts: Iterable[Artifact]) -> Iterator[Artifact]:
    """Yield `artifacts`, which are feeds and Markdown exports. After each, yield its copies at old addresses of its tag or topic, at most `COPIED` copies."""
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
    """Return the artifact with all redirects. Search engines don't index redirects: the sitemap doesn't list them, and their HTML forbids it."""
    return Artifact(id="redirects", view=functools.partial(view, publication), template=template)


def view(publication: Publication) -> tuple[Redirect, ...]:
    """Return all redirects, including redirects for numbered pages."""
    return tuple(page for one in redirects(publication) for page in (one, *_of_numbered_pages(publication, one)))


def template(view: tuple[Redirect, ...], site: SiteView) -> Iterator[Asset]:
    """Yield an HTML page for each old address."""
    environment = escaping.environment()
    environment.filters["words"] = site.words
    page = environment.get_template("redirect.html")
    addresses = site.addresses
    for one in view:
        way = f"{addresses.root_from(one.path)}{addresses.of(one.target)}"
        html = page.render(redirect=one, way=way, canonical=site.page(one.target) if site.site_url else way, words=site.words)
        yield Asset(addresses.file(one.path), html.encode())
