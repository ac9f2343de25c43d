"""Built again after a change, by shells or page by page: the site is always the one that a first build makes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from browser import lists


def build(folder: Path, *args: str) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", *args],
        cwd=folder, capture_output=True, text=True, check=False, timeout=300,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1800000000"},
    )  # fmt: skip
    assert result.returncode == 0, result.stderr


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return [path for path in sorted(one.keys() | other.keys()) if one.get(path) != other.get(path)]


def empty_folders(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_dir() and not any(path.iterdir())]


def setting(folder: Path, old: str, new: str) -> None:
    file = folder / "mkdocs.yml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def option(folder: Path, line: str) -> None:
    setting(folder, "  - llmnotes:\n", f"  - llmnotes:\n      {line}\n")


def afresh(folder: Path) -> dict[str, bytes]:
    """What a first build makes of the same list."""
    copy = folder.with_name(f"{folder.name}-afresh")
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("site", ".cache"))
    build(copy)
    made = tree(copy / "site")
    shutil.rmtree(copy)
    return made


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """150 strange entries with a ledger, built once."""
    folder = tmp_path_factory.mktemp("again") / "list"
    lists.write_long(folder)
    build(folder)
    return folder


@pytest.fixture
def built(first: Path, tmp_path: Path) -> Path:
    """A copy of them, files' times included, so that it is as if it had been built there."""
    return Path(shutil.copytree(first, tmp_path / "list"))


@pytest.mark.parametrize("directories", ["true", "false"])
def test_shells_give_the_bytes_that_the_theme_gives(tmp_path: Path, directories: str) -> None:
    folder = tmp_path / "list"
    lists.write_long(folder)
    setting(folder, "use_directory_urls: true", f"use_directory_urls: {directories}")
    (folder / "docs" / "about.md").write_text("# By hand\n\n[an entry](entries/2019-01-01-entry-0.md), [tags](tags/index.md)\n", "utf-8")
    build(folder)
    filled = tree(folder / "site")
    depths = {path.count("/") for path in filled if path.endswith(".html")}
    assert depths >= {1, 2, 3} - ({3} if directories == "false" else set())
    option(folder, "shell: false")
    build(folder, "--site-dir", "whole")
    assert not differing(filled, tree(folder / "whole"))
