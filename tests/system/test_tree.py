from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmnotes.system import tree

if TYPE_CHECKING:
    from pathlib import Path

INSIDE = ["a", "a/b", ".a/..b/c..", "...", "日本語/index.html", "a b", "a\nb", "ab:c/d:e", "tags/_2e_2e"]
OUTSIDE = ["", "/", "/a", "a/", "a//b", ".", "..", "./a", "../a", "a/.", "a/..", "a/./b", "a/../b", "a\\b", "C:a", "c:/a", "a\0", "a\n../b"]


def test_normalised_relative_paths_are_not_reported_as_unsafe() -> None:
    assert tree.unsafe(INSIDE) is None
    assert tree.unsafe([]) is None


@pytest.mark.parametrize("path", OUTSIDE)
def test_the_first_path_that_is_not_normalised_and_relative_is_reported_as_unsafe(path: str) -> None:
    assert tree.unsafe([*INSIDE, path, *INSIDE, "/"]) == path


@given(st.lists(st.text(st.sampled_from("./a\\\0:\n"), max_size=6)))
def test_a_path_that_is_not_reported_as_unsafe_stays_in_its_folder(paths: list[str]) -> None:
    if tree.unsafe(paths) is None:
        for path in paths:
            parts = path.split("/")
            assert not {"", ".", ".."} & set(parts)
            assert not os.path.isabs(path)  # noqa: PTH117 - the tested paths are strings, and not Path objects
    else:
        assert any(tree.unsafe([path]) == path for path in paths)


def test_removing_a_file_also_removes_empty_folders_above_it_except_the_top_folder(tmp_path: Path) -> None:
    top = tmp_path / "top"
    (top / "a" / "b").mkdir(parents=True)
    (top / "a" / "b" / "c").touch()
    tree.remove(str(top), "a/b/c")
    tree.remove(str(top), "a/b/c")
    assert not list(top.iterdir())
    assert top.is_dir()


@pytest.mark.parametrize("path", [*OUTSIDE, "link/victim", "deep/link/victim", "file/victim"])
def test_removing_an_unsafe_path_or_a_path_below_a_symbolic_link_or_a_file_is_refused(tmp_path: Path, path: str) -> None:
    top, victim = tmp_path / "top", tmp_path / "elsewhere" / "victim"
    for file in (victim, top / "deep" / "x", top / "file", tmp_path / "a"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    (top / "link").symlink_to(victim.parent)
    (top / "deep" / "link").symlink_to(victim.parent)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(NotADirectoryError):
        tree.remove(str(top), path)
    assert sorted(tmp_path.rglob("*")) == before


def test_removing_a_symbolic_link_keeps_its_target(tmp_path: Path) -> None:
    (tmp_path / "victim").touch()
    (tmp_path / "top").mkdir()
    (tmp_path / "top" / "link").symlink_to(tmp_path / "victim")
    tree.remove(str(tmp_path / "top"), "link")
    assert not (tmp_path / "top" / "link").is_symlink()
    assert (tmp_path / "victim").exists()


def test_a_regular_file_is_read_and_any_other_path_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    assert tree.read(str(tmp_path / "file")) == b"x"
    for name in ("link", "folder", "pipe", "missing"):
        with pytest.raises(OSError, match=name):
            tree.read(str(tmp_path / name))
    with pytest.raises(OSError, match="zero"):
        tree.read("/dev/zero")


@pytest.mark.parametrize(
    ("target", "out"),
    [("file", False), ("folder/below", False), ("nowhere", False), (".", False), ("..", True), ("../other", True), ("/etc/x", True),
     ("up/../../other", True)],
)  # fmt: skip
def test_a_symbolic_link_counts_as_leading_out_of_a_folder_only_if_its_target_is_outside_the_folder(
    tmp_path: Path, target: str, *, out: bool
) -> None:
    top = tmp_path / "top"
    (top / "a" / "b").mkdir(parents=True)
    (top / "up").symlink_to(".")
    (top / "link").symlink_to(target)
    assert tree.leads_out(str(top), "link") == out
