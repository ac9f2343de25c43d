"""Call `llmnotes lint --fix` and `llmnotes rules` as processes, and suppress rules."""

from __future__ import annotations

import ast
import json
import shutil
from typing import TYPE_CHECKING

import pytest
from conftest import LIST, ROOT

from llmnotes.curation.lint.table import TABLE
from llmnotes.exchange import bookmark

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., subprocess.CompletedProcess[bytes]]

BAD = """---
# a comment that stays
title:   " 題 "   # and another
url: 'https://a.example/?utm_source=x&page=2'
date: 2023-01-01
topics: [ rag , rag ]
tags:
  - 埋め込み   # an alias
  - ＡＰＩ
  - RAG
  - "api"
  - LoRA
---

note
"""
GOOD = """---
# a comment that stays
title:   "題"   # and another
url: 'https://a.example/?page=2'
date: 2023-01-01
topics: [ rag ]
tags:
  - Embeddings   # an alias
  - API
  - LoRA
---

note
"""


@pytest.fixture
def record(tmp_path: Path) -> Path:
    shutil.copy(LIST / "topics.yml", tmp_path)
    (tmp_path / "entries" / "2023").mkdir(parents=True)
    return tmp_path / "entries" / "2023" / "2023-01-01-a.md"


def rules_of(result: subprocess.CompletedProcess[bytes]) -> list[str]:
    return [problem["rule"] for problem in json.loads(result.stdout)]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_lint_fix_corrects_problems_with_one_possible_correction_and_changes_no_other_byte(
    llmnotes: Command, record: Path, ends: str
) -> None:
    record.write_text(BAD, encoding="utf-8", newline=ends)
    result = llmnotes("lint", "--fix", "--format", "json")
    assert record.read_bytes().decode() == GOOD.replace("\n", ends)
    assert (result.returncode, rules_of(result)) == (0, [])


def test_a_dry_run_of_lint_fix_shows_the_changes_and_writes_nothing(llmnotes: Command, record: Path) -> None:
    record.write_text(BAD, encoding="utf-8")
    result = llmnotes("lint", "--fix", "--dry-run")
    reported = result.stdout.decode().splitlines()
    assert reported[:2] == ["--- a/entries/2023/2023-01-01-a.md", "+++ b/entries/2023/2023-01-01-a.md"]
    assert "-  - ＡＰＩ" in reported
    assert "+  - API" in reported
    assert record.read_text(encoding="utf-8") == BAD


def test_lint_fix_reports_problems_that_it_cannot_correct(llmnotes: Command, record: Path) -> None:
    record.write_text(BAD.replace("[ rag , rag ]", "[nope, nope]").replace("note\n", "[x](../y)\n"), encoding="utf-8")
    result = llmnotes("lint", "--fix", "--format", "json")
    assert (result.returncode, rules_of(result)) == (1, ["topic-unknown", "note-link"])


def test_lint_fix_changes_only_records_in_the_given_paths(llmnotes: Command, record: Path) -> None:
    other = record.with_name("2023-01-02-b.md")
    for path in (record, other):
        path.write_text(BAD.replace("page=2", path.stem), encoding="utf-8")
    llmnotes("lint", "--fix", str(other.relative_to(record.parents[2])))
    assert (record.read_text(encoding="utf-8") != other.read_text(encoding="utf-8"), "utm_" in record.read_text(encoding="utf-8")) == (
        True,
        True,
    )


def test_the_option_dry_run_of_lint_is_a_usage_error_without_the_option_fix(llmnotes: Command) -> None:
    assert llmnotes("lint", "--dry-run").returncode == 2


@pytest.mark.parametrize(
    ("title", "note", "rule"),
    [
        ("検索（Search)の話", "よい", "brackets-mixed"),
        ("ﾍﾞｸﾄﾙ検索", "よい", "kana-half"),
        ("a", "ﾍﾞｸﾄﾙ", "kana-half"),
        ("a", "- <https://a.example/b>", "note-url"),
        ("RAG 入門 - Qiita", "RAG入門。", "note-title"),
        ("\u3000a", "よい", "title-space"),
    ],
)
def test_likely_mistakes_in_titles_and_notes_are_reported_as_advice(
    llmnotes: Command, record: Path, title: str, note: str, rule: str
) -> None:
    text = f"---\ntitle: {title}\nurl: https://qiita.com/x\ndate: 2023-01-01\ntopics: [rag]\n---\n\n{note}\n"
    record.write_text(text, encoding="utf-8")
    result = llmnotes("lint", "--format", "json")
    assert [(problem["rule"], problem["severity"]) for problem in json.loads(result.stdout)] == [(rule, "advice")]


def test_lint_reports_the_line_of_a_note_with_too_much_markup(llmnotes: Command, record: Path) -> None:
    record.write_text(f"---\ntitle: a\nurl: https://a.example/\ndate: 2023-01-01\ntopics: [rag]\n---\n\n{'[' * 50_000}\n", encoding="utf-8")
    result = llmnotes("lint", "--format", "json")
    assert [(one["rule"], one["severity"], one["line"]) for one in json.loads(result.stdout)] == [("note-markup", "error", 8)]
    assert result.returncode == 1


def test_lint_reports_nothing_in_correct_japanese_text_and_in_code(llmnotes: Command, record: Path) -> None:
    note = "`ﾍﾞｸﾄﾙ（a)` と (ﾟ) と [検索（全文）](https://a.example/b)。\n\n```\n（a)\n```"
    record.write_text(
        f"---\ntitle: 検索（Search）と (a)\nurl: https://a.example/\ndate: 2023-01-01\ntopics: [rag]\n---\n\n{note}\n", encoding="utf-8"
    )
    assert rules_of(llmnotes("lint", "--format", "json")) == []


def suppress(folder: Path, lint: str) -> None:
    (folder / "mkdocs.yml").write_text(f"site_name: x\nplugins:\n- llmnotes:\n    lint:\n      {lint}\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("lint", "reported"),
    [
        ("title-space: {skip: [2023-01-01-a], reason: it is quoted}", []),
        ("title-space: {reason: all are quoted}", []),
        ("title-space: {skip: [2023-01-01-a]}", [("silence-reason", 5)]),
        ("title-space: {skip: [2023-01-01-a, 2023-01-01-b], reason: x}", [("silence-idle", 5)]),
        ("topic-twice: {skip: [2023-01-01-a], reason: x}", [("silence-idle", 5), ("title-space", 2)]),
        ("title-spaces: {reason: x}", [("silence-rule", 5), ("title-space", 2)]),
        ("date: {reason: x}", [("silence-rule", 5), ("title-space", 2)]),
    ],
)
def test_a_suppressed_rule_reports_and_fixes_nothing_and_a_faulty_suppression_is_reported(
    llmnotes: Command, record: Path, tmp_path: Path, lint: str, reported: list[tuple[str, int]]
) -> None:
    text = "---\ntitle: ' a'\nurl: https://a.example/\ndate: 2023-01-01\ntopics: [rag]\n---\n"
    record.write_text(text, encoding="utf-8")
    suppress(tmp_path, lint)
    result = llmnotes("lint", "--format", "json")
    assert sorted((problem["rule"], problem["line"]) for problem in json.loads(result.stdout)) == reported
    if not any(rule == "title-space" for rule, _ in reported):
        llmnotes("lint", "--fix")
        assert record.read_text(encoding="utf-8") == text


def test_an_invalid_suppression_in_mkdocs_yml_is_an_error(llmnotes: Command, tmp_path: Path) -> None:
    suppress(tmp_path, "title-space: [2023-01-01-a]")
    result = llmnotes("lint")
    assert (result.returncode, b"title-space: {skip: [SLUG], reason: why}" in result.stderr) == (3, True)


def test_each_problem_names_the_command_that_explains_its_rule(llmnotes: Command, record: Path) -> None:
    record.write_text("no record", encoding="utf-8")
    assert json.loads(llmnotes("lint", "--format", "json").stdout)[0]["explain"] == "llmnotes rules front-matter"
    assert b"(`llmnotes rules front-matter` explains this rule)" in llmnotes("lint", "--format", "github").stdout


def test_lint_reports_dates_in_the_future_and_two_spellings_of_one_url(llmnotes: Command, record: Path) -> None:
    text = "---\ntitle: 題\nurl: {url}\ndate: {date}\ntopics: [rag]\n---\n\nノート\n"
    record.write_text(text.format(url="https://a.example/b", date="2023-01-01"), encoding="utf-8")
    for number, url in enumerate(("http://a.example/b", "https://www.a.example/b", "https://a.example/b/", "https://a.example/b#part")):
        record.with_name(f"2999-01-0{number + 1}-b.md").write_text(text.format(url=url, date=f"2999-01-0{number + 1}"), encoding="utf-8")
    reported = json.loads(llmnotes("lint", "--format", "json").stdout)
    rules = [problem["rule"] for problem in reported]
    assert rules.count("url-repeat") == 3
    assert rules.count("date-future") == 4


def test_lint_reports_urls_that_differ_only_by_a_final_question_mark_or_number_sign_as_duplicates(llmnotes: Command, record: Path) -> None:
    text = "---\ntitle: 題\nurl: {url}\ndate: 2023-01-01\ntopics: [rag]\n---\n\nノート\n"
    record.write_text(text.format(url="https://a.example/b#"), encoding="utf-8")
    for number, url in enumerate(
        ("https://a.example/b", "https://a.example/b?", "https://a.example/b?#", "https://a.example/b#part", "https://a.example#")
    ):
        record.with_name(f"2023-01-0{number + 1}-b.md").write_text(text.format(url=url), encoding="utf-8")
    reported = llmnotes("lint", "--format", "json")
    assert [problem["rule"] for problem in json.loads(reported.stdout)].count("url-repeat") == 3, reported.stderr


def test_lint_reports_an_archived_copy_outside_of_the_accepted_archives_in_records_and_ledger(
    llmnotes: Command, record: Path, tmp_path: Path
) -> None:
    text = "---\ntitle: A\nurl: https://a.example/\ndate: 2023-01-01\ntopics: [rag]\narchived: {0}\n---\n"
    record.write_text(text.format("https://archive.corp.example/1"), encoding="utf-8")
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "ledger.txt").write_text("https://a.example/ copy=2026-11-08,https://evil.example/login\n", encoding="utf-8")
    done = llmnotes("lint")
    assert b"2023-01-01-a.md:6:11: warning [archived-copy] the copy is at archive.corp.example" in done.stdout
    assert b"links/ledger.txt:1: error [ledger] the copy is at evil.example" in done.stdout
    assert done.returncode == 1
    (tmp_path / "links" / "ledger.txt").unlink()
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: A\nplugins: [{llmnotes: {links: {archives: [archive.corp.example]}}}]\n", encoding="utf-8"
    )
    assert b"archived-copy" not in llmnotes("lint").stdout
    record.write_text(text.format("https://web.archive.org/web/2023/https://a.example/"), encoding="utf-8")
    assert b"web.archive.org, which is not one of" in llmnotes("lint").stdout


def test_the_command_rules_lists_the_rules_in_english_explains_a_rule_and_refuses_unknown_ids(llmnotes: Command) -> None:
    assert "別" not in llmnotes("rules").stdout.decode()
    assert b"`lint --fix` corrects the problem" in llmnotes("rules", "tag-twice").stdout
    assert llmnotes("rules", "nothing").returncode == 2


def test_the_table_of_rules_has_exactly_the_rules_that_problems_name() -> None:
    """Read the source code of lint, because a message with an unknown rule would link to a missing section of the documentation."""
    named: set[str] = set()
    records = (
        "records/record",
        "records/fields",
        "records/other_files",
        "records/taxonomy_file",
        "records/folder",
        "records/removal",
        "yamlio/strict",
        "system/files",
        "github/written",
    )
    logs = ("logs/head", "logs/grammar", "logs/order", "logs/importing", "actions/import_log", "curation/terms/moving")
    rules = tuple(
        f"curation/lint/{name}"
        for name in ("titles", "urls", "topics", "tags", "notes", "note_syntax", "records", "settings", "suppressions")
    )
    for name in (*records, *logs, *rules):
        tree = ast.parse((ROOT / "src" / "llmnotes" / f"{name}.py").read_text(encoding="utf-8"))
        constants = {
            node.targets[0].id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.Constant)
        }
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            match ast.unparse(call.func).split("."):
                case ["Problem", "error" | "warning" | "advice"]:
                    values = call.args[1:2]
                case ["Problem"]:
                    values = [keyword.value for keyword in call.keywords if keyword.arg == "rule"]
                case ["ValueFault" | "FaultyHead"]:
                    values = call.args[:1]
                case [rule, "problem"]:
                    values = [ast.Constant(rule.lower().replace("_", "-"))]
                case _:
                    values = []
            found = [constants.get(value.id) if isinstance(value, ast.Name) else getattr(value, "value", None) for value in values]
            named |= {value for value in found if isinstance(value, str)}
    named |= {bookmark.FORMAT, bookmark.URL, bookmark.DATE, bookmark.VALUE}
    assert named == set(TABLE)


def test_lint_fix_reports_and_removes_invisible_characters(llmnotes: Command, record: Path) -> None:
    front = 'title: "R\u200bAG\\u2028入門 👩\u200d💻"\nurl: https://a.example/\ndate: 2023-01-01\ntopics: [rag]\ntags: [Lang\u00adChain, C]\nvia: "a\ufeffb"\n'
    record.write_text(f"---\n{front}---\n", encoding="utf-8")
    found = llmnotes("lint", "--format", "json")
    assert (found.returncode, rules_of(found)) == (0, ["text-invisible"] * 3)
    assert [problem["line"] for problem in json.loads(found.stdout)] == [2, 6, 7]
    assert llmnotes("lint", "--fix").stderr.endswith(b"1 record: no problems\n")
    text = record.read_text(encoding="utf-8")
    assert 'title: "RAG 入門 👩\u200d💻"\n' in text
    assert 'tags: [LangChain, C]\nvia: "ab"\n' in text


def test_lint_fix_quotes_values_that_yaml_cuts_off_at_a_comment_and_fixes_the_rest_of_the_record(llmnotes: Command, record: Path) -> None:
    text = "---\n# kept\ntitle: C   #1 の話   \nurl: https://a.example/?utm_source=x\ndate: 2023-01-01\ntopics: [rag]\nvia: a #b\n---\n"
    fixed = '---\n# kept\ntitle: "C #1 の話"   \nurl: https://a.example/\ndate: 2023-01-01\ntopics: [rag]\nvia: "a #b"\n---\n'
    record.write_text(text, encoding="utf-8")
    assert rules_of(llmnotes("lint", "--format", "json")) == ["value-comment", "url-tracking", "value-comment"]
    result = llmnotes("lint", "--fix")
    assert record.read_text(encoding="utf-8") == fixed
    assert (result.returncode, result.stderr) == (0, b"3 problems in 1 record fixed.\n1 record: no problems\n")
    assert llmnotes("lint", "--fix").stderr.startswith(b"No problem was found that --fix can correct.")
    assert record.read_text(encoding="utf-8") == fixed


def test_lint_fix_quotes_a_title_that_yaml_cuts_off_even_if_the_record_has_other_errors(llmnotes: Command, record: Path) -> None:
    record.write_text("---\ntitle: C #1\nurl: https://a.example/ #x\ndate: 2023-13-01\ntopics: [rag]\n---\n", encoding="utf-8")
    result = llmnotes("lint", "--fix", "--format", "json")
    assert record.read_text(encoding="utf-8").splitlines()[1:3] == ['title: "C #1"', "url: https://a.example/ #x"]
    # `#x` after the URL is not reported, because it may be a fragment of the URL.
    assert (result.returncode, rules_of(result)) == (
        1,
        ["value-comment", "date"],
    )


def test_a_problem_in_one_value_of_a_record_does_not_hide_problems_in_other_values(llmnotes: Command, record: Path) -> None:
    front = "title: ' a'\nurl: https://a.example/?utm_source=x\ndate: 2023-1-1\ntopics: [nope]\ntags: [埋め込み]\nlang: jp"
    record.write_text(f"---\n{front}\n---\n\n- [x](htps://b.example)\n", encoding="utf-8")
    result = llmnotes("lint", "--format", "json")
    expected = ["title-space", "url-tracking", "date", "topic-unknown", "tag-spelling", "lang-unknown", "note-scheme"]
    assert (result.returncode, rules_of(result)) == (1, expected)


def test_lint_reports_a_value_that_cannot_be_read_only_once(llmnotes: Command, record: Path) -> None:
    for front, expected in [
        ("title: t\nurl: x\ndate: 2023-01-01\ntopics: rag\narchived: https://web.archive.org/web/2023/https://a.example/", ["url", "value-type"]),
        ("title: @t\nurl: https://a.example/\ndate: 2023-13-01\nadded: 2022-01-01\ntopics: [rag]", ["yaml", "date"]),
        ("date: 2023-01-01", ["key-missing", "key-missing", "topic-missing"]),
    ]:  # fmt: skip
        record.write_text(f"---\n{front}\n---\n", encoding="utf-8")
        assert rules_of(llmnotes("lint", "--format", "json")) == expected


def test_commands_report_a_wrong_path_of_topics_yml_as_one_error_and_not_once_for_each_record(
    llmnotes: Command, record: Path, tmp_path: Path
) -> None:
    text = "---\ntitle: {0}\nurl: https://a.example/{0}\ndate: 2023-01-01\ntopics: [rag]\n---\n"
    for number in range(3):
        record.with_name(f"2023-01-01-n{number}.md").write_text(text.format(number), encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text("site_name: x\nplugins:\n- llmnotes: {topics: topcis.yml}\n", encoding="utf-8")
    (tmp_path / "log.md").write_text("### [2023-02-01 T](https://a.example/new)\n", encoding="utf-8")
    for command in (["lint"], ["topics", "list"], ["tags", "list"], ["schema"], ["import", "--dry-run", "log.md"], ["github", "form"]):
        result = llmnotes(*command)
        output = (result.stdout + result.stderr).decode()
        assert (result.returncode, output.count("error [")) == (1, 1), output
        assert "topcis.yml: error [topics]" in output
        assert "correct the plugin's option `topics` in mkdocs.yml" in output


def test_a_suppression_also_applies_to_a_file_that_lint_does_not_read(llmnotes: Command, record: Path, tmp_path: Path) -> None:
    record.with_name("photo.png").write_text("", encoding="utf-8")
    assert rules_of(llmnotes("lint", "--format", "json")) == ["file-unread"]
    suppress(tmp_path, "file-unread: {skip: [photo.png], reason: it is shown in the README}")
    assert rules_of(llmnotes("lint", "--format", "json")) == []
