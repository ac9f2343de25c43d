"""Catalogue → pages: the home, one an entry, and lists by topic, tag, year and source."""

from __future__ import annotations

import functools
import itertools
import re
from typing import TYPE_CHECKING

import jinja2
from markupsafe import Markup, escape

from llmnotes import note
from llmnotes.catalogue import tag_address
from llmnotes.site.page import Addresses, Page, Section
from llmnotes.site.paging import Leaf, leaves
from llmnotes.site.words import Words

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterator, Sequence

    from llmnotes.catalogue import Catalogue
    from llmnotes.model import Entry
    from llmnotes.topics import Taxonomy, Topic

NEWEST = 20
"""Entries on the home of a list that is too long to show whole."""
WHOLE = 50
"""Up to so many entries, the home shows them all."""
DESCRIPTION = 120
"""Characters of a page's description."""


class Site:
    """The pages of one list."""

    def __init__(
        self, catalogue: Catalogue, taxonomy: Taxonomy | None, *, name: str, language: str, addresses: Addresses, empty: str = ""
    ) -> None:
        """`name` is the site's; a `taxonomy` of None makes no topic pages; `empty` is the command that adds the first entry."""
        self.catalogue = catalogue
        self.name = name
        self.words = Words(language)
        self.addresses = addresses
        self.empty = empty
        self.topics: tuple[Topic, ...] = taxonomy.topics if taxonomy else ()
        self._topics_by_id = {topic.id: topic for topic in self.topics}
        self._templates = jinja2.Environment(
            loader=jinja2.PackageLoader("llmnotes.site"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
        )
        self._note_html = functools.lru_cache(maxsize=4096)(self._render_note)

    def pages(self) -> Iterator[Page]:
        """Every page but the home, which a hand-written index.md may join."""
        for entry in self.catalogue.entries:
            yield self.entry(entry)
        if self.topics:
            yield self._index("topics")
            for topic in self.topics:
                entries = self.catalogue.by_topic.get(topic.id, ())
                title = topic.title[self.words.language]
                yield from self._list(f"topics/{topic.id}", title, "topic", entries, topic.description[self.words.language])
        yield self._index("tags")
        for tag, entries in self.catalogue.by_tag.items():
            yield from self._list(f"tags/{tag_address(tag)}", tag, "tag", entries)
        yield self._index("years")
        for year, entries in self.catalogue.by_year.items():
            yield from self._list(f"years/{year}", self.words("year", year=year), "", entries)
        yield self._index("sources")
        for id_, entries in self.catalogue.by_source.items():
            yield from self._list(f"sources/{id_}", self.catalogue.source(entries[0]).name, "source", entries)

    def navigation(self) -> list[dict[str, object]]:
        """The navigation, for a site whose author wrote none: few pages, never the entries. Titles are HTML, as themes take them."""
        words = self.words
        nav: list[dict[str, object]] = [{words("home"): "index.md"}]
        if self.topics:
            topics = [{str(escape(topic.title[words.language])): f"topics/{topic.id}.md"} for topic in self.topics]
            nav.append({words("topics"): ["topics/index.md", *topics]})
        nav += [{words(kind): f"{kind}/index.md"} for kind in ("tags", "years", "sources")]
        return nav

    def home(self, intro: str = "") -> Page:
        """The home: an introduction (HTML), the newest entries, and the ways in."""
        entries = self.catalogue.newest
        whole = len(entries) <= WHOLE
        shown = entries if whole else entries[:NEWEST]
        groups = self._by_month(shown, lambda entry: entry.listed)
        html = self._render(
            "home.html", "index", intro=Markup(intro), has_h1="<h1" in intro, groups=groups, whole=whole,  # noqa: S704 - MkDocs rendered the author's own page
            topics=[(topic, self.catalogue.by_topic.get(topic.id, ())) for topic in self.topics],
            years=self.catalogue.by_year, empty=self.empty,
        )  # fmt: skip
        return Page(
            path="index", title=self.name, description="", html=html,
            sections=tuple(Section(id_, title) for id_, title, _ in groups), modified=_newest(shown),
        )  # fmt: skip

    def entry(self, entry: Entry) -> Page:
        """An entry's own page."""
        path = f"entries/{entry.slug}"
        html = self._render(
            "entry.html", path, entry=entry, heading=1,
            related=self.catalogue.related(entry),
            backlinks=self.catalogue.backlinks(entry),
            neighbours=self.catalogue.neighbours(entry),
        )  # fmt: skip
        source = self.catalogue.source(entry)
        description = " ".join(note.text(entry.note).split()) or f"{source.name}, {entry.date}"
        return Page(
            path=path, title=source.displayed(entry.title), description=_shortened(description), html=html,
            modified=entry.updated or entry.listed,
        )  # fmt: skip

    def _list(self, path: str, title: str, kind: str, entries: Sequence[Entry], description: str = "") -> Iterator[Page]:
        """A list by date, on as many pages as it needs."""
        for leaf in leaves(entries):
            yield self._leaf(leaf, path, title=title, kind=kind, total=len(entries), description=description)

    def _leaf(self, leaf: Leaf[Entry], path: str, *, title: str, kind: str, total: int, description: str) -> Page:
        def at(number: int) -> str:
            return f"{path}/{number}" if number else path

        here = at(leaf.number)
        groups = self._by_month(leaf.items, lambda entry: entry.date)
        name = self.words("page_of", number=leaf.number) if leaf.number else ""
        html = self._render(
            "list.html", here, title=title, kind=self.words(kind) if kind else "", total=total, description=description, groups=groups,
            leaf=leaf, page_name=name, at=at,
        )  # fmt: skip
        return Page(
            path=here, title=f"{title} ({name})" if name else title, description=_shortened(description), html=html,
            sections=tuple(Section(id_, month) for id_, month, _ in groups), modified=_newest(leaf.items),
        )  # fmt: skip

    def _index(self, kind: str) -> Page:
        """The page that lists all topics, tags, years or sources."""
        catalogue, words = self.catalogue, self.words
        makers: dict[str, Callable[[], list[tuple[str, str, str, int]]]] = {
            "topics": lambda: [
                (f"topics/{topic.id}", topic.title[words.language], topic.description[words.language], len(catalogue.by_topic.get(topic.id, ())))
                for topic in self.topics
            ],
            "tags": lambda: [(f"tags/{tag_address(tag)}", tag, "", len(entries)) for tag, entries in catalogue.by_tag.items()],
            "years": lambda: [(f"years/{year}", words("year", year=year), "", len(entries)) for year, entries in catalogue.by_year.items()],
            "sources": lambda: [(f"sources/{id_}", catalogue.source(entries[0]).name, "", len(entries)) for id_, entries in catalogue.by_source.items()],
        }  # fmt: skip
        html = self._render("index.html", f"{kind}/index", title=words(kind), rows=makers[kind]())
        return Page(path=f"{kind}/index", title=words(kind), description="", html=html, modified=_newest(catalogue.entries))

    def _by_month(self, entries: Sequence[Entry], day: Callable[[Entry], object]) -> list[tuple[str, str, list[Entry]]]:
        """Entries in runs of one month: its anchor, its name, its entries."""
        groups = []
        for _, run in itertools.groupby(entries, key=lambda entry: str(day(entry))[:7]):
            month = list(run)
            date = month[0].date if str(day(month[0]))[:7] == str(month[0].date)[:7] else month[0].listed
            groups.append((f"{date:%Y-%m}", self.words.month(date), month))
        return groups

    def _render_note(self, slug: str, text: str, heading: int) -> Markup:
        return Markup(note.html(text, prefix=slug, heading=heading))  # noqa: S704 - nh3 sanitised it

    def _render(self, template: str, here: str, **values: object) -> str:
        return self._templates.get_template(template).render(
            words=self.words,
            href=functools.partial(self.addresses.between, here),
            note=self._note_html,
            source=self.catalogue.source,
            topic=self._topics_by_id.get,
            tag_address=tag_address,
            speaks=_speaks,
            **values,
        )


def _speaks(language: str, text: str) -> bool:
    """Whether a title or a note can be in a language: one with kana is Japanese, whatever it links to."""
    return language.startswith("ja") or not re.search(r"[\u3041-\u30fa]", text)


def _newest(entries: Sequence[Entry]) -> datetime.date | None:
    return max((entry.updated or entry.listed for entry in entries), default=None)


def _shortened(text: str) -> str:
    return text if len(text) <= DESCRIPTION else f"{text[: DESCRIPTION - 1]}…"
