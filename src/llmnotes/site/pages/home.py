"""The home page, and a file for each day of the year with the entries of that day in all years."""

from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from llmnotes.site.engine.artifact import Artifact, Asset, known
from llmnotes.site.engine.page import Page, Section
from llmnotes.site.files.feeds import OPML
from llmnotes.site.pages.months import YearRow, year_rows
from llmnotes.system import compact_json
from llmnotes.web.source import displayed_title

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from llmnotes.model import Entry
    from llmnotes.site.pages.rendering import Rendering
    from llmnotes.site.publication.publication import Publication
    from llmnotes.site.publication.site_view import EntryCard, SiteView

NEWEST = 20
"""Number of entries that the home page shows if the list has more than `WHOLE` (50) entries."""
WHOLE = 50
"""If the list has at most this number of entries, the home page shows all of them."""
REMEMBERED = 100
"""Number of newest entries whose slugs the home page contains. With these, a script highlights the entries that are new since the reader's last visit."""
POPULAR = 12
"""Maximum number of tags on the home page of a list without topics. These are the most frequent tags."""


class Older(NamedTuple):
    """The newest entry that the home page of a long list doesn't show. The page links to it."""

    slug: str
    date: datetime.date
    page: int
    """Number of the page that shows the entry in the list of its year's entries; 0 for the first page of this list."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class HomeView:
    """The data that the home page shows."""

    intro: str
    """Introduction by the list's author: HTML that MkDocs rendered."""
    description: str
    shown: tuple[EntryCard, ...]
    """Entries to show, newest first."""
    total: int
    topics: tuple[tuple[str, int], ...]
    """Id of each topic that has entries, with its number of entries."""
    tags: tuple[tuple[str, int], ...]
    """The most frequent tags, each with its number of entries; empty if `topics` is not empty."""
    older: Older | None
    """The newest entry that the home page doesn't show; None if the page shows all entries."""
    years: tuple[YearRow, ...]
    """The rows of the month table, one for each year, with links to each month that has entries; empty if the page shows all entries."""
    statistics: bool
    """Whether the site has a statistics page, to which the home page links."""
    newest: tuple[tuple[str, datetime.date], ...]
    """Slugs of the newest entries, each with the day on which it was added to the list."""
    days: tuple[str, ...]
    """Days of the year, as `MMDD`, on which the work of at least one entry was published, in any year."""
    modified: datetime.date | None


class DayView(NamedTuple):
    """The content of the file for one day of the year: the entries whose works were published on this day, in any year."""

    path: str
    entries: tuple[Entry, ...]
    """The entries of this day, newest first."""


def view(publication: Publication, *, intro: str, description: str, statistics: bool) -> HomeView:
    """Return the data that the home page shows.

    Args:
        publication: The data of the site.
        intro: Introduction that the list's author wrote, as HTML; may be empty.
        description: Description of the page for search engines.
        statistics: Whether the site has a statistics page.

    """
    catalogue = publication.catalogue
    whole = len(catalogue.entries) <= WHOLE
    ids = [topic.id for topic in publication.site.topics if topic.id in catalogue.by_topic]
    older = None if whole else catalogue.newest[NEWEST]
    tags = () if ids else itertools.islice(catalogue.by_tag.items(), POPULAR)
    return HomeView(
        intro=intro,
        description=description,
        shown=publication.cards_of(catalogue.newest if whole else catalogue.newest[:NEWEST]),
        total=len(catalogue.entries),
        topics=tuple((id_, len(catalogue.by_topic[id_])) for id_ in ids),
        tags=tuple((tag, len(entries)) for tag, entries in tags),
        older=Older(older.slug, older.date, publication.year_pages[older.slug]) if older else None,
        years=() if whole else year_rows(catalogue),
        statistics=statistics,
        newest=tuple((entry.slug, entry.listed) for entry in catalogue.newest[:REMEMBERED]),
        days=tuple(sorted({_day(entry) for entry in catalogue.entries})),
        modified=catalogue.modified,
    )


def template(view: HomeView, rendering: Rendering) -> Page:
    """Render the home page: the introduction, links to topics or tags, the newest entries, and links to older ones.

    The page of an empty list shows a command that imports a log.
    """
    site = rendering.site
    groups = rendering.by_month(view.shown, "listed")
    html = rendering(
        "home.html", "index", intro=Markup(view.intro), has_h1="<h1" in view.intro, name=site.name, groups=groups,  # noqa: S704 - MkDocs rendered this HTML from the author's page
        description="" if "<p" in view.intro else site.description, total=view.total, modified=view.modified, older=view.older, tags=view.tags,
        topics=[(site.topics_by_id[id_], count) for id_, count in view.topics],
        years=view.years, statistics=view.statistics, empty=f"llmnotes import LOG.md --entries {site.folder}",
        remembered=" ".join(f"{slug}:{listed:%Y%m%d}" for slug, listed in view.newest),
        days=" ".join(view.days),
        feed=site.feed, opml=OPML if site.feed else "",
    )  # fmt: skip
    return Page(
        path="index", title=site.name, description=view.description, html=html, kind="home", written=view.intro, modified=view.modified,
        sections=tuple(Section(id_, title) for id_, title, _ in groups), alternates=rendering.alternates(), card=rendering.card("index"),
    )  # fmt: skip


def _day(entry: Entry) -> str:
    return f"{entry.date.month:02}{entry.date.day:02}"


def day_artifacts(publication: Publication) -> Iterator[Artifact]:
    """Yield the artifact of a file such as `days/0609.json` for each day of the year on which works of entries were published.

    On this day, the home page loads the file, and shows works that were published on the same day of earlier years.
    """
    days: dict[str, list[Entry]] = {}
    for entry in reversed(publication.catalogue.entries):
        days.setdefault(_day(entry), []).append(entry)
    for day, entries in days.items():
        view = DayView(path=f"days/{day}.json", entries=tuple(entries))
        yield Artifact(id=view.path, view=known(view), template=day_template)


def day_template(view: DayView, _: SiteView) -> Iterator[Asset]:
    """Yield the file for one day of the year: slug, year and title of each entry as JSON, newest first."""
    rows = [(entry.slug, entry.date.year, displayed_title(entry.title, entry.url)) for entry in view.entries]
    yield Asset(view.path, compact_json.dumps(rows))
