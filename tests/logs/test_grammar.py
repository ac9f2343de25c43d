"""Tests for parsing logs into sections, entries and problems."""

from __future__ import annotations

import datetime
import textwrap

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from llmnotes.logs import grammar, head
from llmnotes.logs.shape import Log, PartKind
from llmnotes.model import Severity


def parse(text: str) -> Log:
    return grammar.parse(textwrap.dedent(text).encode(), "log", "log.md")


def titles_and_notes(log: Log) -> list[tuple[str, str]]:
    return [(occurrence.title, occurrence.note) for occurrence in log.occurrences]


def faults(log: Log) -> list[tuple[int, str]]:
    return [(problem.place.line, problem.rule) for problem in log.problems if problem.severity is Severity.ERROR]


def test_the_note_of_a_heading_entry_ends_before_a_heading_of_the_same_or_a_higher_level() -> None:
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
    assert titles_and_notes(log) == [
        ("one", "- note\n  - [2022-12-31 inner](https://a.example/inner)\n\n#### Undated, deeper\n\napart"),
        ("two", ""),
    ]
    assert [part.kind for part in log.parts] == [PartKind.SECTION, PartKind.SECTION]


def test_the_note_of_a_bullet_entry_is_the_text_after_its_link_and_its_lines_without_the_indent_of_the_bullet() -> None:
    log = parse("""\
        ## RAG
        - [2023-01-01 one](https://a.example/1)
          - note
            - deeper
        - plain bullet
        - [2023-01-02 two](https://a.example/2) and a remark
        """)
    assert titles_and_notes(log) == [("one", "- note\n  - deeper"), ("two", "and a remark")]
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
def test_a_first_line_with_brackets_in_title_or_url_is_an_entry_unless_a_bracket_of_the_title_is_unpaired(
    head: str, title: str | None, url: str | None
) -> None:
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
def test_a_faulty_entry_of_a_log_is_an_error_and_the_entries_around_it_are_read(line: str, rule: str) -> None:
    log = parse(f"### [2023-01-01 good](https://a.example/1)\n\n- note\n\n{line}\n\n- lost\n\n### [2023-01-02 fine](https://a.example/2)\n")
    assert faults(log) == [(5, rule)]
    assert titles_and_notes(log) == [("good", "- note"), ("fine", "")]
    assert log.lines_of(PartKind.LEFT_OUT) == 2


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("[2023-09-30 t](https://a.example/a b)", "no closing parenthesis follows the URL"),
        ("[2023-09-30 t](https://a.example/", "no closing parenthesis follows the URL"),
        ("[2023-09-30 t](https://a.example/a(b)", "no closing parenthesis follows the URL"),
        ("[2023-09-30 t](<https://a.example/)", "no closing parenthesis follows the URL"),
        ("[2023-09-30 a]b](https://a.example/)", "a square bracket of the title has no matching bracket"),
        ("[2023-09-30 a[b](https://a.example/)", "a square bracket of the title has no matching bracket"),
        ("[2023-09-30 [a](https://b.example/) b](https://a.example/)", "or the title has a link"),
        ("[2023-09-30 t][1]", "no URL follows the title"),
        ("[2023-09-30 t", "no URL follows the title"),
        ("2023-09-30 [t](https://a.example/)", "the date is outside the link"),
    ],
)
def test_the_message_for_a_faulty_entry_names_the_part_of_the_link_that_is_faulty(line: str, reason: str) -> None:
    [problem] = [problem for problem in parse(f"### {line}\n").problems if problem.severity is Severity.ERROR]
    assert reason in problem.message


@pytest.mark.parametrize(
    ("text", "rules"), [("a\r\nb\n", ["log-line-ends"]), ("a\rb\r", ["log-line-ends"]), ("a\r\nb\r\n", []), ("a\nb", [])]
)
def test_a_log_whose_lines_do_not_all_end_with_lf_or_all_with_crlf_is_reported(text: str, rules: list[str]) -> None:
    assert [problem.rule for problem in grammar.parse(text.encode(), "log", "log.md").problems] == rules


@pytest.mark.parametrize(
    "text",
    [
        "```\n### [2023-01-01 t](https://a.example/)\n```\n",
        "<!--\n### [2023-01-01 t](https://a.example/)\n-->\n",
        "    ### [2023-01-01 t](https://a.example/)\n",
        "## 2023-01-01\n\n- text\n",
    ],
)
def test_a_dated_link_in_code_or_a_comment_and_a_heading_that_is_only_a_date_give_no_entry_and_no_error(text: str) -> None:
    log = grammar.parse(text.encode(), "log", "log.md")
    assert not log.occurrences
    assert faults(log) == []


def test_a_log_with_an_underlined_heading_a_byte_order_mark_crlf_and_tabs_is_read() -> None:
    log = grammar.parse("\ufeff[2023-01-01 t](https://a.example/)\r\n---\r\n\r\n-\tnote\r\n\t- deep".encode(), "log", "log.md")
    assert titles_and_notes(log) == [("t", "-\tnote\n\t- deep")]
    assert (log.bom, log.crlf, log.ending) == (True, True, 0)


def test_a_date_of_a_log_that_is_out_of_order_is_kept_and_reported_with_the_likely_date() -> None:
    log = parse(
        "".join(
            f"### [{date} t](https://a.example/{date[-2:]})\n"
            for date in ("2023-05-01", "2023-05-23", "2013-05-27", "2023-05-29", "2023-06-01")
        )
    )
    [problem] = log.problems
    assert (problem.place.line, problem.rule) == (3, "log-order")
    assert "2023-05-27" in problem.remedy
    assert str(log.occurrences[2].date) == "2013-05-27"


@pytest.mark.parametrize(
    ("day", "title", "url", "likely"),
    [
        ("2013-08-07", "t", "https://a.example/2023/08/07/c", "2023-08-07"),
        ("2013-08-07", "t", "https://a.example/20230807-c", "2023-08-07"),
        ("2013-08-07", "t", "https://a.example/c", "2023-08-07"),
        ("2023-07-08", "t", "https://a.example/c", ""),
        ("2018-08-07", "t", "https://a.example/2018/08/07/c", ""),
        ("2018-08-07", "t", "https://a.example/2018/c", ""),
        ("2018-08-07", "The state of things in 2018", "https://a.example/c", ""),
        ("2018-08-07", "t", "https://a.example/2021/01/02/c", ""),
        ("2019-03-22", "t", "https://a.example/c", ""),
        ("2022-08-07", "t", "https://arxiv.org/abs/2208.01234", ""),
        ("2022-08-07", "t", "https://arxiv.org/pdf/2308.01234v2", "2023-08-07"),
        ("2022-08-07", "t", "https://twitter.com/a/status/1556000000000000000", ""),
        ("2022-08-07", "t", "https://x.com/a/status/1688400000000000000", "2023-08-07"),
    ],
)
def test_a_likely_date_is_named_only_if_exactly_one_date_fits_and_neither_title_nor_url_contradicts_it(
    day: str, title: str, url: str, likely: str
) -> None:
    days = ["2023-07-01", "2023-07-15", "2023-08-05", "2023-08-09", "2023-08-20", "2023-08-22", "2023-08-24"]
    lines = [f"### [{one} t](https://a.example/{number})" for number, one in enumerate(days)]
    lines.insert(3, f"### [{day} {title}]({url})")
    [problem] = parse("\n".join(lines)).problems
    assert (problem.rule, problem.place.line) == ("log-order", 4)
    assert problem.remedy.startswith(f"the date is probably {likely};" if likely else "check the date")


def test_no_likely_date_is_named_if_the_entries_around_it_are_missing_or_have_distant_dates() -> None:
    days = [
        "2013-08-07",
        "2023-01-01",
        "2023-06-01",
        "2013-09-07",
        "2023-12-30",
        "2024-06-06",
        "2024-07-07",
        "2024-08-08",
        "2024-09-09",
        "2013-10-10",
    ]
    lines = [f"### [{one} t](https://a.example/{number})" for number, one in enumerate(days)]
    found = parse("\n".join(lines)).problems
    assert found
    assert all(problem.remedy.startswith("check the date") for problem in found)


@pytest.mark.parametrize(
    "label",
    [
        "2021-05-10 to 2021-08-18 : SETI", "2023-05-10/12 Conf", "2023-05-10T09:00 Conf", "2023-05-10-12 Conf", "2023-05-10〜12 Conf",
        "2023-05-10 - 2023-05-12 Conf", "2023-05-10 – 05-12 Conf", "2023-05-10から2023-05-12 Conf", "2023-05-10 ~ 5/12 Conf",
        "2023-05-10のまとめ", "2023-05-10(水) Conf", "2023-05-10 ~ 12 Conf", "2023-05-10 – 12 Conf", "2023-05-10 -> 2023-05-12 Conf",
        "2023-05-10 / 2023-05-12 Conf", "2023-05-10 ... 2023-05-12 Conf", "2023-05-10 ⇒ 2023-05-12 Conf", "2023-05-10 bis 2023-05-12 Conf",
        "2023-05-10 より 2023-05-12 Conf", "2023-05-10 2023-05-12 Conf", "2023-05-10 to 12 May 2023 Conf", "2023-05-10 to May 12 Conf",
        "2023-05-10 – 12th June Conf", "2023-05-10 09:00 Conf", "2023-05-10 9:30 Conf", "2023-05-10 & 11 Conf", "2023-05-10:has(): x", "2023-05-10::before x",
    ],
)  # fmt: skip
def test_an_entry_whose_date_is_followed_by_a_second_date_a_time_or_no_space_is_an_error(label: str) -> None:
    log = parse(f"### [{label}](https://a.example/)\n")
    assert (faults(log), titles_and_notes(log)) == ([(1, "log-date")], [])
    assert "[20" in log.problems[0].remedy


@pytest.mark.parametrize(
    ("label", "title"),
    [
        ("2023-05-10 to be or not", "to be or not"),
        ("2023-05-10 - a dash", "- a dash"),
        ("2023-05-10 から始める", "から始める"),
        ("2023-05-10 ~ 24/7 support", "~ 24/7 support"),
        ("2023-05-10 - 12 rules for life", "- 12 rules for life"),
        ("2023-05-10 to 10 things", "to 10 things"),
        ("2023-05-10 12 rules", "12 rules"),
        ("2023-05-10 to May", "to May"),
        ("2023-05-10 16:9 videos", "16:9 videos"),
        ("2023-05-10 〜2021年のまとめ〜", "〜2021年のまとめ〜"),
        ("2023-05-10 and then", "and then"),
        ("2023-05-10 .NET 8", ".NET 8"),
        ("2023-05-11 :has(): the family selector", ":has(): the family selector"),
        ("2023-05-11: t", "t"),
        ("2023-05-11 : t", "t"),
        ("2023-05-11：題", "題"),
        ("2023-05-11　題", "題"),
        ("2023-05-11 2023年の振り返り", "2023年の振り返り"),
    ],
)
def test_a_title_in_a_log_begins_after_the_date_and_one_separator(label: str, title: str) -> None:
    log = parse(f"### [{label}](https://a.example/)\n")
    assert (faults(log), titles_and_notes(log)) == ([], [(title, "")])


@pytest.mark.parametrize("line", ["### 2023-03-01のまとめ", "- 2023-04-24 : 51/341", "- 2023-04-24: done"])
def test_a_line_of_a_log_that_begins_with_a_date_and_has_no_link_gives_advice_and_no_entry(line: str) -> None:
    marker = line.split(maxsplit=1)[0]
    log = parse(f"{marker} [2023-01-01 t](https://a.example/)\n{line}\n")
    assert [(problem.rule, problem.severity, problem.place.line) for problem in log.problems] == [("log-prose", Severity.ADVICE, 2)]
    assert titles_and_notes(log) == [("t", "")]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("- [2023-07-01 A](https://a.example/a)", "### [2023-07-01 A](https://a.example/a)"),
        ("[2023-07-01 A](https://a.example/a)", "### [2023-07-01 A](https://a.example/a)"),
        ("text\n[2023-07-01 A](https://a.example/a)", "### [2023-07-01 A](https://a.example/a)"),
        ("- **[2023-07-01 A](https://a.example/a)**", "### [2023-07-01 A](https://a.example/a)"),
        ("- [**2023-07-01 A**](https://a.example/a)", "### [2023-07-01 A](https://a.example/a)"),
        ("- [x] [2023-07-01 A](https://a.example/a)", "### [2023-07-01 A](https://a.example/a)"),
        ("2) [2023-07-01 A](https://a.example/a)", "### [2023-07-01 A](https://a.example/a)"),
        ("> [2023-07-01 A](https://a.example/a)", "### [2023-07-01 A](https://a.example/a)"),
        ("**2023-07-01** [A](https://a.example/a)", "### [2023-07-01 A](https://a.example/a)"),
        ("| 2023/7/1 | [A](https://a.example/a) |", "### [2023-07-01 A](https://a.example/a)"),
        ("- 2023-07-01: https://a.example/a", "### [2023-07-01 TITLE](https://a.example/a)"),
        *(
            (line.replace("(u)", "(https://a.example/a)"), "### [2023-07-01 A](https://a.example/a)")
            for line in (
                "###[2023-07-01 A](u)",
                "-[2023-07-01 A](u)",
                "#### ⭐ [2023-07-01 A](u)",
                "- 📌 **[2023-07-01 A](u)**",
                "- :star: [2023-07-01 A](u)",
                "・[2023-07-01 A](u)",
                "• [2023-07-01 A](u)",
                "– [2023-07-01 A](u)",
                "- - [2023-07-01 A](u)",
                "- <b>[2023-07-01 A](u)</b>",
                '- <a class="x" href="https://a.example/a">2023-07-01 <i>A</i></a>',
                "<summary>[2023-07-01 A](u)</summary>",
                "- (2023-07-01) [A](u)",
                "#### [[2023-07-01 A](u)",
                "- [[2023-07-01 A]](u)",
                "- [A 2023-07-01](u)",
                "- [A（2023年7月1日）](u)",
                "- **[2023/07/01 A](u)**",
                "1. [2023年7月1日 A](u)",
                "[2023-7-1 A](u)",
                "- [**2023-07-01** A](u)",
                "- `2023-07-01` [A](u)",
                "- [2023-07-01 A] <https://a.example/a>",
                "- [2023-07-01 A][1]\n\n[1]: https://a.example/a",
            )
        ),
        ("- [2023-07 A](https://a.example/a)", "### [2023-07-DD A](https://a.example/a)"),
    ],
)
def test_a_dated_link_that_begins_a_line_of_a_note_is_reported_with_the_line_to_write_for_an_entry(line: str, wanted: str) -> None:
    log = parse(f"### [2023-06-14 Entry](https://a.example/e)\n\nA note.\n\n{line}\n")
    assert len(log.occurrences) == 1
    [problem] = log.problems
    assert (problem.rule, problem.severity) == ("log-dated-link", Severity.ADVICE)
    assert problem.remedy.endswith(f"write {wanted}")
    assert problem.place.line == 5 + line.partition("\n\n")[0].count("\n")
    fixed = parse(f"### [2023-06-14 Entry](https://a.example/e)\n\n{wanted}\n")
    assert len(fixed.occurrences) == (1 if "DD" in wanted else 2)


@pytest.mark.parametrize(
    "note",
    [
        "- see [2023-07-01 A](https://a.example/a)",
        "- `[2023-07-01 A](https://a.example/a)`",
        "<!--\n- [2023-07-01 A](https://a.example/a)\n-->",
        "- [GPT-4 2023.1 notes](https://a.example/a)",
        "- a note\n  -[2023-07-01 A](https://a.example/a)",
        "- a note\n  - [2023-07-01 A](https://a.example/a)",
        "- words\n\n  [2023-07-01 A](https://a.example/a)",
        "- [A](https://a.example/a) 2023-07-01",
        "- 2023-07-01 only words",
        "```\n- [2023-07-01 A](https://a.example/a)\n```",
    ],
)
def test_a_line_of_a_note_that_is_probably_not_meant_as_an_entry_is_not_reported(note: str) -> None:
    log = parse(f"### [2023-06-14 Entry](https://a.example/e)\n\n{note}\n")
    assert (len(log.occurrences), log.problems) == (1, ())


@pytest.mark.parametrize("marker", ["###", "-"])
def test_a_second_dated_link_right_after_the_link_of_an_entry_is_reported_with_the_line_to_write_for_an_entry(marker: str) -> None:
    log = parse(f"{marker} [2023-07-01 A](https://a.example/a), [2023-07-02 B](https://a.example/b)\n")
    assert titles_and_notes(log) == [("A", ", [2023-07-02 B](https://a.example/b)")]
    [problem] = log.problems
    assert (problem.rule, problem.severity, problem.place.line) == ("log-dated-link", Severity.ADVICE, 1)
    assert problem.remedy.endswith(f"{marker} [2023-07-02 B](https://a.example/b)")
    assert not parse(f"{marker} [2023-07-01 A](https://a.example/a), see [2023-07-02 B](https://a.example/b)\n").problems


def test_the_line_to_write_for_an_entry_is_a_bullet_in_a_log_whose_entries_are_bullets() -> None:
    log = parse("- [2023-06-14 Entry](https://a.example/e)\n\n## Section\n\n- **[2023-01-01 A](https://a.example/a)**\n")
    [problem] = log.problems
    assert (problem.rule, problem.place.line) == ("log-dated-link", 5)
    assert problem.remedy.endswith("write - [2023-01-01 A](https://a.example/a)")


@pytest.mark.parametrize(
    "text",
    [
        "### [2023-01-01 a\tb](https://a.example/1)\n", "### [2023-01-01 a\x0bb](https://a.example/1)\n", "### [2023-01-01 a\x85b](https://a.example/1)\n",
        "### [2023-01-01 a\0b](https://a.example/1)\n", "### [2023-01-01 a](https://a.example/1)\n\na\0b\n",
        "- [2023-01-01 a\u202eb](https://a.example/1)\n", f"### [2023-01-01 a](https://a.example/1)\n\n{'n' * 1_048_577}\n",
    ],
    ids=["tab", "vt", "nel", "nul", "nul-in-note", "override", "long-note"],
)  # fmt: skip
def test_an_entry_of_a_log_that_no_record_can_hold_is_reported_at_its_line(text: str) -> None:
    log = parse(f"# L\n\n{text}\n### [2023-01-02 fine](https://a.example/2)\n")
    assert faults(log) == [(3, "log-record")]
    assert [occurrence.title for occurrence in log.occurrences] == ["fine"]


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
def test_every_line_of_a_log_that_is_not_blank_is_in_exactly_one_part(lines: list[str]) -> None:
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


@example("~1")
@given(st.text(st.sampled_from("ab漢 　.1[]()*_!:/~\"'"), max_size=12))
def test_a_first_line_of_an_entry_gives_the_same_values_with_and_without_escapes(title: str) -> None:
    plain = head.parse(f"[2023-01-02 {title}.](https://a.example/)")
    assert plain == head.parse(f"[2023-01-02 {title}&#46;](<https://a.example/>)")


def test_a_first_line_with_too_many_characters_has_a_remedy_for_a_long_title_and_for_a_long_text_after_the_link() -> None:
    fault = head.parse(f"[2023-01-02 `short`](https://a.example/) {'x' * head.MAX_LENGTH}")
    assert isinstance(fault, head.FaultyHead)
    assert fault.remedy == "shorten the title, or move the text after the link into the note"


@pytest.mark.parametrize(
    "title",
    ["2020-01-01 x", "09:00 x", "to May 12", "~ 12 x", "& 11", "より 2023-05-12 x", "... 2023-05-12", "⇒ 5/12", ":has(): x", "::before"],
)
def test_a_rendered_title_that_begins_like_a_date_a_time_or_a_separator_parses_unchanged(title: str) -> None:
    check_rendered(title, datetime.date(2023, 5, 10))


@given(st.text(st.sampled_from("ab漢 　\u2028.1:：年-/日>!|[`~&"), min_size=1, max_size=6), st.dates())
def test_a_rendered_first_line_of_an_entry_parses_to_the_same_values(title: str, date: datetime.date) -> None:
    check_rendered(title, date)


def check_rendered(title: str, date: datetime.date) -> None:
    """Assert that a first line with this title and date parses to the values that it was rendered from."""
    address = "https://a.example/b?c=d"
    read = head.parse(head.write(date, title, address))
    assert isinstance(read, head.Head)
    assert (read.date, read.title, read.url, read.rest, read.stripped) == (date, title, address, "", False)
