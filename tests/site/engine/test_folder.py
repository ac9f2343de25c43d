"""The site's folder with toy batches: a build writes changed files, keeps unchanged files, and deletes the files of removed batches."""

from __future__ import annotations

import dataclasses
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from engine.toys import empty, rewritten, stamps, tree, write
from llmnotes.errors import StoreError
from llmnotes.site.engine.artifact import Asset
from llmnotes.site.engine.folder import Output
from llmnotes.system import processes
from llmnotes.system.cache import Cache

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from llmnotes.site.engine.artifact import File


@dataclasses.dataclass(frozen=True, kw_only=True)
class Toy:
    """A toy batch of files."""

    id: str
    files: dict[str, str]
    group: str = ""
    keyed: bool = True
    """Whether the batch has a key. The key is computed from its files."""
    reviser: Callable[[Path, list[File], Callable[[Asset], File]], list[File] | None] | None = None

    def key(self) -> str:
        return repr(sorted(self.files.items())) if self.keyed else ""

    def make(self) -> Iterator[Asset]:
        return (Asset(path, text.encode()) for path, text in self.files.items())

    def revise(self, folder: Path, files: list[File], put: Callable[[Asset], File]) -> list[File] | None:
        return self.reviser(folder, files, put) if self.reviser else None


def toy(path: str, text: str = "text", **more: object) -> Toy:
    return Toy(id=path, files={path: text}, **more)  # type: ignore[arg-type] # `more` are fields of Toy


class Builds:
    """Builds of one folder, each with a new `Output` object, as in a new process."""

    def __init__(self, place: Path) -> None:
        self.folder = place / "site"
        self.folder.mkdir()
        self._cache = Cache(place / "cache")

    def build(
        self,
        toys: Sequence[Toy],
        *,
        early: Sequence[Toy] = (),
        key: str = "key",
        others: dict[str, str] | None = None,
        foreseen: bool = True,
    ) -> None:
        """Build `toys` after MkDocs, and the batches `early` while MkDocs renders pages.

        `others` are the files that MkDocs writes. If `foreseen` is true, the engine knows their paths from the beginning.
        """
        others = others or {}
        output = Output(self.folder, self._cache, "output")
        output.rescue()
        empty(self.folder)
        output.restore()
        if early:
            output.begin(lambda: early, key, others.keys() if foreseen else set(), lambda: None)
        output.make_way(others.keys())
        for path, text in others.items():
            write(self.folder / path, text)
        output.write(toys, key, others.keys())


@pytest.fixture(autouse=True)
def one_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "cores", lambda: 1)


@pytest.fixture
def builds(tmp_path: Path) -> Builds:
    return Builds(tmp_path)


TOYS = [toy("a.txt"), toy("deep/down/b.txt"), Toy(id="set", files={"set/1.txt": "one", "set/2.txt": "two"})]
BEFORE = {"a.txt": "text", "deep/down/b.txt": "text", "set/1.txt": "one", "set/2.txt": "two"}
EARLY = pytest.mark.parametrize("early", [False, True], ids=["late", "early"])


def run(builds: Builds, toys: Sequence[Toy], *, early: bool, **more: object) -> None:
    """Build `toys`: in `Output.begin` if `early` is true, otherwise in `Output.write`."""
    builds.build([] if early else toys, early=toys if early else (), **more)  # type: ignore[arg-type] # `more` are parameters of `build`


@EARLY
def test_a_build_without_changes_keeps_all_files(builds: Builds, early: bool) -> None:  # noqa: FBT001 - pytest passes it by name
    run(builds, TOYS, early=early)
    assert tree(builds.folder) == BEFORE
    before = stamps(builds.folder)
    run(builds, TOYS, early=early)
    assert rewritten(before, builds.folder) == set()


@EARLY
def test_all_files_of_a_changed_batch_are_written_again_and_its_old_files_are_removed(builds: Builds, early: bool) -> None:  # noqa: FBT001 - pytest passes it by name
    run(builds, TOYS, early=early)
    before = stamps(builds.folder)
    run(builds, [*TOYS[:2], Toy(id="set", files={"set/1.txt": "one", "set/3.txt": "three"})], early=early)
    assert rewritten(before, builds.folder) == {"set/1.txt", "set/3.txt"}
    assert tree(builds.folder) == {"a.txt": "text", "deep/down/b.txt": "text", "set/1.txt": "one", "set/3.txt": "three"}


@EARLY
def test_all_files_are_written_again_if_the_key_that_all_batches_share_changed(builds: Builds, early: bool) -> None:  # noqa: FBT001 - pytest passes it by name
    run(builds, TOYS, early=early)
    before = stamps(builds.folder)
    run(builds, TOYS[:2], early=early, key="other")
    assert rewritten(before, builds.folder) == {"a.txt", "deep/down/b.txt"}
    assert tree(builds.folder) == {"a.txt": "text", "deep/down/b.txt": "text"}


@EARLY
def test_files_of_removed_batches_and_folders_that_become_empty_are_deleted(builds: Builds, early: bool) -> None:  # noqa: FBT001 - pytest passes it by name
    run(builds, TOYS, early=early)
    run(builds, TOYS[:1], early=early)
    assert tree(builds.folder) == {"a.txt": "text"}


def test_the_files_of_a_batch_without_a_cache_key_are_written_in_each_build(builds: Builds) -> None:
    toys = [toy("a.txt", keyed=False), toy("b.txt")]
    builds.build(toys)
    before = stamps(builds.folder)
    builds.build(toys)
    assert rewritten(before, builds.folder) == {"a.txt"}


def test_a_file_that_moves_to_another_batch_is_not_deleted(builds: Builds) -> None:
    builds.build([Toy(id="one", files={"a.txt": "a", "b.txt": "b"}), Toy(id="two", files={"c.txt": "c"})])
    builds.build([Toy(id="one", files={"a.txt": "a"}), Toy(id="two", files={"b.txt": "B", "c.txt": "c"})])
    assert tree(builds.folder) == {"a.txt": "a", "b.txt": "B", "c.txt": "c"}


def test_a_build_replaces_a_file_with_a_folder_and_a_folder_with_a_file(builds: Builds) -> None:
    builds.build([toy("a"), toy("b/c.txt")])
    builds.build([toy("a/c.txt"), toy("b")])
    assert tree(builds.folder) == {"a/c.txt": "text", "b": "text"}
    builds.build([toy("a"), toy("b/c.txt")])
    assert tree(builds.folder) == {"a": "text", "b/c.txt": "text"}


@EARLY
@pytest.mark.parametrize("place", ["a", "a/b"])
def test_a_build_writes_its_files_although_a_file_is_in_place_of_a_folder_above_them(builds: Builds, early: bool, place: str) -> None:  # noqa: FBT001 - pytest passes it by name
    toys = [toy("a/b/index.html"), toy("a/other.txt")]
    run(builds, toys, early=early)
    shutil.rmtree(builds.folder / place)
    (builds.folder / place).write_text("no folder", encoding="utf-8")
    run(builds, toys, early=early)
    assert tree(builds.folder) == {"a/b/index.html": "text", "a/other.txt": "text"}


@EARLY
@pytest.mark.parametrize("foreseen", [True, False])
def test_a_file_of_mkdocs_replaces_a_generated_file_until_mkdocs_stops_writing_it(builds: Builds, early: bool, foreseen: bool) -> None:  # noqa: FBT001 - pytest passes them by name
    run(builds, TOYS, early=early)
    for _ in range(2):
        run(builds, TOYS, early=early, others={"set/1.txt": "theirs"}, foreseen=foreseen)
        assert tree(builds.folder) == BEFORE | {"set/1.txt": "theirs"}
    before = stamps(builds.folder)
    run(builds, TOYS, early=early)
    assert tree(builds.folder) == BEFORE
    assert not rewritten(before, builds.folder) & {"a.txt", "deep/down/b.txt"}


def test_a_file_that_mkdocs_was_expected_to_write_but_did_not_write_is_written(builds: Builds) -> None:
    output = Output(builds.folder, Cache(None), "output")
    output.rescue()
    output.restore()
    output.begin(lambda: TOYS, "key", {"a.txt"}, lambda: None)
    output.make_way(set())
    output.write([], "key", set())
    assert tree(builds.folder) == BEFORE


def test_a_file_that_cannot_be_written_while_mkdocs_renders_pages_is_an_error_with_a_message(builds: Builds) -> None:
    output = Output(builds.folder, Cache(None), "output")
    output.rescue()
    output.restore()
    output.begin(lambda: [toy("x" * 300)], "key", set(), lambda: None)
    output.make_way({"a.txt"})
    with pytest.raises(StoreError, match="name too long"):
        output.write([], "key", set())


def test_writing_a_file_leaves_a_hard_link_to_the_old_file_unchanged(builds: Builds, tmp_path: Path) -> None:
    builds.build(TOYS)
    os.link(builds.folder / "a.txt", tmp_path / "copy")
    builds.build([toy("a.txt", "new"), *TOYS[1:]])
    assert (builds.folder / "a.txt").read_text(encoding="utf-8") == "new"
    assert (tmp_path / "copy").read_text(encoding="utf-8") == "text"


def revising(path: str, text: str) -> Callable[[Path, list[File], Callable[[Asset], File]], list[File]]:
    """Return a function for `Toy.reviser` that writes the file `path` and keeps all other files of the batch."""

    def revise(folder: Path, files: list[File], put: Callable[[Asset], File]) -> list[File]:
        assert all((folder / file[0]).stat().st_size == file[1] for file in files)
        return [put(Asset(path, text.encode())) if file[0] == path else file for file in files]

    return revise


def set_of(second: str, reviser: Callable[..., list[File] | None]) -> list[Toy]:
    return [Toy(id="set", files={"set/1.txt": "one", "set/2.txt": second}, reviser=reviser)]


def test_files_that_a_build_edited_in_a_batch_are_kept_in_the_next_build(builds: Builds) -> None:
    builds.build([], early=TOYS)
    before = stamps(builds.folder)
    toys = set_of("new", revising("set/2.txt", "new"))
    for _ in range(2):
        builds.build([], early=toys)
        assert tree(builds.folder) == {"set/1.txt": "one", "set/2.txt": "new"}
        assert rewritten(before, builds.folder) == {"set/2.txt"}
    builds.build([], early=set_of("newer", revising("set/2.txt", "newer")))
    assert tree(builds.folder) == {"set/1.txt": "one", "set/2.txt": "newer"}


def _wrong(*_: object) -> list[File]:
    raise AssertionError("the batch must not be revised")


@pytest.mark.parametrize(
    "why", ["a file was touched", "a file is gone", "another key of all", "no build before", "a file is another's", "the same key"]
)
def test_a_batch_is_edited_only_if_it_changed_and_its_files_are_those_of_the_last_build(builds: Builds, why: str) -> None:
    if why != "no build before":
        builds.build([], early=set_of("old", _wrong), others={"set/2.txt": "theirs"} if why == "a file is another's" else {})
    if why == "a file was touched":
        (builds.folder / "set" / "1.txt").write_text("touched", encoding="utf-8")
    if why == "a file is gone":
        (builds.folder / "set" / "1.txt").unlink()
    new = "old" if why == "the same key" else "new"
    builds.build([], early=set_of(new, _wrong), key="other" if why == "another key of all" else "key")
    assert tree(builds.folder) == {"set/1.txt": "one", "set/2.txt": new}


def test_a_batch_that_cannot_be_edited_is_written_whole(builds: Builds) -> None:
    builds.build([], early=set_of("old", lambda *_: None))
    builds.build([], early=set_of("new", lambda *_: None))
    assert tree(builds.folder) == {"set/1.txt": "one", "set/2.txt": "new"}


def test_all_files_of_batches_with_and_without_groups_are_written(builds: Builds) -> None:
    toys = [toy(f"{number % 7}/{number}.txt", str(number), group=("", "one", "two")[number % 3]) for number in range(120)]
    builds.build(toys)
    assert tree(builds.folder) == {f"{number % 7}/{number}.txt": str(number) for number in range(120)}
    before = stamps(builds.folder)
    builds.build(toys[10:])
    assert rewritten(before, builds.folder) == set()
    assert len(tree(builds.folder)) == 110
