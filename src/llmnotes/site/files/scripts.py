"""Make the scripts of the site, and `settings.js`, a JavaScript module with the site's settings that the scripts import."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from llmnotes.site.engine.artifact import Artifact, Asset, known
from llmnotes.site.theme.scripts import FOLDER, script

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmnotes.site.publication.site_view import SiteView

SCRIPT = "assets/site.js"
"""Path of the JavaScript module that every page loads, relative to the site's root."""
TEXTS = (
    "anniversary", "archived", "copied", "copy", "copy_failed", "entry_count", "facet_health", "facet_lang", "facet_month", "facet_note", "facet_source",
    "facet_tag", "facet_topic", "facet_year", "fewer", "filter", "health_old", "more_of", "new_since", "next_in", "on_this_day", "original", "previous_in", "search_add", "search_add_url",
    "search_all", "search_count", "search_drop", "search_failed", "search_match_all", "search_match_any", "search_named", "search_narrowed", "search_none", "search_page", "search_pages_only", "search_refine",
    "search_results", "search_shorter", "search_since", "search_since_any", "search_since_month", "search_until", "search_until_any",
    "search_until_month", "search_url_unknown", "search_widen", "standing_dead", "tag", "topic", "years_ago",
)  # fmt: skip
"""Keys of the interface texts that `settings.js` gives to the scripts."""

_MODULE = """\
/** Written by each build: address and language of the site, and the texts that scripts show. */

/** URL of the site's root; this file is in a folder of it. */
export const root = new URL("../", import.meta.url);

export const language = %(language)s;

/** A page with lists, to link to when the search fails. */
export const way = { href: page(%(way)s), title: %(way_title)s };

export const words = %(words)s;

/** Return a text with its placeholder replaced by a value. */
export const phrase = (key, value) => words[key].replace(/\\{\\w+\\}/, () => value);

/** Format a number in the site's language. */
export const number = (value) => value.toLocaleString(language);

/** Return the address of a page from its path. */
export function page(path) {
  const folder = path.replace(/(^|\\/)index$/, "$1");
  const address = folder === path ? `${path}%(page)s` : `${folder}%(folder)s`;
  return new URL(address.split("/").map(encodeURIComponent).join("/"), root).href;
}
"""


def artifact() -> Artifact:
    """Return the artifact, a group of files that are written together, with all scripts and `settings.js`.

    These files need only data of the whole site, such as its language. So the view, the data for this artifact alone, is None.
    """
    return Artifact(id="assets", view=known(None), template=template)


def template(_: None, site: SiteView) -> Iterator[Asset]:
    """Yield all scripts without their documentation comments, and `settings.js`."""
    for name in sorted(file.name for file in FOLDER.iterdir()):
        if name.endswith(".js"):
            yield Asset(f"assets/{name}", script(name).encode())
    yield Asset("assets/settings.js", settings(site).encode())


def settings(site: SiteView) -> str:
    """Return the text of the JavaScript module `settings.js`."""
    words, addresses = site.words, site.addresses
    way = "topics/index" if site.topics else "tags/index"
    return _MODULE % {
        "language": json.dumps(words.language),
        "way": json.dumps(way),
        "way_title": json.dumps(words(way.partition("/")[0]), ensure_ascii=False),
        "words": json.dumps({key: words.raw(key) for key in TEXTS}, ensure_ascii=False, indent=2),
        "page": "/" if addresses.directories else ".html",
        "folder": "" if addresses.directories else "index.html",
    }
