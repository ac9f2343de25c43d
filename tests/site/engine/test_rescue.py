"""Rescue saves the files of the last build while MkDocs empties the site's folder."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from engine.toys import empty, stamps, tree, write
from llmnotes.errors import FolderError
from llmnotes.site.engine.inventory import Inventory
from llmnotes.site.engine.rescue import Rescue, clear
from llmnotes.system.cache import Cache

if TYPE_CHECKING:
    from pathlib import Path

FILES = {"a.txt": "a", "notes/one.txt": "one", "notes/two.txt": "two"}


class Folder:
    """A site's folder with an inventory of `FILES`, in which each file is an artifact."""

    def __init__(self, place: Path) -> None:
        self.path = place / "site"
        self.inventory = Inventory(Cache(place / "cache"), "output")
        for path, text in FILES.items():
            write(self.path / path, text)
        stats = {path: (self.path / path).stat() for path in FILES}
        self.inventory.keep("key", {path: ("key", [(path, found.st_size, found.st_mtime_ns)]) for path, found in stats.items()})

    def rescue(self, *, preview: bool = False) -> Rescue:
        return Rescue(self.path, self.inventory, preview=preview)

    def emptied(self, *, preview: bool = False) -> Rescue:
        """Rescue the files, empty the folder as MkDocs does, and restore the files."""
        rescue = self.rescue(preview=preview)
        empty(self.path)
        rescue.restore()
        return rescue


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_the_files_of_the_last_build_are_kept_although_mkdocs_empties_the_folder(folder: Folder) -> None:
    before = stamps(folder.path)
    rescue = folder.rescue()
    empty(folder.path)
    assert tree(folder.path).keys() == {f".llmnotes/{path}" for path in FILES}
    rescue.restore()
    assert stamps(folder.path) == before
    assert rescue.seen() == (set(), set(), [])


@pytest.mark.parametrize("preview", [False, True])
def test_files_are_kept_without_an_inventory_of_the_last_build_only_in_a_preview(tmp_path: Path, preview: bool) -> None:  # noqa: FBT001 - pytest passes it by name
    folder = Folder(tmp_path)
    folder.inventory.forget()
    folder.emptied(preview=preview)
    assert tree(folder.path) == (FILES if preview else {})


def test_changed_and_missing_files_of_the_last_build_and_files_that_no_build_wrote_are_found(folder: Folder) -> None:
    (folder.path / "notes" / "one.txt").write_text("another", encoding="utf-8")
    (folder.path / "a.txt").unlink()
    write(folder.path / "notes" / "deep" / "stray.txt", "stray")
    touched, strays, odd = folder.emptied().seen()
    assert (touched, strays, odd) == ({"notes/one.txt", "a.txt"}, {"notes/deep/stray.txt"}, [])


def test_files_and_folders_at_the_root_of_the_site_that_no_build_wrote_are_removed(folder: Folder) -> None:
    write(folder.path / "stray.txt", "stray")
    write(folder.path / "strange" / "stray.txt", "stray")
    folder.emptied()
    assert tree(folder.path) == FILES


def test_a_symbolic_link_and_a_pipe_in_the_sites_folder_are_removed_and_the_target_of_the_link_is_kept(folder: Folder) -> None:
    (folder.path / "notes" / "link").symlink_to("one.txt")
    os.mkfifo(folder.path / "notes" / "pipe")
    folder.emptied()
    assert tree(folder.path) == FILES
    assert not (folder.path / "notes" / "link").is_symlink()
    assert not (folder.path / "notes" / "pipe").exists()


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("place", ["notes/out", "out", ".hidden/out", ".out"])
def test_a_symbolic_link_out_of_the_sites_folder_stops_the_build_before_a_file_changes(
    folder: Folder,
    tmp_path: Path,
    place: str,
    known: bool,  # noqa: FBT001 - pytest passes it by name
) -> None:
    write(tmp_path / "precious" / "file.txt", "precious")
    (folder.path / place).parent.mkdir(exist_ok=True)
    (folder.path / place).symlink_to(tmp_path / "precious", target_is_directory=True)
    if not known:
        folder.inventory.forget()
    before = stamps(folder.path)
    with pytest.raises(FolderError, match=rf"{place.rpartition('/')[2]} →"):
        folder.emptied()
    assert stamps(folder.path) == before
    assert (folder.path / place).is_symlink()
    assert tree(tmp_path / "precious") == {"file.txt": "precious"}


def test_an_inventory_with_a_path_out_of_the_sites_folder_stops_the_build_before_a_file_changes(folder: Folder, tmp_path: Path) -> None:
    folder.inventory.keep("key", {"x": ("key", [("../precious.txt", 1, 1)])})
    write(tmp_path / "precious.txt", "precious")
    folder.inventory.artifacts = {"x": ("key", [("../precious.txt", 1, 1)])}
    before = stamps(folder.path)
    with pytest.raises(FolderError, match="not a path below the site's folder"):
        folder.emptied()
    assert stamps(folder.path) == before
    assert (tmp_path / "precious.txt").exists()


def test_files_that_a_killed_build_moved_aside_are_removed_by_the_next_build_and_count_as_changed(folder: Folder) -> None:
    folder.rescue()
    empty(folder.path)
    rescue = folder.emptied()
    assert tree(folder.path) == {}
    assert rescue.seen().touched == FILES.keys()


def test_hard_links_and_folders_where_mkdocs_writes_files_are_removed_and_count_as_changed(folder: Folder, tmp_path: Path) -> None:
    os.link(folder.path / "notes" / "one.txt", tmp_path / "copy")
    (folder.path / "a.txt").unlink()
    write(folder.path / "a.txt" / "deep.txt", "in the way")
    rescue = folder.emptied()
    rescue.make_way(["notes/one.txt", "a.txt", "notes/two.txt", "new.txt"])
    assert tree(folder.path) == {"notes/two.txt": "two"}
    assert rescue.seen().touched == {"notes/one.txt", "a.txt"}
    assert (tmp_path / "copy").read_text(encoding="utf-8") == "one"


def test_only_a_file_that_was_not_replaced_since_the_build_began_counts_as_old(folder: Folder) -> None:
    rescue = folder.emptied()
    assert all(rescue.is_old(path) for path in FILES)
    for path in ("a.txt", "notes/one.txt"):
        (folder.path / path).unlink()
        write(folder.path / path, "another plugin's")
        later = (folder.path / "notes" / "two.txt").stat().st_ctime_ns + 10**9
        os.utime(folder.path / path, ns=(later, later))
    assert not rescue.is_old("a.txt")
    assert rescue.is_old("notes/two.txt")
    assert not rescue.is_old("notes")
    assert not rescue.is_old("missing.txt")


@pytest.mark.parametrize("path", ["notes", "notes/one.txt", "notes/one.txt/deep/x.txt", "a.txt", "new/x.txt", "link/x.txt"])
def test_clear_removes_everything_that_prevents_writing_a_file_at_a_path(folder: Folder, tmp_path: Path, path: str) -> None:
    write(tmp_path / "precious" / "x.txt", "precious")
    (folder.path / "link").symlink_to(tmp_path / "precious", target_is_directory=True)
    clear(folder.path, path)
    (folder.path / path).write_text("new", encoding="utf-8")
    assert tree(folder.path)[path] == "new"
    assert tree(tmp_path / "precious") == {"x.txt": "precious"}
