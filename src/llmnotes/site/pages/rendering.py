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
from llmnotes.site.theme.page_head import TOP
from llmnotes.site.words import Words
from llmnotes.web.source import displayed_title, source_of_url

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping, Sequence

    import jinja2

    from llmnotes.model import Entry
    from llmnotes.site.engine.addresses import Addresses
    from llmnotes.site.engine.page import Alternate
    from llmnotes.site.publication.site_view import EntryCard, FeedAddress, SiteView

ROOT = "\0"
"""The way to the site's root; no HTML holds this character."""
DESCRIPTION = 120
"""Characters of a page's description."""

_NOTHING = Markup()
OF_A_LIST = ("card", "dead_link", "link", "tag", "topic")
"""Filters that show one list. Templates are compiled before it is known, by their names alone, so none is given a constant."""


class Templates:
    """Ours, for the sites of one language and one way of addresses, whatever their lists say: a preview keeps them from one build to the next."""

    def __init__(self, language: str, addresses: Addresses) -> None:
        """Nothing is compiled yet. Raises KeyError for a language without words."""
        self._words = Words(language)
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
            "source": lambda entry: source_of_url(entry.url),
            "displayed": lambda entry: displayed_title(entry.title, entry.url),
        }
        environment.filters |= dict.fromkeys(OF_A_LIST, _to_come)
        environment.tests["topic"] = _to_come
        self.compiled = Compiled(environment)
        self.compiled.serve(environment)

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


@functools.cache
def templates(language: str, addresses: Addresses) -> Templates:
    """The templates for a language and a way of addresses: a preview needs the same ones at each build. Raises KeyError for a language without words."""
    return Templates(language, addresses)


_KANA = re.compile(r"[\u3041-\u30fa]")


class Rendering:
    """Renders the pages of one site. All that it knows is the view of the site, so that a template can show nothing but that and its own view."""

    def __init__(self, site: SiteView) -> None:
        """Nothing is rendered yet. Raises KeyError for a language without words."""
        self.site = site
        self.words = site.words
        self._cards: dict[tuple[int, int], tuple[EntryCard, Markup]] = {}
        filters: dict[str, Callable[..., object]] = {
            # What many pages show is drawn once.
            "card": self._entry_card,
            "dead_link": lambda dead, url: self._drawn("dead_link.html", dead=dead, url=url),
            "link": _once(lambda entry: self._drawn("link.html", entry=entry)),
            "tag": functools.cache(lambda tag: self._drawn("tag.html", tag=tag)),
            "topic": functools.cache(lambda id_: self._drawn("topic.html", topic=site.topics_by_id[id_])),
        }
        self._templates = templates(site.language, site.addresses).of(filters, site.topics_by_id)
        self._template = functools.cache(self._templates.get_template)
        self._month = functools.cache(lambda year, month: self.words.month(datetime.date(year, month, 1)))

    def __call__(self, template: str, here: str, **values: object) -> str:
        """A template's HTML, for the page at `here`."""
        return self.from_root(template, **values).replace(ROOT, self.site.addresses.root_from(here))

    def from_root(self, template: str, **values: object) -> str:
        """A template's HTML with a mark for the way to the site's root, wherever it will stand."""
        return self._template(template).render(values)

    def _drawn(self, template: str, **values: object) -> Markup:
        return Markup(self.from_root(template, **values))  # noqa: S704 - a template's, escaped there

    def _entry_card(self, card: EntryCard, level: int) -> Markup:
        """How an entry looks, its title a heading of that level. In lists it stands five times or so, and looks the same in all of them."""
        key = id(card), level  # a card is one object for all lists; to hash all that it holds takes longer than to draw some
        found = self._cards.get(key)
        if found:
            return found[1]
        drawn = self._drawn("card.html", entry=card.entry, health=card.state, level=level)
        if level > 1:
            self._cards[key] = card, drawn
        return drawn

    def alternates(self, feed: FeedAddress | None = None) -> tuple[Alternate, ...]:
        """The feeds that a reader of a page may want: its own, then everything."""
        return tuple(alternate for one in dict.fromkeys((feed, self.site.feed)) if one for alternate in feeds.alternates(one))

    def card(self, path: str) -> str:
        """The path of a page's card image: a topic's own, an entry's where entries have cards, else the site's; empty for none."""
        cards = self.site.cards
        kind, _, name = path.partition("/")
        own = (kind == "topics" and name in self.site.topics_by_id) or (kind == "entries" and cards == "entries")
        return card_path(path if own else "index") if cards else ""

    def by_month(self, cards: Sequence[EntryCard], day: str = "date") -> list[tuple[str, str, list[EntryCard]]]:
        """Entries in runs of one month: its anchor, its name, its entries. `day` is the attribute of an entry that says it."""
        runs = itertools.groupby(cards, operator.attrgetter(f"entry.{day}.year", f"entry.{day}.month"))
        return [(f"{year}-{month:02}", self._month(year, month), list(run)) for (year, month), run in runs]


def _to_come(*_: object) -> NoReturn:
    """Stands for a filter until there is a list; so Jinja takes it for no constant."""
    raise NotImplementedError


def _once(draw: Callable[[Entry], Markup]) -> Callable[[Entry], Markup]:
    """Draw each entry once; to hash a whole entry takes longer than to draw some."""
    drawn: dict[int, tuple[Entry, Markup]] = {}

    def of(entry: Entry) -> Markup:
        found = drawn.get(id(entry))
        if found is None:
            found = drawn[id(entry)] = entry, draw(entry)
        return found[1]

    return of


def _note_html(entry: Entry, heading: int) -> Markup:
    return Markup(note.html(entry.note, prefix=entry.slug, heading=heading))  # noqa: S704 - nh3 sanitised it


def _summary_html(entry: Entry, heading: int) -> tuple[Markup, bool]:
    html, long = note.summary(entry.note, prefix=entry.slug, heading=heading)
    return Markup(html), long  # noqa: S704 - nh3 sanitised it


def shortened(text: str) -> str:
    """A text as a page's description."""
    return text if len(text) <= DESCRIPTION else f"{text[: DESCRIPTION - 1]}…"


def _speaks(language: str, text: str) -> bool:
    """Whether a title or a note can be in a language: one with kana is Japanese, whatever it links to."""
    return language.startswith("ja") or not _KANA.search(text)
