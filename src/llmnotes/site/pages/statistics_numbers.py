"""What a list is like in numbers: entries by day, year, topic, source and tag, and the shapes that draw them.

Years without entries are left out everywhere, so that one mistyped year stretches no chart. All costs are linear in the list.
"""

from __future__ import annotations

import collections
import dataclasses
import datetime
import itertools
from typing import TYPE_CHECKING

from llmnotes.records.term import tag_address
from llmnotes.web.source import source_of_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from llmnotes.model import Entry
    from llmnotes.records.catalogue import Catalogue
    from llmnotes.records.taxonomy import Topic
    from llmnotes.site.words import Words

FROM = 100
"""Entries that a list has before numbers say something of it."""
SOURCES = 15
"""Bars of sources."""
TAGS = 20
"""Bars of tags."""
LEVELS = 4
"""Shades of a day with entries."""
CELL = 11
"""Units of a heat map's SVG from one day to the next; a day is a square of two less."""
COLUMN = 10
"""Units of a topic's chart from one year to the next."""
HIGH = 40
"""Units of the highest column of a topic's chart."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """A term and how many entries it has."""

    name: str
    page: str
    """Path of its page."""
    count: int
    share: float
    """Length of its bar in percent of the longest; none is too short to be seen."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Year:
    """A year of the heat map."""

    year: int
    count: int
    months: Sequence[int]
    """Entries of each month, January first."""
    days: int
    """Days with entries."""
    most: int
    """Entries of the busiest day."""
    busiest: datetime.date
    """The first of the busiest days."""
    grid: str
    """All days, as the data of an SVG path; to be stroked 9 wide, so that the first column has its middle at 0, and dashed 9 and 2."""
    levels: Sequence[str]
    """The days of each level, lowest first, likewise."""
    labels: Sequence[tuple[int, int]]
    """Each month with the x of its first day's column."""
    width: int
    """Units."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class TopicYears:
    """A topic's entries by year."""

    name: str
    page: str
    total: int
    counts: Sequence[int]
    """By year, oldest first."""
    columns: str
    """A column a year, as the data of an SVG path to be filled; all topics have one scale."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Statistics:
    """All numbers of the page."""

    count: int
    first: datetime.date
    last: datetime.date
    sources_count: int
    tags_count: int
    per_year: Sequence[Bar]
    """Newest first."""
    years: Sequence[Year]
    """Newest first."""
    steps: Sequence[tuple[int, int | None]]
    """The least and the most entries of a day at each level; None for no upper end. Fewer than LEVELS where days differ little."""
    topics: Sequence[TopicYears]
    """In the taxonomy's order."""
    most: int
    """The highest column of all topics' charts, in entries."""
    sources: Sequence[Bar]
    tags: Sequence[Bar]


def statistics(catalogue: Catalogue, topics: Sequence[Topic], words: Words) -> Statistics:
    """The numbers of a list that has entries."""
    days = collections.Counter(entry.date for entry in catalogue.entries)
    steps = _steps(days.values())
    topics = topics if catalogue.by_topic else ()  # charts of nothing tell nothing
    shares = [_by_year(catalogue.by_topic.get(topic.id, ())) for topic in topics]
    most = max((count for share in shares for count in share.values()), default=0)
    years = sorted(catalogue.by_year)
    return Statistics(
        count=len(catalogue.entries),
        first=catalogue.entries[0].date,
        last=catalogue.entries[-1].date,
        sources_count=len(catalogue.by_source),
        tags_count=len(catalogue.by_tag),
        per_year=_bars((words("year", year=year), f"years/{year}", len(entries)) for year, entries in catalogue.by_year.items()),
        years=[_year(year, entries, days, steps) for year, entries in catalogue.by_year.items()],
        steps=steps,
        topics=[
            TopicYears(
                name=topic.title[words.language],
                page=f"topics/{topic.id}",
                total=share.total(),
                counts=[share[year] for year in years],
                columns=_columns([share[year] for year in years], most),
            )
            for topic, share in zip(topics, shares, strict=True)
        ],
        most=most,
        sources=_bars(
            (source_of_url(entries[0].url).name, f"sources/{id_}", len(entries))
            for id_, entries in itertools.islice(catalogue.by_source.items(), SOURCES)
        ),
        tags=_bars((tag, f"tags/{tag_address(tag)}", len(entries)) for tag, entries in itertools.islice(catalogue.by_tag.items(), TAGS)),
    )


def _by_year(entries: Sequence[Entry]) -> collections.Counter[int]:
    return collections.Counter(entry.date.year for entry in entries)


def _bars(rows: Iterable[tuple[str, str, int]]) -> list[Bar]:
    found = list(rows)
    most = max((count for _, _, count in found), default=1)
    return [Bar(name=name, page=page, count=count, share=max(0.5, round(100 * count / most, 2))) for name, page, count in found]


def _steps(counts: Iterable[int]) -> list[tuple[int, int | None]]:
    """Levels that hold about as many days each: the quarters of all days with entries."""
    ordered = sorted(counts)
    lows = sorted({1, *(ordered[len(ordered) * level // LEVELS] for level in range(1, LEVELS))})
    return [(low, following - 1 if following else None) for low, following in itertools.zip_longest(lows, lows[1:])]


def _year(year: int, entries: Sequence[Entry], days: Mapping[datetime.date, int], steps: Sequence[tuple[int, int | None]]) -> Year:
    months = collections.Counter(entry.date.month for entry in entries)
    busy = sorted({entry.date for entry in entries})
    busiest = max(busy, key=lambda day: days[day])
    last = datetime.date(year, 12, 31)
    by_level: list[list[datetime.date]] = [[] for _ in steps]
    for day in busy:
        by_level[next(level for level in reversed(range(len(steps))) if days[day] >= steps[level][0])].append(day)
    return Year(
        year=year,
        count=len(entries),
        months=[months[month] for month in range(1, 13)],
        days=len(busy),
        most=days[busiest],
        busiest=busiest,
        grid=_cells(datetime.date.fromordinal(day) for day in range(datetime.date(year, 1, 1).toordinal(), last.toordinal() + 1)),
        levels=[_cells(level) for level in by_level],
        labels=[(month, _place(datetime.date(year, month, 1))[0] * CELL) for month in range(1, 13)],
        width=(_place(last)[0] + 1) * CELL - 2,
    )


def _place(day: datetime.date) -> tuple[int, int]:
    """A day's column and row: a column a week, from Sunday down."""
    first = datetime.date(day.year, 1, 1)
    offset = first.isoweekday() % 7
    return divmod(offset + (day - first).days, 7)


def _cells(days: Iterable[datetime.date]) -> str:
    """Days, given in order, as path data: a stroke from the first to the last of each run within a week, which dashes make squares again."""
    runs: list[list[int]] = []  # column, first row, last row
    for day in days:
        column, row = _place(day)
        if runs and runs[-1][0] == column and runs[-1][2] == row - 1:
            runs[-1][2] = row
        else:
            runs.append([column, row, row])
    return "".join(f"M{column * CELL} {first * CELL}v{(last - first) * CELL + CELL - 2}" for column, first, last in runs)


def _columns(counts: Sequence[int], most: int) -> str:
    """Columns on a base line at HIGH; a year with any entry shows at least a unit."""
    heights = ((place, max(1.0, round(count / most * HIGH, 1))) for place, count in enumerate(counts) if count)
    return "".join(f"M{place * COLUMN} {HIGH}v-{height:g}h{COLUMN - 2}v{height:g}z" for place, height in heights)
