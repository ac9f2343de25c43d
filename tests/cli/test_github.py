"""Call `llmnotes github summary` as the workflow does."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

LINK = "https://dead.example/page"
COPY = f"https://web.archive.org/web/20230101000000/{LINK}"
BOT = "41898282+github-actions[bot]@users.noreply.github.com"


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments], cwd=folder, check=True, capture_output=True)  # noqa: S607 - git of this machine


def commit(folder: Path, name: str, mail: str = "m@example.org") -> None:
    git(folder, "add", "-A", "-f")
    git(folder, "-c", f"user.name={name}", "-c", f"user.email={mail}", "commit", "-qm", "x")


def record(folder: Path, slug: str, url: str, more: str = "") -> None:
    path = folder / "entries" / "2023" / f"2023-06-09-{slug}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\ntitle: {slug}\nurl: {url}\ndate: 2023-06-09\n{more}---\n", encoding="utf-8")


def write_ledger(folder: Path, line: str) -> None:
    (folder / "links").mkdir(exist_ok=True)
    (folder / "links" / "ledger.txt").write_text(f"{line}\n", encoding="utf-8")
    (folder / "links" / "asked.txt").write_text("2026-11-08T04:00Z *\n", encoding="utf-8")


@pytest.fixture
def branch(tmp_path: Path) -> Path:
    """Return the folder of a reading list in a git clone, on a branch without changes."""
    (tmp_path / "mkdocs.yml").write_text("site_name: A\nplugins:\n- llmnotes: {topics: false}\n", encoding="utf-8")
    record(tmp_path, "dead", LINK)
    write_ledger(tmp_path, f"{LINK} well=2026-05-01T04:00Z")
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path, "owner")
    git(tmp_path, "switch", "-qc", "branch")
    return tmp_path


def summary(folder: Path, event: str = "pull_request") -> str:
    done = subprocess.run(
        [sys.executable, "-c", "from llmnotes.cli import run; run()", "github", "summary", "--changed-since", "main"],
        cwd=folder, env={**os.environ, "GITHUB_EVENT_NAME": event}, capture_output=True, check=True,
    )  # fmt: skip
    return re.sub(r"\\(?=[^\w\s])|\u2060", "", done.stdout.decode())


def test_the_summary_of_a_branch_without_changes_is_empty(branch: Path) -> None:
    assert summary(branch) == ""


def test_the_summary_of_a_branch_shows_changes_of_the_ledger_before_the_entries(branch: Path) -> None:
    write_ledger(branch, f'{LINK} copy=2026-11-08,https://evil.example/login marked=2026-11-08T06:00Z,dead reason="sold"')
    record(branch, "long", "https://long.example/", f"tags: [{', '.join(f'tag{number}' for number in range(40))}]\n")
    commit(branch, "Mallory", BOT)  # the address proves nothing, because any author can use it
    text = summary(branch)
    assert text.index("⚠ This pull request changes the ledger, and the scheduled link check did not make the change.") < text.index(
        "## Entries"
    )
    assert "committed by Mallory (" in text
    assert (
        "ignored: links/ledger.txt:1: the copy is at evil.example, which is not one of the archives that this reading list accepts" in text
    )
    assert f"[{LINK}]({LINK}): alive → **unchecked**" in text


def test_the_summary_of_a_branch_shows_a_new_manual_verdict_with_its_committer_and_a_new_archived_copy_of_a_link(branch: Path) -> None:
    write_ledger(branch, f'{LINK} copy=2026-11-08,{COPY} marked=2026-11-08T06:00Z,dead reason="sold"')
    commit(branch, "Mallory\x1b[31m @everyone")
    text = summary(branch)
    assert f"[{LINK}]({LINK}): alive → **dead**" in text
    assert "“sold”, committed by Mallory [31m @everyone (" in text
    assert f"archived copy: [{COPY}]({COPY})" in text
    assert "\x1b" not in text


def test_the_summary_of_a_branch_has_no_warning_if_only_the_scheduled_link_check_changed_the_ledger(branch: Path) -> None:
    write_ledger(branch, f"{LINK} failed=2026-11-01T04:00Z,gone/404 failed=2026-11-08T04:00Z,gone/404 copy=2026-11-08,{COPY}")
    commit(branch, "github-actions[bot]", BOT)
    text = summary(branch, "schedule")
    assert "⚠" not in text
    assert "alive → **dead**" in text
    assert "⚠" in summary(branch)
    (branch / "links" / "runs.txt").write_text("2026-11-08T04:00Z all asked=1 alive=1\n", encoding="utf-8")
    commit(branch, "Mallory")
    assert "⚠ This pull request changes the ledger" in summary(branch, "schedule")


def test_the_summary_of_a_branch_names_files_in_the_folder_of_the_ledger_that_do_not_belong_to_it(branch: Path) -> None:
    (branch / "links" / ".run").mkdir()
    (branch / "links" / ".run" / "journal.jsonl").write_text("{}", encoding="utf-8")
    commit(branch, "Mallory")
    assert "⚠ changed file that is not part of a ledger: .run/journal.jsonl" in summary(branch)


def test_the_summary_of_a_branch_shows_the_whole_urls_of_new_and_changed_entries(branch: Path) -> None:
    record(branch, "dead", LINK, "archived: https://evil.example/copy\n")
    record(branch, "new", "https://new.example/", f"via: https://evil.example/via\narchived: {COPY}\n")
    commit(branch, "Mallory")
    text = summary(branch)
    assert "- archived: none → [https://evil.example/copy](https://evil.example/copy) ⚠ the copy is at evil.example" in text
    assert "- via: [https://evil.example/via](https://evil.example/via)" in text
    assert f"- archived: [{COPY}]({COPY}) ⚠ the address is a copy of another page: {LINK}" in text
