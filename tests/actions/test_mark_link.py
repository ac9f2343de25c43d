"""Mark links as alive or dead."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest

from actions.listing import write_list
from llmnotes.actions.mark_link import link_to_mark, mark_link
from llmnotes.actions.reading_list import ReadingList
from llmnotes.errors import LlmnotesError
from llmnotes.links.history import Mark, Said
from llmnotes.links.verdict import Standing

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime.datetime(2026, 11, 25, tzinfo=datetime.UTC)
URL = "https://a.example/one"


@pytest.fixture(autouse=True)
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ReadingList:
    monkeypatch.chdir(tmp_path)
    write_list(tmp_path, {"one": URL})
    return ReadingList.open(None)


def test_a_link_of_the_list_can_be_marked_by_its_url(opened: ReadingList) -> None:
    assert link_to_mark(opened, URL) == URL


@pytest.mark.parametrize(
    ("url", "hint"),
    [
        (f"{URL}s", f"is not a link of this list; did you mean '{URL}'?"),
        ("nonsense", "the URL has no scheme"),
        ("https://entirely-different.test/zzzz/9999", "is not a link of this list. Write the URL exactly as it is"),
    ],
)
def test_marking_a_url_that_is_no_link_of_the_list_is_refused_with_a_hint(opened: ReadingList, url: str, hint: str) -> None:
    with pytest.raises(LlmnotesError, match=hint):
        link_to_mark(opened, url)


def test_a_manual_verdict_overrides_checks_of_a_link_until_it_is_removed(opened: ReadingList) -> None:
    for said, standing in ((Said.DEAD, Standing.DEAD), (Said.NOTHING, Standing.UNCHECKED)):
        mark_link(opened, URL, Mark(time=NOW, said=said, reason="seen"))
        assert ReadingList.open(None).ledger.verdict(URL, NOW).standing is standing
