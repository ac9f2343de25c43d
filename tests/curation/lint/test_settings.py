"""Addresses in mkdocs.yml that come from an example."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from llmnotes.actions.fix import Linting
from llmnotes.actions.reading_list import ReadingList
from llmnotes.curation.lint.settings import is_placeholder

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = (
    "site_name: A list\nsite_url: https://example.github.io/llmnotes/\nrepo_url: https://github.com/example/llmnotes\nplugins: [llmnotes]\n"
)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/", "https://www.example.com/list/", "https://example.github.io/llmnotes/", "https://your-name.github.io/", "https://username.gitlab.io/x/",
        "https://github.com/example/llmnotes", "https://github.com/YOUR_NAME/my-list", "https://gitlab.com/<owner>/list", "https://your-site.example/", " http://EXAMPLE.net ",
    ],
)  # fmt: skip
def test_an_address_of_an_example_is_a_placeholder(url: str) -> None:
    assert is_placeholder(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://lists.me.example/", "https://examples.dev/", "https://github.com/octocat/example", "https://octocat.github.io/example/", "https://notes.my-list.dev/",
        "http://127.0.0.1:8000/", "", "https://[", "https://counterexample.org/",
    ],
)  # fmt: skip
def test_a_real_address_is_not_a_placeholder(url: str) -> None:
    assert not is_placeholder(url)


def found(folder: Path) -> list[tuple[str, str]]:
    problems = Linting(ReadingList.open(str(folder / "mkdocs.yml"))).problems()
    return [(f"{problem.place.line}:{problem.place.column}", problem.rule) for problem in problems]


def test_placeholders_are_reported_on_their_lines_except_in_the_repository_of_the_tool(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    assert found(tmp_path) == [("2:1", "site-placeholder"), ("3:1", "site-placeholder")]
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "other"\n', encoding="utf-8")
    assert len(found(tmp_path)) == 2
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "llmnotes"\n', encoding="utf-8")
    assert found(tmp_path) == []


def test_a_placeholder_in_an_inherited_file_is_reported_without_a_line(tmp_path: Path) -> None:
    (tmp_path / "base.yml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text("INHERIT: base.yml\nrepo_url: https://github.com/octocat/list\n", encoding="utf-8")
    assert found(tmp_path) == [("0:0", "site-placeholder")]
