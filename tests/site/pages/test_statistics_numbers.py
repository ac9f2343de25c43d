"""The numbers and charts of the statistics page."""

from __future__ import annotations

import datetime
import re

import pytest
from dated_entries import DAY, OTHER, TOPIC, entries, year_of_entries

from llmnotes.records.catalogue import Catalogue
from llmnotes.site.pages.statistics_numbers import statistics
from llmnotes.site.words import Words


def drawn(path: str) -> set[tuple[int, int]]:
    """Return the columns and rows that the path of a heat map covers when a browser strokes and dashes it."""
    runs = re.findall(r"M(\d+) (\d+)v(\d+)", path)
    assert "".join(f"M{a} {b}v{c}" for a, b, c in runs) == path
    return {(int(a) // 11, row // 11) for a, b, c in runs for row in range(int(b), int(b) + int(c), 11)}


@pytest.mark.parametrize("year", [2022, 2023, 2024, 2028, 1999])
def test_a_heat_map_has_each_day_once_in_the_row_of_its_weekday(year: int) -> None:
    first = datetime.date(year, 1, 1)
    found = statistics(Catalogue(entries(first, datetime.date(year, 12, 31))), (), Words("ja")).years[0]
    cells = drawn(found.grid)
    assert len(cells) == (datetime.date(year + 1, 1, 1) - first).days
    weeks = sorted({column for column, _ in cells})
    assert weeks == list(range(len(weeks)))
    assert found.width == len(weeks) * 11 - 2
    assert min(row for column, row in cells if column == 0) == first.isoweekday() % 7
    assert {cell for level in found.levels for cell in drawn(level)} == {(0, first.isoweekday() % 7), max(cells)}


def test_each_shade_of_a_heat_map_has_a_quarter_of_the_days_with_entries() -> None:
    days = [DAY + datetime.timedelta(days=n) for n in range(8) for _ in range(n + 1)]
    found = statistics(Catalogue(entries(*days)), (), Words("ja"))
    assert found.steps == [(1, 2), (3, 4), (5, 6), (7, None)]
    assert [len(drawn(level)) for level in found.years[0].levels] == [2, 2, 2, 2]
    assert (found.years[0].most, found.years[0].busiest, found.years[0].days) == (8, DAY + datetime.timedelta(days=7), 8)


def test_a_heat_map_has_one_shade_if_all_days_have_the_same_number_of_entries() -> None:
    found = statistics(Catalogue(year_of_entries()), (), Words("ja"))
    assert found.steps == [(1, None)]


def test_the_statistics_leave_out_years_without_entries() -> None:
    found = statistics(Catalogue(entries(DAY, datetime.date(2010, 5, 5))), (), Words("ja"))
    assert [year.year for year in found.years] == [2024, 2010]
    assert [year.count for year in found.years] == [1, 1]


def test_the_statistics_have_the_numbers_of_entries_by_topic_source_tag_and_year() -> None:
    many = [
        *entries(DAY, DAY, datetime.date(2022, 2, 2), topics=("t",), tags=("x",)),
        *(entry for n in range(30) for entry in entries(DAY, host=f"h{n:02}.example", tags=(f"tag{n:02}",))),
    ]
    found = statistics(Catalogue(many), (TOPIC, OTHER), Words("ja"))
    assert [(topic.name, topic.total, topic.counts) for topic in found.topics] == [("<題>", 3, [1, 2]), ("別", 0, [0, 0])]
    assert found.topics[0].columns == "M0 40v-20h8v20zM10 40v-40h8v40z"
    assert found.topics[1].columns == ""
    assert [(bar.page, bar.count, bar.share) for bar in found.per_year] == [("years/2024", 32, 100), ("years/2022", 1, 3.12)]
    assert (len(found.sources), found.sources[0].page, found.sources[0].count) == (15, "sources/a.example", 3)
    assert (len(found.tags), found.tags[0].page, found.tags[0].share, found.tags[1].share) == (20, "tags/x", 100, 33.33)
    assert (found.sources_count, found.tags_count) == (31, 31)
