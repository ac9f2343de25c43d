"""Exporting entries in the formats of other programs, and reading the exports with other people's parsers."""

from __future__ import annotations

import csv
import datetime
import io
import json
from typing import TYPE_CHECKING

import html5lib
import pybtex.database
import pytest

from llmnotes.actions.export_entries import WRITERS, EntrySelection, export_entries, selected
from llmnotes.actions.import_log import read_log
from llmnotes.actions.reading_list import ReadingList
from llmnotes.errors import RefusalError
from llmnotes.model import Entry
from llmnotes.records import record

if TYPE_CHECKING:
    from pathlib import Path

ENTRIES = [
    Entry(
        slug="2022-05-06-a-1", title='<A> & "B"', url="https://a.example/1?x=1&y=2", date=datetime.date(2022, 5, 6), added=datetime.date(2024, 1, 2),
        topics=("rag",), tags=("C++", "large, models"), note="- a <b>note</b>\n  - nested",
    ),
    Entry(slug="2023-06-07-a-2", title="=HYPERLINK(1)", url="https://a.example/2", date=datetime.date(2023, 6, 7), tags=("c++",), note="@sum & more"),
    Entry(slug="2023-07-08-a-3", title="{日本} 50% _x_", url="https://a.example/3#{x}", date=datetime.date(2023, 7, 8), topics=("agents", "rag")),
]  # fmt: skip


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ReadingList:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: 'A <list>'\nsite_url: https://me.example/list\nplugins: [llmnotes]\n", encoding="utf-8"
    )
    topics = "topics: [{id: rag, title: RAG}, {id: agents, title: Agents}]\n"
    (tmp_path / "topics.yml").write_text(topics, encoding="utf-8")
    for entry in ENTRIES:
        path = tmp_path / "entries" / str(entry.date.year) / f"{entry.slug}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(record.write(entry), encoding="utf-8")
    opened = ReadingList.open(None)
    assert not opened.problems
    return opened


def exported(shelf: ReadingList, form: str) -> str:
    return export_entries(shelf, form, EntrySelection())


def test_an_html_export_can_be_parsed_with_html5lib(shelf: ReadingList) -> None:
    tree = html5lib.parse(exported(shelf, "html"), namespaceHTMLElements=False)
    found = {link.get("href"): ("".join(link.itertext()), link.get("tags"), link.get("add_date")) for link in tree.iter("a")}
    assert found == {
        "https://a.example/1?x=1&y=2": ('<A> & "B"', "rag,C++,large  models", "1704153600"),
        "https://a.example/2": ("=HYPERLINK(1)", "c++", "1686096000"),
        "https://a.example/3#{x}": ("{日本} 50% _x_", "agents,rag", "1688774400"),
    }
    assert ["".join(note.itertext()).strip() for note in tree.iter("dd")] == ["- a <b>note</b>\n  - nested", "@sum & more"]
    assert tree.find("head/title").text == "A <list>"


def test_a_csv_export_can_be_parsed_with_the_csv_module_and_has_no_cell_with_a_formula(shelf: ReadingList) -> None:
    rows = list(csv.DictReader(io.StringIO(exported(shelf, "csv"), newline="")))
    assert {row["url"]: row["title"] for row in rows}["https://a.example/2"] == "'=HYPERLINK(1)"
    assert all(not cell or cell[0] not in "=+-@\t\r" for row in rows for cell in row.values())


def test_a_bibtex_export_can_be_parsed_with_pybtex(shelf: ReadingList) -> None:
    found = pybtex.database.parse_string(exported(shelf, "bibtex"), "bibtex")
    fields = found.entries["2022-05-06-a-1"].fields
    assert (fields["year"], fields["month"], fields["date"], fields["urldate"]) == ("2022", "May", "2022-05-06", "2024-01-02")
    assert fields["title"] == r"{\textless{}A\textgreater{} \& \textquotedbl{}B\textquotedbl{}}"
    assert found.entries["2023-07-08-a-3"].fields["url"] == "https://a.example/3#%7Bx%7D"


def test_a_json_export_has_the_name_and_the_address_of_the_list_and_the_address_of_each_entrys_page(shelf: ReadingList) -> None:
    found = json.loads(exported(shelf, "json"))
    assert (found["name"], found["home"], len(found["entries"])) == ("A <list>", "https://me.example/list/", 3)
    assert found["entries"][0]["page"] == "https://me.example/list/entries/2022-05-06-a-1/"


@pytest.mark.parametrize("form", ["markdown", "log"])
def test_an_export_as_markdown_or_as_a_log_can_be_read_as_a_log_with_the_same_entries(
    shelf: ReadingList, tmp_path: Path, form: str
) -> None:
    (tmp_path / "export.md").write_text(exported(shelf, form), encoding="utf-8")
    log = read_log(tmp_path / "export.md")
    assert not log.problems
    assert sorted((one.date, one.title, one.url, one.note) for one in log.occurrences) == [
        (e.date, e.title, e.url, e.note) for e in ENTRIES
    ]


@pytest.mark.parametrize(
    ("selection", "found"),
    [
        (EntrySelection(topics=("rag",)), {1, 3}),
        (EntrySelection(topics=("rag", "agents"), years=(2023,)), {3}),
        (EntrySelection(tags=("C++",)), {1, 2}),
        (EntrySelection(tags=("C++",), topics=("agents",)), set()),
        (EntrySelection(years=(2022, 2023)), {1, 2, 3}),
        (EntrySelection(since=datetime.date(2023, 6, 7)), {2, 3}),
    ],
)
def test_a_selection_has_only_the_entries_that_fit_all_its_conditions(
    shelf: ReadingList, selection: EntrySelection, found: set[int]
) -> None:
    assert {int(entry.slug[-1]) for entry in selected(shelf, selection)} == found


@pytest.mark.parametrize("selection", [EntrySelection(topics=("nope",)), EntrySelection(tags=("nope",))])
def test_selecting_a_topic_or_tag_that_no_entry_has_is_refused(shelf: ReadingList, selection: EntrySelection) -> None:
    with pytest.raises(RefusalError, match=r"no entry has the (topic|tag) 'nope'"):
        selected(shelf, selection)


@pytest.mark.parametrize("form", WRITERS)
def test_an_export_whose_conditions_fit_no_entry_has_no_entries(shelf: ReadingList, form: str) -> None:
    assert "a.example" not in export_entries(shelf, form, EntrySelection(years=(1999,)))
