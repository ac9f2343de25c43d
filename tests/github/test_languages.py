"""Tests for the language of the texts at the code host: an English list is English throughout, and a Japanese list has Japanese and English."""

from __future__ import annotations

import datetime
import re

import pytest

from llmnotes.github import dead_links, form, ledger_change, proposal, summary
from llmnotes.github.dead_links import DeadLinksIssue
from llmnotes.github.event import Issue
from llmnotes.github.markdown import marked
from llmnotes.links.links import Link, Mention
from llmnotes.links.report import Finding, Report
from llmnotes.links.verdict import Clause, Standing, Verdict
from llmnotes.model import Entry
from llmnotes.records.taxonomy import Taxonomy, Topic

DAY = datetime.date(2026, 11, 24)
NOW = datetime.datetime(2026, 11, 24, tzinfo=datetime.UTC)
JAPANESE = re.compile("[ぁ-ヿ一-鿿]")
ENGLISH = re.compile("[A-Za-z]{2}")
ENTRY = Entry(slug="2023-01-01-a", title="Either / or", url="https://a.example/0", date=DAY, note="- a / b")
OTHER = Entry(slug="2023-01-01-b", title="Or", url="https://a.example/1", date=DAY)
TAXONOMY = Taxonomy(topics=(Topic(id="tools", title={"ja": "ツール", "en": "Tools"}, description={}),))
ISSUE = Issue(number=12, body="", labels=frozenset(), open=True, author="", author_id=1)


def report(*standings: Standing) -> Report:
    entries = (ENTRY, OTHER)
    links = [Link(one.url, (Mention(one, is_title=True),)) for one in entries]
    verdicts = [Verdict(standing=standing, clause=Clause.FAILURE) for standing in standings]
    return Report(findings=[Finding(link=link, verdict=verdict) for link, verdict in zip(links, verdicts, strict=False)], now=NOW)


def texts(language: str) -> dict[str, str]:
    """Return every text that llmnotes writes for people at the code host, by its use."""
    opened = dead_links.plan_update(None, report(Standing.DEAD, Standing.SUSPECT), language)
    issue = DeadLinksIssue(number=1, body=opened.body, open=True)
    changed = dead_links.plan_update(issue, report(Standing.ALIVE, Standing.DEAD), language)
    reviewed = summary.ReviewedList(entries=[ENTRY], taxonomy=TAXONOMY, language=language)
    pull = proposal.of_entry(ISSUE, ENTRY, summary.described(ENTRY, reviewed), language)
    change = (ENTRY.url, Standing.ALIVE, Standing.DEAD)
    ledgers = [
        ledger_change.proposal(changes, language, is_first=is_first)
        for changes, is_first in (([change], False), ([], False), ([change], True), ([], True))
    ]
    return {
        "title of the issue about dead links": opened.title,
        "body of the issue about dead links": opened.body,
        "comment on the issue about dead links": changed.comment,
        "thanks": proposal.thanks(language),
        "thanks with a pull request": proposal.thanks(language, 13),
        "taken over": proposal.taken_over("add-entry/issue-12", language),
        "refusal": proposal.refusal([form.Fault("URL", "no", "yes")], language),
        "form": form.text(TAXONOMY, language),
        "body of a pull request for an entry": pull.body,
        "summary": summary.render(summary.change([], [ENTRY]), reviewed),
        "summary without a change": summary.render(summary.change([], []), reviewed),
        **{f"title of ledger {number}": one.title for number, one in enumerate(ledgers)},
        **{f"body of ledger {number}": one.body for number, one in enumerate(ledgers)},
    }


@pytest.mark.parametrize("use", texts("en"))
def test_texts_on_github_are_english_in_an_english_list_and_in_both_languages_in_a_japanese_list(use: str) -> None:
    english, japanese = texts("en")[use], texts("ja")[use]
    assert ENGLISH.search(english)
    assert not JAPANESE.search(english)
    assert JAPANESE.search(japanese)
    assert ENGLISH.search(japanese.replace("Issue", "").replace("URL", ""))


def test_titles_and_branches_that_contain_a_slash_are_shown_whole_in_both_languages() -> None:
    for language in ("en", "ja"):
        reviewed = summary.ReviewedList(entries=[ENTRY], taxonomy=TAXONOMY, language=language)
        assert "Either / or" in summary.render(summary.change([], [ENTRY]), reviewed)
        assert "`a / b`" in proposal.taken_over("a / b", language)


def test_the_issue_about_dead_links_keeps_its_title_if_the_language_of_the_list_changes() -> None:
    issue = DeadLinksIssue(number=1, body=marked("<!-- dead: -->", "dead-links"), open=True)
    update = dead_links.plan_update(issue, report(Standing.DEAD), "en")
    assert (update.title, "### Died (1)" in update.comment) == ("", True)
