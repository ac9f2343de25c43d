"""`llmnotes lint --fix`, silences and the page of rules, as a process."""

from __future__ import annotations

import ast
import json
import shutil
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT

from llmnotes.curation.lint.page import page
from llmnotes.curation.lint.table import TABLE

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
    shutil.copy(ROOT / "topics.yml", tmp_path)
    (tmp_path / "entries" / "2023").mkdir(parents=True)
    return tmp_path / "entries" / "2023" / "2023-01-01-a.md"


def rules_of(result: subprocess.CompletedProcess[bytes]) -> list[str]:
    return [problem["rule"] for problem in json.loads(result.stdout)]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_what_has_one_right_answer_is_mended_by_the_bytes_that_must_change(llmnotes: Command, record: Path, ends: str) -> None:
    record.write_text(BAD, encoding="utf-8", newline=ends)
    result = llmnotes("lint", "--fix", "--format", "json")
    assert record.read_bytes().decode() == GOOD.replace("\n", ends)
    assert (result.returncode, rules_of(result)) == (0, [])


def test_a_dry_run_shows_the_difference_and_writes_nothing(llmnotes: Command, record: Path) -> None:
    record.write_text(BAD, encoding="utf-8")
    result = llmnotes("lint", "--fix", "--dry-run")
    told = result.stdout.decode().splitlines()
    assert told[:2] == ["--- a/entries/2023/2023-01-01-a.md", "+++ b/entries/2023/2023-01-01-a.md"]
    assert "-  - ＡＰＩ" in told
    assert "+  - API" in told
    assert record.read_text(encoding="utf-8") == BAD


def test_what_cannot_be_mended_is_told_as_before(llmnotes: Command, record: Path) -> None:
    record.write_text(BAD.replace("[ rag , rag ]", "[nope, nope]").replace("note\n", "[x](../y)\n"), encoding="utf-8")
    result = llmnotes("lint", "--fix", "--format", "json")
    assert (result.returncode, rules_of(result)) == (1, ["topic-unknown", "note-link"])


def test_only_the_named_paths_are_mended(llmnotes: Command, record: Path) -> None:
    other = record.with_name("2023-01-02-b.md")
    for path in (record, other):
        path.write_text(BAD.replace("page=2", path.stem), encoding="utf-8")
    llmnotes("lint", "--fix", str(other.relative_to(record.parents[2])))
    assert (record.read_text(encoding="utf-8") != other.read_text(encoding="utf-8"), "utm_" in record.read_text(encoding="utf-8")) == (
        True,
        True,
    )


def test_dry_run_needs_fix(llmnotes: Command) -> None:
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
def test_what_is_odd_in_japanese_is_advice(llmnotes: Command, record: Path, title: str, note: str, rule: str) -> None:
    text = f"---\ntitle: {title}\nurl: https://qiita.com/x\ndate: 2023-01-01\ntopics: [rag]\n---\n\n{note}\n"
    record.write_text(text, encoding="utf-8")
    result = llmnotes("lint", "--format", "json")
    assert [(problem["rule"], problem["severity"]) for problem in json.loads(result.stdout)] == [(rule, "advice")]


def test_a_note_with_too_much_markup_is_an_error_that_says_where(llmnotes: Command, record: Path) -> None:
    record.write_text(f"---\ntitle: a\nurl: https://a.example/\ndate: 2023-01-01\ntopics: [rag]\n---\n\n{'[' * 50_000}\n", encoding="utf-8")
    result = llmnotes("lint", "--format", "json")
    assert [(one["rule"], one["severity"], one["line"]) for one in json.loads(result.stdout)] == [("note-markup", "error", 8)]
    assert result.returncode == 1


def test_what_is_usual_in_japanese_is_not_told(llmnotes: Command, record: Path) -> None:
    note = "`ﾍﾞｸﾄﾙ（a)` と (ﾟ) と [検索（全文）](https://a.example/b)。\n\n```\n（a)\n```"
    record.write_text(
        f"---\ntitle: 検索（Search）と (a)\nurl: https://a.example/\ndate: 2023-01-01\ntopics: [rag]\n---\n\n{note}\n", encoding="utf-8"
    )
    assert rules_of(llmnotes("lint", "--format", "json")) == []


def silenced(folder: Path, lint: str) -> None:
    (folder / "mkdocs.yml").write_text(f"site_name: x\nplugins:\n- llmnotes:\n    lint:\n      {lint}\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("lint", "told"),
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
def test_a_rule_is_silenced_with_a_reason(llmnotes: Command, record: Path, tmp_path: Path, lint: str, told: list[tuple[str, int]]) -> None:
    text = "---\ntitle: ' a'\nurl: https://a.example/\ndate: 2023-01-01\ntopics: [rag]\n---\n"
    record.write_text(text, encoding="utf-8")
    silenced(tmp_path, lint)
    result = llmnotes("lint", "--format", "json")
    assert sorted((problem["rule"], problem["line"]) for problem in json.loads(result.stdout)) == told
    if not any(rule == "title-space" for rule, _ in told):
        llmnotes("lint", "--fix")
        assert record.read_text(encoding="utf-8") == text


def test_a_silence_of_another_form_is_no_configuration(llmnotes: Command, tmp_path: Path) -> None:
    silenced(tmp_path, "title-space: [2023-01-01-a]")
    result = llmnotes("lint")
    assert (result.returncode, b"title-space: {skip: [SLUG], reason: why}" in result.stderr) == (3, True)


def test_messages_lead_to_the_page_of_the_rule(llmnotes: Command, record: Path) -> None:
    record.write_text("no record", encoding="utf-8")
    assert json.loads(llmnotes("lint", "--format", "json").stdout)[0]["page"].endswith("/docs/about/rules.md#front-matter")
    assert b"/docs/about/rules.md#front-matter)" in llmnotes("lint", "--format", "github").stdout


def test_the_page_of_rules_is_what_the_table_says() -> None:
    assert (ROOT / "docs" / "about" / "rules.md").read_text(encoding="utf-8") == page(), "run `llmnotes rules --page > docs/about/rules.md`"


def test_days_to_come_and_two_spellings_of_an_address_are_told(llmnotes: Command, record: Path) -> None:
    text = "---\ntitle: 題\nurl: {url}\ndate: {date}\ntopics: [rag]\n---\n\nノート\n"
    record.write_text(text.format(url="https://a.example/b", date="2023-01-01"), encoding="utf-8")
    for number, url in enumerate(("http://a.example/b", "https://www.a.example/b", "https://a.example/b/", "https://a.example/b#part")):
        record.with_name(f"2999-01-0{number + 1}-b.md").write_text(text.format(url=url, date=f"2999-01-0{number + 1}"), encoding="utf-8")
    told = json.loads(llmnotes("lint", "--format", "json").stdout)
    rules = [problem["rule"] for problem in told]
    assert rules.count("url-repeat") == 3
    assert rules.count("date-future") == 4


def test_addresses_that_end_in_a_separator_are_found_again(llmnotes: Command, record: Path) -> None:
    text = "---\ntitle: 題\nurl: {url}\ndate: 2023-01-01\ntopics: [rag]\n---\n\nノート\n"
    record.write_text(text.format(url="https://a.example/b#"), encoding="utf-8")
    for number, url in enumerate(
        ("https://a.example/b", "https://a.example/b?", "https://a.example/b?#", "https://a.example/b#part", "https://a.example#")
    ):
        record.with_name(f"2023-01-0{number + 1}-b.md").write_text(text.format(url=url), encoding="utf-8")
    told = llmnotes("lint", "--format", "json")
    assert [problem["rule"] for problem in json.loads(told.stdout)].count("url-repeat") == 3, told.stderr


def test_an_archived_copy_elsewhere_is_told_and_so_is_a_forged_ledger(llmnotes: Command, record: Path, tmp_path: Path) -> None:
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


def test_a_rule_is_explained_on_the_terminal(llmnotes: Command) -> None:
    assert "別" not in llmnotes("rules").stdout.decode()
    assert b"`lint --fix` mends it" in llmnotes("rules", "tag-twice").stdout
    assert llmnotes("rules", "nothing").returncode == 2


def test_every_rule_that_a_message_can_name_is_in_the_table() -> None:
    """Reads the sources: a rule without a page would lead its reader nowhere."""
    named: set[str] = set()
    records = ("records/record", "records/taxonomy", "records/folder", "records/removal", "yamlio/strict", "system/files", "github/written")
    logs = ("logs/head", "logs/grammar", "logs/order", "logs/importing", "actions/import_log", "curation/terms/moving")
    rules = tuple(f"curation/lint/{name}" for name in ("titles", "urls", "topics", "tags", "notes", "records", "suppressions"))
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
                case ["_Fault" | "NoHead"]:
                    values = call.args[:1]
                case [rule, "problem"]:
                    values = [ast.Constant(rule.lower().replace("_", "-"))]
                case _:
                    values = []
            found = [constants.get(value.id) if isinstance(value, ast.Name) else getattr(value, "value", None) for value in values]
            named |= {value for value in found if isinstance(value, str)}
    assert named == set(TABLE)


def test_what_cannot_be_seen_is_a_warning_and_mended(llmnotes: Command, record: Path) -> None:
    front = 'title: "R\u200bAG\\u2028入門 👩\u200d💻"\nurl: https://a.example/\ndate: 2023-01-01\ntopics: [rag]\ntags: [Lang\u00adChain, C]\nvia: "a\ufeffb"\n'
    record.write_text(f"---\n{front}---\n", encoding="utf-8")
    found = llmnotes("lint", "--format", "json")
    assert (found.returncode, rules_of(found)) == (0, ["text-invisible"] * 3)
    assert [problem["line"] for problem in json.loads(found.stdout)] == [2, 6, 7]
    assert llmnotes("lint", "--fix").stderr.endswith(b"1 record: no problems\n")
    text = record.read_text(encoding="utf-8")
    assert 'title: "RAG 入門 👩\u200d💻"\n' in text
    assert 'tags: [LangChain, C]\nvia: "ab"\n' in text
