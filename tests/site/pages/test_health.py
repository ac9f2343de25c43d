"""What readers see of links' health."""

from __future__ import annotations

import datetime
import json
import re
from xml.etree import ElementTree as ET

import pytest

from llmnotes.links.check import Check, Outcome
from llmnotes.links.history import Copy, History, Mark, Said
from llmnotes.links.history_merge import advanced
from llmnotes.links.ledger import Ledger, Run
from llmnotes.links.survival import survival
from llmnotes.links.verdict import Standing
from llmnotes.model import Entry
from llmnotes.records.catalogue import Catalogue
from llmnotes.site.assemble import Site
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.publication.publication import Publication

BEGIN = datetime.datetime(2026, 11, 1, 4, tzinfo=datetime.UTC)
NOW = BEGIN + datetime.timedelta(days=20)
WELL, DEAD, SHAKY, MOVED, IN_NOTE = (f"https://{name}.example/page" for name in ("well", "dead", "shaky", "moved", "note"))
COPY = "https://web.archive.org/web/20230610111213/https://dead.example/page"


def entry(name: str, url: str, note: str = "", archived: str | None = None, year: int = 2023) -> Entry:
    return Entry(slug=f"{year}-06-09-{name}", title=f"The {name}", url=url, date=datetime.date(year, 6, 9), note=note, archived=archived)


ENTRIES = (
    entry("well", WELL, note=f"- [mentioned]({IN_NOTE})"),
    entry("dead", DEAD),
    entry("shaky", SHAKY, year=2022),
    entry("moved", MOVED),
)


def history(*outcomes: str, days: int = 4, copy: str = "", target: str = "https://new.example/") -> History:
    found = History(copy=Copy(BEGIN.date(), copy) if copy else None)
    for number, outcome in enumerate(outcomes):
        time = BEGIN + datetime.timedelta(days=days * number)
        check = Check(url="x", outcome=Outcome(outcome), time=time, detail="404" if outcome == "gone" else "", target=target)
        found = advanced(found, check)
    return found


LEDGER = Ledger(
    histories={
        WELL: history("ok"),
        DEAD: history("ok", "gone", "gone", copy=COPY),
        SHAKY: history("ok", "server-error"),
        MOVED: history("moved", "moved", "moved"),
        IN_NOTE: history("gone", "gone", copy=COPY.replace("dead", "note")),
    },
    runs=tuple(
        Run(
            time=BEGIN + datetime.timedelta(days=4 * number),
            scope="all",
            counts={Standing.DEAD: number, Standing.ALIVE: 5 - number},
            asked=5,
        )
        for number in range(3)
    ),
)


def site(ledger: Ledger | None = LEDGER, entries: tuple[Entry, ...] = ENTRIES, language: str = "en") -> Site:
    catalogue = Catalogue(entries)
    return Site(
        Publication(catalogue=catalogue, taxonomy=None, name="Reading", language=language, addresses=Addresses(), ledger=ledger, now=NOW)
    )


def page(path: str, **options: object) -> str:
    return next(page.html for page in site(**options).pages() if page.path == path)  # type: ignore[arg-type] # named above


def text(html: str) -> str:
    return " ".join(re.sub("<[^>]*>", " ", html).split())


def test_the_title_of_a_dead_link_leads_to_its_copy_with_the_original_beside_it() -> None:
    for path in ("entries/2023-06-09-dead", "years/2023"):
        html = page(path)
        assert f'<a href="{COPY}" rel="noopener">The dead</a>' in html
        assert f'href="{DEAD}"' in html
        assert "Dead · archived copy 2023-06-10 · original link" in text(html)


def test_the_copy_that_a_record_names_comes_before_the_ledgers() -> None:
    named = entry("dead", DEAD, archived="https://archive.example/mine")
    assert '<a href="https://archive.example/mine" rel="noopener">The dead</a>' in page("entries/2023-06-09-dead", entries=(named,))


def test_a_dead_link_without_a_copy_leads_where_it_led() -> None:
    html = page("entries/2023-06-09-dead", ledger=Ledger(histories={DEAD: history("gone", "gone")}))
    assert f'<a href="{DEAD}" rel="noopener">The dead</a>' in html
    assert "original link" not in html
    assert "Dead: not found (404), since 2026-11-01" in text(html)


def test_lists_show_only_the_dead() -> None:
    assert text(page("years/2022")).count("Suspect") == 0
    assert "Suspect: server error, since 2026-11-05, last found 2026-11-01" in text(page("entries/2022-06-09-shaky"))
    assert "Moved" not in text(page("years/2023"))
    assert 'moved to <a class="ln-url" href="https://new.example/"' in page("entries/2023-06-09-moved")


def test_a_dead_link_in_a_note_never_marks_its_entry() -> None:
    html = page("entries/2023-06-09-well")
    card, _, mentions = html.partition('id="mentions"')
    assert "Dead" not in text(card)
    assert "Dead · archived copy 2023-06-10" in text(mentions)
    assert "ln-entry--dead" not in html


def test_the_page_of_links_tells_what_is_wrong_and_how_it_went() -> None:
    html = page("health/index")
    told = text(html)
    assert "Last checked: 2026-11-09 · 5 links · Dead 2 · Suspect 1 · Moved 1 · Alive 1" in told
    assert "not found (404), since 2026-11-05, last found 2026-11-01 · archived copy 2023-06-10 The dead" in told
    assert "67% " not in told
    assert "66% of the links of 2023 can still be read" in told
    assert "100% of the links of 2022 can still be read" in told
    assert "2026-11-05: Dead 1, Suspect 0" in told
    assert 'data-ln-checked="2026-11-09"' in html


def test_japanese_says_it_in_japanese() -> None:
    told = text(page("health/index", language="ja"))
    assert "2023年のリンクのうち66%が今も読める" in told
    assert "見つからない (404)、2026-11-05 から、最後に読めたのは 2026-11-01" in told


@pytest.mark.parametrize("ledger", [None, Ledger()])
def test_without_checks_the_page_says_so(ledger: Ledger | None) -> None:
    html = page("health/index", ledger=ledger)
    assert "The links have never been checked." in html
    assert "llmnotes links check --record" in html
    assert not {"link-health.json", "link-health.svg"} & {asset.path for asset in site(ledger=None).assets()}


def test_settled_links_stand_apart() -> None:
    named = entry("dead", DEAD, archived="https://archive.example/mine")
    told = text(page("health/index", entries=(named,)))
    assert "Replaced by a copy (1)" in told
    assert "Dead (1)" not in told
    badge = next(asset.content for asset in site(entries=(named,)).assets() if asset.path == "link-health.svg")
    assert b"0 dead" not in badge
    assert b"dead" not in badge


def test_what_strangers_wrote_stays_text() -> None:
    said = LEDGER.marked(WELL, Mark(BEGIN, Said.DEAD, "<script>alert(1)</script>"))
    for path in ("health/index", "entries/2023-06-09-well"):
        html = page(path, ledger=said)
        assert "<script>" not in html
        assert "&lt;script&gt;alert(1)" in html


def test_a_thousand_dead_links_fit_a_page() -> None:
    entries = tuple(entry(f"n{number}", f"https://n{number}.example/") for number in range(3000))
    ledger = Ledger(histories={one.url: history("gone", "gone") for one in entries}, runs=LEDGER.runs)
    html = page("health/index", ledger=ledger, entries=entries)
    assert len(html.encode()) < 150_000
    assert "2,900 more are in the JSON file" in html


def test_link_health_json_names_every_link_that_is_not_well() -> None:
    assets = {asset.path: asset.content for asset in site().assets()}
    document = json.loads(assets["link-health.json"])
    assert document["checked"] == "2026-11-09T04:00Z"
    assert document["counts"] == {"dead": 2, "suspect": 1, "unsure": 0, "moved": 1, "alive": 1, "unchecked": 0}
    assert [link["url"] for link in document["links"]] == [DEAD, IN_NOTE, SHAKY, MOVED]
    assert document["links"][0]["copy"] == COPY
    assert document["links"][1]["entries"] == [{"slug": "2023-06-09-well", "title": False}]
    ET.fromstring(assets["link-health.svg"])  # noqa: S314 - our own


def test_the_search_has_links_by_their_health() -> None:
    assets = {asset.path: asset.content for asset in site().assets()}
    values = next(json.loads(content) for path, content in assets.items() if path.endswith("facets/health.json"))
    assert {key: count for key, _, count in values} == {"alive": 1, "dead": 1, "suspect": 1, "moved": 1}


def test_survival_counts_what_was_checked() -> None:
    unknown = entry("unknown", "https://unknown.example/", year=2021)
    found = survival([*ENTRIES, unknown], LEDGER, NOW, lambda one: one.date.year)
    assert {year: (one.readable, one.checked, one.percent) for year, one in found.items()} == {2023: (2, 3, 66), 2022: (1, 1, 100)}
