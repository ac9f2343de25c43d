"""What the page on adding an entry must know, as files that its script fetches: the rules of a record, known tags, slugs that are taken.

`add/record.json` holds the rules (of `record`, `strict_yaml`, `url`, `source`), the tags with their aliases, the years that have slugs, and what the
script says; and what was removed: canonical URL, slug, day and reason. `add/slugs-2023.json` holds that year's slugs without the year and its
hyphen, those of removed entries too.
"""

from __future__ import annotations

import collections
import functools
from typing import TYPE_CHECKING, NamedTuple

from llmnotes.records import record
from llmnotes.site.engine.artifact import Artifact, Asset
from llmnotes.site.words.add_page import ADDING
from llmnotes.system import compact_json
from llmnotes.web import url
from llmnotes.web.source import SLUGS
from llmnotes.yamlio import strict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmnotes.records.removal import Removal
    from llmnotes.site.publication.publication import Publication
    from llmnotes.site.publication.site_view import SiteView

OFFERED = 12
"""Tags offered before something is typed."""
RECORD = "add/record.json"


class AddFormView(NamedTuple):
    """What the page on adding an entry must know."""

    tags: tuple[tuple[str, ...], ...]
    """As `tags` gives them."""
    slugs: tuple[str, ...]
    """Of entries and of removals."""
    removals: tuple[Removal, ...]


def tags(publication: Publication) -> tuple[tuple[str, ...], ...]:
    """Tags, each followed by its aliases: the taxonomy's, and those in use, the most used first."""
    keywords = publication.taxonomy.keywords if publication.taxonomy else ()
    aliases = {keyword.name: keyword.aliases for keyword in keywords}
    return tuple((tag, *aliases.get(tag, ())) for tag in dict.fromkeys([*publication.catalogue.by_tag, *aliases]))


def artifact(publication: Publication) -> Artifact:
    """The files."""
    return Artifact(id=RECORD, view=functools.partial(view, publication), template=template)


def view(publication: Publication) -> AddFormView:
    """What the page must know."""
    slugs = tuple(one.slug for ones in (publication.catalogue.entries, publication.removals) for one in ones)
    return AddFormView(tags=tags(publication), slugs=slugs, removals=tuple(publication.removals))


def template(view: AddFormView, site: SiteView) -> Iterator[Asset]:
    """`add/record.json`, and the slugs of each year."""
    slugs: dict[str, list[str]] = collections.defaultdict(list)
    for slug in view.slugs:
        slugs[slug[:4]].append(slug[5:])
    words = site.words
    known = {
        "record": record.RULES,
        "yaml": strict.RULES,
        "urls": url.RULES,
        "sources": SLUGS,
        "years": sorted(slugs),
        "tags": view.tags,
        "removed": [[url.canonical(one.url), one.slug, str(one.removed), one.reason] for one in view.removals],
        "words": ADDING[words.language] | {"unlisted": words.raw("search_url_unknown")},
    }
    yield Asset(RECORD, compact_json.dumps(known))
    yield from (Asset(f"add/slugs-{year}.json", compact_json.dumps(rest)) for year, rest in slugs.items())
