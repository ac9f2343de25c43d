"""Importing bookmarks into a list."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from llmnotes.actions.bookmark_entry import BookmarkOptions
from llmnotes.actions.import_bookmarks import (
    BookmarkPlan,
    ReadFile,
    carry_out_bookmarks,
    is_log,
    listed_entries,
    plan_bookmarks,
    read_bookmarks,
)
from llmnotes.actions.reading_list import ReadingList
from llmnotes.errors import BookmarkError
from llmnotes.model import Problem, errors

TODAY = datetime.date(2024, 6, 1)
DAY = datetime.date(2023, 11, 14)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "topics.yml").write_text(
        "topics:\n- {id: rag, title: {ja: 検索, en: Retrieval}, patterns: [RAG]}\ntags:\n- {name: LoRA, aliases: [lo-ra]}\n",
        encoding="utf-8",
    )
    return tmp_path


def bookmark(url: str = "https://a.example/1", **values: object) -> dict[str, object]:
    return {"href": url, "description": "T", "time": "2023-11-14T22:15:00Z", "tags": "", **values}


def planned(*bookmarks: dict[str, object], **options: Any) -> BookmarkPlan:
    Path("b.json").write_text(json.dumps(bookmarks), encoding="utf-8")
    found = read_bookmarks(Path("b.json"))
    assert isinstance(found, ReadFile)
    return plan_bookmarks([found], listed_entries(ReadingList.open(None)), BookmarkOptions(today=TODAY, **options))


def imported(*bookmarks: dict[str, object], **options: Any) -> ReadingList:
    carry_out_bookmarks(ReadingList.open(None).store, planned(*bookmarks, **options))
    return ReadingList.open(None)


def test_the_day_of_a_bookmark_becomes_the_values_of_added_and_date_in_its_record() -> None:
    (entry,) = imported(bookmark()).entries
    assert (entry.added, entry.date, entry.slug) == (DAY, DAY, "2023-11-14-a-1")


def test_private_bookmarks_are_imported_only_with_the_option_for_private_bookmarks() -> None:
    private = bookmark(shared="no")
    found = planned(private, bookmark("https://a.example/2"))
    assert (found.counts[0].private, len(found.entries)) == (1, 1)
    assert len(planned(private, with_private=True).entries) == 1


def test_note_and_tags_of_a_private_bookmark_are_not_added_to_a_public_bookmark_of_the_same_page() -> None:
    (entry,) = planned(bookmark(shared="no", extended="secret", tags="secret"), bookmark()).entries
    assert (entry.note, entry.tags) == ("", ())


def test_unread_bookmarks_get_the_tag_that_an_option_names_or_are_only_counted_without_this_option() -> None:
    unread = bookmark(toread="yes")
    assert planned(unread, to_read="あとで").entries[0].tags == ("あとで",)
    found = planned(unread)
    assert (found.entries[0].tags, found.counts[0].to_read) == ((), 1)


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "place:sort=8", "data:text/html,x", "file:///etc/passwd", "/relative", "https://", "http://a b/"]
)
def test_a_bookmark_whose_url_is_not_that_of_a_web_page_is_left_out_and_reported(url: str) -> None:
    found = planned(bookmark(), bookmark(url))
    assert (found.counts[0].without_url, len(found.entries)) == (1, 1)
    assert [(problem.rule, problem.place.file) for problem in found.problems] == [("bookmark-url", "b.json")]


@pytest.mark.parametrize("when", [None, "", "2023", 0, "2999-01-01T00:00:00Z", "soon"])
def test_a_bookmark_whose_date_is_missing_incomplete_or_in_the_future_is_left_out_unless_the_options_give_a_date(when: object) -> None:
    undated = bookmark(time=when)
    found = planned(bookmark("https://a.example/2"), undated)
    assert (found.counts[0].without_date, [problem.rule for problem in found.problems]) == (1, ["bookmark-date"])
    assert found.problems[0].remedy == "give such bookmarks a date with --date YYYY-MM-DD"
    (entry,) = planned(undated, date=DAY).entries
    assert (entry.date, entry.added) == (DAY, None)


def test_a_month_of_publication_becomes_the_first_day_of_the_month_only_if_an_option_says_so(folder: Path) -> None:
    (folder / "l.bib").write_text(
        "@misc{a, title={T}, url={https://a.example/}, year=2023, month=may, urldate={2024-01-02}}", encoding="utf-8"
    )
    found = read_bookmarks(folder / "l.bib")
    assert isinstance(found, ReadFile)
    before = listed_entries(ReadingList.open(None))
    plan = plan_bookmarks([found], before, BookmarkOptions(today=TODAY))
    assert (plan.counts[0].without_date, ", or their first day with --date first, " in plan.problems[0].remedy) == (1, True)
    (entry,) = plan_bookmarks([found], before, BookmarkOptions(today=TODAY, completes=True)).entries
    assert (entry.date, entry.added) == (datetime.date(2023, 5, 1), datetime.date(2024, 1, 2))


def test_a_date_that_cannot_be_read_is_shown_in_the_message_on_its_bookmark(folder: Path) -> None:
    (folder / "t.csv").write_text("url,title,created\nhttps://a.example/,T,1/2/2023\n", encoding="utf-8")
    found = read_bookmarks(folder / "t.csv")
    assert isinstance(found, ReadFile)
    problem = plan_bookmarks([found], listed_entries(ReadingList.open(None)), BookmarkOptions(today=TODAY)).problems[0]
    assert "its date '1/2/2023' can't be read" in problem.message
    assert problem.remedy.startswith("write dates as YYYY-MM-DD")


def test_a_month_in_the_future_is_reported_as_a_date_in_the_future_if_months_become_dates(folder: Path) -> None:
    (folder / "l.bib").write_text("@misc{a, title={T}, url={https://a.example/}, year=2999, month=may}", encoding="utf-8")
    found = read_bookmarks(folder / "l.bib")
    assert isinstance(found, ReadFile)
    (problem,) = plan_bookmarks([found], listed_entries(ReadingList.open(None)), BookmarkOptions(today=TODAY, completes=True)).problems[:1]
    assert "its date 2999-05-01 is in the future" in problem.message
    assert problem.remedy == "give such bookmarks a date with --date YYYY-MM-DD"


def test_several_bookmarks_of_one_page_become_one_entry_and_a_bookmark_with_a_fragment_becomes_another() -> None:
    found = planned(
        bookmark("http://www.a.example/1/?utm_source=x", description="", extended="one", tags="x", time="2023-11-15T00:00:00Z"),
        bookmark(extended="two", tags="x y"),
        bookmark("https://a.example/1#part"),
    )
    assert found.counts[0].merged == 1
    first, part = found.entries
    assert (first.title, first.note, first.tags, first.added, part.url) == ("T", "one\n\ntwo", ("x", "y"), DAY, "https://a.example/1#part")


def test_two_bookmarks_of_one_page_without_a_date_are_counted_as_two_without_a_date_and_not_as_merged() -> None:
    found = planned(bookmark(time=""), bookmark(time="", extended="another note"))
    assert (found.counts[0].merged, found.counts[0].without_date) == (0, 2)
    assert [problem.message for problem in errors(found.problems)] == ["no bookmark in the file can be imported (bookmarks found: 2)"]


def test_bookmarks_of_pages_with_an_entry_or_a_removed_entry_are_left_out(folder: Path) -> None:
    imported(bookmark())
    (folder / "entries" / ".removed").mkdir()
    removal = "url: https://a.example/2\ntitle: t\ndate: 2023-01-01\nremoved: 2023-01-02\nreason: r\n"
    (folder / "entries" / ".removed" / "2023-01-01-a-2.yml").write_text(removal, encoding="utf-8")
    found = planned(bookmark("http://a.example/1/"), bookmark("https://a.example/2"), bookmark("https://a.example/3"))
    assert (found.counts[0].listed, found.counts[0].removed, found.counts[0].added) == (1, 1, 1)
    assert not errors(planned(bookmark()).problems)  # importing the same file a second time is not an error


def test_a_bookmarks_tag_with_the_name_of_a_topic_becomes_this_topic_and_other_tags_get_one_spelling() -> None:
    (entry,) = planned(bookmark(tags="検索 lo-ra New new")).entries
    assert (entry.topics, entry.tags) == (("rag",), ("LoRA", "New"))
    assert planned(bookmark(tags="rag"), with_topics=False).entries[0].tags == ("rag",)
    assert planned(bookmark(description="On RAG")).entries[0].topics == ("rag",)


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ({"description": "a\nb\x00\u202ec\ud800"}, "a b c"),
        ({"description": "<b>x</b> & y"}, "<b>x</b> & y"),
        ({"description": " \u3000"}, "1"),
        ({"description": "x" * 2_000}, "x" * 1_500),
        ({"tags": "x" * 60}, "T"),
        ({"tags": " ".join(f"t{n}" for n in range(60))}, "T"),
        ({"extended": "\x00\x1b[31mred\r\nend"}, "T"),
        ({"extended": "x" * 2_000_000}, "T"),
    ],
)
def test_a_bookmark_with_values_beyond_the_limits_of_a_record_becomes_a_valid_record(values: dict[str, str], title: str) -> None:
    after = imported(bookmark(**values))
    assert not after.problems
    assert [entry.title for entry in after.entries] == [title]


def test_a_file_with_only_unusable_bookmarks_gives_an_error_and_a_file_without_bookmarks_a_warning() -> None:
    found = planned(bookmark(shared="no"), bookmark(time=None), bookmark("javascript:x"))
    assert not found.entries
    assert ["(bookmarks found: 3)" in problem.message for problem in errors(found.problems)] == [True]
    Path("b.html").write_text("<!DOCTYPE NETSCAPE-Bookmark-file-1>", encoding="utf-8")
    empty = read_bookmarks(Path("b.html"))
    assert isinstance(empty, ReadFile)
    plan = plan_bookmarks([empty], listed_entries(ReadingList.open(None)), BookmarkOptions(today=TODAY))
    assert [(problem.severity, problem.rule) for problem in plan.problems] == [("warning", "bookmark-format")]


@pytest.mark.parametrize(
    ("content", "message", "remedy"),
    [
        (b"PK\x03\x04", "the file is not text, but a ZIP archive", "unpack the file, and import a file in it"),
        (b"SQLite format 3\x00", "the file is not text, but a database", "export your bookmarks as HTML or CSV"),
        (b"a\x00\x01\x02\x00\x00", "the file is not text", "export your bookmarks as HTML or CSV"),
        (
            b"plain",
            "the file looks like text, but its format is not a bookmark format that llmnotes reads",
            "export your bookmarks as HTML or CSV",
        ),
        (
            b'{"roots": {}}',
            "the file looks like JSON, but its format is not a bookmark format that llmnotes reads",
            "export your bookmarks as HTML or CSV",
        ),
    ],
)
def test_a_file_without_a_known_format_of_bookmarks_is_reported_with_a_remedy(content: bytes, message: str, remedy: str) -> None:
    Path("b.bin").write_bytes(content)
    found = read_bookmarks(Path("b.bin"))
    assert isinstance(found, Problem)
    assert found.message == message
    assert found.remedy.startswith(remedy)


@pytest.mark.parametrize(
    "text",
    [
        '{"guid": "root________", "children": [{"uri": "https://a.example/"}]}', '[{"url": "https://a.example/"}]', "[]", "<!DOCTYPE html><a href='https://a.example/'>a</a>",
        '<?xml version="1.0"?><xbel><bookmark href="https://a.example/"/></xbel>', '<?xml version="1.0"?>\n<!-- x -->\n<opml><body/></opml>',
    ],
)  # fmt: skip
def test_a_file_that_another_program_wrote_is_not_a_log(text: str) -> None:
    Path("b").write_text(text, encoding="utf-8")
    assert not is_log(Path("b"))


@pytest.mark.parametrize("text", ["<!-- notes -->\n- [2023-01-01 t](https://a.example/)\n\n  `<opml>`\n", "[a]: https://a.example/\n", ""])
def test_a_file_that_begins_with_markup_of_markdown_may_be_a_log(text: str) -> None:
    Path("b").write_text(text, encoding="utf-8")
    assert is_log(Path("b"))


def test_a_file_with_the_name_of_a_table_is_a_table_of_which_the_columns_are_listed() -> None:
    Path("b.csv").write_text("Highlight,Book\nwords,a book\n", encoding="utf-8")
    found = read_bookmarks(Path("b.csv"))
    assert not is_log(Path("b.csv"))
    assert isinstance(found, ReadFile)
    assert [problem.message for problem in found.content.problems] == [
        "the file has no column for the URL; its columns are: highlight, book"
    ]


def test_importing_a_file_that_does_not_exist_is_an_error_that_names_the_file() -> None:
    with pytest.raises(BookmarkError, match=r"none\.json"):
        read_bookmarks(Path("none.json"))


def test_an_imported_entry_of_another_list_keeps_its_slug_unless_the_slug_is_in_use(folder: Path) -> None:
    exported = {
        "version": 1,
        "entries": [{"slug": "2023-11-14-b", "url": "https://b.example/", "title": "B", "date": "2023-11-14", "topics": ["none"]}],
    }
    (folder / "entries.json").write_text(json.dumps(exported), encoding="utf-8")
    found = read_bookmarks(folder / "entries.json")
    assert isinstance(found, ReadFile)
    (entry,) = plan_bookmarks([found], listed_entries(ReadingList.open(None)), BookmarkOptions(today=TODAY)).entries
    assert (entry.slug, entry.topics, entry.tags) == ("2023-11-14-b", (), ("none",))
    taken = imported(bookmark("https://a.example/", time="2023-11-14")).entries[0].slug
    (folder / "entries.json").write_text(json.dumps(exported).replace("2023-11-14-b", taken), encoding="utf-8")
    again = read_bookmarks(folder / "entries.json")
    assert isinstance(again, ReadFile)
    (entry,) = plan_bookmarks([again], listed_entries(ReadingList.open(None)), BookmarkOptions(today=TODAY)).entries
    assert entry.slug == "2023-11-14-b"
