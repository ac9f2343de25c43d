from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from conftest import LIST, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., subprocess.CompletedProcess[bytes]]

SOUND = "---\ntitle: t\nurl: https://a.example/{0}\ndate: 2023-01-01\ntopics: [rag]\n{1}---\n"


@pytest.fixture
def entries(tmp_path: Path) -> Path:
    shutil.copy(LIST / "topics.yml", tmp_path)
    folder = tmp_path / "entries" / "2023"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def lint_of(llmnotes: Command, entries: Path) -> Command:
    """Return a function that lints a list of one record. Its arguments are the stem of the record's file and the record's text."""

    def run(name: str, text: str) -> subprocess.CompletedProcess[bytes]:
        (entries / f"{name}.md").write_text(text, encoding="utf-8")
        return llmnotes("lint", "--format", "json")

    return run


@pytest.mark.shipped
def test_lint_reports_no_problems_in_the_list_of_this_repository(llmnotes: Command) -> None:
    result = llmnotes("lint", "--config", str(ROOT / "mkdocs.yml"))
    assert (result.returncode, result.stdout, b" records: no problems\n" in result.stderr) == (0, b"", True)
    elsewhere = llmnotes("lint", "--config", str(ROOT / "mkdocs.yml"), str(ROOT / "README.md"))
    assert (elsewhere.returncode, elsewhere.stderr) == (0, b"0 records: no problems\n")


@pytest.mark.parametrize(
    ("name", "text", "rule", "status"),
    [
        ("Bad Name", SOUND.format(1, ""), "slug-form", 1),
        ("2023-01-01-a", SOUND.format(1, "").replace("rag", "nope"), "topic-unknown", 1),
        ("2023-01-01-a", SOUND.format(1, "").replace("topics: [rag]\n", ""), "topic-missing", 0),
        ("2023-01-01-a", SOUND.format(1, "tags: [埋め込み]\n"), "tag-spelling", 0),
        ("2023-01-01-a", SOUND.format(1, "tags: [RAG]\n"), "tag-topic", 0),
        ("2023-01-01-a", SOUND.format(1, "") + "\n[x](../y)\n", "note-link", 1),
        ("2023-01-01-a", SOUND.format(1, "added: 2024-01-02\nupdated: 2024-01-01\n"), "dates-order", 0),
    ],
)
def test_lint_names_the_rule_of_each_problem_and_exits_with_status_1_for_errors(
    lint_of: Command, *, name: str, text: str, rule: str, status: int
) -> None:
    result = lint_of(name, text)
    assert rule in [problem["rule"] for problem in json.loads(result.stdout)]
    assert result.returncode == status


def test_lint_of_one_record_finds_its_duplicate_among_all_records(llmnotes: Command, entries: Path) -> None:
    (entries / "2023-01-01-a.md").write_text(SOUND.format("x", "tags: [c d]\n"), encoding="utf-8")
    (entries / "2023-01-01-b.md").write_text(SOUND.format("x?utm_source=y", "tags: [c-d]\n"), encoding="utf-8")
    result = llmnotes("lint", "entries/2023/2023-01-01-b.md", "--format", "github")
    reported = result.stdout.decode().splitlines()
    assert [line.partition(" ")[0] for line in reported] == ["::notice", "::warning", "::error"]
    assert reported[1].startswith("::warning file=entries/2023/2023-01-01-b.md,line=3,col=6,title=url-repeat::")


def test_lint_reports_two_records_with_one_slug(llmnotes: Command, entries: Path) -> None:
    (entries / "2023-01-01-a.md").write_text(SOUND.format(1, ""), encoding="utf-8")
    other = entries.parent / "2024"
    other.mkdir()
    (other / "2023-01-01-A.md").write_text(SOUND.format(2, ""), encoding="utf-8")
    result = llmnotes("lint")
    assert (result.returncode, b"[slug-unique]" in result.stdout) == (1, True)


def test_the_command_topics_explain_names_the_words_for_which_a_topic_is_suggested(llmnotes: Command, tmp_path: Path) -> None:
    shutil.copytree(LIST, tmp_path, dirs_exist_ok=True)
    slug = "2023-06-09-classmethod-revise-retrieval-augmented-generation"
    result = llmnotes("topics", "explain", slug)
    assert "rag: 'Retrieval Augmented' in the title, weight 3" in result.stdout.decode()


def test_the_command_topics_explain_shows_topics_found_only_in_the_note_on_a_separate_line(llmnotes: Command, tmp_path: Path) -> None:
    shutil.copytree(LIST, tmp_path, dirs_exist_ok=True)
    shown = llmnotes("topics", "explain").stdout.decode()
    of_entry = shown[shown.index("ChatGPTの機会と脅威") :]
    assert of_entry.index("suggests: primers\n") < of_entry.index("found only in the note: azure (new records don't")


def test_importing_a_log_writes_the_topics_that_titles_suggest_and_with_topics_none_writes_no_topics(
    llmnotes: Command, tmp_path: Path
) -> None:
    (tmp_path / "topics.yml").write_text("topics: [{id: rag, patterns: [RAG]}]\n", encoding="utf-8")
    (tmp_path / "l.md").write_text("### [2023-01-01 RAG](https://a.example/)\n", encoding="utf-8")
    for topics, line in (("none", None), ("suggest", "topics: [rag]")):
        folder = tmp_path / topics
        assert llmnotes("import", "l.md", "--topics", topics, "--entries", str(folder)).returncode == 0
        (record,) = folder.rglob("*.md")
        assert next((text for text in record.read_text(encoding="utf-8").splitlines() if text.startswith("topics")), None) == line


def test_an_import_reports_how_many_entries_are_new_in_the_log_but_already_have_records(llmnotes: Command, tmp_path: Path) -> None:
    (tmp_path / "l.md").write_text("### [2023-01-01 one](https://a.example/)\n", encoding="utf-8")
    assert b"already have records" not in llmnotes("import", "l.md").stderr
    added = llmnotes("add", "https://b.example/", "--title", "two", "--date", "2023-01-02", "--yes", "--no-fetch")
    assert added.returncode == 0
    with (tmp_path / "l.md").open("a", encoding="utf-8") as file:
        file.write("\n### [2023-01-02 two](https://b.example/)\n")
    assert b"entries that are new in this log, but already have records: 1\n" in llmnotes("import", "l.md").stderr


def test_a_dry_run_of_an_import_of_a_log_lists_a_changed_entry_only_with_the_option_update(llmnotes: Command, tmp_path: Path) -> None:
    (tmp_path / "l.md").write_text("### [2023-01-01 RAG](https://a.example/)\n\n- one\n", encoding="utf-8")
    assert llmnotes("import", "l.md").returncode == 0
    (tmp_path / "l.md").write_text("### [2023-01-01 RAG](https://a.example/)\n\n- two\n", encoding="utf-8")
    assert llmnotes("import", "l.md", "--dry-run").stdout == b""
    assert llmnotes("import", "l.md", "--dry-run", "--update").stdout == b"update  2023-01-01-a  RAG\n"


@pytest.mark.parametrize(
    ("args", "status"),
    [
        ((), 2),
        (("--help",), 0),
        (("nothing",), 2),
        (("import",), 2),
        (("import", "none.md"), 2),
        (("export",), 2),
        (("lint", "--config", "none.yml"), 3),
    ],
)
def test_wrong_usage_gives_exit_status_2_help_status_0_and_a_missing_file_of_settings_status_3(
    llmnotes: Command, args: tuple[str, ...], status: int
) -> None:
    result = llmnotes(*args)
    assert result.returncode == status
    assert b"Traceback" not in result.stderr


@pytest.mark.parametrize(("reader", "status"), [("there", 3), ("gone", 0)])
def test_a_broken_pipe_gives_exit_status_0_only_if_the_program_that_reads_the_output_has_ended(reader: str, status: int) -> None:
    script = (
        "import os, click, llmnotes.cli\n"
        "def broken(*args, **options):\n"
        "    raise BrokenPipeError(32, 'Broken pipe')\n"
        "llmnotes.cli.main.main = broken\n"
        "llmnotes.cli.run()\n"
    )
    ours, theirs = os.pipe()
    if reader == "gone":
        os.close(ours)
    done = subprocess.run([sys.executable, "-c", script], stdout=theirs, stderr=subprocess.PIPE, check=False)
    os.close(theirs)
    if reader == "there":
        os.close(ours)
    assert (done.returncode, b"has ended unexpectedly. Run the command again" in done.stderr) == (status, status == 3)
    assert b"Traceback" not in done.stderr


def test_lint_prints_no_control_characters_that_a_record_contains(llmnotes: Command, entries: Path) -> None:
    (entries / "2023-01-01-a.md").write_bytes(b'---\ntitle: "a\\e[31m"\nurl: "https://a.example/\\e[2J"\ndate: 2023-01-01\n---\n')
    result = llmnotes("lint")
    assert result.returncode == 1
    assert b"\x1b" not in result.stdout + result.stderr


def test_import_reads_a_mkdocs_yml_with_unknown_yaml_tags_environment_variables_and_inherit(llmnotes: Command, tmp_path: Path) -> None:
    (tmp_path / "base.yml").write_text("plugins:\n  llmnotes: {topics: false, entries: !ENV [LLMNOTES_NONE, there]}\n", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text("INHERIT: base.yml\nx: !!python/name:a.b ''\n", encoding="utf-8")
    (tmp_path / "l.md").write_text("### [2023-01-01 t](https://a.example/)\n", encoding="utf-8")
    assert llmnotes("import", "l.md").returncode == 0
    assert len(list((tmp_path / "there").rglob("*.md"))) == 1


@pytest.mark.parametrize("group", [(), ("links",), ("tags",), ("topics",), ("github",), ("github", "ledger")], ids=" ".join)
def test_the_help_of_a_group_shows_whole_sentences_about_its_commands(llmnotes: Command, group: tuple[str, ...]) -> None:
    result = llmnotes(*group, "--help")
    rows = re.split(r"\n  (?=\S)", result.stdout.decode().partition("\nCommands:\n")[2].rstrip())
    assert len(rows) > 1
    assert [row for row in rows if not row.endswith(".") or row.endswith("...")] == []


@pytest.mark.parametrize("command", [("forgejo", "entry"), ("forgejo", "form"), ("forgejo", "reply"), ("gitlab", "comment")], ids=" ".join)
def test_the_help_of_a_command_for_another_code_host_does_not_mention_github(llmnotes: Command, command: tuple[str, ...]) -> None:
    result = llmnotes(*command, "--help")
    assert result.returncode == 0
    assert b"Usage: llmnotes" in result.stdout
    assert not re.search(rb"github(?!_)", result.stdout, re.IGNORECASE)
