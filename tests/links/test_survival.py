"""Tests for computing the share of links that can still be read."""

from __future__ import annotations

from checked_list import ENTRIES, LEDGER, NOW, entry

from llmnotes.links.survival import survival


def test_share_of_readable_entries_is_computed_without_entries_whose_links_are_unchecked() -> None:
    unknown = entry("unknown", "https://unknown.example/", year=2021)
    found = survival([*ENTRIES, unknown], LEDGER, NOW, lambda one: one.date.year)
    assert {year: (one.readable, one.checked, one.percent) for year, one in found.items()} == {2023: (2, 3, 66), 2022: (1, 1, 100)}
