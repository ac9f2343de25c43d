"""What all pages share: the templates and what they may call, runs of months, feeds and cards by page."""

from __future__ import annotations

import functools
import itertools
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import jinja2
from markupsafe import Markup

from llmnotes import note
from llmnotes.catalogue import tag_address
from llmnotes.site import feeds
from llmnotes.site.cards import card_path
from llmnotes.site.fingerprint import Fingerprints
from llmnotes.site.page import TOP

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterable, Sequence

    from llmnotes.model import Entry
    from llmnotes.site.feeds import Feed
    from llmnotes.site.health import LinkState
    from llmnotes.site.page import Alternate
    from llmnotes.site.publication import Publication

ROOT = "\0"
"""The way to the site's root; no HTML holds this character."""
DESCRIPTION = 120
"""Characters of a page's description."""


class Rendering:
    """Renders the pages of one publication."""

    def __init__(self, publication: Publication) -> None:
        """Read the templates."""
        self.publication = publication
        self.words = publication.words
        self.fingerprints = Fingerprints(publication)
        self.feeds: dict[str, Feed] = feeds.feeds(publication) if publication.site_url else {}
        self._topics = {topic.id: topic for topic in publication.topics}
        self._templates = jinja2.Environment(
            loader=jinja2.PackageLoader("llmnotes.site"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
            auto_reload=False,
        )
        self._template = functools.cache(self._templates.get_template)
        # An entry stands in five lists or so, and looks the same in all of them.
        self.entry_card = functools.cache(self._card_html)
        # Known to all templates, not given to each: so macros are imported without a context, which Jinja does once, not at every page.
        self._templates.globals.update(
            words=self.words,
            top=TOP,
            href=functools.cache(lambda path: f"{ROOT}{publication.addresses.of(path)}"),
            file=lambda path: f"{ROOT}{quote(path)}",
            formats=feeds.FORMATS,
            note=self._note_html,
            summary=self._summary_html,
            card=self.entry_card,
            link=functools.cache(lambda entry: Markup(self.from_root("link.html", entry=entry))),  # noqa: S704 - a template's, escaped there
            source=publication.catalogue.source,
            topic=self._topics.get,
            tag_address=tag_address,
            speaks=_speaks,
            state=self._state,
        )

    def __call__(self, template: str, here: str, **values: object) -> str:
        """A template's HTML, for the page at `here`."""
        return self.from_root(template, **values).replace(ROOT, self.publication.addresses.root_from(here))

    def from_root(self, template: str, **values: object) -> str:
        """A template's HTML with a mark for the way to the site's root, wherever it will stand."""
        return self._template(template).render(values)

    def alternates(self, path: str) -> tuple[Alternate, ...]:
        """The feeds that a reader of a page may want: its own, then everything."""
        return tuple(alternate for key in dict.fromkeys((path, "index")) if key in self.feeds for alternate in self.feeds[key].alternates)

    def card(self, path: str) -> str:
        """The path of a page's card: a topic's own, an entry's where entries have cards, else the site's; empty for none."""
        cards = self.publication.cards
        kind, _, name = path.partition("/")
        own = (kind == "topics" and name in self._topics) or (kind == "entries" and cards == "entries")
        return card_path(path if own else "index") if cards else ""

    def by_month(self, entries: Sequence[Entry], day: Callable[[Entry], datetime.date]) -> list[tuple[str, str, list[Entry]]]:
        """Entries in runs of one month: its anchor, its name, its entries."""
        groups = []
        for (year, month), run in itertools.groupby(entries, key=lambda entry: (day(entry).year, day(entry).month)):
            entries_of_month = list(run)
            groups.append((f"{year}-{month:02}", self.words.month(day(entries_of_month[0])), entries_of_month))
        return groups

    def _state(self, url: str, archived: str | None = None) -> LinkState | None:
        health = self.publication.health
        return health.of(url, archived) if health else None

    def _card_html(self, entry: Entry) -> Markup:
        return Markup(self.from_root("card.html", entry=entry))  # noqa: S704 - a template's, escaped there

    def _note_html(self, slug: str, text: str, heading: int) -> Markup:
        return Markup(note.html(text, prefix=slug, heading=heading))  # noqa: S704 - nh3 sanitised it

    def _summary_html(self, slug: str, text: str, heading: int) -> tuple[Markup, bool]:
        html, long = note.summary(text, prefix=slug, heading=heading)
        return Markup(html), long  # noqa: S704 - nh3 sanitised it


def newest(entries: Iterable[Entry]) -> datetime.date | None:
    """The newest date of what these entries say."""
    return max((entry.updated or entry.listed for entry in entries), default=None)


def shortened(text: str) -> str:
    """A text as a page's description."""
    return text if len(text) <= DESCRIPTION else f"{text[: DESCRIPTION - 1]}…"


def _speaks(language: str, text: str) -> bool:
    """Whether a title or a note can be in a language: one with kana is Japanese, whatever it links to."""
    return language.startswith("ja") or not re.search(r"[\u3041-\u30fa]", text)
