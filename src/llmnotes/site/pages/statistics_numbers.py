"""Compute the numbers of the statistics page: entries by day, year, topic, source and tag, and the SVG paths of their charts.

Years without entries are left out, so that one mistyped year doesn't stretch a chart. Run time is linear in the length of the list.
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
"""The site has a statistics page if the list has at least this number of entries."""
SOURCES = 15
"""Maximum number of bars in the chart of sources."""
TAGS = 20
"""Maximum number of bars in the chart of tags."""
LEVELS = 4
"""Maximum number of shades for days with entries in the heat map, which shows the number of entries of each day."""
CELL = 11
"""SVG units from one day of a heat map to the next. A day is a square whose sides are two units shorter."""
COLUMN = 10
"""SVG units from the column of one year to the next column in a topic's chart."""
HIGH = 40
"""Height of the highest column of a topic's chart, in SVG units."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """A bar of a chart: a year, source or tag with its number of entries."""

    name: str
    page: str
    """Path of the page of the year, source or tag."""
    count: int
    share: float
    """Length of the bar in percent of the longest bar. It is at least 0.5, so that the bar is visible."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Year:
    """One year of the heat map, which shows the number of entries of each day."""

    year: int
    count: int
    days: int
    """Number of days of the year with entries."""
    most: int
    """Number of entries on the busiest day of the year."""
    busiest: datetime.date
    """Day with the most entries; if several days have the most entries, the first of them."""
    grid: str
    """SVG path data of all days of the year.

    The path is drawn with lines 9 units wide, in dashes of 9 units with gaps of 2 units, so that each day is a square. The middle of the first column is at 0.
    """
    levels: Sequence[str]
    """SVG path data of the days with each shade. The shade for the fewest entries comes first."""
    labels: Sequence[tuple[int, int]]
    """Each month (1 to 12) with the x coordinate of its label: the column of its first day, in SVG units."""
    width: int
    """Width of the heat map in SVG units."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class TopicYears:
    """The chart of a topic: its number of entries in each year."""

    name: str
    page: str
    total: int
    counts: Sequence[int]
    """Number of entries in each year, oldest year first."""
    columns: str
    """SVG path data of the columns, one for each year with entries. The charts of all topics have the same scale."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Statistics:
    """All numbers of the statistics page."""

    count: int
    first: datetime.date
    last: datetime.date
    sources_count: int
    tags_count: int
    per_year: Sequence[Bar]
    """A bar for each year with its number of entries, newest year first."""
    years: Sequence[Year]
    """The years of the heat map, newest year first."""
    steps: Sequence[tuple[int, int | None]]
    """For each shade of the heat map, the smallest and the largest number of entries on a day; None means no upper limit.

    There are fewer than `LEVELS` (4) shades if many days have the same number of entries.
    """
    topics: Sequence[TopicYears]
    """The numbers of entries of each topic, in the order of the taxonomy, also of topics without entries. Empty if no entry has a topic."""
    most: int
    """Largest number of entries that any topic has in one year; 0 if no entry has a topic."""
    sources: Sequence[Bar]
    tags: Sequence[Bar]


def statistics(catalogue: Catalogue, topics: Sequence[Topic], words: Words) -> Statistics:
    """Compute the numbers of the statistics page. The list must have at least one entry."""
    days = collections.Counter(entry.date for entry in catalogue.entries)
    steps = _steps(days.values())
    topics = topics if catalogue.by_topic else ()  # without entries that have topics, the charts would be empty
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
    """Choose the shades of the heat map, so that each has about a quarter of the days with entries. `counts` are the numbers of entries of these days.

    Return the smallest and the largest number of entries on a day for each shade; None means no upper limit.
    """
    ordered = sorted(counts)
    lows = sorted({1, *(ordered[len(ordered) * level // LEVELS] for level in range(1, LEVELS))})
    return [(low, following - 1 if following else None) for low, following in itertools.zip_longest(lows, lows[1:])]


def _year(year: int, entries: Sequence[Entry], days: Mapping[datetime.date, int], steps: Sequence[tuple[int, int | None]]) -> Year:
    busy = sorted({entry.date for entry in entries})
    busiest = max(busy, key=lambda day: days[day])
    last = datetime.date(year, 12, 31)
    by_level: list[list[datetime.date]] = [[] for _ in steps]
    for day in busy:
        by_level[next(level for level in reversed(range(len(steps))) if days[day] >= steps[level][0])].append(day)
    return Year(
        year=year,
        count=len(entries),
        days=len(busy),
        most=days[busiest],
        busiest=busiest,
        grid=_cells(datetime.date.fromordinal(day) for day in range(datetime.date(year, 1, 1).toordinal(), last.toordinal() + 1)),
        levels=[_cells(level) for level in by_level],
        labels=[(month, _place(datetime.date(year, month, 1))[0] * CELL) for month in range(1, 13)],
        width=(_place(last)[0] + 1) * CELL - 2,
    )


def _place(day: datetime.date) -> tuple[int, int]:
    """Return the column and the row of a day in the heat map. Each column is a week, with Sunday at the top."""
    first = datetime.date(day.year, 1, 1)
    offset = first.isoweekday() % 7
    return divmod(offset + (day - first).days, 7)


def _cells(days: Iterable[datetime.date]) -> str:
    """Return the SVG path data of days in order: one line for consecutive days of one week.

    The style sheet draws each line with dashes, one for each day.
    """
    runs: list[list[int]] = []  # each item has the column, first row and last row of consecutive days of one week
    for day in days:
        column, row = _place(day)
        if runs and runs[-1][0] == column and runs[-1][2] == row - 1:
            runs[-1][2] = row
        else:
            runs.append([column, row, row])
    return "".join(f"M{column * CELL} {first * CELL}v{(last - first) * CELL + CELL - 2}" for column, first, last in runs)


def _columns(counts: Sequence[int], most: int) -> str:
    """Return the SVG path data of a topic's columns, one for each year.

    A year with `most` entries has the highest column (`HIGH`). A year with entries has a column at least one unit high.
    """
    heights = ((place, max(1.0, round(count / most * HIGH, 1))) for place, count in enumerate(counts) if count)
    return "".join(f"M{place * COLUMN} {HIGH}v-{height:g}h{COLUMN - 2}v{height:g}z" for place, height in heights)
