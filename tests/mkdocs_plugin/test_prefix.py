"""Builds of a list in a folder of a larger site, again after a change."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

import forkserver
import pytest
from browser import handbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def build(folder: Path) -> dict[str, bytes]:
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    result = forkserver.shared().run_text("mkdocs", "build", "--strict", cwd=folder, env=env)
    assert result.returncode == 0, result.stderr
    return {file.relative_to(folder / "site").as_posix(): file.read_bytes() for file in (folder / "site").rglob("*") if file.is_file()}


def edit(folder: Path) -> None:
    record = min((folder / "entries").glob("2*/*.md"))
    record.write_text(f"{record.read_text(encoding='utf-8')}\n- a new line\n", encoding="utf-8")


def move(folder: Path) -> None:
    settings = folder / "mkdocs.yml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("prefix: reading/", "prefix: list/of/links, name: Links"), encoding="utf-8"
    )


def introduce(folder: Path) -> None:
    home = folder / "docs/reading/index.md"
    home.parent.mkdir()
    home.write_text("---\ntitle: What we read\n---\n\nWe read, and [RAG](topics/rag.md) is a topic.\n", encoding="utf-8")


@pytest.mark.parametrize("change", [edit, move, introduce])
def test_a_site_with_a_list_in_a_folder_that_is_rebuilt_after_a_change_equals_a_first_build(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    again, first = tmp_path / "again", tmp_path / "first"
    handbook.write(again, nav="")
    (again / "docs/index.md").write_text("# Welcome\n", encoding="utf-8")
    before = build(again)
    change(again)
    shutil.copytree(again, first, ignore=shutil.ignore_patterns("site", ".cache"))
    after = build(again)
    assert after != before
    expected = build(first)
    assert {path for path in {*after, *expected} if after.get(path) != expected.get(path)} == set()


def test_an_index_page_that_the_author_wrote_in_the_lists_folder_begins_the_home_page_of_the_list(tmp_path: Path) -> None:
    handbook.write(tmp_path)
    introduce(tmp_path)
    home = build(tmp_path)["reading/index.html"].decode()
    assert "<title>What we read - ACME Handbook</title>" in home
    assert '<a href="topics/rag/">RAG</a> is a topic.' in home
    assert home.index("is a topic.") < home.index("ln-entry")


def test_a_list_in_a_folder_of_a_larger_site_keeps_the_fonts_of_a_site_that_uses_the_default_fonts_of_the_theme(tmp_path: Path) -> None:
    handbook.write(tmp_path)
    settings = tmp_path / "mkdocs.yml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("  font: false\n", ""), encoding="utf-8")
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    result = forkserver.shared().run_text("mkdocs", "build", "--strict", cwd=tmp_path, env=env)
    assert result.returncode == 0, result.stderr
    assert "font" not in result.stderr
    page = (tmp_path / "site/reading/topics/rag/index.html").read_text(encoding="utf-8")
    assert "https://fonts.googleapis.com/css?family=Roboto" in page
    policy = page.partition("Content-Security-Policy")[2].partition(">")[0]
    assert "style-src 'self' https://fonts.googleapis.com" in policy
    assert "font-src 'self' https://fonts.gstatic.com" in policy


@pytest.mark.parametrize(
    ("plugin", "page", "index"),
    [
        ("- llmnotes: {prefix: reading/}\n- search\n", "reading/index.md", "search/search_index.json"),
        ("- llmnotes\n", "index.md", "search/pages.json"),
    ],
)
def test_the_search_leaves_out_the_home_page_of_the_list_if_the_front_matter_of_this_page_says_so(
    tmp_path: Path, plugin: str, page: str, index: str
) -> None:
    handbook.write(tmp_path, plugin=plugin)
    (tmp_path / "docs/index.md").write_text("# Welcome\n", encoding="utf-8")
    home = tmp_path / "docs" / page
    home.parent.mkdir(exist_ok=True)
    for front_matter, found in (("", True), ("---\nsearch: {exclude: true}\n---\n", False)):
        home.write_text(f"{front_matter}# What we read\n\nWords of the beginning.\n", encoding="utf-8")
        site = build(tmp_path)
        assert "Words of the beginning." in site[page.replace(".md", ".html")].decode()
        texts = json.dumps(json.loads(site[index]))
        assert ("Words of the beginning." in texts, "Set up" in texts) == (found, True)
        assert ("entries/2023-04-11-huyenchip-llm-engineering/" in texts) == page.startswith("reading/")
