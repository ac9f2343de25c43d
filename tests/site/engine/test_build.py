"""One build of a toy site: pages that the theme renders, pages filled into shells, and consecutive pages with one key."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

import pytest

from engine.toys import NOTES, Around, ToyMkDocs, ToySite, rewritten, stamps, themed, tree
from llmnotes.errors import ShellError
from llmnotes.site.engine.build import Build, Choices
from llmnotes.system import processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from llmnotes.site.engine.artifact import PageArtifact
    from llmnotes.site.engine.page import Page


@pytest.fixture(autouse=True)
def one_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "cores", lambda: 1)


@pytest.fixture
def mkdocs(tmp_path: Path) -> ToyMkDocs:
    (tmp_path / "list").mkdir()
    return ToyMkDocs(tmp_path / "list")


def sources(*numbers: int) -> set[str]:
    return {f"notes/n{number}.md" for number in numbers}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Shaped(ToySite):
    """A toy site whose first four pages have descriptions."""

    def page_artifacts(self) -> Iterator[PageArtifact]:
        return (page._replace(described=page.path < "notes/n4") for page in super().page_artifacts())


@pytest.mark.parametrize(
    ("site", "shells", "named", "rendered"),
    [
        (ToySite(), True, set(), sources(1)),
        (ToySite(), False, set(), sources(*range(8))),
        (ToySite(), True, sources(0, 5), sources(0, 2, 5)),
        (Shaped(), True, set(), sources(1, 5)),
        (ToySite(notes={"n0": "a", "n1": "b"}), True, set(), sources(0, 1)),
        (ToySite(notes={}), True, set(), set()),
    ],
    ids=["one of a shape", "no shells", "named ones too", "one of each shape", "too few to share one", "none"],
)
def test_the_theme_renders_one_page_for_each_html_that_is_reused_and_all_pages_if_none_is_reused(
    site: ToySite,
    shells: bool,  # noqa: FBT001 - pytest passes it by name
    named: set[str],
    rendered: set[str],
) -> None:
    assert Build(site, Around(), Choices(shells=shells, named=named)).rendered.keys() == rendered


@pytest.mark.parametrize("named", [set(), sources(3, 6), sources(0, 1, 2, 3, 4, 5)], ids=["none named", "two named", "nearly all named"])
def test_a_page_filled_into_the_saved_html_of_the_theme_equals_the_page_that_the_theme_renders(mkdocs: ToyMkDocs, named: set[str]) -> None:
    site = ToySite(notes=NOTES | {"n6": "<b>text</b> & 文", "n7": "ln-title-ln {title}"}, view="Toys & <games>")
    mkdocs.build(site, named=named)
    filled = tree(mkdocs.site)
    mkdocs.build(site, shells=False)
    assert tree(mkdocs.site) == filled


def _by_title(page: Page, address: str) -> str:
    """Render a page with a theme that adds a text to the page n1 only."""
    return f"{themed(page, address)}{'special' if page.title.startswith('n1 ') else ''}"


def _raising(page: Page, address: str) -> str:
    """Render a page with a theme that fails for a page with placeholders."""
    if not page.title.startswith("n"):
        raise KeyError(page.title)
    return themed(page, address)


def _shouting(page: Page, address: str) -> str:
    """Render a page with a theme that adds the title in capitals."""
    return f"{themed(page, address)}{page.title.upper()}"


@pytest.mark.parametrize("theme", [_by_title, _raising, _shouting])
def test_the_theme_renders_all_pages_if_a_compared_page_differs_or_a_sample_page_cannot_be_rendered(
    mkdocs: ToyMkDocs, theme: Callable[[Page, str], str]
) -> None:
    reason = mkdocs.build(ToySite(), theme=theme)
    assert reason
    assert not re.search("ln[0-9a-f]{32}", reason), "no mark is shown"
    files = tree(mkdocs.site)
    assert mkdocs.build(ToySite(), theme=theme, shells=False) == ""
    assert tree(mkdocs.site) == files
    assert ToyMkDocs(mkdocs.project).build(ToySite(notes=NOTES | {"n5": "other"}), theme=theme)
    assert "other" in tree(mkdocs.site)["notes/n5/index.html"]
    assert mkdocs.build(ToySite()) == "", "the theme treats all pages alike again"
    assert "N5" not in tree(mkdocs.site)["notes/n5/index.html"]


@pytest.mark.parametrize("checked", [8, 3])
def test_comparing_more_pages_finds_a_page_that_the_theme_renders_differently(mkdocs: ToyMkDocs, checked: int) -> None:
    def theme(page: Page, address: str) -> str:
        return f"{themed(page, address)}{'special' if page.title.startswith('n6 ') else ''}"

    assert mkdocs.build(ToySite(), theme=theme) == "", "only n1 is checked"
    assert "notes/n6/" in mkdocs.build(ToySite(), theme=theme, checked=checked)
    assert "special" in tree(mkdocs.site)["notes/n6/index.html"]


def test_a_page_that_the_theme_cannot_render_stops_the_build_with_its_path_and_a_remedy(mkdocs: ToyMkDocs) -> None:
    def theme(page: Page, address: str) -> str:
        if page.title.startswith("n7 "):
            raise ValueError("no sevens")
        return _shouting(page, address)

    with pytest.raises(ShellError, match=r"notes/n7: ValueError: no sevens\. Correct or remove the plugin"):
        mkdocs.build(ToySite(), theme=theme)


def test_a_build_after_a_stopped_build_writes_all_files(mkdocs: ToyMkDocs) -> None:
    def theme(page: Page, address: str) -> str:
        return f"{1 / (page.title != 'n7 of Toys')}{page.title.upper()}{address}"

    mkdocs.build(ToySite())
    files = tree(mkdocs.site)
    with pytest.raises(ShellError):
        ToyMkDocs(mkdocs.project).build(ToySite(notes=NOTES | {"n5": "other"}, files={}), theme=theme)
    ToyMkDocs(mkdocs.project).build(ToySite())
    assert tree(mkdocs.site) == files


def test_a_page_that_another_file_replaces_is_not_written_but_its_file_in_another_format_is(mkdocs: ToyMkDocs) -> None:
    mkdocs.build(ToySite())
    files = tree(mkdocs.site)
    ToyMkDocs(mkdocs.project).build(ToySite(), without={"notes/n3"})
    assert tree(mkdocs.site) == {
        **{path: text for path, text in files.items() if path != "notes/n3/index.html"},
        "pages.txt": "Toys: " + " ".join(f"notes/n{number}/" for number in range(8) if number != 3),
    }


def _changed(mkdocs: ToyMkDocs, site: ToySite, **more: object) -> set[str]:
    """Build `site` again. Return the written pages and their extra files, except those of n1, which MkDocs renders in each build."""
    before = stamps(mkdocs.site)
    ToyMkDocs(mkdocs.project).build(site, **more)  # type: ignore[arg-type] # `more` are parameters of `build`
    return {path for path in rewritten(before, mkdocs.site) if path.startswith("notes/") and path[7] != "1"}


def test_a_changed_page_rewrites_the_pages_that_share_its_cache_key_and_keeps_all_other_pages(mkdocs: ToyMkDocs) -> None:
    mkdocs.build(ToySite())
    files = {"notes/n4/index.html", "notes/n4.txt", "notes/n5/index.html", "notes/n5.txt"}
    assert _changed(mkdocs, ToySite(notes=NOTES | {"n4": "other"})) == files
    assert _changed(mkdocs, ToySite(notes=NOTES | {"n4": "other"})) == set()


def test_every_page_is_written_again_if_the_html_of_the_theme_around_it_changed(mkdocs: ToyMkDocs) -> None:
    mkdocs.build(ToySite())
    found = _changed(mkdocs, ToySite(), theme=lambda page, address: f"{themed(page, address)}<footer>")
    assert found == {path for path in stamps(mkdocs.site) if path.startswith("notes/") and path[7] != "1"}
    assert all(text.endswith("<footer>") for path, text in tree(mkdocs.site).items() if path.endswith(".html"))


@pytest.mark.parametrize("shells", [True, False])
def test_the_file_of_a_page_in_another_format_is_rewritten_together_with_the_page(mkdocs: ToyMkDocs, shells: bool) -> None:  # noqa: FBT001 - pytest passes it by name
    mkdocs.build(ToySite(), shells=shells)
    found = _changed(mkdocs, ToySite(notes=NOTES | {"n5": "other"}), shells=shells)
    assert tree(mkdocs.site)["notes/n5.txt"] == "Toys: other"
    assert {path for path in found if path.endswith(".txt")} == ({"notes/n4.txt", "notes/n5.txt"} if shells else {"notes/n5.txt"})


def test_removing_a_page_removes_its_file_in_another_format(mkdocs: ToyMkDocs) -> None:
    mkdocs.build(ToySite())
    ToyMkDocs(mkdocs.project).build(ToySite(notes={name: text for name, text in NOTES.items() if name != "n3"}))
    assert not {path for path in tree(mkdocs.site) if path.startswith("notes/n3")}


@pytest.mark.parametrize("page", ["notes/n0", "notes/n4", "notes/n5"])
def test_a_build_overwrites_a_file_that_another_plugin_wrote_at_the_address_of_a_generated_page(mkdocs: ToyMkDocs, page: str) -> None:
    mkdocs.build(ToySite())
    files = tree(mkdocs.site)
    for others in ({f"{page}/index.html": "theirs"}, {f"{page}/index.html": "theirs"}, {}):
        ToyMkDocs(mkdocs.project).build(ToySite(), others=others)
        assert tree(mkdocs.site) == files


def test_a_page_of_the_comparison_is_still_written_if_another_plugin_removed_it_from_the_pages_of_mkdocs(mkdocs: ToyMkDocs) -> None:
    mkdocs.build(ToySite())
    files = tree(mkdocs.site)
    assert ToyMkDocs(mkdocs.project).build(ToySite(), taken=sources(1)) == ""
    assert tree(mkdocs.site) == files
