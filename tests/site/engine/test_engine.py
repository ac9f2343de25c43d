"""Successive builds of a toy site in one folder: each result equals a build from nothing, and each build writes only changed files."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import forkserver
import pytest

from engine.toys import FILES, NOTES, ToyMkDocs, ToySite, empty, rewritten, stamps, tree, write
from llmnotes.errors import FolderError
from llmnotes.system import processes

if TYPE_CHECKING:
    from collections.abc import Callable

SITE = ToySite()


@pytest.fixture(autouse=True)
def one_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "cores", lambda: 1)


@pytest.fixture
def built(tmp_path: Path) -> ToyMkDocs:
    mkdocs = ToyMkDocs(tmp_path / "list")
    mkdocs.project.mkdir()
    mkdocs.build(SITE)
    return mkdocs


@pytest.fixture
def again(built: ToyMkDocs) -> ToyMkDocs:
    """Return a new engine for the folder that `built` has built, as in a new process."""
    return ToyMkDocs(built.project)


def afresh(tmp_path: Path, site: ToySite) -> dict[str, str]:
    mkdocs = ToyMkDocs(tmp_path / "afresh")
    mkdocs.project.mkdir()
    mkdocs.build(site)
    return tree(mkdocs.site)


MADE_AGAIN = {"notes/n1/index.html", "notes/n1.txt"}
"""The page that MkDocs renders in each build to check the shell, and its extra file."""


def test_a_build_writes_every_page_and_file(built: ToyMkDocs) -> None:
    pages = {f"notes/{name}/index.html" for name in NOTES}
    assert tree(built.site).keys() == {*pages, *(f"notes/{name}.txt" for name in NOTES), *FILES, "pages.txt"}
    assert "<h1>n5</h1>text 5" in tree(built.site)["notes/n5/index.html"]
    assert "{" not in "".join(tree(built.site).values())


def test_a_build_of_an_unchanged_site_writes_only_the_checked_page_and_its_file_in_another_format(again: ToyMkDocs) -> None:
    before, files = stamps(again.site), tree(again.site)
    again.build(SITE)
    assert rewritten(before, again.site) == MADE_AGAIN
    assert tree(again.site) == files


CHANGED = {
    "a page": (ToySite(notes=NOTES | {"n5": "other"}), {f"notes/{file}" for file in ("n4/index.html", "n4.txt", "n5/index.html", "n5.txt")}),
    "a file": (ToySite(files=FILES | {"shapes/round.txt": "globe"}), {"shapes/round.txt"}),
    "a file more": (ToySite(files=FILES | {"deep/down/new.txt": "new"}), {"deep/down/new.txt"}),
    "a page more": (ToySite(notes=NOTES | {"n8": "new"}), {"notes/n8/index.html", "notes/n8.txt", "pages.txt"}),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGED)
def test_a_build_after_a_change_writes_only_the_affected_files_and_equals_a_build_from_nothing(
    again: ToyMkDocs, tmp_path: Path, what: str
) -> None:
    site, expected = CHANGED[what]
    before = stamps(again.site)
    again.build(site)
    assert rewritten(before, again.site) - MADE_AGAIN == expected
    assert tree(again.site) == afresh(tmp_path, site)


def test_a_changed_site_wide_view_rewrites_all_files(again: ToyMkDocs, tmp_path: Path) -> None:
    before, site = stamps(again.site), ToySite(view="Games")
    again.build(site)
    assert rewritten(before, again.site) == before.keys()
    assert tree(again.site) == afresh(tmp_path, site)


def test_files_of_removed_artifacts_and_their_empty_folders_are_deleted(again: ToyMkDocs, tmp_path: Path) -> None:
    site = ToySite(notes={name: NOTES[name] for name in NOTES if name != "n6"}, files={"colours.txt": "red"})
    again.build(site)
    assert not (again.site / "shapes").exists()
    assert not (again.site / "notes" / "n6").exists()
    assert tree(again.site) == afresh(tmp_path, site)


def _same_size(file: Path) -> None:
    file.write_bytes(b"x" * file.stat().st_size)


def _folder(file: Path) -> None:
    file.unlink()
    write(file / "deep" / "stray.txt", "stray")


def _link(file: Path) -> None:
    file.unlink()
    file.symlink_to("round.txt")


DAMAGES: dict[str, Callable[[Path], object]] = {
    "overwritten": _same_size, "deleted": Path.unlink, "emptied": lambda file: file.write_bytes(b""),
    "touched": lambda file: os.utime(file, (1, 1)), "replaced by a folder": _folder, "replaced by a link": _link,
    "lost with its folder": lambda file: shutil.rmtree(file.parent), "beside a stray": lambda file: write(file.parent / "stray" / "x.txt", "stray"),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("path", ["shapes/square.txt", "notes/n5/index.html"])
def test_a_damaged_file_is_restored_by_the_next_build(again: ToyMkDocs, damage: str, path: str) -> None:
    files = tree(again.site)
    DAMAGES[damage](again.site / path)
    again.build(SITE)
    assert tree(again.site) == files


def test_files_and_folders_that_no_build_wrote_are_removed(again: ToyMkDocs) -> None:
    files = tree(again.site)
    for path in ("stray.txt", "stray/deep/x.txt", "notes/n5/x.txt", "notes/x/index.html"):
        write(again.site / path, "stray")
    again.build(SITE)
    assert tree(again.site) == files


@pytest.mark.parametrize("path", ["shapes/round.txt", "notes/n5.txt", "notes/n0.txt", "pages.txt"])
def test_an_authors_file_replaces_a_generated_file_until_the_author_removes_it(again: ToyMkDocs, path: str) -> None:
    files = tree(again.site)
    for _ in range(2):
        again.build(SITE, others={path: "mine"})
        assert tree(again.site) == {**files, path: "mine"}
    ToyMkDocs(again.project).build(SITE)
    assert tree(again.site) == files


@pytest.mark.parametrize("place", ["notes/n5/out", "out", ".out"])
def test_a_build_stops_and_changes_nothing_if_a_symbolic_link_leads_out_of_the_sites_folder(
    again: ToyMkDocs, tmp_path: Path, place: str
) -> None:
    write(tmp_path / "precious" / "file.txt", "precious")
    (again.site / place).symlink_to(tmp_path / "precious", target_is_directory=True)
    before, files = stamps(again.site), tree(again.site)
    with pytest.raises(FolderError, match="symbolic links to places outside"):
        again.build(ToySite(view="Games"))
    assert (rewritten(before, again.site), tree(again.site)) == (set(), files)
    assert tree(tmp_path / "precious") == {"file.txt": "precious"}
    (again.site / place).unlink()
    again.build(ToySite(view="Games"))
    assert "Games" in tree(again.site)["colours.txt"]


@pytest.mark.parametrize("moment", ["before it finished", "while the folder was empty"])
def test_a_build_after_a_killed_build_equals_a_build_from_nothing(built: ToyMkDocs, tmp_path: Path, moment: str) -> None:
    killed, site = ToyMkDocs(built.project), ToySite(notes=NOTES | {"n5": "other"}, files={"colours.txt": "blue"})
    if moment == "before it finished":
        killed.build(ToySite(view="Games"), finishes=False)
    else:
        killed.engine.open(killed.site, killed.cache, killed.project / "toys.yml", preview=False)
        empty(killed.site)
    ToyMkDocs(built.project).build(site)
    assert tree(built.site) == afresh(tmp_path, site)
    assert not (built.site / ".llmnotes").exists()


def test_a_build_without_a_cache_equals_a_build_from_nothing(again: ToyMkDocs) -> None:
    files = tree(again.site)
    write(again.site / "stray.txt", "stray")
    shutil.rmtree(again.cache)
    again.build(SITE)
    assert tree(again.site) == files


def test_the_last_of_several_builds_by_one_engine_equals_a_build_from_nothing(built: ToyMkDocs, tmp_path: Path) -> None:
    """A preview uses one engine for all builds."""
    for site in (ToySite(view="Games"), ToySite(notes=NOTES | {"n5": "other"}), ToySite(files={})):
        built.build(site)
    assert tree(built.site) == afresh(tmp_path, ToySite(files={}))


def test_one_engine_can_build_a_site_repeatedly_although_the_name_of_a_file_contains_a_backslash(built: ToyMkDocs, tmp_path: Path) -> None:
    for text in ("one", "two"):
        site = ToySite(files={**FILES, "odd\\name.txt": text})
        built.build(site)
    assert tree(built.site) == afresh(tmp_path, site)


def test_a_preview_writes_only_the_changed_pages_before_the_next_build(built: ToyMkDocs) -> None:
    before, site = stamps(built.site), ToySite(notes=NOTES | {"n5": "other"}, files={})
    built.engine.open(built.site, built.cache, built.project / "toys.yml", preview=True)
    empty(built.site)
    built.engine.restore()
    assert built.engine.refill(site)
    assert rewritten(before, built.site) == {"notes/n5/index.html", "notes/n5.txt"}
    assert "other" in tree(built.site)["notes/n5/index.html"]
    assert not built.engine.refill(SITE)


def test_a_preview_writes_no_pages_before_the_first_build(again: ToyMkDocs) -> None:
    again.engine.open(again.site, again.cache, again.project / "toys.yml", preview=True)
    empty(again.site)
    again.engine.restore()
    assert not again.engine.refill(ToySite(notes=NOTES | {"n5": "other"}))


def in_a_process(folder: Path, cores: int, *fate: str) -> tuple[dict[str, str], set[str]]:
    """Build a site in another process. Return its files, and the ids of the processes that wrote its pages."""
    folder.mkdir()
    done = forkserver.shared().run_text("toys", str(folder), str(cores), *fate, cwd=Path(__file__).parent)
    assert done.returncode == 0, done.stderr
    return tree(folder / "site"), set((folder / "processes").read_text(encoding="utf-8").split())


def test_builds_on_one_core_and_on_two_cores_give_equal_bytes_even_if_a_process_is_killed(tmp_path: Path) -> None:
    one, alone = in_a_process(tmp_path / "one", 1)
    two, both = in_a_process(tmp_path / "two", 2)
    dying, survivor = in_a_process(tmp_path / "dying", 2, "dies")
    assert len(one) > 480
    assert one == two == dying
    assert (len(alone), len(both) > 1, len(survivor)) == (1, True, 1)
