"""`llmnotes init`, `llmnotes build` and `llmnotes serve`."""

from __future__ import annotations

import html
import os
import re
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

NAMES = ["site", "checks", "form", "links"]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_new_list_passes_lint_and_a_strict_build_without_a_warning(llmnotes: Run, tmp_path: Path, language: str) -> None:
    done = llmnotes("init", ".", "--yes", "--title", "読書: 'a'", "--language", language, "--site-url", "https://me.example/list")
    assert done.returncode == 0, done.stderr.decode()
    assert "mkdocs.yml" in done.stdout.decode().split()
    assert llmnotes("lint").returncode == 0
    built = llmnotes("build", "--strict")
    assert built.returncode == 0, built.stderr.decode()
    assert "WARNING" not in built.stderr.decode()
    home = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert f'<html lang="{language}"' in home
    assert "CommonMark Spec" in home
    assert "https://me.example/list/entries/2024-01-28-spec-commonmark/" in (tmp_path / "site" / "feed.atom.xml").read_text(
        encoding="utf-8"
    )


JAPANESE = re.compile("[ぁ-ヿ一-鿿]")


@pytest.mark.parametrize("host", ["github", "gitlab", "forgejo"])
def test_a_new_english_list_and_its_site_have_no_japanese_text(llmnotes: Run, tmp_path: Path, host: str) -> None:
    options = ("--title", "Gardens", "--language", "en", "--site-url", "https://me.example/", "--repository", "https://github.com/me/list")
    assert llmnotes("init", ".", "--yes", *options, "--workflows", host).returncode == 0
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written
    assert [path for path in written if JAPANESE.search(path.read_text(encoding="utf-8"))] == []
    assert llmnotes("build", "--strict").returncode == 0
    site = tmp_path / "site"
    texts = {
        path: path.read_text(encoding="utf-8") for form in ("html", "xml", "opml", "json", "md", "txt") for path in site.rglob(f"*.{form}")
    }
    assert len(texts) > 20
    assert [path for path, text in texts.items() if JAPANESE.search(html.unescape(text))] == []
    assert "January 2024" in texts[site / "years" / "2024" / "index.html"]
    assert "<title>Gardens</title>" in texts[site / "feed.atom.xml"]
    assert "<title>Tools | Gardens</title>" in texts[site / "topics" / "tools" / "feed.atom.xml"]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("host", ["github", "gitlab", "forgejo"])
def test_a_new_list_names_no_topic_or_tag_of_the_list_of_llmnotes(llmnotes: Run, tmp_path: Path, host: str, language: str) -> None:
    assert llmnotes("init", ".", "--yes", "--language", language, "--workflows", host).returncode == 0
    words = re.compile(r"LangChain|Embedding|RAG|LLM|OpenAI")
    written = {path: path.read_text(encoding="utf-8") for path in tmp_path.rglob("*") if path.is_file()}
    assert [path for path, text in written.items() if words.search(text.replace("LLMNOTES", ""))] == []


def test_the_site_of_a_new_list_follows_the_language_of_the_theme(llmnotes: Run, tmp_path: Path) -> None:
    assert llmnotes("init", ".", "--yes", "--language", "en").returncode == 0
    settings = tmp_path / "mkdocs.yml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("language: en", "language: ja"), encoding="utf-8")
    assert llmnotes("build", "--strict").returncode == 0
    assert "2024年1月" in (tmp_path / "site" / "years" / "2024" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("host", "files"),
    [
        (
            "github",
            [".github/ISSUE_TEMPLATE/add-entry.yml", ".github/dependabot.yml", *(f".github/workflows/{name}.yml" for name in NAMES)],
        ),
        ("gitlab", [".gitlab-ci.yml"]),
        ("forgejo", [".github/ISSUE_TEMPLATE/add-entry.yml", *(f".forgejo/workflows/{name}.yml" for name in NAMES)]),
    ],
)
def test_starting_a_list_with_the_option_workflows_writes_the_workflows_for_this_code_host(
    llmnotes: Run, tmp_path: Path, host: str, files: list[str]
) -> None:
    done = llmnotes("init", ".", "--yes", "--workflows", host)
    assert done.returncode == 0, done.stderr.decode()
    hidden = {path.relative_to(tmp_path).as_posix() for path in tmp_path.glob(".*/**/*") if path.is_file()} | {".gitignore"}
    hidden |= {path.name for path in tmp_path.glob(".gitlab-ci.yml")}
    assert hidden == {".gitignore", *files}
    assert set(files) <= set(done.stdout.decode().split())
    assert (tmp_path / "requirements.txt").read_text(encoding="utf-8") == f"llmnotes=={version('llmnotes')}\n"
    assert "docs/about/publish.md#" in (tmp_path / "README.md").read_text(encoding="utf-8")
    assert llmnotes("lint").returncode == 0


def test_the_command_workflows_changes_no_existing_file_and_writes_nothing_if_the_list_has_a_workflow_file(
    llmnotes: Run, tmp_path: Path
) -> None:
    assert llmnotes("init", ".", "--yes").returncode == 0
    (tmp_path / "requirements.txt").write_text("mine\n", encoding="utf-8")
    done = llmnotes("workflows", "forgejo", "--repository", "https://codeberg.org/me/list")
    assert done.returncode == 0, done.stderr.decode()
    assert "codeberg-small" in (tmp_path / ".forgejo" / "workflows" / "site.yml").read_text(encoding="utf-8")
    assert (tmp_path / "requirements.txt").read_text(encoding="utf-8") == "mine\n"
    (tmp_path / ".forgejo" / "workflows" / "form.yml").unlink()
    refused = llmnotes("workflows", "forgejo")
    assert (refused.returncode, ".forgejo/workflows/site.yml" in refused.stderr.decode()) == (2, True)
    assert not (tmp_path / ".forgejo" / "workflows" / "form.yml").exists()


def test_the_command_workflows_takes_the_repository_from_mkdocs_yml(llmnotes: Run, tmp_path: Path) -> None:
    assert llmnotes("init", ".", "--yes", "--repository", "https://codeberg.org/me/list").returncode == 0
    assert llmnotes("workflows", "forgejo").returncode == 0
    assert "codeberg-small" in (tmp_path / ".forgejo" / "workflows" / "site.yml").read_text(encoding="utf-8")


def test_workflows_for_a_list_in_a_subfolder_of_a_repository_are_refused_and_a_new_list_there_gets_a_note(
    llmnotes: Run, tmp_path: Path
) -> None:
    (tmp_path / ".git").mkdir()
    assert "subfolder of the repository" in llmnotes("init", "a", "--yes", "--workflows", "github").stderr.decode()
    assert "subfolder" not in llmnotes("init", "b", "--yes").stderr.decode()
    refused = llmnotes("workflows", "gitlab", "--config", "b/mkdocs.yml")
    assert (refused.returncode, "subfolder of the repository" in refused.stderr.decode()) == (2, True)
    assert not [*tmp_path.rglob(".gitlab-ci.yml")]
    assert llmnotes("init", ".", "--yes").returncode == 0
    assert llmnotes("workflows", "gitlab").returncode == 0
    assert (tmp_path / ".gitlab-ci.yml").is_file()


def test_starting_a_list_writes_no_workflows_without_the_option_workflows(llmnotes: Run, tmp_path: Path) -> None:
    assert llmnotes("init", ".", "--yes", "--repository", "https://github.com/me/list").returncode == 0
    assert not (tmp_path / ".github").exists()
    assert not (tmp_path / "requirements.txt").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "use --yes"),
        (["--yes", "--site-url", "example.org"], "--site-url"),
        (["--yes", "--title", " "], "--title"),
        (["--yes", "--language", "fr"], "--language"),
        (["--yes", "--workflows", "cvs"], "--workflows"),
    ],
)
def test_starting_a_list_with_invalid_options_or_questions_without_a_terminal_is_a_usage_error_and_writes_nothing(
    llmnotes: Run, tmp_path: Path, options: list[str], message: str
) -> None:
    done = llmnotes("init", "new", *options)
    assert (done.returncode, message in done.stderr.decode()) == (2, True), done.stderr.decode()
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(("folder", "command"), [(".", None), ("new", "cd new"), ("my list", "cd 'my list'"), ("$(pwd)", "cd '$(pwd)'")])
def test_the_command_that_enters_the_folder_of_a_new_list_is_quoted_for_a_shell(llmnotes: Run, folder: str, command: str | None) -> None:
    said = llmnotes("init", folder, "--yes").stderr.decode()
    assert ("cd " in said) == bool(command)
    assert f"`{command}`" in said or not command


@pytest.mark.skipif(sys.platform == "darwin", reason="file names on macOS are valid UTF-8")
def test_a_list_in_a_folder_whose_name_cannot_be_a_title_gets_another_title(llmnotes: Run, tmp_path: Path) -> None:
    folder = os.fsdecode(b"b\xff")
    done = llmnotes("init", folder, "--yes")
    assert done.returncode == 0, done.stderr.decode()
    assert 'site_name: "Reading list"' in (tmp_path / folder / "mkdocs.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["build", "serve"])
def test_build_and_serve_fail_in_a_folder_without_settings(llmnotes: Run, command: str) -> None:
    done = llmnotes(command)
    assert done.returncode == 3
    assert "found no mkdocs.yml" in done.stderr.decode()
    assert "llmnotes init" in done.stderr.decode()


def test_a_minimal_mkdocs_yml_builds_a_site_and_the_build_reports_each_default_once(llmnotes: Run, tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: Links\ntheme: material\nplugins: [llmnotes]\n", encoding="utf-8")
    record = tmp_path / "entries" / "2024" / "2024-01-28-a.md"
    record.parent.mkdir(parents=True)
    record.write_text("---\ntitle: A page\nurl: https://a.example/\ndate: 2024-01-28\n---\n", encoding="utf-8")
    built = llmnotes("build", "--strict")
    said = built.stderr.decode()
    assert (built.returncode, "WARNING" in said) == (0, False), said
    assert [said.count(part) for part in ("docs/ was created", "no topics.yml", "fonts of the reader's device", "no feeds")] == [1] * 4
    home = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert "A page" in home
    assert "fonts.googleapis.com" not in home
    assert '<html lang="en"' in home
    assert llmnotes("lint").returncode == 0
