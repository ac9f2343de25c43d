from __future__ import annotations

import datetime

import pytest

from llmnotes.model import Entry
from llmnotes.records.catalogue import Catalogue


def entry(day: int, *, tags: tuple[str, ...] = (), topics: tuple[str, ...] = (), note: str = "", url: str = "") -> Entry:
    return Entry(
        slug=f"e{day:02}", title="t", url=url or f"https://a.example/{day}", date=datetime.date(2023, 1, day),
        tags=tags, topics=topics, note=note,
    )  # fmt: skip


def test_entries_that_share_a_rare_tag_are_related_and_entries_that_share_only_a_common_tag_are_not() -> None:
    entries = [entry(day, tags=("all", "rare") if day in {3, 9} else ("all",)) for day in range(1, 11)]
    catalogue = Catalogue(entries)
    assert [other.slug for other in catalogue.related(entries[2])] == ["e09"]
    assert catalogue.related(entries[0]) == []


def test_entries_with_two_spellings_of_one_tag_are_related() -> None:
    catalogue = Catalogue([entry(day, tags=({3: ("Rare Tag",), 9: ("rare-tag",)}.get(day, ()))) for day in range(1, 11)])
    assert catalogue.related(catalogue.entries[2]) == [catalogue.entries[8]]


def test_one_shared_tag_outweighs_three_shared_topics() -> None:
    catalogue = Catalogue(
        [entry(1, tags=("t",), topics=("x", "y", "z")), entry(2, topics=("x", "y", "z")), entry(3, tags=("t",)), *map(entry, range(4, 9))]
    )
    assert [other.slug for other in catalogue.related(catalogue.entries[0])] == ["e03", "e02"]


def test_an_entry_that_repeats_a_topic_is_listed_once_under_this_topic() -> None:
    catalogue = Catalogue([entry(1, topics=("x", "x")), *map(entry, range(2, 6))])
    assert catalogue.by_topic == {"x": [catalogue.entries[0]]}
    assert catalogue.related(catalogue.entries[0]) == []


def test_a_link_to_an_equivalent_spelling_of_an_entrys_url_is_a_backlink() -> None:
    cited = entry(1, url="https://arxiv.org/abs/2305.14564")
    citing = entry(2, note="- [p](https://arxiv.org/pdf/2305.14564.pdf)")
    catalogue = Catalogue([citing, cited])
    assert catalogue.backlinks(cited) == [citing]
    assert catalogue.neighbours(cited) == (None, citing)


def test_the_indexes_of_a_catalogue_are_ordered_by_date_or_frequency() -> None:
    late = Entry(slug="z", title="t", url="https://q.example/", date=datetime.date(2020, 1, 1), added=datetime.date(2024, 1, 1))
    catalogue = Catalogue([entry(2), late, entry(1)])
    assert [one.slug for one in catalogue.entries] == ["z", "e01", "e02"]
    assert [one.slug for one in catalogue.newest] == ["z", "e02", "e01"]
    assert list(catalogue.by_year) == [2023, 2020]
    assert list(catalogue.by_source) == ["a.example", "q.example"]


@pytest.mark.parametrize("size", [0, 1, 2])
def test_a_reading_list_of_at_most_two_entries_has_no_related_entries(size: int) -> None:
    catalogue = Catalogue([entry(day + 1, tags=("x",)) for day in range(size)])
    assert all(catalogue.related(one) == [] for one in catalogue.entries)


def test_the_number_of_backlinks_to_one_url_grows_linearly_with_the_number_of_entries() -> None:
    def count(size: int) -> int:
        entries = [
            Entry(slug=f"e{number:03}", title="t", url="https://a.example/", date=datetime.date(2023, 1, 1), note="https://a.example/")
            for number in range(size)
        ]
        catalogue = Catalogue(entries)
        return sum(len(catalogue.backlinks(one)) for one in entries)

    assert count(3) == 6  # each of the three entries has a backlink from each of the two others
    assert count(400) <= 2.5 * count(200)
