"""Runs of entries whose pages share a cache key."""

from __future__ import annotations

import datetime

import pytest

from llmnotes.model import Entry
from llmnotes.site.pages.entry import runs


def entry(number: float) -> Entry:
    return Entry(slug=f"2020-01-01-{number:05}", title="T", url=f"https://a.example/{number}", date=datetime.date(2020, 1, 1))


@pytest.mark.parametrize("place", [0, 3, 150, 300])
def test_a_new_entry_changes_at_most_four_runs_of_entry_pages(place: int) -> None:
    listed = [entry(number) for number in range(300)]
    more = [*listed[:place], entry(place - 0.5), *listed[place:]]
    before, after = (list(map(tuple, runs(entries))) for entries in (listed, more))
    assert [one for run in after for one in run] == more
    assert len([run for run in after if run not in before]) <= 4
