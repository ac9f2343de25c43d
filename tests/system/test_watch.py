from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import pytest

from llmnotes.system.watch import Watch, state_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Noticed:
    """A watch, and an event that it sets."""

    def __init__(self) -> None:
        self.event = threading.Event()
        self.watch = Watch(self.event.set, interval=0.01, patience=0.2)

    def soon(self) -> bool:
        """Return whether the watch reports a change within some seconds."""
        found = self.event.wait(20)
        self.event.clear()
        return found


@pytest.fixture
def noticed() -> Iterator[Noticed]:
    found = Noticed()
    yield found
    found.watch.stop()


def test_a_path_that_appears_changes_and_disappears_is_reported_each_time(tmp_path: Path, noticed: Noticed) -> None:
    folder = tmp_path / "entries"
    file = folder / "2024" / "a.md"
    noticed.watch.built([folder])
    noticed.watch.start()
    file.parent.mkdir(parents=True)
    file.write_text("one", encoding="utf-8")
    assert noticed.soon()
    for change in (lambda: file.write_text("more", encoding="utf-8"), lambda: folder.rename(tmp_path / "away")):
        noticed.watch.built([folder])
        change()
        assert noticed.soon()
    noticed.watch.built([folder])
    (tmp_path / "away").rename(folder)
    assert noticed.soon()


def test_a_change_before_the_watch_starts_is_reported(tmp_path: Path, noticed: Noticed) -> None:
    noticed.watch.built([tmp_path])
    (tmp_path / "a.md").touch()
    noticed.watch.start()
    assert noticed.soon()


def test_a_change_that_mkdocs_also_watches_for_is_not_reported_at_once(tmp_path: Path) -> None:
    calls = threading.Event()
    watch = Watch(calls.set, interval=0.01, patience=60)
    watch.built([], [tmp_path])
    watch.start()
    (tmp_path / "a.md").touch()
    assert not calls.wait(0.3)
    watch.stop()


def test_a_symbolic_link_is_watched_without_its_target(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "secret").touch()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "below")
    assert [*state_of([link])] == [str(link)]


def test_a_change_is_noticed_although_a_program_sets_back_the_modification_time(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("one", encoding="utf-8")
    seen, before = file.stat(), state_of([tmp_path])
    file.write_text("two", encoding="utf-8")
    os.utime(file, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    assert state_of([tmp_path]) != before


def test_changed_permissions_are_noticed(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.touch()
    before = state_of([tmp_path])
    file.chmod(0o600)
    assert state_of([tmp_path]) != before


@pytest.mark.parametrize(
    "name", ["4913", ".a.md.swp", ".a.md.swx", "a.md~", ".#a.md", "#a.md#", ".a.md.kate-swp", ".goutputstream-X", "a.md___jb_tmp___"]
)
def test_temporary_files_of_editors_are_not_changes(tmp_path: Path, name: str) -> None:
    before = state_of([tmp_path])
    (tmp_path / name).touch()
    assert state_of([tmp_path]) == before
