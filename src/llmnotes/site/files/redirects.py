"""What stands at the old addresses of tags and topics that were renamed or merged: pages that lead to the new ones, without a script.

A tag's old addresses are those of its aliases in topics.yml, a topic's are its `formerly`. Where a page stands there, it stays. No page leads
the readers of feeds and of text anywhere, so feeds and Markdown exports go on at the last few addresses where they were.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from typing import TYPE_CHECKING

from llmnotes.records.term import tag_address
from llmnotes.site.engine import escaping
from llmnotes.site.engine.artifact import Asset, Batch
from llmnotes.site.engine.digest import fingerprint
from llmnotes.site.publication.paging import last

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from llmnotes.site.publication.publication import Publication


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


def redirects(publication: Publication) -> Iterator[Redirect]:
    """Every old address of a list at which no page of ours stands, once."""
    if publication.taxonomy is None:
        return
    seen = {f"topics/{topic.id}" for topic in publication.topics}
    for topic in publication.topics:
        for id_ in topic.formerly:
            if f"topics/{id_}" not in seen:
                seen.add(f"topics/{id_}")
                yield Redirect(path=f"topics/{id_}", target=f"topics/{topic.id}", title=publication.title(topic))
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


def copies(publication: Publication, batches: Iterable[Batch]) -> Iterator[Batch]:
    """Batches of feeds and Markdown exports; those of a list with old addresses are made at the last `COPIED` of these too."""
    old: dict[str, list[str]] = {}
    for one in redirects(publication):
        old.setdefault(one.target, []).append(one.path)
    if not old:
        yield from batches
        return
    for batch in batches:
        yield batch
        target = re.sub(r"(?:/feed|(?:\.log)?\.md)$", "", batch.id)
        for path in old.get(target, ())[-COPIED:]:
            make = functools.partial(_moved, batch, target, path)
            yield batch._replace(id=f"{path}{batch.id.removeprefix(target)}", make=make)


def _moved(batch: Batch, target: str, path: str) -> Iterator[Asset]:
    return (Asset(f"{path}{asset.path.removeprefix(target)}", asset.content) for asset in batch.make())


def batch(publication: Publication) -> Batch:
    """All of these pages. They are no part of the sitemap, and no search engine shall keep them."""
    found = [page for one in redirects(publication) for page in (one, *_further(publication, one))]
    return Batch(id="redirects", sees=lambda: fingerprint(found), make=lambda: _assets(publication, found))


def _assets(publication: Publication, found: list[Redirect]) -> Iterator[Asset]:
    environment = escaping.environment()
    environment.filters["words"] = publication.words
    template = environment.get_template("redirect.html")
    addresses = publication.addresses
    for one in found:
        way = f"{addresses.root_from(one.path)}{addresses.of(one.target)}"
        html = template.render(
            redirect=one, way=way, canonical=publication.page(one.target) if publication.site_url else way, words=publication.words
        )
        yield Asset(addresses.file(one.path), html.encode())
