"""Tests for reading contributors' files. If reading never ends, a timer makes the test fail."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from special_files import kinds, needs_pipes, plant

from llmnotes.system import regular_files
from llmnotes.system.regular_files import Bounds, FileTooLarge, NotRegular, UnfitFile

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = needs_pipes


@pytest.fixture(autouse=True)
def _hangs_fail() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TimeoutError("it hangs")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "outside.md").write_text("outside", encoding="utf-8")
    (tmp_path / "list" / "2026").mkdir(parents=True)
    return tmp_path / "list"


def test_a_regular_file_is_read_completely(folder: Path) -> None:
    content = bytes(range(256)) * 5000
    (folder / "2026" / "a").write_bytes(content)
    assert Bounds(folder).read(folder / "2026" / "a", limit=len(content)) == content
    assert regular_files.read(folder / "2026" / "a", limit=len(content)) == content
    (folder / "empty").touch()
    assert Bounds(folder).read(folder / "empty", limit=0) == b""


def test_a_missing_file_raises_file_not_found(folder: Path) -> None:
    for path in (folder / "a", folder / "2027" / "a"):
        with pytest.raises(FileNotFoundError):
            Bounds(folder).read(path, limit=10)


@kinds
def test_a_path_that_is_no_regular_file_or_a_file_that_is_too_large_is_refused_with_its_path_and_remedy(folder: Path, kind: str) -> None:
    plant(kind, folder / "2026" / "a")
    with pytest.raises(UnfitFile) as raised:
        Bounds(folder).read(folder / "2026" / "a", limit=1000)
    assert raised.value.filename == str(folder / "2026" / "a")
    assert raised.value.strerror
    assert raised.value.remedy
    if kind != "terabyte":
        with pytest.raises(NotRegular):
            Bounds(folder).check(folder / "2026" / "a")


@kinds
def test_a_path_below_something_other_than_a_folder_is_refused(folder: Path, kind: str) -> None:
    if kind == "folder":
        return
    plant(kind, folder / "2027")
    with pytest.raises(OSError) as raised:  # noqa: PT011 - the error for a file in place of a folder differs between systems
        Bounds(folder).read(folder / "2027" / "a", limit=1000)
    if "link" in kind:
        assert raised.value.filename == str(folder / "2027")
        for path in (folder / "2027" / "a", folder / "2027" / "b" / "c"):
            with pytest.raises(NotRegular):
                Bounds(folder).check(path)
    with pytest.raises(NotRegular):
        Bounds(folder).check_folder(folder / "2027")


@pytest.mark.parametrize(
    "path", ["/dev/zero", "/dev/null", "/dev/stdin", "/dev/tty", "/proc/self/environ", "/proc/kmsg", "/proc/self/mem", "/"]
)
def test_a_special_file_named_by_a_user_is_refused(path: str) -> None:
    if not Path(path).exists():
        pytest.skip("this system has no such file")
    script = (
        "from llmnotes.system import regular_files\n"
        f"try:\n    print(len(regular_files.read({path!r}, limit=1 << 20)))\n"
        "except OSError as error:\n    print('refused:', error.strerror)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.read().startswith(b"refused: ")


def test_a_symbolic_link_named_by_a_user_is_followed(folder: Path) -> None:
    (folder / "link").symlink_to(folder.parent / "outside.md")
    assert regular_files.read(folder / "link", limit=10) == b"outside"
    assert Bounds(folder / "link").read(folder / "link", limit=10) == b"outside"


def test_a_folder_of_the_list_may_be_a_symbolic_link(folder: Path) -> None:
    (folder / "a").write_text("inside", encoding="utf-8")
    (folder.parent / "link").symlink_to(folder)
    assert Bounds(folder.parent / "link").read(folder.parent / "link" / "a", limit=10) == b"inside"


def test_a_path_outside_the_list_is_refused_in_every_spelling(folder: Path) -> None:
    for path in (
        folder.parent / "outside.md",
        folder / ".." / "outside.md",
        folder / "2026" / ".." / ".." / "outside.md",
        Path(f"{folder}2"),
    ):
        with pytest.raises(UnfitFile, match="outside the folders of the reading list"):
            Bounds(folder).read(path, limit=10)
        with pytest.raises(UnfitFile, match="outside the folders of the reading list"):
            Bounds(folder).check(path)


def test_two_dots_in_a_path_are_resolved_without_following_symbolic_links(folder: Path) -> None:
    (folder / "a").write_text("inside", encoding="utf-8")
    (folder.parent / "far" / "deep").mkdir(parents=True)
    (folder.parent / "far" / "a").write_text("far", encoding="utf-8")
    (folder / "link").symlink_to(folder.parent / "far" / "deep")
    assert Bounds(folder).read(folder / "link" / ".." / "a", limit=10) == b"inside"


@pytest.mark.parametrize("size", [11, 5000])
def test_a_file_larger_than_the_limit_is_refused(folder: Path, size: int) -> None:
    (folder / "a").write_bytes(b"x" * size)
    with pytest.raises(FileTooLarge, match="the limit is 10 bytes") as raised:
        Bounds(folder).read(folder / "a", limit=10)
    assert raised.value.size == size


@pytest.mark.parametrize("size", [20, 50, 51])
def test_a_file_that_grows_during_reading_is_read_completely_or_refused(folder: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    path = folder / "a"
    path.write_bytes(b"x" * 10)
    read = os.read

    def grown(descriptor: int, length: int) -> bytes:
        path.write_bytes(b"x" * size)
        return read(descriptor, length)

    monkeypatch.setattr(os, "read", grown)
    if size > 50:
        with pytest.raises(FileTooLarge):
            Bounds(folder).read(path, limit=50)
    else:
        assert Bounds(folder).read(path, limit=50) == b"x" * size


@pytest.mark.parametrize("kind", ["pipe", "link outside", "link to /dev/zero", "folder"])
@pytest.mark.parametrize("where", ["a", "."])
def test_a_file_replaced_before_it_is_opened_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch, kind: str, where: str) -> None:
    path = folder / "2026" / "a"
    path.write_text("inside", encoding="utf-8")
    swap = os.open

    def swapped(file: str, flags: int) -> int:
        monkeypatch.undo()
        if where == "a":
            plant(kind, path)
        else:
            (folder / "2026").rename(folder / "old")
            (folder / "far").mkdir()
            plant(kind, folder / "far" / "a")
            (folder / "2026").symlink_to(folder / "far")
        return swap(file, flags)

    monkeypatch.setattr(os, "open", swapped)
    with pytest.raises(OSError):  # noqa: PT011 - either UnfitFile or the system's error for a symbolic link is right
        Bounds(folder).read(path, limit=10)


def test_an_unreadable_file_raises_the_error_of_the_system(folder: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root reads everything")
    (folder / "a").touch(mode=0o000)
    with pytest.raises(PermissionError):
        Bounds(folder).read(folder / "a", limit=10)
