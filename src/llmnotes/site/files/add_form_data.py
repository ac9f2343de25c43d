"""Make the data files for the page on which a visitor adds an entry. The script of the page fetches them.

`add/record.json` contains the rules for records, YAML, URLs and sources; the tags with their aliases; the years that have slugs; the texts that the
script shows; and for each removed entry its canonical URL, its slug, the day of its removal and the reason. `add/slugs-2023.json` contains the slugs of
2023, without `2023-` at their beginning. The slugs of removed entries are included, because no new entry may use them.
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
"""Maximum number of tags that the form suggests before the visitor types a tag."""
RECORD = "add/record.json"
"""Path of the data file with rules, tags and removals, relative to the site's root."""


class AddFormView(NamedTuple):
    """The content of the data files for the page on which a visitor adds an entry."""

    tags: tuple[tuple[str, ...], ...]
    """All tags, each followed by its aliases."""
    slugs: tuple[str, ...]
    """Slugs of all entries, including removed entries."""
    removals: tuple[Removal, ...]


def tags(publication: Publication) -> tuple[tuple[str, ...], ...]:
    """Return all tags, each in a tuple with its aliases. The tags of entries come first, the most frequent tag first; then come tags that only the taxonomy names."""
    keywords = publication.taxonomy.keywords if publication.taxonomy else ()
    aliases = {keyword.name: keyword.aliases for keyword in keywords}
    return tuple((tag, *aliases.get(tag, ())) for tag in dict.fromkeys([*publication.catalogue.by_tag, *aliases]))


def artifact(publication: Publication) -> Artifact:
    """Return the artifact with all data files for the page on which a visitor adds an entry."""
    return Artifact(id=RECORD, view=functools.partial(view, publication), template=template)


def view(publication: Publication) -> AddFormView:
    """Return the content of the data files: all tags, the slugs in use, and the removed entries."""
    slugs = tuple(one.slug for ones in (publication.catalogue.entries, publication.removals) for one in ones)
    return AddFormView(tags=tags(publication), slugs=slugs, removals=tuple(publication.removals))


def template(view: AddFormView, site: SiteView) -> Iterator[Asset]:
    """Yield `add/record.json`, and for each year a file with the slugs of that year."""
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
