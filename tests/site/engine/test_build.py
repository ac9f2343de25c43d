"""One build of a site of toys: which pages the theme renders, what is filled into shells, and what has one key."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from engine.toys import NOTES, Around, ToyMkDocs, ToySite, rewritten, stamps, themed, tree
from llmnotes.errors import ShellError
from llmnotes.site.engine.build import Build
from llmnotes.system import processes

if TYPE_CHECKING:
    from collections.abc import Iterator
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
    """The first four pages have descriptions."""

    def page_artifacts(self) -> Iterator[PageArtifact]:
        return (page._replace(described=page.path < "notes/n4") for page in super().page_artifacts())


@pytest.mark.parametrize(
    ("site", "shells", "named", "rendered"),
    [
        (ToySite(), True, set(), sources(0, 1)),
        (ToySite(), False, set(), sources(*range(8))),
        (ToySite(), True, sources(0, 5), sources(0, 1, 2, 5)),
        (Shaped(), True, set(), sources(0, 1, 4, 5)),
        (ToySite(notes={"n0": "a", "n1": "b"}), True, set(), sources(0, 1)),
        (ToySite(notes={}), True, set(), set()),
    ],
    ids=["two of a shape", "no shells", "named ones too", "two of each shape", "too few to share one", "none"],
)
def test_the_theme_renders(site: ToySite, shells: bool, named: set[str], rendered: set[str]) -> None:  # noqa: FBT001 - pytest passes it by name
    assert Build(site, Around(), shells=shells, named=named, others=[]).rendered.keys() == rendered


@pytest.mark.parametrize("named", [set(), sources(3, 6), sources(0, 1, 2, 3, 4, 5)], ids=["none named", "two named", "nearly all named"])
def test_a_shell_gives_the_bytes_that_the_theme_gives(mkdocs: ToyMkDocs, named: set[str]) -> None:
    site = ToySite(notes=NOTES | {"n6": "<b>text</b> & 文", "n7": "ln-title-ln {title}"}, view="Toys & <games>")
    mkdocs.build(site, named=named)
    filled = tree(mkdocs.site)
    mkdocs.build(site, shells=False)
    assert tree(mkdocs.site) == filled


def _by_title(page: Page, address: str) -> str:
    """A theme that treats one page in another way than the others."""
    return f"{themed(page, address)}{'special' if page.title.startswith('n1 ') else ''}"


def test_pages_that_the_theme_renders_in_two_ways_stop_the_build_with_a_remedy(mkdocs: ToyMkDocs) -> None:
    with pytest.raises(ShellError, match=r"notes/n1 .*shell to false"):
        mkdocs.build(ToySite(), theme=_by_title)
    mkdocs.build(ToySite(), theme=_by_title, shells=False)
    assert "special" in tree(mkdocs.site)["notes/n1/index.html"]


def test_a_build_that_a_shell_stopped_is_made_up_for_by_the_next(mkdocs: ToyMkDocs) -> None:
    mkdocs.build(ToySite())
    files = tree(mkdocs.site)
    with pytest.raises(ShellError):
        ToyMkDocs(mkdocs.project).build(ToySite(notes=NOTES | {"n5": "other"}, files={}), theme=_by_title)
    ToyMkDocs(mkdocs.project).build(ToySite())
    assert tree(mkdocs.site) == files


def _changed(mkdocs: ToyMkDocs, site: ToySite, **more: object) -> set[str]:
    """The pages and the files beside them that another build writes, but for those of the first run, of which MkDocs renders pages."""
    before = stamps(mkdocs.site)
    ToyMkDocs(mkdocs.project).build(site, **more)  # type: ignore[arg-type] # of any of its parameters
    return {path for path in rewritten(before, mkdocs.site) if path.startswith("notes/") and path[7] not in "01"}


def test_pages_of_a_run_have_one_key_and_other_runs_are_kept(mkdocs: ToyMkDocs) -> None:
    mkdocs.build(ToySite())
    files = {"notes/n4/index.html", "notes/n4.txt", "notes/n5/index.html", "notes/n5.txt"}
    assert _changed(mkdocs, ToySite(notes=NOTES | {"n4": "other"})) == files
    assert _changed(mkdocs, ToySite(notes=NOTES | {"n4": "other"})) == set()


def test_another_shell_makes_every_page_again(mkdocs: ToyMkDocs) -> None:
    mkdocs.build(ToySite())
    found = _changed(mkdocs, ToySite(), theme=lambda page, address: f"{themed(page, address)}<footer>")
    assert found == {path for path in stamps(mkdocs.site) if path.startswith("notes/") and path[7] not in "01"}
    assert all(text.endswith("<footer>") for path, text in tree(mkdocs.site).items() if path.endswith(".html"))


@pytest.mark.parametrize("shells", [True, False])
def test_a_file_beside_a_page_follows_it_whether_the_theme_renders_the_page_or_not(mkdocs: ToyMkDocs, shells: bool) -> None:  # noqa: FBT001 - pytest passes it by name
    mkdocs.build(ToySite(), shells=shells)
    found = _changed(mkdocs, ToySite(notes=NOTES | {"n5": "other"}), shells=shells)
    assert tree(mkdocs.site)["notes/n5.txt"] == "Toys: other"
    assert {path for path in found if path.endswith(".txt")} == ({"notes/n4.txt", "notes/n5.txt"} if shells else {"notes/n5.txt"})


def test_a_page_that_goes_takes_the_file_beside_it_along(mkdocs: ToyMkDocs) -> None:
    mkdocs.build(ToySite())
    ToyMkDocs(mkdocs.project).build(ToySite(notes={name: text for name, text in NOTES.items() if name != "n3"}))
    assert not {path for path in tree(mkdocs.site) if path.startswith("notes/n3")}


@pytest.mark.parametrize("page", ["notes/n0", "notes/n4", "notes/n5"])
def test_our_page_stands_in_place_of_another_ones_and_the_pages_of_its_run_are_complete(mkdocs: ToyMkDocs, page: str) -> None:
    mkdocs.build(ToySite())
    files = tree(mkdocs.site)
    for others in ({f"{page}/index.html": "theirs"}, {f"{page}/index.html": "theirs"}, {}):
        ToyMkDocs(mkdocs.project).build(ToySite(), others=others)
        assert tree(mkdocs.site) == files


@pytest.mark.parametrize("source", sorted(sources(0, 1)))
def test_a_page_that_another_plugin_took_away_stops_the_build_with_a_remedy(mkdocs: ToyMkDocs, source: str) -> None:
    with pytest.raises(ShellError, match=rf"{source.removesuffix('.md')} .*shell to false"):
        mkdocs.build(ToySite(), taken={source})
    mkdocs.build(ToySite(), taken={source}, shells=False)
    assert f"{source.removesuffix('.md')}/index.html" not in tree(mkdocs.site)
