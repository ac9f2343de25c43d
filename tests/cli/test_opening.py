"""Commands in folders without a reading list, and lists whose settings are in properdocs.yml."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

Run = Callable[..., subprocess.CompletedProcess[bytes]]
RECORD = "---\ntitle: One\nurl: https://a.example/\ndate: 2024-01-02\n---\n\nA note.\n"
COMMANDS = (
    ("lint",),
    ("lint", "--fix"),
    ("links", "check"),
    ("links", "report"),
    ("add", "https://a.example/new", "--yes", "--no-fetch"),
    ("remove", "2024-01-02-one", "--reason", "gone"),
    ("export", "--format", "log"),
    ("tags",),
    ("tags", "list"),
    ("topics", "list"),
    ("schema",),
)


def test_commands_in_a_folder_without_a_list_name_the_files_that_they_looked_for(llmnotes: Run, tmp_path: Path) -> None:
    for command in COMMANDS:
        done = llmnotes(*command)
        if done.returncode == 2 and b"Usage" in done.stderr:  # a group such as `tags` shows its help if no command is given
            continue
        assert (done.returncode, done.stdout) == (3, b""), (command, done)
        message = done.stderr.decode()
        assert f"found no reading list in {tmp_path}: there is neither mkdocs.yml nor properdocs.yml" in message
        assert "`llmnotes init`" in message
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["mkdocs.yml", "properdocs.yml"])
def test_lint_reports_a_folder_of_records_that_does_not_exist(llmnotes: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("site_name: A\nplugins:\n- llmnotes: {entries: entires, topics: false}\n", encoding="utf-8")
    (tmp_path / "entries").mkdir()
    done = llmnotes("lint")
    assert done.returncode == 3
    assert (
        f"entires: the folder of records does not exist. Name the right folder with the option `entries` of the plugin llmnotes in {name}"
        in done.stderr.decode()
    )
    named = llmnotes("lint", "--entries", "missing")
    assert (named.returncode, b"missing: the folder of records does not exist" in named.stderr) == (3, True)


def test_adding_the_first_entry_creates_the_folder_of_records(llmnotes: Run, tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: A\nplugins:\n- llmnotes: {topics: false}\n", encoding="utf-8")
    assert llmnotes("add", "https://a.example/new", "--yes", "--no-fetch", "--title", "New", "--date", "2024-01-02").returncode == 0
    assert llmnotes("lint").stderr == b"1 record: no problems\n"


def test_lint_accepts_a_folder_of_records_without_mkdocs_yml(llmnotes: Run, tmp_path: Path) -> None:
    (tmp_path / "entries" / "2024").mkdir(parents=True)
    (tmp_path / "entries" / "2024" / "2024-01-02-one.md").write_text(RECORD, encoding="utf-8")
    assert llmnotes("lint").stderr == b"1 record: no problems\n"


def test_lint_and_build_read_the_settings_in_properdocs_yml(llmnotes: Run, tmp_path: Path) -> None:
    settings = "site_name: A\ntheme: {name: material, font: false}\nplugins:\n- llmnotes: {entries: kept, topics: false}\n"
    (tmp_path / "properdocs.yml").write_text(settings, encoding="utf-8")
    (tmp_path / "kept" / "2024").mkdir(parents=True)
    (tmp_path / "kept" / "2024" / "2024-01-02-one.md").write_text(RECORD, encoding="utf-8")
    (tmp_path / "docs").mkdir()
    assert llmnotes("lint").stderr == b"1 record: no problems\n"
    done = llmnotes("build", "--strict")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "site" / "entries" / "2024-01-02-one" / "index.html").exists()
