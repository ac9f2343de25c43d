"""Tests for the files of removed entries, and for their folder."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmnotes.records.fields import fault
from llmnotes.records.folder import Store
from llmnotes.records.removal import Removal, of_url, read, write
from llmnotes.yamlio.strict import word

if TYPE_CHECKING:
    from pathlib import Path

SLUG = "2023-01-01-a"
GONE = Removal(
    slug=SLUG,
    url="https://a.example/x",
    title="題: 一",
    date=datetime.date(2023, 1, 1),
    removed=datetime.date(2026, 1, 31),
    reason="by request",
)
LINE = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1).filter(lambda text: fault("via", text) is None)


@given(title=LINE, reason=LINE)
def test_a_rendered_removal_parses_to_an_equal_removal(title: str, reason: str) -> None:
    gone = Removal(slug=SLUG, url=GONE.url, title=title, date=GONE.date, removed=GONE.removed, reason=reason)
    assert read(write(gone).encode(), slug=SLUG, file="x.yml") == (gone, [])


@given(st.binary(max_size=200))
def test_reading_any_bytes_as_a_removal_raises_no_exception(content: bytes) -> None:
    found, problems = read(content, slug=SLUG, file="x.yml")
    assert (found is None) == bool(problems)


@pytest.mark.parametrize(
    ("old", "new", "line", "reported"),
    [
        ("reason: by request", "reason: ''", 6, "reason: the value is empty"),
        ("reason: by request\n", "", 1, "'reason' is missing"),
        ("removed: 2026-01-31", "removed: 2026-02-31", 5, "is not a day of the calendar"),
        ("https://a.example/x", "javascript:alert(1)", 2, "the scheme is javascript"),
        ("title: ", "titel: ", 3, "unknown key 'titel'"),
        ("reason: by request", "reason: [a]", 6, "'reason' holds a list or keys instead of text"),
    ],
)
def test_each_fault_of_a_removal_is_reported_with_its_line(old: str, new: str, line: int, reported: str) -> None:
    found, problems = read(write(GONE).replace(old, new).encode(), slug=SLUG, file="x.yml")
    assert found is None
    assert [(problem.place.line, problem.rule) for problem in problems if reported in problem.message] == [(line, "removal")]


def test_the_url_of_a_removed_entry_is_recognised_in_equivalent_spellings() -> None:
    assert of_url([GONE], "https://A.example/x?utm_source=y") is GONE
    assert of_url([GONE], "https://a.example/y") is None


def test_the_slug_of_a_removed_entry_stays_in_use_and_a_record_with_this_slug_gives_a_problem(tmp_path: Path) -> None:
    store = Store(tmp_path / "entries")
    path = store.removal_path(SLUG)
    path.parent.mkdir(parents=True)
    path.write_text(write(GONE), encoding="utf-8")
    assert store.slugs() == {SLUG}
    assert store.load_removals() == ({SLUG: GONE}, [])
    record = store.path_of(SLUG)
    record.parent.mkdir()
    record.write_text("---\ntitle: t\nurl: https://a.example/\ndate: 2023-01-01\n---\n", encoding="utf-8")
    removals, problems = store.load_removals()
    assert (removals, [problem.rule for problem in problems]) == ({}, ["removed-again"])


@pytest.mark.parametrize("key", ["title", "reason"])
def test_a_value_that_is_too_long_in_a_removal_gives_one_problem(key: str) -> None:
    text = write(GONE).replace(f"{key}: {word(getattr(GONE, key))}\n", f"{key}: {'x' * 1_500}\n")
    assert read(text.encode(), slug=SLUG, file="x.yml")[1] == []
    _, problems = read(text.replace("x" * 1_500, "x" * 1_501).encode(), slug=SLUG, file="x.yml")
    assert [problem.message for problem in problems] == [f"{key}: the value has 1,501 characters; the limit is 1,500"]
