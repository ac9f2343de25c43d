"""What all pages share: the templates and what they may call, runs of months, feeds and cards by page."""

from __future__ import annotations

import datetime
import functools
import itertools
import operator
import re
from typing import TYPE_CHECKING, NoReturn

from markupsafe import Markup

from llmnotes.records import note
from llmnotes.records.term import tag_address
from llmnotes.site.engine import escaping
from llmnotes.site.engine.addresses import encoded
from llmnotes.site.engine.compiled import Compiled
from llmnotes.site.files import feeds
from llmnotes.site.files.cards import card_path
from llmnotes.site.publication.fingerprints import Fingerprints
from llmnotes.site.theme.page_head import TOP
from llmnotes.site.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping, Sequence

    import jinja2

    from llmnotes.model import Entry
    from llmnotes.site.engine.addresses import Addresses
    from llmnotes.site.engine.page import Alternate
    from llmnotes.site.files.feeds import Feed
    from llmnotes.site.publication.link_states import LinkState
    from llmnotes.site.publication.publication import Publication

ROOT = "\0"
"""The way to the site's root; no HTML holds this character."""
DESCRIPTION = 120
"""Characters of a page's description."""

_NOTHING = Markup()
OF_A_LIST = ("card", "dead_link", "displayed", "link", "source", "state", "tag", "topic")
"""Filters that show one list. Templates are compiled before it is known, by their names alone, so none is given a constant."""


class Templates:
    """Ours, for the sites of one language and one way of addresses, whatever their lists say: a preview keeps them from one build to the next."""

    def __init__(self, language: str, addresses: Addresses) -> None:
        """Nothing is compiled yet. Raises KeyError for a language without words."""
        self._words, self._addresses = Words(language), addresses
        environment = self._environment = escaping.environment()
        # Known to all templates, not given to each: so macros are imported without a context, which Jinja does once, not at every page.
        environment.globals.update(words=self._words, top=TOP, formats=feeds.FORMATS)
        # Filters rather than functions: Jinja calls these at once, and those of constants only when it compiles a template.
        environment.filters |= {
            "words": self._words,
            "href": functools.cache(lambda path, folder="": Markup(f"{ROOT}{addresses.of(f'{folder}{path}')}")),  # noqa: S704 - percent-encoded
            "file": lambda path: f"{ROOT}{encoded(path)}",
            "tag_address": tag_address,
            "language_of_note": self._language_of_note,
            "language_of": self._language_of,
            "note": _note_html,
            "summary": _summary_html,
        }
        environment.filters |= dict.fromkeys(OF_A_LIST, _to_come)
        environment.tests["topic"] = _to_come
        self.compiled = Compiled(environment)
        self.compiled.serve(environment)

    def fit(self, language: str, addresses: Addresses) -> bool:
        """Whether they are for that language and these addresses."""
        return (self._words.language, self._addresses) == (language, addresses)

    @property
    def names(self) -> Sequence[str]:
        """Of all of them."""
        return self._environment.list_templates(["html"])

    def of(self, filters: Mapping[str, Callable[..., object]], topics: Container[str]) -> jinja2.Environment:
        """The templates of one list: with the filters that show it, and its topics' ids."""
        found = self._environment.overlay()
        found.filters = {**self._environment.filters, **filters}
        found.tests = {**self._environment.tests, "topic": topics.__contains__}
        return found

    def _language_of(self, entry: Entry) -> Markup:
        """The attributes of a link to an entry: `hreflang` tells where it leads; the title itself may be a translation, as its letters show."""
        if not entry.lang or entry.lang == self._words.language:
            return _NOTHING
        led = Markup(' hreflang="{0}"').format(entry.lang)
        return led + Markup(' lang="{0}"').format(entry.lang) if _speaks(entry.lang, entry.title) else led

    def _language_of_note(self, entry: Entry) -> Markup:
        return _NOTHING if _speaks(self._words.language, entry.note) else Markup(' lang="ja"')


class Rendering:
    """Renders the pages of one publication."""

    def __init__(self, publication: Publication, templates: Templates | None = None) -> None:
        """By `templates` that fit its language and addresses, or new ones."""
        self.publication = publication
        self.words = publication.words
        self.fingerprints = Fingerprints(publication)
        self.feeds: dict[str, Feed] = feeds.feeds(publication) if publication.site_url else {}
        self._topics = {topic.id: topic for topic in publication.topics}
        self._cards: dict[tuple[str, int], Markup] = {}
        filters: dict[str, Callable[..., object]] = {
            "source": publication.catalogue.source,
            "displayed": publication.catalogue.displayed,
            "state": self._state,
            # What stands on many pages is drawn once.
            "card": self._entry_card,
            "dead_link": lambda dead, url: self._drawn("dead_link.html", dead=dead, url=url),
            "link": _by_slug(lambda entry: self._drawn("link.html", entry=entry)),
            "tag": functools.cache(lambda tag: self._drawn("tag.html", tag=tag)),
            "topic": functools.cache(lambda id_: self._drawn("topic.html", topic=self._topics[id_])),
        }
        self._templates = (templates or Templates(publication.language, publication.addresses)).of(filters, self._topics)
        self._template = functools.cache(self._templates.get_template)
        self._month = functools.cache(lambda year, month: self.words.month(datetime.date(year, month, 1)))

    def __call__(self, template: str, here: str, **values: object) -> str:
        """A template's HTML, for the page at `here`."""
        return self.from_root(template, **values).replace(ROOT, self.publication.addresses.root_from(here))

    def from_root(self, template: str, **values: object) -> str:
        """A template's HTML with a mark for the way to the site's root, wherever it will stand."""
        return self._template(template).render(values)

    def _drawn(self, template: str, **values: object) -> Markup:
        return Markup(self.from_root(template, **values))  # noqa: S704 - a template's, escaped there

    def _entry_card(self, entry: Entry, level: int) -> Markup:
        """How an entry looks, its title a heading of that level. In lists it stands five times or so, and looks the same in all of them."""
        key = entry.slug, level
        found = self._cards.get(key)
        if found is None:
            found = self._drawn("card.html", entry=entry, level=level)
            if level > 1:
                self._cards[key] = found
        return found

    def alternates(self, path: str) -> tuple[Alternate, ...]:
        """The feeds that a reader of a page may want: its own, then everything."""
        return tuple(alternate for key in dict.fromkeys((path, "index")) if key in self.feeds for alternate in self.feeds[key].alternates)

    def card(self, path: str) -> str:
        """The path of a page's card: a topic's own, an entry's where entries have cards, else the site's; empty for none."""
        cards = self.publication.cards
        kind, _, name = path.partition("/")
        own = (kind == "topics" and name in self._topics) or (kind == "entries" and cards == "entries")
        return card_path(path if own else "index") if cards else ""

    @functools.cached_property
    def modified(self) -> datetime.date | None:
        """The newest date of what the whole list says."""
        return newest(self.publication.catalogue.entries)

    def by_month(self, entries: Sequence[Entry], day: str = "date") -> list[tuple[str, str, list[Entry]]]:
        """Entries in runs of one month: its anchor, its name, its entries. `day` is the attribute that tells it."""
        runs = itertools.groupby(entries, operator.attrgetter(f"{day}.year", f"{day}.month"))
        return [(f"{year}-{month:02}", self._month(year, month), list(run)) for (year, month), run in runs]

    def _state(self, url: str, archived: str | None = None) -> LinkState | None:
        health = self.publication.health
        return health.of(url, archived) if health else None


def _to_come(*_: object) -> NoReturn:
    """Stands for a filter until there is a list; so Jinja takes it for no constant."""
    raise NotImplementedError


def _by_slug(draw: Callable[[Entry], Markup]) -> Callable[[Entry], Markup]:
    """Draw each entry once; to hash a whole entry takes longer than to draw some."""
    drawn: dict[str, Markup] = {}

    def of(entry: Entry) -> Markup:
        if entry.slug not in drawn:
            drawn[entry.slug] = draw(entry)
        return drawn[entry.slug]

    return of


def _note_html(entry: Entry, heading: int) -> Markup:
    return Markup(note.html(entry.note, prefix=entry.slug, heading=heading))  # noqa: S704 - nh3 sanitised it


def _summary_html(entry: Entry, heading: int) -> tuple[Markup, bool]:
    html, long = note.summary(entry.note, prefix=entry.slug, heading=heading)
    return Markup(html), long  # noqa: S704 - nh3 sanitised it


def newest(entries: Iterable[Entry]) -> datetime.date | None:
    """The newest date of what these entries say."""
    return max([entry.updated or entry.listed for entry in entries], default=None)


def shortened(text: str) -> str:
    """A text as a page's description."""
    return text if len(text) <= DESCRIPTION else f"{text[: DESCRIPTION - 1]}…"


def _speaks(language: str, text: str) -> bool:
    """Whether a title or a note can be in a language: one with kana is Japanese, whatever it links to."""
    return language.startswith("ja") or not re.search(r"[\u3041-\u30fa]", text)
