"""Write the record of an issue that was opened with the issue form."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import CASES, LIST

from llmnotes.actions.accept_form import accept_form
from llmnotes.actions.reading_list import ReadingList
from llmnotes.github import event
from llmnotes.intake.page_metadata import PageMetadata
from llmnotes.intake.reading import Reading

URL = "https://articles.example/rag-with-langchain/"
ISSUE = (CASES / "github" / "issue-labeled.json").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "topics.yml").write_bytes((LIST / "topics.yml").read_bytes())
    return tmp_path


def test_an_accepted_issue_form_gives_a_record_and_a_pull_request_to_open() -> None:
    result = accept_form(event.read(ISSUE), ReadingList.open(None), fetch=False)
    assert not result.refusal
    assert result.proposal
    assert result.proposal.title == "Add: LangChainで作るRAG入門"
    assert f"url: {URL}\n" in Path(*result.paths).read_text(encoding="utf-8")


def test_an_issue_form_with_a_url_that_the_list_has_already_is_refused_and_adds_no_second_record(folder: Path) -> None:
    accept_form(event.read(ISSUE), ReadingList.open(None), fetch=False)
    result = accept_form(event.read(ISSUE), ReadingList.open(None), fetch=False)
    assert "the URL is listed already" in result.refusal
    assert len(list((folder / "entries").rglob("*.md"))) == 1


def test_a_closed_issue_withdraws_its_pull_request_and_writes_no_record(folder: Path) -> None:
    closed = event.read(ISSUE.replace('"state": "open"', '"state": "closed"'))
    result = accept_form(closed, ReadingList.open(None), fetch=False)
    assert (result.withdraw, result.waiting) == (True, False)
    assert not (folder / "entries").exists()


def test_an_issue_form_whose_url_redirects_to_the_url_of_a_removed_entry_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    removed = folder / "entries" / ".removed" / "2023-01-01-gone.yml"
    removed.parent.mkdir(parents=True)
    text = "url: https://moved.example/\ntitle: Gone\ndate: 2023-01-01\nremoved: 2026-01-31\nreason: its author asked for it\n"
    removed.write_text(text, encoding="utf-8")
    led = Reading(url="https://moved.example/", metadata=PageMetadata())
    monkeypatch.setattr("llmnotes.actions.accept_form.read_pages", lambda *_: [led])
    result = accept_form(event.read(ISSUE), ReadingList.open(None), fetch=True)
    assert "removed from the list on" in result.refusal
    assert not list((folder / "entries").rglob("*.md"))


@pytest.mark.parametrize("status", [404, 410, 500, 503])
@pytest.mark.parametrize("title", ["", "A title"])
def test_an_issue_form_whose_page_answers_with_an_error_is_refused_unless_the_form_has_a_title(
    folder: Path, monkeypatch: pytest.MonkeyPatch, status: int, title: str
) -> None:
    answered = Reading(url=URL, metadata=PageMetadata(), fault=f"the server answers {status}", status=status)
    monkeypatch.setattr("llmnotes.actions.accept_form.read_pages", lambda *_: [answered])
    result = accept_form(event.read(ISSUE.replace("LangChainで作るRAG入門", title or "_No response_")), ReadingList.open(None), fetch=True)
    assert (f"the server answers {status}" in result.refusal, "write the title" in result.refusal) == (
        (False, False) if title else (True, True)
    )
    assert len(list((folder / "entries").rglob("*.md"))) == bool(title)
