"""The site of a reading list as mkdocs.yml asks for it."""

from __future__ import annotations

import datetime
import sys
from typing import TYPE_CHECKING, Any

import pytest

from llmnotes import config
from llmnotes.actions.init import NewList, start
from llmnotes.actions.site import SiteOptions, problems_of, site_of
from llmnotes.system.cache import Cache

if TYPE_CHECKING:
    from pathlib import Path

    from llmnotes.model import Problem
    from llmnotes.site.assemble import Site

NOW = datetime.datetime(2024, 2, 3, tzinfo=datetime.UTC)


def built(folder: Path, options: dict[str, Any], *, font: object = False, listed: bool = False) -> tuple[Site, list[Problem]]:
    """Return the site of a new list, and the problems that a build reports."""
    if not listed:
        start(folder, NewList(title="A list", language="en", today=NOW.date()))
    problems: list[Problem] = []
    settings, _ = config.settings(options, folder)
    problems += problems_of(settings, font)
    mkdocs = SiteOptions(
        name="A list", description="", site_url="https://list.example/", directories=True, repo_url=None, edit_uri=None, docs=folder / "docs", folder=folder, now=NOW
    )  # fmt: skip
    return site_of(settings, mkdocs, Cache(None), problems.append), problems


def test_a_theme_whose_fonts_are_not_named_and_a_missing_topics_yml_are_reported(tmp_path: Path) -> None:
    start(tmp_path, NewList(title="A list", language="en", today=NOW.date()))
    (tmp_path / "topics.yml").rename(tmp_path / "no-topics.yml")
    (tmp_path / "entries" / "2024" / "2024-01-28-spec-commonmark.md").unlink()
    site, problems = built(tmp_path, {}, font={"text": "Roboto", "code": "Roboto Mono"}, listed=True)
    assert [problem.severity.value for problem in problems] == ["advice", "advice"]
    assert [problem.rule for problem in problems] == ["font", "topics"]
    assert not site.publication.taxonomy
    assert built(tmp_path, {"topics": False}, font={"text": "Noto Sans JP", "code": "Roboto Mono"}, listed=True)[1] == []


def named(site: Site) -> set[str]:
    """Return the paths of card images that pages name, and of those that the site has."""
    return {page.card for page in [site.home(), *site.pages()]} | {asset.path for asset in site.assets() if asset.path.startswith("cards/")}


@pytest.mark.parametrize(("options", "messages"), [({}, 0), ({"cards": "topics"}, 1), ({"cards": "entries"}, 1), ({"cards": False}, 0)])
def test_without_the_libraries_of_cards_no_page_names_one_and_only_an_asked_for_option_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], messages: int
) -> None:
    monkeypatch.setitem(sys.modules, "pylopdf_fonts_jp", None)
    site, problems = built(tmp_path, options)
    assert named(site) == {""}
    assert [problem.remedy for problem in problems] == ["Install llmnotes[cards], or remove the option cards from mkdocs.yml"] * messages


def test_with_the_libraries_of_cards_pages_name_card_images_by_default(tmp_path: Path) -> None:
    site, problems = built(tmp_path, {})
    assert named(site) - {""} == {"cards/index.png", *(f"cards/topics/{topic}.png" for topic in ("articles", "tools", "talks"))}
    assert not problems
