"""The script that the release workflow runs: it refuses a tag that doesn't fit, and prints the notes of one that does."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = '[project]\nname = "a"\nversion = "1.2.0"\n[project.urls]\nHomepage = "https://github.com/me/list"\n'
CHANGELOG = "# Changelog\n\n## 1.2.0 (2024-02-03)\n\n### Keep a list\n\n- New.\n\n## 1.1.0 (2024-01-01)\n\n- Old.\n"


def released(folder: Path, project: str, changelog: str, *args: str) -> tuple[int, str, list[str]]:
    (folder / "pyproject.toml").write_text(project, encoding="utf-8")
    (folder / "CHANGELOG.md").write_text(changelog, encoding="utf-8")
    command: list[str | Path] = [sys.executable, ROOT / ".ci" / "release.py", *args, "--root", folder]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout, done.stderr.splitlines()


def test_a_release_with_a_correct_git_tag_gets_the_notes_of_its_version_in_the_changelog(tmp_path: Path) -> None:
    assert released(tmp_path, PROJECT, CHANGELOG, "v1.2.0", "--repository", "me/list") == (0, "### Keep a list\n\n- New.\n", [])


@pytest.mark.parametrize(
    ("changelog", "args", "parts"),
    [
        (CHANGELOG, ["v1.3.0"], ["pyproject.toml: the version is 1.2.0, but the tag is v1.3.0"]),
        (CHANGELOG, ["1.2.0"], ["the tag is 1.2.0"]),
        (CHANGELOG.replace("2024-02-03", "unreleased"), ["v1.2.0"], ["CHANGELOG.md: the section about 1.2.0 says (unreleased)"]),
        (CHANGELOG[CHANGELOG.index("## 1.1") :], ["v1.2.0"], ["CHANGELOG.md: the first section is not about 1.2.0"]),
        ("", ["v1.2.0", "--repository", "you/list"], ["the first section is not about", "pyproject.toml:5: the URL names the repository me/list"]),
    ],
)  # fmt: skip
def test_every_problem_of_a_git_tag_for_a_release_is_reported_and_no_release_notes_are_printed(
    tmp_path: Path, changelog: str, args: list[str], parts: list[str]
) -> None:
    status, notes, errors = released(tmp_path, PROJECT, changelog, *args)
    assert (status, notes, len(errors)) == (1, "", len(parts))
    for part, error in zip(parts, errors, strict=True):
        assert part in error
