"""Adding links to a list."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from llmnotes.actions.add import Added, Adding, AlreadyKnown, Unreadable
from llmnotes.actions.reading_list import ReadingList
from llmnotes.errors import StoreError
from llmnotes.intake.page_metadata import PageMetadata
from llmnotes.intake.reading import Reading
from llmnotes.intake.submission import Submission
from llmnotes.model import Entry
from llmnotes.records.removal import Removal

TODAY = datetime.date(2026, 11, 25)
DAY = datetime.date(2023, 6, 9)
URL = "https://a.example/new"
LISTED = "---\ntitle: Listed\nurl: https://a.example/listed\ndate: 2023-06-09\n---\n\n- see https://a.example/mentioned\n"
REMOVED = "url: https://a.example/removed\ntitle: Removed\ndate: 2023-06-09\nremoved: 2024-01-31\nreason: by request\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "topics.yml").write_text("topics:\n- {id: rag, title: RAG, patterns: [RAG]}\n", encoding="utf-8")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "entries" / "2023").mkdir(parents=True)
    (tmp_path / "entries" / ".removed").mkdir()
    (tmp_path / "entries" / "2023" / "2023-06-09-a-listed.md").write_text(LISTED, encoding="utf-8")
    (tmp_path / "entries" / ".removed" / "2023-06-09-a-removed.yml").write_text(REMOVED, encoding="utf-8")
    return tmp_path


@pytest.fixture
def adding() -> Adding:
    return Adding(ReadingList.open(None), today=TODAY)


def submission(url: str = URL, title: str = "On RAG") -> Submission:
    return Submission(url=url, title=title, date=DAY)


def test_a_draft_is_written_as_a_record_to_the_path_made_from_its_slug(adding: Adding) -> None:
    drafted = adding.draft(submission())
    done = adding.write(drafted, drafted.text)
    assert isinstance(done, Added)
    assert done.file == adding.file_of(drafted.entry) == "entries/2023/2023-06-09-a-new.md"
    assert Path(done.file).read_text(encoding="utf-8") == drafted.text
    assert "added: 2026-11-25\ntopics: [rag]\n" in drafted.text
    assert [entry.slug for entry in adding.entries] == ["2023-06-09-a-listed", "2023-06-09-a-new"]


@pytest.mark.parametrize("url", ["https://a.example/listed", "https://A.example:443/listed", "https://a.example/listed?utm_source=x"])
def test_a_url_of_the_list_is_found_in_each_of_its_spellings(adding: Adding, url: str) -> None:
    known = adding.known(adding.draft(submission(url)), url)
    assert known
    assert known.url == url
    assert isinstance(known.by, Entry)
    assert adding.file_of(known.by) == "entries/2023/2023-06-09-a-listed.md"
    assert adding.listed(url) == known.by
    assert adding.removed(url) is None


@pytest.mark.parametrize("url", ["https://a.example/removed", "https://a.example/removed?utm_source=x"])
def test_adding_the_url_of_a_removed_entry_finds_the_removal(adding: Adding, url: str) -> None:
    known = adding.known(adding.draft(submission(url)), url)
    assert known
    assert isinstance(known.by, Removal)
    assert (known.by.reason, adding.removed(url)) == ("by request", known.by)
    assert adding.listed(url) is None


@pytest.mark.parametrize(("end", "kind"), [("https://a.example/listed", Entry), ("https://a.example/removed", Removal)])
def test_adding_a_url_that_redirects_to_the_url_of_an_entry_or_a_removal_finds_this_entry_or_removal(
    adding: Adding, end: str, kind: type
) -> None:
    drafted = adding.draft(submission("https://short.example/x"), Reading(url=end, metadata=PageMetadata()))
    known = adding.known(drafted, "https://short.example/x")
    assert known
    assert (known.url, type(known.by)) == ("https://short.example/x", kind)


def test_adding_a_url_that_the_list_never_had_finds_neither_an_entry_nor_a_removal(adding: Adding) -> None:
    assert adding.known(adding.draft(submission()), URL) is None


def test_a_draft_names_the_entries_whose_notes_link_to_its_url(adding: Adding) -> None:
    assert [entry.title for entry in adding.draft(submission("https://a.example/mentioned")).mentioned] == ["Listed"]


def test_a_second_draft_with_a_url_that_was_just_added_finds_the_added_entry(adding: Adding) -> None:
    first = adding.draft(submission())
    adding.write(first, first.text)
    known = adding.known(adding.draft(submission(f"{URL}?utm_source=x")), URL)
    assert known
    assert (known.by.slug, known.by.title) == ("2023-06-09-a-new", "On RAG")


def test_a_second_record_with_the_same_url_that_is_written_with_the_option_again_gets_another_slug(adding: Adding) -> None:
    for file in ("entries/2023/2023-06-09-a-new.md", "entries/2023/2023-06-09-a-new-2.md"):
        drafted = adding.draft(submission())
        assert adding.write(drafted, drafted.text, again=True) == Added(entry=drafted.entry, file=file)


def test_a_draft_whose_date_and_url_were_edited_gets_a_slug_made_from_the_new_date_and_url(adding: Adding) -> None:
    drafted = adding.draft(submission())
    text = drafted.text.replace("date: 2023-06-09", "date: 2022-02-02").replace(URL, "https://b.example/other")
    done = adding.write(drafted, text)
    assert isinstance(done, Added)
    assert (done.file, done.entry.slug) == ("entries/2022/2022-02-02-b-other.md", "2022-02-02-b-other")
    assert Path(done.file).read_text(encoding="utf-8") == text


def test_an_entry_that_was_added_with_an_edited_date_is_found_by_its_url(adding: Adding) -> None:
    drafted = adding.draft(submission())
    adding.write(drafted, drafted.text.replace("date: 2023-06-09", "date: 2022-02-02"))
    known = adding.known(adding.draft(submission()), URL)
    assert known
    assert isinstance(known.by, Entry)
    assert adding.file_of(known.by) == "entries/2022/2022-02-02-a-new.md"


@pytest.mark.parametrize("name", ["listed", "removed"])
def test_a_draft_whose_url_was_changed_to_a_url_of_the_list_is_written_only_with_the_option_again(
    adding: Adding, folder: Path, name: str
) -> None:
    before = sorted(folder.rglob("*.md"))
    drafted = adding.draft(submission())
    text = drafted.text.replace(URL, f"https://a.example/{name}")
    done = adding.write(drafted, text)
    assert isinstance(done, AlreadyKnown)
    assert (done.url, done.by.title) == (f"https://a.example/{name}", name.title())
    assert sorted(folder.rglob("*.md")) == before
    assert isinstance(adding.write(drafted, text, again=True), Added)


def test_an_edited_draft_that_is_not_a_valid_record_is_not_written(adding: Adding, folder: Path) -> None:
    done = adding.write(adding.draft(submission()), "no record")
    assert isinstance(done, Unreadable)
    assert done.problems
    assert not list(folder.rglob("*new*"))


def test_adding_a_record_does_not_overwrite_a_file_that_another_process_wrote(adding: Adding, folder: Path) -> None:
    drafted = adding.draft(submission())
    path = folder / "entries" / "2023" / "2023-06-09-a-new.md"
    path.write_text("theirs", encoding="utf-8")
    with pytest.raises(StoreError):
        adding.write(drafted, drafted.text)
    assert path.read_text(encoding="utf-8") == "theirs"


def test_problems_of_a_draft_name_the_path_that_its_record_would_get(adding: Adding) -> None:
    drafted = adding.draft(Submission(url=URL, title="t", date=DAY, lang="no language"))
    (problem,) = [one for one in adding.problems(drafted, drafted.text) if one.rule == "lang"]
    assert problem.place.file == "entries/2023/2023-06-09-a-new.md"


def test_an_unknown_topic_in_a_draft_is_reported_once_even_if_another_value_is_invalid(adding: Adding) -> None:
    for lang in ("", "no language"):
        drafted = adding.draft(Submission(url=URL, title="t", date=DAY, lang=lang, topics=("nope",)))
        found = [one for one in adding.problems(drafted, drafted.text) if one.rule == "topic-unknown"]
        assert [one.message for one in found] == ["topics.yml has no topic 'nope'"]
