"""Tests for finding the places where links are written."""

from __future__ import annotations

from llmnotes.links.links import collect, places
from llmnotes.records import record

TEXT = """\
---
title: One
url: https://example.org/a
date: 2023-06-09
---

- [two](https://example.org/b)
- <https://example.org/a> and <https://example.org/b> and mailto:x@example.org
"""


def test_places_of_a_link_are_its_line_in_the_front_matter_and_its_lines_in_the_note() -> None:
    found, problems = record.read(TEXT.encode(), slug="2023-06-09-one", file="entries/2023-06-09-one.md")
    assert (bool(found), problems) == (True, [])
    assert found
    where = places([found])
    assert {url: [(place.file, place.line) for place in where[url]] for url in collect([found.entry])} == {
        "https://example.org/a": [("entries/2023-06-09-one.md", 3), ("entries/2023-06-09-one.md", 8)],
        "https://example.org/b": [("entries/2023-06-09-one.md", 7), ("entries/2023-06-09-one.md", 8)],
    }


def test_link_that_a_note_repeats_on_one_line_has_one_place_for_that_line() -> None:
    text = TEXT.replace("- [two](https://example.org/b)", "- <https://example.org/b> <https://example.org/b>")
    found, _ = record.read(text.encode(), slug="2023-06-09-one", file="f.md")
    assert found
    assert [place.line for place in places([found])["https://example.org/b"]] == [7, 8]
