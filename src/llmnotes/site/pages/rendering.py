"""Render pages: the Jinja templates, their filters, and the parts that all pages share."""

from __future__ import annotations

import functools
import itertools
import math
import operator
import re
import zlib
from typing import TYPE_CHECKING, NoReturn

from markupsafe import Markup, escape

from llmnotes.records import note
from llmnotes.records.term import tag_address
from llmnotes.site.engine import escaping
from llmnotes.site.engine.addresses import encoded
from llmnotes.site.engine.compiled import Compiled
from llmnotes.site.files import feeds
from llmnotes.site.files.cards import card_path
from llmnotes.site.pages.months import level, month_id
from llmnotes.site.publication.paging import numbered
from llmnotes.site.theme.page_head import TOP
from llmnotes.site.words import Words
from llmnotes.web.source import displayed_title, source_of_url
from llmnotes.web.url import host

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping, Sequence

    import jinja2

    from llmnotes.model import Entry
    from llmnotes.site.engine.addresses import Addresses
    from llmnotes.site.engine.page import Alternate
    from llmnotes.site.pages.months import YearRow
    from llmnotes.site.publication.site_view import EntryCard, FeedAddress, SiteView

ROOT = "\0"
"""Placeholder in HTML for the relative path from a page to the site's root. It is a character that HTML can't contain."""
DESCRIPTION = 120
"""Number of characters to which `shortened` cuts a description for search engines."""

SIZES = 4
"""Number of text sizes for the terms on an index page. Terms with more entries have a larger text."""
LARGE = 64
"""A term has the largest text size if it has at least this number of entries, and no other term on the page has more entries than it."""

_PLAIN = 1 << 14
"""Number of rendered entries that are kept in memory without compression. If there are more, they are compressed: 100,000 would need 300 MB.

It is also the maximum number of addresses, and of rendered links to entries, that are kept.
"""

_NOTHING = Markup()
OF_A_LIST = ("card", "dead_link", "link", "tag", "topic")
"""Names of the Jinja filters that depend on the reading list.

Templates are compiled before the list is read. So no template may apply these filters to a constant: Jinja would evaluate them during compilation.
"""


class Templates:
    """The templates of pages for one interface language and one form of addresses (with or without `.html`).

    They don't depend on the reading list, so all builds of a preview share them.
    """

    def __init__(self, language: str, addresses: Addresses) -> None:
        """Make the Jinja environment of the templates. Raises KeyError for a language without interface texts."""
        self._words = Words(language)
        self._href = functools.lru_cache(_PLAIN)(lambda path, folder="": Markup(f"{ROOT}{addresses.of(f'{folder}{path}')}"))  # noqa: S704 - the address is percent-encoded, so it has no special characters of HTML
        environment = self._environment = escaping.environment()
        # These values are globals, not arguments of templates. So Jinja needs to import macros only once, instead of once for every page.
        environment.globals.update(words=self._words, top=TOP, formats=feeds.FORMATS)
        # These functions are filters, because Jinja evaluates a filter of a constant only once, when it compiles a template.
        environment.filters |= {
            "words": self._words,
            "href": self._href,
            "file": lambda path: f"{ROOT}{encoded(path)}",
            "tag_address": tag_address,
            "language_of_note": self._language_of_note,
            "hreflang": self._hreflang,
            "language_of_title": self._language_of_title,
            "note": _note_html,
            "summary": _summary_html,
            "breakable": _breakable,
            "dated": _dated,
            "text": _text,
            "source": lambda entry: source_of_url(entry.url),
            "displayed": lambda entry: displayed_title(entry.title, entry.url),
            "host": lambda url: host(url) or url,
            "month_cells": self._month_cells,
            "month_link": functools.cache(self._month_link),
            "size": _size,
            "month": self._words.month,
            "numbered": numbered,
            "without_term": without_term,
        }
        environment.filters |= dict.fromkeys(OF_A_LIST, _not_yet_known)
        environment.tests["topic"] = _not_yet_known
        self.compiled = Compiled(environment)
        self.compiled.serve(environment)

    @property
    def names(self) -> Sequence[str]:
        """Return the file names of all HTML templates."""
        return self._environment.list_templates(["html"])

    def of(self, filters: Mapping[str, Callable[..., object]], topics: Container[str]) -> jinja2.Environment:
        """Return the Jinja environment for one reading list. It has the filters that depend on the list, and a test for the ids of its topics."""
        found = self._environment.overlay()
        found.filters = {**self._environment.filters, **filters}
        found.tests = {**self._environment.tests, "topic": topics.__contains__}
        return found

    def _month_link(self, year: int, month: int, page: int) -> Markup:
        """Return a link to a month in the list of its year's entries. `page` is the number of the list's page to which the link leads; 0 for its first page."""
        href = self._href(numbered(f"years/{year}", page))
        return Markup('<a href="{}#{}">{}</a>').format(href, month_id(year, month), self._words.month_of(year, month))

    def _month_cells(self, row: YearRow, most: int) -> Markup:
        """Return the HTML of the twelve months of one year in the month table.

        `most` is the number of entries of the month with the most entries. A Jinja template would take four times as long.
        """
        cells = []
        for number, month in enumerate(row.months, 1):
            if month.total:
                href = f"{self._href(numbered(row.path, month.number))}#{month_id(row.year, number)}"
                label = self._words("in_month", month=self._words.month_of(row.year, number), count=f"{month.total:,}")
                cells.append(
                    f'<td><a class="ln-shade-{level(month.total, most)}" href="{href}" aria-label="{label}">{month.total}</a></td>'
                )
            else:
                cells.append("<td></td>")
        return Markup("".join(cells))  # noqa: S704 - the cells contain only numbers, percent-encoded addresses and interface texts

    def _hreflang(self, entry: Entry) -> Markup:
        """Return the attribute `hreflang` of a link to an entry's work; empty if its language is unknown or is that of the interface."""
        language = self._foreign(entry)
        return Markup(' hreflang="{0}"').format(language) if language else _NOTHING

    def _language_of_title(self, entry: Entry) -> Markup:
        """Return the attribute `lang` of an element whose text is an entry's title.

        Return an empty text if the language of the work is unknown, is that of the interface, or can't be the language of the title.
        """
        language = self._foreign(entry)
        return Markup(' lang="{0}"').format(language) if language and _can_be_in(language, entry.title) else _NOTHING

    def _foreign(self, entry: Entry) -> str:
        return entry.lang if entry.lang and entry.lang != self._words.language else ""

    def _language_of_note(self, entry: Entry) -> Markup:
        return _NOTHING if _can_be_in(self._words.language, entry.note) else Markup(' lang="ja"')


@functools.cache
def templates(language: str, addresses: Addresses) -> Templates:
    """Return the templates of pages for a language and a form of addresses (with or without `.html`). Raises KeyError for a language without interface texts."""
    return Templates(language, addresses)


_KANA = re.compile(r"[\u3041-\u30fa]")


class Rendering:
    """Renders the pages of one site. Templates get only values of the whole site and the page's own data, so a page can show nothing else."""

    def __init__(self, site: SiteView) -> None:
        """Prepare the filters and templates of a site. Raises KeyError for a language without interface texts."""
        self.site = site
        self.words = site.words
        self._cards: dict[tuple[int, int], tuple[EntryCard, Markup | bytes]] = {}
        filters: dict[str, Callable[..., object]] = {
            # Keep the HTML of cards in lists, and of links to entries, tags and topics, because many pages show each of them.
            "card": self._entry_card,
            "dead_link": lambda dead, url: self._drawn("dead_link.html", dead=dead, url=url),
            "link": _once(lambda entry: self._drawn("link.html", entry=entry)),
            "tag": functools.cache(lambda tag: self._drawn("tag.html", tag=tag)),
            "topic": functools.cache(lambda id_: self._drawn("topic.html", topic=site.topics_by_id[id_])),
        }
        self._templates = templates(site.language, site.addresses).of(filters, site.topics_by_id)
        self._template = functools.cache(self._templates.get_template)
        self._month = functools.cache(self.words.month_of)

    def __call__(self, template: str, here: str, **values: object) -> str:
        """Render a Jinja template for the page at the path `here`, with URLs relative to this page."""
        return self.site.addresses.relative(self.from_root(template, **values), ROOT, here)

    def from_root(self, template: str, **values: object) -> str:
        """Render a Jinja template. Its URLs have the placeholder `ROOT` in place of the relative path from the page to the site's root."""
        return self._template(template).render(values)

    def _drawn(self, template: str, **values: object) -> Markup:
        return Markup(self.from_root(template, **values))  # noqa: S704 - the template has escaped the values

    def _entry_card(self, card: EntryCard, level: int) -> Markup:
        """Render an entry with its title as a heading of the level `level`: 1 for the entry's own page, a deeper level for lists.

        The HTML for lists is kept, because about five lists show each entry with the same HTML.
        """
        key = id(card), level  # all lists share one card object, and hashing its content takes longer than rendering
        found = self._cards.get(key)
        if found:
            html = found[1]
            return Markup(zlib.decompress(html).decode()) if isinstance(html, bytes) else html  # noqa: S704 - the template that made this HTML has escaped all values
        drawn = self._drawn("card.html", entry=card.entry, health=card.state, level=level)
        if level > 1:
            self._cards[key] = card, drawn if len(self._cards) < _PLAIN else zlib.compress(drawn.encode(), 1)
        return drawn

    def link_to(self, path: str) -> str:
        """Return the attribute `href` of a link to the page at `path`, as templates write it. `ROOT` replaces the relative path to the site's root."""
        return f'href="{ROOT}{self.site.addresses.of(path)}"'

    def alternates(self, feed: FeedAddress | None = None) -> tuple[Alternate, ...]:
        """Return the links from a page to feeds: to the page's own feed `feed`, unless it is None, then to the feed of all entries, if the site has one."""
        return tuple(alternate for one in dict.fromkeys((feed, self.site.feed)) if one for alternate in feeds.alternates(one))

    def card(self, path: str) -> str:
        """Return the path of the card image for a page: the page's own card, or otherwise the card of the site; empty if the site has no cards."""
        cards = self.site.cards
        kind, _, name = path.partition("/")
        own = (kind == "topics" and name in self.site.topics_by_id) or (kind == "entries" and cards == "entries")
        return card_path(path if own else "index") if cards else ""

    def by_month(self, cards: Sequence[EntryCard], day: str = "date") -> list[tuple[str, str, list[EntryCard]]]:
        """Group entries by month.

        Return id, name and entries of each month. `day` names the date that decides: `date` (published) or `listed` (added to the list). The entries
        must be sorted by this date.
        """
        runs = itertools.groupby(cards, operator.attrgetter(f"entry.{day}.year", f"entry.{day}.month"))
        return [(month_id(year, month), self._month(year, month), list(run)) for (year, month), run in runs]


def _not_yet_known(*_: object) -> NoReturn:
    """Raise an error in place of a filter or test that depends on the reading list.

    When Jinja compiles a template, the list is not read yet. The error makes Jinja evaluate the filter or test later, when it renders the template.
    """
    raise NotImplementedError


def _once(draw: Callable[[Entry], Markup]) -> Callable[[Entry], Markup]:
    """Return a function that calls `draw`, which renders a part of a page for an entry, only once for each entry. It keeps up to `_PLAIN` results.

    Entries are compared by identity, because hashing an entry takes longer than rendering the part.
    """
    drawn: dict[int, tuple[Entry, Markup]] = {}

    def of(entry: Entry) -> Markup:
        found = drawn.get(id(entry))
        if found is None:
            # Drop all results if there are too many. They are rarely needed again: most pages that link to an entry are rendered soon after each other.
            if len(drawn) == _PLAIN:
                drawn.clear()
            found = drawn[id(entry)] = entry, draw(entry)
        return found[1]

    return of


def _note_html(entry: Entry, heading: int) -> Markup:
    return Markup(note.html(entry.note, prefix=entry.slug, heading=heading))  # noqa: S704 - nh3 has sanitised the HTML


def _summary_html(entry: Entry, heading: int) -> tuple[Markup, bool]:
    html, long = note.summary(entry.note, prefix=entry.slug, heading=heading)
    return Markup(html), long  # noqa: S704 - nh3 has sanitised the HTML


def _size(count: int, most: int) -> int:
    """Return the text size of a term with `count` entries on an index page, from 1 to `SIZES` (4).

    `most` is the number of entries of the term with the most entries. The scale is logarithmic, because a few terms have many more entries than the others.
    """
    share = math.log(max(count, 1)) / math.log(max(most, LARGE))
    return 1 + int((SIZES - 1) * share)  # divide before multiplying: then the share of the term with the most entries is exactly 1


def without_term(card: Markup, link: str) -> Markup:
    """Return the HTML of an entry without its link to one topic or tag. The list of that topic or tag shows this HTML.

    Args:
        card: HTML of the entry.
        link: Attribute `href` of the link to remove, as `link_to` returns it. If it is empty, or the HTML has no such link, the HTML is returned unchanged.

    """
    place = card.find(link) if link else -1
    if place < 0:
        return card
    text = str(card)  # a plain text, because slices of Markup take twice as long
    start, end = text.rfind("<li>", 0, place), text.find("\n", place) + 1
    return Markup(f"{text[:start]}{text[end:]}".replace(_NO_TERMS, ""))  # noqa: S704 - the HTML comes from a template, which has escaped all values


_NO_TERMS = '<ul class="ln-terms">\n</ul>\n'


_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ADDRESS = re.compile(r"https?://\S+|[\w-]+(?:\.[\w-]+)*\.[^\W\d]+")


def _text(text: str) -> Markup:
    """Escape a text for the content of an HTML element. Quotation marks are not escaped, which makes a citation in JSON a sixth shorter."""
    return Markup(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))  # noqa: S704 - this line escapes the text


def _breakable(text: str, fits: int = 0) -> Markup:
    """Escape a text. If it looks like a URL or a host, also let it break into lines after dots and slashes. Other texts, such as `GPT-3.5`, don't break there.

    Args:
        text: The text.
        fits: Number of characters that fit into a line on a phone. Texts up to this length get no places to break, which keeps pages small.

    """
    parts = re.split(r"(?<=[./])(?=[^./])", text) if len(text) > fits and _ADDRESS.fullmatch(text) else [text]
    return Markup("<wbr>").join(parts)


def _dated(text: str) -> Markup:
    """Escape a text, and turn its dates into `time` elements, which the style sheet keeps on one line."""
    return Markup(_DATE.sub(r"<time>\g<0></time>", str(escape(text))))  # noqa: S704 - escaped


def shortened(text: str) -> str:
    """Return a text, cut to `DESCRIPTION` (120) characters. The last character of a cut text is an ellipsis."""
    return text if len(text) <= DESCRIPTION else f"{text[: DESCRIPTION - 1]}…"


def _can_be_in(language: str, text: str) -> bool:
    """Return whether a text can be in a language. A text with kana can only be Japanese; any other text can be in any language."""
    return language.startswith("ja") or not _KANA.search(text)
