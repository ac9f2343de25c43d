"""Check that texts of strangers in the output of commands control neither a terminal nor a workflow nor GitHub."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from conftest import ROOT
from markdown_it import MarkdownIt

from llmnotes.links.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., subprocess.CompletedProcess[bytes]]

SOUND = "---\ntitle: t\nurl: https://a.example/{0}\ndate: 2023-01-01\n{1}---\n"
NASTY = (
    "a\n::error::injected\n\x1b[31m ##[error]x \u202e\x85\u2028`\n# APPROVED by @maintainer\nCloses #1\n![i](https:⁄⁄evil.example⁄x.png)"
)
"""A file name that contains commands for terminals and for GitHub. It has no slash, because file names can't have one."""


def obeyed(output: bytes) -> list[str]:
    """Return the characters of an output that control a terminal, and the lines that are commands for GitHub's runner."""
    text = output.decode()
    raw = [char for char in text if char not in "\n\u3000\u200d\ufe0f\u2060" and not char.isprintable()]
    commands = [
        line for line in re.split("[\r\n]", text) if re.match(r"\s*::(?!(error|warning|notice) (file|title)=)", line) or "##[" in line
    ]
    return [*raw, *commands]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "entries").mkdir()
    return tmp_path


def test_only_the_module_cli_output_prints() -> None:
    prints = {"echo", "secho", "echo_via_pager", "prompt", "confirm", "print", "style"}
    allowed = {("output.py", "echo"), ("output.py", "prompt"), ("output.py", "style")}
    found = set()
    for path in (ROOT / "src" / "llmnotes" / "cli").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            of = node.func
            if path.name != "output.py" and re.match(r"sys\.std(out|err)\.(buffer|write)", ast.unparse(of)):
                found.add((path.name, "sys.stdout"))
            if isinstance(of, ast.Name) and of.id == "print":
                found.add((path.name, "print"))
            elif isinstance(of, ast.Attribute) and of.attr in prints:
                found.add((path.name, of.attr))
    assert found <= allowed


def test_the_mkdocs_plugin_logs_messages_only_in_its_module_messages() -> None:
    package = ROOT / "src" / "llmnotes" / "mkdocs_plugin"
    logs = [
        f"{file.name}: {function.name}"
        for file in sorted(package.glob("*.py"))
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and node.id == "_LOGGER"
    ]
    assert logs == ["messages.py: report"]


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_lint_escapes_control_characters_and_workflow_commands_in_file_names_and_keys(llmnotes: Command, folder: Path, form: str) -> None:
    (folder / "entries" / f"{NASTY}.md").write_text(SOUND.format(1, '"k\\n::error::injected\\e[2J": 1\n'), encoding="utf-8")
    (folder / "entries" / "2023-01-01-a.md").write_text(
        SOUND.format(1, 'tags: ["\\u202E\\n::error::x", "\\uE0F0title\\uE0F1"]\n'), encoding="utf-8"
    )
    (folder / "entries" / "2023-01-01-b.md").write_bytes(b"---\ntitle: \x1b[31m\n::error::\n")
    (folder / "topics.yml").write_text('topics: [{id: a, title: "\\n::error::x"}, {"\\n##[error]y": 1}]\n', encoding="utf-8")
    result = llmnotes("lint", "--format", form)
    assert result.returncode == 1
    assert not obeyed(result.stdout + result.stderr)
    assert b"injected" in result.stdout + result.stderr
    if form == "json":
        problems = json.loads(result.stdout)
        assert f"entries/{NASTY}.md" in {problem["file"] for problem in problems}


@pytest.mark.parametrize(
    "command",
    [
        ["tags", "rename", "old", "new", "--dry-run"], ["tags", "list"], ["tags", "list", "--format", "json"], ["links", "report", "--all"], ["lint", "--fix", "--dry-run"],
        ["remove", f"entries/{NASTY}.md", "--reason", "x", "--dry-run"], ["remove", NASTY, "--reason", "x"], ["links", "fix", "--dry-run"],
        ["lint", "--config", NASTY], ["import", NASTY], ["rules", NASTY], ["links", "check", "--changed-since", NASTY], ["tags", "split", "old", "x", NASTY],
        ["add", NASTY, "--yes", "--no-fetch"], ["add", "https://b.example/", "--title", NASTY, "--yes", "--no-fetch"], [NASTY],
    ],
)  # fmt: skip
def test_every_command_escapes_control_characters_and_workflow_commands_in_texts_of_strangers(
    llmnotes: Command, folder: Path, command: list[str]
) -> None:
    note = "\n::error::from a note\n\x1b[2J\u202e ##[error]x\n"
    (folder / "entries" / f"{NASTY}.md").write_text(SOUND.format(1, "tags: [old, '##[error]x']\n") + note, encoding="utf-8")
    result = llmnotes(*command)
    assert not obeyed(result.stdout + result.stderr)


def test_the_diff_of_a_dry_run_with_tabs_and_wide_spaces_can_be_applied_with_git(llmnotes: Command, folder: Path) -> None:
    record = folder / "entries" / "2023-01-01-a.md"
    record.write_text(SOUND.format(1, "tags: [old]\n") + "\n- a\tb\u00a0c\u3000d\u2003e\n", encoding="utf-8")
    result = llmnotes("tags", "rename", "old", "new", "--dry-run")
    assert result.returncode == 0, result.stderr
    applied = subprocess.run(["git", "apply", "-"], cwd=folder, input=result.stdout, capture_output=True, check=False)  # noqa: S607 - git of this machine
    assert applied.returncode == 0, applied.stderr
    assert "tags: [new]" in record.read_text(encoding="utf-8")


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_reports_of_links_escape_control_characters_and_workflow_commands_in_file_names_and_reasons(
    llmnotes: Command, folder: Path, form: str
) -> None:
    (folder / "entries" / f"{NASTY}.md").write_text(SOUND.format("x", ""), encoding="utf-8")
    marked = llmnotes("links", "mark", "https://a.example/x", "dead", "--reason", "gone ##[error]x ::error::y")
    assert marked.returncode == 0, marked.stderr
    result = llmnotes("links", "report", "--format", form)
    assert result.stdout
    assert not obeyed(result.stdout + result.stderr)
    if form == "junit":
        ET.fromstring(result.stdout)  # noqa: S314 - our own
    if form in {"json", "sarif"}:
        json.loads(result.stdout)
    if form == "markdown":
        assert not re.search(rb"(?m)^# APPROVED|^Closes|^!\[", result.stdout)


def test_each_error_in_mkdocs_yml_is_printed_on_one_line(llmnotes: Command, folder: Path) -> None:
    (folder / "mkdocs.yml").write_text(
        'site_name: x\nplugins:\n- llmnotes: {"a\\n::error::x": 1, language: "\\e[2J", entires: x}\n', encoding="utf-8"
    )
    result = llmnotes("lint")
    assert result.returncode == 3
    assert [line.startswith(b"error: ") for line in result.stderr.splitlines()] == [True] * 3
    assert not obeyed(result.stderr)


def test_a_build_escapes_control_characters_and_workflow_commands_in_its_log(folder: Path) -> None:
    (folder / "docs").mkdir()
    (folder / "mkdocs.yml").write_text("site_name: x\ntheme: {name: material, font: false}\nplugins: [llmnotes]\n", encoding="utf-8")
    (folder / "topics.yml").write_text('topics: [{id: a, title: "\\n::error::x\\e[2J"}]\n', encoding="utf-8")
    (folder / "entries" / f"{NASTY}.md").write_text(SOUND.format(1, '"k\\n::error::injected": 1\n'), encoding="utf-8")
    for arguments in (["--strict"], []):
        result = subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", *arguments], cwd=folder, capture_output=True, check=False, timeout=300
        )
        printed = re.sub(rb"\x1b\[[0-9;]*m", b"", result.stdout + result.stderr)  # MkDocs prints in colours, which are allowed
        ours = b"\n".join(line for line in printed.splitlines() if b"Material" not in line and b"MkDocs 2" not in line)
        assert b"injected" in ours
        assert not [line for line in ours.split(b"\n") if re.match(rb"\s*::", line) or b"##[" in line]
        assert "\u202e".encode() not in ours


def test_the_summary_of_a_branch_shows_hostile_texts_as_readable_text_without_effect(llmnotes: Command, folder: Path) -> None:
    def git(*arguments: str) -> None:
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@b.example", *arguments]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    (folder / "topics.yml").write_text("topics: []\ntags: []\n", encoding="utf-8")
    git("add", ".")
    git("commit", "-q", "-m", "x", "--allow-empty")
    (folder / "entries" / f"{NASTY}.md").write_text(
        SOUND.format(1, "tags: ['[skip ci]']\n").replace("title: t", "title: 'x [skip ci] closes #2'")
        + "\n::error::note\n/lgtm\n[skip ci]\n",
        encoding="utf-8",
    )
    result = llmnotes("github", "summary", "--changed-since", "main")
    assert result.returncode == 0, result.stderr
    assert not obeyed(result.stdout + result.stderr)
    printed = result.stdout.decode()
    assert "APPROVED" in printed
    assert not re.search(r"(?m)^# |^Closes|\[skip ci\]|closes\s+#|^/lgtm|@maintainer|#1", printed)
    html = MarkdownIt("commonmark", {"html": True}).render(printed)
    assert not re.search("<img|<h1|evil.example/x.png", html)
    assert html.count("<h2") == html.count("<h3") == 1
