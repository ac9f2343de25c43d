"""The site that a reading list gets from the options in mkdocs.yml."""

from __future__ import annotations

import dataclasses
import datetime
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from llmnotes import config
from llmnotes.actions.init import NewList, start
from llmnotes.actions.last_good import LastGood
from llmnotes.actions.site import SiteOptions, problems_of, site_of
from llmnotes.model import Severity
from llmnotes.system.cache import Cache

if TYPE_CHECKING:
    from pathlib import Path

    from llmnotes.model import Problem
    from llmnotes.site.assemble import Site

NOW = datetime.datetime(2024, 2, 3, tzinfo=datetime.UTC)


def built(
    folder: Path,
    options: dict[str, Any],
    *,
    font: object = False,
    listed: bool = False,
    last_good: LastGood | None = None,
    **mkdocs_options: Any,
) -> tuple[Site, list[Problem]]:
    """Return the site of a new list, and the problems that a build reports. `mkdocs_options` are fields of SiteOptions."""
    if not listed and not (folder / "topics.yml").exists():
        start(folder, NewList(title="A list", language="en", today=NOW.date()))
    problems: list[Problem] = []
    settings, _ = config.settings(options, folder)
    problems += problems_of(settings, font)
    mkdocs = SiteOptions(
        name="A list", description="", site_url="https://list.example/", directories=True, repo_url=None, edit_uri=None, docs=folder / "docs", folder=folder, now=NOW
    )  # fmt: skip
    return site_of(settings, dataclasses.replace(mkdocs, **mkdocs_options), Cache(None), problems.append, last_good), problems


def test_a_build_reports_that_mkdocs_yml_names_no_fonts_and_that_topics_yml_is_missing(tmp_path: Path) -> None:
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
def test_without_the_libraries_for_cards_pages_have_no_card_image_and_only_an_explicit_option_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], messages: int
) -> None:
    monkeypatch.setitem(sys.modules, "pylopdf_fonts_jp", None)
    site, problems = built(tmp_path, options)
    assert named(site) == {""}
    assert [problem.remedy for problem in problems] == ["Install llmnotes[cards], or remove the option cards from mkdocs.yml"] * messages


def test_with_the_libraries_for_cards_pages_have_card_images_by_default(tmp_path: Path) -> None:
    site, problems = built(tmp_path, {})
    assert named(site) - {""} == {"cards/index.png", *(f"cards/topics/{topic}.png" for topic in ("articles", "tools", "talks"))}
    assert not problems


def edit_links(site: Site) -> set[str]:
    repository = site.publication.repository
    return {repository.edit_of(entry.slug) for entry in site.publication.catalogue.entries} if repository else set()


@pytest.mark.parametrize(
    ("home", "link"),
    [
        ("https://github.com/a/b", "https://github.com/a/b/edit/trunk/entries/2024/"),
        ("https://github.com/a/b.git", "https://github.com/a/b/edit/trunk/entries/2024/"),
        ("https://gitlab.com/a/b/", "https://gitlab.com/a/b/-/edit/trunk/entries/2024/"),
        ("https://codeberg.org/a/b", "https://codeberg.org/a/b/_edit/trunk/entries/2024/"),
    ],
)
def test_links_for_editing_use_the_default_branch_if_mkdocs_yml_has_no_edit_uri(tmp_path: Path, home: str, link: str) -> None:
    for command in ("init", "symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/trunk"):
        subprocess.run(["git", *command.split()], cwd=tmp_path, check=True, capture_output=True)  # noqa: S607 - the git of this machine
    site, problems = built(tmp_path, {}, repo_url=home, edit_uri="edit/master/docs/", names_edit_uri=False)
    (found,) = edit_links(site)
    assert found.startswith(link)
    assert problems == []


def test_links_for_editing_of_a_list_in_a_subfolder_of_a_repository_name_this_folder(tmp_path: Path) -> None:
    for command in ("init", "symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/trunk"):
        subprocess.run(["git", *command.split()], cwd=tmp_path, check=True, capture_output=True)  # noqa: S607 - the git of this machine
    (tmp_path / "my notes").mkdir()
    site, _ = built(tmp_path / "my notes", {}, repo_url="https://github.com/a/b", edit_uri="edit/master/docs/", names_edit_uri=False)
    (found,) = edit_links(site)
    assert found.startswith("https://github.com/a/b/edit/trunk/my%20notes/entries/2024/")


@pytest.mark.parametrize(
    ("home", "edit_uri", "remedy"),
    [
        ("https://github.com/a/b", "edit/master/docs/", "edit_uri: edit/main/docs/"),
        ("https://gitlab.com/a/b", "edit/master/docs/", "edit_uri: -/edit/main/docs/"),
        ("https://codeberg.org/a/b", None, "edit_uri: _edit/main/docs/"),
    ],
)
def test_pages_have_no_links_for_editing_if_edit_uri_and_the_default_branch_are_unknown(
    tmp_path: Path, home: str, edit_uri: str | None, remedy: str
) -> None:
    subprocess.run(["git", "init"], cwd=tmp_path, check=True, capture_output=True)  # noqa: S607 - the git of this machine
    site, (problem,) = built(tmp_path, {}, repo_url=home, edit_uri=edit_uri, names_edit_uri=False)
    assert edit_links(site) == {""}
    assert site.view.source == home
    assert problem.remedy.endswith(remedy)


def test_links_for_editing_use_the_edit_uri_in_mkdocs_yml(tmp_path: Path) -> None:
    site, problems = built(tmp_path, {}, repo_url="https://github.com/a/b", edit_uri="edit/master/docs/")
    (found,) = edit_links(site)
    assert found.startswith("https://github.com/a/b/edit/master/entries/")
    assert problems == []


def test_a_preview_whose_folder_of_records_disappears_does_not_report_that_the_site_has_no_entries(tmp_path: Path) -> None:
    last_good = LastGood()
    before, _ = built(tmp_path, {}, last_good=last_good)
    (tmp_path / "entries").rename(tmp_path / "away")
    after, problems = built(tmp_path, {}, last_good=last_good)
    assert after.publication.catalogue.entries == before.publication.catalogue.entries
    assert [problem.rule for problem in problems] == ["entries"]


def test_a_build_reports_a_folder_of_records_that_does_not_exist(tmp_path: Path) -> None:
    site, (problem,) = built(tmp_path, {"entries": "entires"})
    assert not site.publication.catalogue.entries
    assert "entires" in problem.message
    assert problem.severity is Severity.ADVICE


def test_pages_name_the_folder_of_records_by_its_path_in_the_repository_wherever_the_build_was_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "repository" / "list"
    folder.mkdir(parents=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for place in (folder, tmp_path, elsewhere):
        monkeypatch.chdir(place)
        assert built(folder, {})[0].view.folder == "entries"
    (tmp_path / "repository" / ".git").mkdir()
    assert built(folder, {})[0].view.folder == "list/entries"
