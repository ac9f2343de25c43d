"""Log text → parts. Each case is a log and, as a comment would say, what it must become."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from llmnotes.logs import grammar, head
from llmnotes.logs.shape import Log, PartKind
from llmnotes.model import Severity

if TYPE_CHECKING:
    import datetime


def parse(text: str) -> Log:
    return grammar.parse(textwrap.dedent(text).encode(), "log", "log.md")


def says(log: Log) -> list[tuple[str, str]]:
    return [(occurrence.title, occurrence.note) for occurrence in log.occurrences]


def faults(log: Log) -> list[tuple[int, str]]:
    return [(problem.place.line, problem.rule) for problem in log.problems if problem.severity is Severity.ERROR]


def test_heading_entry_owns_all_until_a_heading_of_its_level() -> None:
    log = parse("""\
        # Log

        ### [2023-01-01 one](https://a.example/1)

        - note
          - [2022-12-31 inner](https://a.example/inner)

        #### Undated, deeper

        apart

        ### [2023-01-02 two](https://a.example/2)
        ## Section
        text
        """)
    assert says(log) == [
        ("one", "- note\n  - [2022-12-31 inner](https://a.example/inner)\n\n#### Undated, deeper\n\napart"),
        ("two", ""),
    ]
    assert [part.kind for part in log.parts] == [PartKind.SECTION, PartKind.SECTION]


def test_bullets_under_sections_are_entries_with_dedented_notes() -> None:
    log = parse("""\
        ## RAG
        - [2023-01-01 one](https://a.example/1)
          - note
            - deeper
        - plain bullet
        - [2023-01-02 two](https://a.example/2) and a remark
        """)
    assert says(log) == [("one", "- note\n  - deeper"), ("two", "and a remark")]
    assert faults(log) == []


@pytest.mark.parametrize(
    ("head", "title", "url"),
    [
        ("[2023-01-01 【a】(40min版) [b]](https://a.example/x_(y))", "【a】(40min版) [b]", "https://a.example/x_(y)"),
        (r"[2023-01-01 a \[b](https://a.example/論文#節)", "a [b", "https://a.example/論文#節"),
        ("[2023-01-01 Vec<T> & co](https://a.example/?a=1&b=%7E)", "Vec<T> & co", "https://a.example/?a=1&b=%7E"),
        ('[2023-01-01 t](<https://a.example/(> "tip")', "t", "https://a.example/("),
        ("[2023-01-01 [[2305.06424] Bot](https://a.example/)", None, None),
    ],
)
def test_titles_and_urls_with_brackets(head: str, title: str | None, url: str | None) -> None:
    found = [(occurrence.title, occurrence.url) for occurrence in parse(f"### {head}\n").occurrences]
    assert found == ([(title, url)] if title else [])


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("### [2023-09-31 t](https://a.example/)", "log-date"),
        ("### [2023/09/30 t](https://a.example/)", "log-date"),
        ("### [t](https://a.example/)", "log-date"),
        ("### [2023-09-30 t]()", "log-url"),
        ("### [2023-09-30 t]", "log-url"),
        ("### 2023-09-30 t", "log-url"),
        ("### [2023-09-30 t](ftp://a.example/)", "log-url"),
        ("### [2023-09-30 t](javascript:alert(1))", "log-url"),
        ("### [2023-09-30 t](https://a.example:99999/)", "log-url"),
        ("### [2023-09-30](https://a.example/)", "log-title"),
    ],
)
def test_what_looks_like_an_entry_is_an_error_and_the_rest_is_read(line: str, rule: str) -> None:
    log = parse(f"### [2023-01-01 good](https://a.example/1)\n\n- note\n\n{line}\n\n- lost\n\n### [2023-01-02 fine](https://a.example/2)\n")
    assert faults(log) == [(5, rule)]
    assert says(log) == [("good", "- note"), ("fine", "")]
    assert log.lines_of(PartKind.LEFT_OUT) == 2


@pytest.mark.parametrize(
    "text",
    [
        "```\n### [2023-01-01 t](https://a.example/)\n```\n",
        "<!--\n### [2023-01-01 t](https://a.example/)\n-->\n",
        "    ### [2023-01-01 t](https://a.example/)\n",
        "## 2023-01-01\n\n- text\n",
    ],
)
def test_what_is_no_heading_is_no_entry(text: str) -> None:
    log = grammar.parse(text.encode(), "log", "log.md")
    assert not log.occurrences
    assert faults(log) == []


def test_setext_bom_crlf_and_tabs() -> None:
    log = grammar.parse("\ufeff[2023-01-01 t](https://a.example/)\r\n---\r\n\r\n-\tnote\r\n\t- deep".encode(), "log", "log.md")
    assert says(log) == [("t", "-\tnote\n\t- deep")]
    assert (log.bom, log.crlf, log.ending) == (True, True, 0)


def test_a_date_out_of_order_is_told_with_the_likely_one() -> None:
    log = parse(
        "".join(
            f"### [{date} t](https://a.example/{date})\n" for date in ("2023-05-01", "2023-05-23", "2013-05-27", "2023-05-29", "2023-06-01")
        )
    )
    [problem] = log.problems
    assert (problem.place.line, problem.rule) == (3, "log-order")
    assert "2023-05-27" in problem.remedy
    assert str(log.occurrences[2].date) == "2013-05-27"


_LINES = st.sampled_from(
    [
        "# S",
        "### [2023-01-01 t](https://a.example/1)",
        "- [2023-01-02 u](https://a.example/2)",
        "  - n",
        "text",
        "",
        "```",
        "<!--",
        "-->",
        "\tx",
        "---",
    ]
)


@given(st.lists(_LINES, max_size=25) | st.lists(st.text(max_size=20), max_size=8))
def test_every_line_ends_up_somewhere(lines: list[str]) -> None:
    text = "\n".join(lines)
    log = grammar.parse(text.encode(), "log", "log.md")
    kept = [
        line
        for part in log.parts
        for line in (part.text.split("\n") + [x for o in part.occurrences for x in o.block.split("\n")])
        if line.strip()
    ]
    normal = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    assert kept == [line for line in normal.split("\n") if line.strip()]


@given(st.text(st.sampled_from("ab漢 　.1[]()*_!:/~\"'"), max_size=12))
def test_a_plain_head_reads_as_one_with_escapes(title: str) -> None:
    plain = head.parse(f"[2023-01-02 {title}.](https://a.example/)")
    assert plain == head.parse(f"[2023-01-02 {title}&#46;](<https://a.example/>)")


@given(st.text(st.sampled_from("ab漢 　\u2028.1:：年-/日>!|[`"), max_size=6), st.dates())
def test_a_line_that_surely_reads_back_does(title: str, date: datetime.date) -> None:
    address = "https://a.example/b?c=d"
    assume(head._is_plain(title, address))  # noqa: SLF001 - who writes a line doesn't say which way it took
    read = head.parse(head.write(date, title, address))
    assert isinstance(read, head.Head)
    assert (read.date, read.title, read.url, read.rest, read.stripped) == (date, title, address, "", False)
