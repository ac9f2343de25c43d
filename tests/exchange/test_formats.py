"""Each format is recognised by its content, and its values are read. The files are in `tests/cases/import/`."""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING

import pytest
from conftest import CASES

from llmnotes.exchange import decoding, formats
from llmnotes.exchange.bookmark import Bookmark, BookmarkFile, ReadingOptions
from llmnotes.model import errors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FOLDER = CASES / "import"
DAY = datetime.date(2023, 11, 14)
NAMES = {
    "firefox.html": "html",
    "pinboard.html": "html",
    "raindrop.html": "html",
    "linkding.html": "html",
    "karakeep.html": "html",
    "shaarli.html": "html",
    "safari.html": "html",
    "pocket.html": "html",
    "pinboard.json": "pinboard",
    "karakeep.json": "karakeep",
    "feed.json": "json-feed",
    "entries.json": "json",
    "raindrop.csv": "raindrop",
    "linkding.csv": "linkding",
    "readwise.csv": "readwise",
    "pocket.csv": "pocket",
    "instapaper.csv": "instapaper",
    "table.csv": "csv",
    "atom.xml": "feed",
    "hatena.xml": "feed",
    "rss.xml": "feed",
    "library.bib": "bibtex",
}


def read(name: str, columns: Mapping[str, str] | None = None) -> BookmarkFile:
    text = decoding.text_of((FOLDER / name).read_bytes())
    return formats.by_name(NAMES[name]).read(text, name, ReadingOptions(columns=columns or {}))


def first(name: str) -> Bookmark:
    return read(name).bookmarks[0]


def tags(bookmark: Bookmark) -> list[str]:
    return [tag.strip() for tag in bookmark.tags if tag.strip()]


@pytest.mark.parametrize(("name", "form"), NAMES.items())
def test_the_format_of_each_example_file_is_recognised_by_its_content(name: str, form: str) -> None:
    found = formats.recognised(decoding.text_of((FOLDER / name).read_bytes()))
    assert found is not None
    assert found.name == form


def test_the_list_of_example_files_has_every_file_of_their_folder() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(NAMES)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in {"safari.html", "library.bib", "atom.xml", "rss.xml", "feed.json"}])
def test_the_first_bookmark_of_each_format_is_read_with_its_url_title_day_and_note(name: str) -> None:
    found = first(name)
    assert (found.url, found.title, found.saved or found.published) == ("https://a.example/1?x=1&y=2", "A & B", DAY)
    assert "my note" in found.note or name in {"pocket.html", "pocket.csv", "readwise.csv"}  # these formats have no notes


@pytest.mark.parametrize("name", [name for name in NAMES if name not in {"safari.html", "library.bib"}])
def test_the_tags_of_the_first_bookmark_are_read_from_each_format(name: str) -> None:
    assert tags(first(name)) == ["rag", "large models" if name not in {"pinboard.json", "pinboard.html", "shaarli.html"} else "azure"]


@pytest.mark.parametrize("name", ["firefox.html", "raindrop.html", "raindrop.csv"])
def test_folders_of_bookmarks_are_read_without_those_that_every_browser_has(name: str) -> None:
    assert first(name).folders == ("LLM", "RAG")


@pytest.mark.parametrize(
    ("name", "private"),
    [("pinboard.html", 1), ("linkding.html", 1), ("shaarli.html", 1), ("pinboard.json", 1), ("linkding.csv", 1), ("raindrop.csv", 0)],
)
def test_the_bookmarks_that_a_file_marks_as_private_are_read_as_private(name: str, private: int) -> None:
    assert [one.private for one in read(name).bookmarks].count(True) == private


@pytest.mark.parametrize(
    "name", ["pinboard.html", "linkding.html", "pinboard.json", "linkding.csv", "pocket.csv", "pocket.html", "readwise.csv", "instapaper.csv", "safari.html"]
)  # fmt: skip
def test_the_one_unread_bookmark_of_a_file_is_read_as_unread(name: str) -> None:
    assert [one.to_read for one in read(name).bookmarks].count(True) == 1


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("firefox.html", {"icons": 1, "keywords": 1, "dates of the bookmark's last change": 1}),
        ("raindrop.html", {"cover images": 1, "favourite marks": 1}),
        ("raindrop.csv", {"cover images": 1, "highlights": 1, "favourite marks": 1}),
        ("library.bib", {"authors": 2}),
        ("readwise.csv", {"reading progress": 1}),
    ],
)
def test_bookmarks_with_values_that_a_record_cannot_hold_are_counted(name: str, what: Mapping[str, int]) -> None:
    assert {key: number for key, number in read(name).not_kept.items() if key in what} == what


def test_both_the_note_and_the_description_of_a_linkding_bookmark_are_read() -> None:
    assert first("linkding.html").note == "a description\n\nmy note\non two lines"


def test_bookmarks_in_the_reading_list_of_safari_are_unread_in_any_language() -> None:
    text = "<!DOCTYPE NETSCAPE-Bookmark-file-1><H3 id='com.apple.ReadingList'>Leseliste</H3><DL><DT><A HREF='https://a.example/'>A</A></DL><DT><A HREF='https://b.example/'>B</A>"
    found = formats.by_name("html").read(text, "b.html", ReadingOptions()).bookmarks
    assert [(one.folders, one.to_read) for one in found] == [((), True), ((), False)]


@pytest.mark.parametrize(("value", "private"), [("", False), ("No", False), ("公開", False), ("yes", True), ("x", True), ("はい", True)])
def test_a_row_of_a_table_is_private_unless_its_cell_says_no(value: str, *, private: bool) -> None:
    (found,) = formats.by_name("csv").read(f"url,private\nhttps://a.example/,{value}\n", "t.csv", ReadingOptions()).bookmarks
    assert found.private == private


def test_an_item_of_a_json_feed_with_only_a_day_of_change_has_this_day() -> None:
    item = '{"id": "1", "url": "https://a.example/", "date_modified": "2023-11-14T00:00:00Z"}'
    text = f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{item}]}}'
    assert formats.by_name("json-feed").read(text, "f.json", ReadingOptions()).bookmarks[0].published == DAY


def test_an_item_of_a_feed_with_a_summary_and_a_full_text_has_the_summary_as_note() -> None:
    text = '<rss xmlns:c="http://purl.org/rss/1.0/modules/content/"><channel><item><link>https://a.example/</link><description>short</description><c:encoded>long</c:encoded></item></channel></rss>'
    found = formats.by_name("feed").read(text, "f.xml", ReadingOptions())
    assert (found.bookmarks[0].note, found.not_kept) == ("short", {"full texts": 1})


def test_the_mark_of_an_archived_linkding_bookmark_is_counted_and_not_read_as_a_tag() -> None:
    text = '<!DOCTYPE NETSCAPE-Bookmark-file-1><DT><A HREF="https://a.example/" ADD_DATE="1700000000" TAGS="rag,linkding:bookmarks.archived">T</A>'
    found = formats.by_name("html").read(text, "b.html", ReadingOptions())
    assert (tags(found.bookmarks[0]), found.not_kept) == (["rag"], {"archive marks": 1})


def test_bookmarks_of_safari_have_no_date_and_those_in_its_reading_list_are_unread() -> None:
    one, other = read("safari.html").bookmarks
    assert (one.saved, one.to_read, other.folders, other.to_read) == (None, False, (), True)


def test_the_items_of_a_feed_have_the_day_of_publication_notes_in_markdown_and_their_lines() -> None:
    for name in ("atom.xml", "rss.xml"):
        found = first(name)
        assert (found.url, found.title, found.published, found.saved) == ("https://a.example/1?x=1&y=2", "A & B", DAY, None)
        assert found.note == "**my** note, [a link](https://b.example/)\n\n- one\n- two"
        assert found.place.line > 1


def test_a_feed_that_declares_entities_is_recognised_and_the_entities_are_not_expanded() -> None:
    text = '<?xml version="1.0"?>\n<!DOCTYPE rss [\n<!ENTITY x "lol">\n<!ENTITY y "&x;&x;">\n]>\n<rss version="2.0"><channel><item><title>a &y; b</title></item></channel></rss>'
    found = formats.recognised(text)
    assert found is not None
    assert (found.name, "lollol" in found.read(text, "f.xml", ReadingOptions()).bookmarks[0].title) == ("feed", False)


def test_an_item_of_hatena_bookmark_is_a_bookmark_of_the_page_and_not_of_its_own_page() -> None:
    found = first("hatena.xml")
    assert (found.url, found.note, found.saved, found.published) == ("https://a.example/1?x=1&y=2", "my note", DAY, None)


def test_the_lists_of_a_karakeep_bookmark_are_read_as_folders() -> None:
    bookmarks = [
        {"createdAt": 1_700_000_000, "content": {"url": "https://a.example/"}, "lists": lists} for lists in (["b", "c"], ["x", 1], None)
    ]
    lists = [
        {"id": "a", "name": "LLM", "parentId": None},
        {"id": "b", "name": "RAG", "parentId": "a"},
        {"id": "c", "name": "loop", "parentId": "c"},
        1,
    ]
    text = json.dumps({"bookmarks": bookmarks, "lists": lists})
    assert [one.folders for one in formats.by_name("karakeep").read(text, "k.json", ReadingOptions()).bookmarks] == [
        ("LLM", "RAG", "loop"),
        (),
        (),
    ]


def test_groups_comments_and_dates_of_jabref_are_read_and_fields_that_were_not_read_are_counted() -> None:
    text = "@misc{a, title={A}, url={https://a.example/}, groups={LLM, RAG}, comment={my note}, creationdate={2023-11-14T10:00:00}, priority={prio1}}"
    found = formats.by_name("bibtex").read(text, "l.bib", ReadingOptions())
    (one,) = found.bookmarks
    assert (one.folders, one.note, one.saved, found.not_kept) == (("LLM", "RAG"), "my note", DAY, {"other fields": 1})


def test_an_item_of_a_json_feed_that_links_to_another_site_has_the_day_on_which_its_author_made_the_link() -> None:
    one, other = read("feed.json").bookmarks
    assert (one.url, one.published, one.saved) == ("https://a.example/1?x=1&y=2", None, DAY)
    assert (other.url, other.published, other.saved) == ("https://a.example/own", DAY, None)


def test_bibtex_is_read_with_macros_accents_braces_and_urls_from_other_fields() -> None:
    found = {one.url: one for one in read("library.bib").bookmarks}
    paper = found["https://arxiv.org/abs/2305.14314"]
    assert (paper.title, paper.vague_date, tags(paper)) == (
        "QLoRA: Efficient Finetuning of Quantized LLMs",
        "2023 May",
        ["LoRA", "fine-tuning"],
    )
    assert paper.note == "We present QLoRA"  # without a note, the abstract of the work becomes the note
    book = found["https://doi.org/10.1000/182"]
    assert (book.title, book.published, book.saved, book.note) == ("Über Größe – 50% & more", DAY, datetime.date(2024, 1, 2), "read this")
    assert found["https://a.example/howto"].published == datetime.date(2020, 2, 29)
    assert found["https://arxiv.org/abs/2005.11401"].title == "RAG"


def test_a_fault_in_bibtex_is_reported_with_its_line_and_the_other_entries_are_read() -> None:
    text = "@misc{a, title={A}, url={https://a.example/}}\n@misc{b, title = , url={x}}\n@misc{c, title={C}, url={https://c.example/}}\n"
    found = formats.by_name("bibtex").read(text, "l.bib", ReadingOptions())
    assert [one.url for one in found.bookmarks] == ["https://a.example/", "https://c.example/"]
    assert [(problem.place.line, problem.rule) for problem in errors(found.problems)] == [(2, "bookmark-format")]


def test_too_many_levels_of_braces_in_bibtex_are_reported() -> None:
    text = "@misc{a, title={A}, url={https://a.example/}}\n@misc{b, title = " + "{" * 50_000 + "}" * 50_000 + "}\n"
    found = formats.by_name("bibtex").read(text, "l.bib", ReadingOptions())
    assert len(found.bookmarks) == 1
    assert ["too many nested braces" in problem.message for problem in errors(found.problems)] == [True]


def test_a_csv_file_is_read_with_the_columns_that_the_user_names_in_any_case() -> None:
    text = "Wo;Was;Wann\nhttps://a.example/;T;2023-11-14\n"
    options = ReadingOptions(columns={"url": "Wo", "title": "was", "date": "WANN"})
    (found,) = formats.by_name("csv").read(text, "t.csv", options).bookmarks
    assert (found.url, found.title, found.published, found.place.line) == ("https://a.example/", "T", DAY, 2)


@pytest.mark.parametrize(("columns", "message"), [({"url": "none"}, "no column 'none'"), ({}, "no column for the URL")])
def test_a_csv_file_that_lacks_a_named_column_or_one_for_the_url_is_an_error_that_lists_its_columns(
    columns: Mapping[str, str], message: str
) -> None:
    (problem,) = formats.by_name("csv").read("wo,was\nx,y\n", "t.csv", ReadingOptions(columns=columns)).problems
    assert message in problem.message
    assert "wo, was" in problem.message


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("before", ["", "sep={}\n"])
def test_csv_files_with_commas_semicolons_tabs_or_bars_are_read(separator: str, before: str) -> None:
    text = (
        before.format(separator)
        + separator.join(["url", "title", "added"])
        + "\n"
        + separator.join(["https://a.example/", "T", "2023-11-14"])
        + "\n"
    )
    found = formats.recognised(text)
    assert found is not None
    (one,) = found.read(text, "t.csv", ReadingOptions()).bookmarks
    assert (one.title, one.saved) == ("T", DAY)


@pytest.mark.parametrize(
    ("rows", "read"),
    [
        (["14/11/2023 22:15:00", "1/2/2023"], [DAY, datetime.date(2023, 2, 1)]),
        (["11/14/2023", "1/2/2023"], [DAY, datetime.date(2023, 1, 2)]),
        (["14.11.2023", ""], [DAY, None]),
        (["1/2/2023", "45244"], [None, None]),
    ],
)
@pytest.mark.parametrize("form", ["url,title,created", "url,title,date"])
def test_dates_of_a_table_that_end_with_the_year_are_read_if_a_row_shows_their_order(
    form: str, rows: Sequence[str], read: Sequence[datetime.date | None]
) -> None:
    text = "".join([form, *(f"\nhttps://a.example/{number},T,{date}" for number, date in enumerate(rows))])
    found = formats.by_name("csv").read(text, "t.csv", ReadingOptions()).bookmarks
    assert [one.published or one.saved for one in found] == read
    assert [one.vague_date for one in found] == ["" if day else date for date, day in zip(rows, read, strict=True)]


def test_columns_of_a_table_that_were_not_read_are_counted() -> None:
    text = "id,url,title,added,points,author\n1,https://a.example/,T,2023-11-14,3,\n2,https://b.example/,T,2023-11-14,4,me\n"
    assert formats.by_name("csv").read(text, "t.csv", ReadingOptions()).not_kept == {"column 'points'": 2, "column 'author'": 1}
    named = formats.by_name("csv").read(text, "t.csv", ReadingOptions(columns={"note": "author", "tags": "points"}))
    assert named.not_kept == {}


def test_a_table_of_zotero_is_read_with_its_own_names_of_columns_and_notes_in_html() -> None:
    text = (
        'Url,Title,Date,Date Added,Manual Tags,Notes\nhttps://a.example/,T,2020-05-22,2023-11-14 22:15:00,rag; llm,"<p>a <b>note</b></p>"\n'
    )
    (found,) = formats.by_name("csv").read(text, "z.csv", ReadingOptions()).bookmarks
    assert (found.published, found.saved, tags(found), found.note) == (datetime.date(2020, 5, 22), DAY, ["rag", "llm"], "a **note**")


def test_a_japanese_table_is_read_with_its_usual_names_of_columns_and_separator_of_tags() -> None:
    text = "題名,リンク,追加日,カテゴリ,備考\n記事,https://a.example/,2023/11/14 22:15,検索、生成,めも\n"
    (found,) = formats.by_name("csv").read(text, "t.csv", ReadingOptions()).bookmarks
    assert (found.title, found.saved, tags(found), found.note) == ("記事", DAY, ["検索", "生成"], "めも")


def test_a_csv_cell_that_is_larger_than_pythons_limit_is_read() -> None:
    text = f"url,note,added\nhttps://a.example/,{'x' * 200_000},2023-11-14\n"
    assert len(formats.by_name("csv").read(text, "t.csv", ReadingOptions()).bookmarks[0].note) == 200_000


def test_an_odd_number_of_quotes_in_a_csv_file_gives_a_warning_at_the_last_row() -> None:
    found = formats.by_name("csv").read('url,title\nhttps://a.example/,"T\nhttps://b.example/,U\n', "t.csv", ReadingOptions())
    assert [(problem.place.line, "quotes in the file is odd" in problem.message) for problem in found.problems] == [(2, True)]


def test_a_csv_file_of_llmnotes_is_read_if_it_lacks_optional_columns() -> None:
    text = "title,url,date,added,topics,note\nT,https://a.example/,2023-11-14,,rag,n\n"
    found = formats.by_name("csv").read(text, "t.csv", ReadingOptions())
    assert (found.problems, [(one.title, one.published, one.topics, one.tags) for one in found.bookmarks]) == (
        [],
        [("T", DAY, ("rag",), ())],
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[{"href": "https://a.example/"},\n{"href": ', 2),
        ('[{"href": "https://a.example/"}\n{"href": "https://b.example/"}]', 2),
        ('[{"href": "https://a.example/"},\n' + "[" * 100_000, 2),
        ('[{"href": "https://a.example/"},\n' + "9" * 10_000 + "]", 2),
        ('[{"href": "https://a.example/"},\n"text"]', 2),
    ],
    ids=["cut", "comma", "deep", "number", "text"],
)  # fmt: skip
def test_a_fault_in_json_is_reported_with_its_line_and_the_items_above_are_read(text: str, line: int) -> None:
    found = formats.by_name("pinboard").read(text, "p.json", ReadingOptions())
    assert [one.url for one in found.bookmarks] == ["https://a.example/"]
    assert [problem.place.line for problem in errors(found.problems)] == [line]


@pytest.mark.parametrize(
    ("form", "text", "line", "message"),
    [
        ("json", '{"version": 1,\n"entries": {}}', 2, "the JSON value that begins here is not a list"),
        ("json", "\n[1]", 2, "the JSON value that begins here is not an object"),
        ("json", '{"version": 1}', 1, "the file has no member 'entries'"),
        ("pinboard", '{"href": 1}', 1, "the JSON value that begins here is not a list"),
        ("pinboard", "<html>", 1, "the text is not JSON: expecting value"),
        ("pinboard", "", 1, "the text is not JSON: expecting value"),
    ],
)
def test_the_message_about_a_missing_list_says_whether_the_text_is_json(form: str, text: str, line: int, message: str) -> None:
    (problem,) = formats.by_name(form).read(text, "e.json", ReadingOptions()).problems
    assert (problem.place.line, problem.message) == (line, message)


@pytest.mark.parametrize("value", ["1", "null", "[]", "{}", '"x"', "true"])
@pytest.mark.parametrize("form", ["pinboard", "json", "json-feed", "karakeep"])
def test_json_values_of_wrong_types_raise_no_exception(form: str, value: str) -> None:
    keys = (
        "href",
        "url",
        "title",
        "description",
        "tags",
        "time",
        "topics",
        "content",
        "items",
        "entries",
        "bookmarks",
        "note",
        "date",
        "id",
    )
    item = "{" + ",".join(f'"{key}": {value}' for key in keys) + "}"
    for text in (item, f"[{item}]", *(f'{{"{key}": [{item}, {value}]}}' for key in ("items", "entries", "bookmarks"))):
        found = formats.by_name(form).read(text, "f.json", ReadingOptions())
        assert all(isinstance(one.title, str) and isinstance(one.url, str) for one in found.bookmarks)
        formats.recognised(text)


@pytest.mark.parametrize(
    "text",
    [
        "# Log\n\n### [2023-01-01 t](https://a.example/)\n\n```\n@misc{a, title={x}}\n```\n",
        "- [2023-01-01 url, title](https://a.example/)\n",
        "[x](y)\n\n### [2023-01-01 t](https://a.example/)\n",
        "",
        "text",
        "<html><body><a href='https://a.example/'>a page</a></body></html>",
        '{"a": 1}',
        "[1, 2]",
        "<opml><body/></opml>",
    ],
)
def test_logs_and_other_texts_are_not_recognised_as_a_format_of_bookmarks(text: str) -> None:
    assert formats.recognised(text) is None


@pytest.mark.parametrize(
    "markup",
    [
        "<DT><A HREF='https://a.example/1' ADD_DATE=1700000000>A<DT><A HREF=https://a.example/2>B",
        "<dl><dt><a href='https://a.example/1'>A</a></dl></dl></dl><dl><dt><a href='https://a.example/2'>B</a>",
        "<DT><H3>open<DL><DT><A HREF='https://a.example/1'>A</A><DD>x<p>y</DD><DT><A HREF='https://a.example/2'>B</A>",
    ],
)
def test_bookmarks_are_read_from_html_with_tags_that_are_not_closed_or_closed_too_often(markup: str) -> None:
    found = formats.by_name("html").read(f"<!DOCTYPE NETSCAPE-Bookmark-file-1>{markup}", "b.html", ReadingOptions())
    assert [(one.url, one.title) for one in found.bookmarks] == [("https://a.example/1", "A"), ("https://a.example/2", "B")]
