"""What the page on adding an entry must know, as files that its script fetches: the rules of a record, known tags, slugs that are taken.

`add/record.json` holds the rules (of `record`, `strict_yaml`, `url`, `source`), the tags with their aliases, the years that have slugs, and what the
script says; and what was removed: canonical URL, slug, day and reason. `add/slugs-2023.json` holds that year's slugs without the year and its
hyphen, those of removed entries too.
"""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING

from llmnotes.records import record
from llmnotes.site.engine.artifact import Asset
from llmnotes.site.words.add_page import ADDING
from llmnotes.system import compact_json
from llmnotes.web import url
from llmnotes.web.source import SLUGS
from llmnotes.yamlio import strict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmnotes.site.publication.publication import Publication

OFFERED = 12
"""Tags offered before something is typed."""


def tags(publication: Publication) -> list[list[str]]:
    """Tags with their aliases: the taxonomy's, and those in use, the most used first."""
    keywords = publication.taxonomy.keywords if publication.taxonomy else ()
    aliases = {keyword.name: keyword.aliases for keyword in keywords}
    return [[tag, *aliases.get(tag, ())] for tag in dict.fromkeys([*publication.catalogue.by_tag, *aliases])]


def assets(publication: Publication) -> Iterator[Asset]:
    """The files."""
    slugs: dict[str, list[str]] = collections.defaultdict(list)
    for slug in (one.slug for ones in (publication.catalogue.entries, publication.removals) for one in ones):
        slugs[slug[:4]].append(slug[5:])
    words = publication.words
    known = {
        "record": record.RULES,
        "yaml": strict.RULES,
        "urls": url.RULES,
        "sources": SLUGS,
        "years": sorted(slugs),
        "tags": tags(publication),
        "removed": [[url.canonical(one.url), one.slug, str(one.removed), one.reason] for one in publication.removals],
        "words": ADDING[words.language] | {"unlisted": words.raw("search_url_unknown")},
    }
    yield Asset("add/record.json", compact_json.dumps(known))
    yield from (Asset(f"add/slugs-{year}.json", compact_json.dumps(rest)) for year, rest in slugs.items())
