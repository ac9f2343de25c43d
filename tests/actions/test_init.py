"""A new list is complete, and starting a list never changes files that exist."""

from __future__ import annotations

import datetime
import html
import re
from typing import TYPE_CHECKING

import markdown  # type: ignore[import-untyped] # the package has no types
import pytest
import yaml
from markdown_it import MarkdownIt

from llmnotes.actions.init import NewList, start
from llmnotes.actions.reading_list import ReadingList
from llmnotes.errors import RefusalError
from llmnotes.model import LANGUAGES

if TYPE_CHECKING:
    from pathlib import Path

DAY = datetime.date(2024, 2, 3)
ODD = ['a: "b" #c', "'", "- [x](y) <b>", "読書", "\\n", "{{ title }}", "yes", "5"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_list_has_an_example_entry_and_no_problems(tmp_path: Path, language: str) -> None:
    paths = start(tmp_path / "list", NewList(title="My list", language=language, today=DAY))
    opened = ReadingList.open(str(tmp_path / "list" / "mkdocs.yml"), None)
    assert not opened.problems
    assert [(entry.added, entry.topics) for entry in opened.entries] == [(DAY, ("tools",))]
    assert opened.settings.language == language
    assert all(path.is_file() for path in paths)


@pytest.mark.parametrize("title", ODD)
def test_unusual_characters_in_the_title_of_a_new_list_are_kept_in_mkdocs_yml(tmp_path: Path, title: str) -> None:
    start(
        tmp_path,
        NewList(title=title, language="en", today=DAY, site_url="https://me.example/a'b/", repository="https://github.com/me/list"),
    )
    settings = yaml.safe_load((tmp_path / "mkdocs.yml").read_text(encoding="utf-8"))
    assert [settings[key] for key in ("site_name", "site_url", "repo_url")] == [
        title,
        "https://me.example/a'b/",
        "https://github.com/me/list",
    ]


@pytest.mark.parametrize(
    "title",
    [
        *ODD,
        "a = b ~ ~~c~~ | d",
        "/a 1. b",
        "1. a",
        "Fix #1 @me www.a.example :b:",
        "&copy; &#35;",
        "`a` *b* _c_ [d] {{e}}",
        "x {#id}",
        "x #",
        "a <!-- b -->",
        "$x$",
    ],
)
def test_the_heading_of_the_home_page_of_a_new_list_shows_each_character_of_the_title(tmp_path: Path, title: str) -> None:
    start(tmp_path, NewList(title=title, language="en", today=DAY))
    text = (tmp_path / "docs" / "index.md").read_text(encoding="utf-8").splitlines()[0]
    assert "\u2060" not in text
    headings = [markdown.markdown(text, extensions=["attr_list"]), MarkdownIt("gfm-like", {"linkify": False}).render(text)]
    assert [html.unescape(re.sub("</?h1>", "", heading.strip())) for heading in headings] == [title, title]


@pytest.mark.parametrize("taken", ["mkdocs.yml", "topics.yml", "docs/index.md", "entries/2020/a.md"])
def test_starting_a_list_in_a_folder_with_files_of_a_list_is_refused_and_changes_no_file(tmp_path: Path, taken: str) -> None:
    (tmp_path / taken).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / taken).write_text("mine", encoding="utf-8")
    with pytest.raises(RefusalError, match=taken.split("/", maxsplit=1)[0]):
        start(tmp_path, NewList(title="t", language="en", today=DAY))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / taken]


def test_starting_a_list_in_a_folder_with_other_files_keeps_these_files(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "LICENSE").write_text("mine", encoding="utf-8")
    start(tmp_path, NewList(title="t", language="en", today=DAY))
    assert (tmp_path / "mkdocs.yml").is_file()
    assert (tmp_path / "LICENSE").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "/site/\n/.cache/\n/.venv/\n.*.part\n"),
        ("*.pyc\n/site/", "*.pyc\n/site/\n/.cache/\n/.venv/\n.*.part\n"),
        ("/site/\n/.cache/\n/.venv/\n.*.part\n\n", "/site/\n/.cache/\n/.venv/\n.*.part\n\n"),
    ],
)
def test_starting_a_list_keeps_a_readme_and_adds_the_missing_lines_to_a_gitignore(tmp_path: Path, before: str, after: str) -> None:
    (tmp_path / "README.md").write_text("mine", encoding="utf-8")
    (tmp_path / ".gitignore").write_text(before, encoding="utf-8")
    written = start(tmp_path, NewList(title="t", language="en", today=DAY))
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == after
    assert (tmp_path / ".gitignore" in written) == (before != after)
    assert tmp_path / "README.md" not in written
