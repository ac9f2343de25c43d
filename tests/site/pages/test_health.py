"""The page on link health, and how other pages show dead links."""

from __future__ import annotations

import re

import pytest
from checked_list import BEGIN, COPY, DEAD, LEDGER, WELL, entry, history, page, site

from llmnotes.links.history import Mark, Said
from llmnotes.links.ledger import Ledger


def text(html: str) -> str:
    return " ".join(re.sub("<[^>]*>", " ", re.sub("<wbr>|</?time[^>]*>", "", html)).split())


def test_the_title_of_an_entry_with_a_dead_link_leads_to_the_archived_copy_beside_the_original_link() -> None:
    for path in ("entries/2023-06-09-dead", "years/2023"):
        html = page(path)
        assert f'<a href="{COPY}">The dead</a>' in html
        assert f'href="{DEAD}"' in html
        assert "Dead · archived copy 2023-06-10 · original link" in text(html)


def test_pages_link_to_the_archived_copy_in_the_record_rather_than_to_the_copy_in_the_ledger() -> None:
    named = entry("dead", DEAD, archived="https://archive.example/mine")
    assert '<a href="https://archive.example/mine">The dead</a>' in page("entries/2023-06-09-dead", entries=(named,))


def test_an_entry_page_links_to_the_original_url_of_a_dead_link_without_an_archived_copy() -> None:
    html = page("entries/2023-06-09-dead", ledger=Ledger(histories={DEAD: history("gone", "gone")}))
    assert f'<a href="{DEAD}">The dead</a>' in html
    assert "original link" not in html
    assert "Dead: not found (404), since 2026-11-01" in text(html)


def test_lists_of_entries_show_no_warning_for_suspect_and_moved_links_but_entry_pages_do() -> None:
    assert text(page("years/2022")).count("Suspect") == 0
    assert "Suspect: server error, since 2026-11-05, last found 2026-11-01" in text(page("entries/2022-06-09-shaky"))
    assert "Moved" not in text(page("years/2023"))
    assert 'moved to <a class="ln-url" href="https://new.example/"' in page("entries/2023-06-09-moved")


def test_an_entry_with_a_dead_link_in_its_note_is_not_shown_as_dead() -> None:
    html = page("entries/2023-06-09-well")
    card, _, mentions = html.partition('id="mentions"')
    assert "Dead" not in text(card)
    assert "Dead · archived copy 2023-06-10" in text(mentions)
    assert "ln-entry--dead" not in html


def test_the_page_on_link_health_shows_faulty_links_and_past_checks() -> None:
    html = page("health/index")
    shown = text(html)
    assert "60% of the checked links can still be read. 5 links · Last checked: 2026-11-09 Alive 1 Moved 1 Suspect 1 Dead 2" in shown
    assert f"The dead {DEAD} 404, since 2026-11-05, last found 2026-11-01 · archived copy 2023-06-10" in shown
    assert "67% " not in shown
    assert "2023 66%" in shown
    assert "2022 100%" in shown
    assert "2026-11-05: Dead 1, Suspect 0" in shown
    assert 'data-ln-checked="2026-11-09"' in html


def test_the_page_on_link_health_is_in_japanese_for_a_japanese_list() -> None:
    shown = text(page("health/index", language="ja"))
    assert "確認したリンクの60%が今も読めます。" in shown
    assert "2023年 66%" in shown
    assert "404、2026-11-05 から、最後に読めたのは 2026-11-01" in shown


@pytest.mark.parametrize("ledger", [None, Ledger()])
def test_without_a_link_check_the_page_on_link_health_says_so_and_the_site_has_no_link_health_json(ledger: Ledger | None) -> None:
    html = page("health/index", ledger=ledger)
    assert "The links have never been checked." in html
    assert "llmnotes" not in text(html)
    assert not {"link-health.json", "link-health.svg"} & {asset.path for asset in site(ledger=None).assets()}


def test_the_page_on_link_health_shows_its_charts_before_its_lists_of_links() -> None:
    html = page("health/index")
    places = [html.index(f'id="{id_}"') for id_ in ("runs", "survival", "dead", "suspect")]
    assert html.index("ln-standings") < places[0]
    assert places == sorted(places)


def test_the_page_on_link_health_groups_dead_links_by_reason_with_the_newest_first() -> None:
    entries = tuple(entry(f"n{number}", f"https://n{number}.example/") for number in range(4))
    fates = (("gone", "gone"), ("dns", "dns", "dns"), ("ok", "gone", "gone"), ("gone", "ok", "ok", "gone", "gone"))
    ledger = Ledger(histories={one.url: history(*fate) for one, fate in zip(entries, fates, strict=True)}, runs=LEDGER.runs)
    html = page("health/index", ledger=ledger, entries=entries)
    section = html[html.index('aria-labelledby="dead"') : html.index("</section>")]
    assert re.findall("<h3>(.*?) <", section) == ["not found", "name servers don&#39;t respond"]
    assert re.findall("The n[0-9]", section) == ["The n3", "The n2", "The n0", "The n1"]
    assert 'href="../search/?health=dead"' in section


def test_dead_links_with_an_archived_copy_in_their_record_have_a_separate_section_on_the_page_on_link_health() -> None:
    named = entry("dead", DEAD, archived="https://archive.example/mine")
    shown = text(page("health/index", entries=(named,)))
    assert "Replaced by a copy (1)" in shown
    assert "Dead (1)" not in shown
    badge = next(asset.content for asset in site(entries=(named,)).assets() if asset.path == "link-health.svg")
    assert b"0 dead" not in badge
    assert b"dead" not in badge


def test_pages_escape_reasons_for_verdicts_from_the_ledger() -> None:
    said = LEDGER.marked(WELL, Mark(BEGIN, Said.DEAD, "<script>alert(1)</script>"))
    for path in ("health/index", "entries/2023-06-09-well"):
        html = page(path, ledger=said)
        assert "<script>" not in html
        assert "&lt;script&gt;alert(1)" in html


def test_the_page_on_link_health_of_a_list_with_3000_dead_links_takes_less_than_150_kb() -> None:
    entries = tuple(entry(f"n{number}", f"https://n{number}.example/") for number in range(3000))
    ledger = Ledger(histories={one.url: history("gone", "gone") for one in entries}, runs=LEDGER.runs)
    html = page("health/index", ledger=ledger, entries=entries)
    assert len(html.encode()) < 150_000
    assert "2,900 more are in the JSON file" in html
