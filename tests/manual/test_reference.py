"""The generated pages of the manual are up to date, and the other pages describe each option, key and member of the code."""

from __future__ import annotations

import dataclasses
import datetime
import json
import re

import pytest

from llmnotes.exchange import entries_json
from llmnotes.links import ledger_text
from llmnotes.links.check import Outcome
from llmnotes.links.history import Copy, History, Mark, Move, Said, Sighting
from llmnotes.links.ledger import Ledger
from llmnotes.links.limits import HostRule
from llmnotes.model import Entry
from llmnotes.site.files import link_health
from manual.blocks import PAGES as MANUAL_PAGES
from manual.reference import MANUAL, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_each_generated_page_of_the_manual_is_up_to_date(name: str) -> None:
    assert (MANUAL / name).read_text(encoding="utf-8") == PAGES[name](), "run `make reference`"


def test_the_index_of_the_manual_links_to_each_page_and_each_page_links_back() -> None:
    index = (MANUAL / "README.md").read_text(encoding="utf-8")
    pages = [path for path in sorted(MANUAL.glob("*.md")) if path.name != "README.md"]
    assert [path.name for path in pages if f"({path.name}" not in index] == []
    assert [path.name for path in pages if "](README.md)" not in path.read_text(encoding="utf-8")] == []


def test_code_blocks_in_the_manual_are_not_indented() -> None:
    found = re.compile("^[ ]+```", re.MULTILINE)
    assert [path.name for path in MANUAL_PAGES if found.search(path.read_text(encoding="utf-8"))] == []


def _named(page: str) -> set[str]:
    """Return the names at the beginning of table rows and list items in a page, such as `url`."""
    lines = re.findall(r"^(?:\||-) ((?:`[^`]+`(?:, )?)+)", (MANUAL / page).read_text(encoding="utf-8"), re.MULTILINE)
    return {name for line in lines for name in re.findall("`([^`]+)`", line)}


def test_the_manual_describes_each_option_of_a_host_in_link_checks() -> None:
    assert {one.name for one in dataclasses.fields(HostRule)} - {"pattern"} <= _named("links.md")


def test_the_manual_describes_each_key_of_the_ledger() -> None:
    time = datetime.datetime(2026, 11, 1, 4, tzinfo=datetime.UTC)
    sightings = frozenset({Sighting(time, Outcome.GONE, "404")})
    whole = History(
        checked=time,
        found=time - datetime.timedelta(days=1),
        well=time - datetime.timedelta(days=2),
        moves=frozenset({Move(time, "https://b.example/")}),
        failures=sightings,
        doubts=sightings,
        copy=Copy(time.date(), "https://web.archive.org/web/2026/https://a.example/"),
        mark=Mark(time, Said.ALIVE, "it opens"),
    )
    line = ledger_text.write(Ledger(histories={"https://a.example/": whole}, runs=()))[ledger_text.LEDGER]
    written = set(re.findall(r" (\w+)=", line))
    assert written >= {"well", "reason"}
    assert written <= _named("links.md")


def test_the_manual_describes_each_json_member_of_a_link_in_the_data_about_link_health() -> None:
    assert set(link_health.MEMBERS) <= _named("link-health-json.md")


def test_the_manual_describes_each_json_member_of_an_entry() -> None:
    entry = Entry(slug="2023-06-09-a", title="A", url="https://a.example/", date=datetime.date(2023, 6, 9))
    text = b"".join(entries_json.write({"name": "A list"}, [entry], {}, lambda entry: entry.slug))
    (found,) = json.loads(text)["entries"]
    assert found.keys() <= _named("entries-json.md")
