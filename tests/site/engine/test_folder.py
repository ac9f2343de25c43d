"""The site's folder with artifacts of toys: what changed is written, what did not is kept, what is no more is removed."""

from __future__ import annotations

import dataclasses
import os
from typing import TYPE_CHECKING

import pytest

from engine.toys import empty, rewritten, stamps, tree, write
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
    """A batch of files."""

    id: str
    files: dict[str, str]
    group: str = ""
    keyed: bool = True
    """Whether it has a key, which then is of its files."""
    reviser: Callable[[Path, list[File], Callable[[Asset], File]], list[File] | None] | None = None

    def key(self) -> str:
        return repr(sorted(self.files.items())) if self.keyed else ""

    def make(self) -> Iterator[Asset]:
        return (Asset(path, text.encode()) for path, text in self.files.items())

    def revise(self, folder: Path, files: list[File], put: Callable[[Asset], File]) -> list[File] | None:
        return self.reviser(folder, files, put) if self.reviser else None


def toy(path: str, text: str = "text", **more: object) -> Toy:
    return Toy(id=path, files={path: text}, **more)  # type: ignore[arg-type] # of any of its fields


class Builds:
    """Builds of one folder, each as if in a process of its own."""

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
        """Build `toys`, and `early` ones beside MkDocs. `others` are files that MkDocs writes; it says so before it begins if they are `foreseen`."""
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
    """Build them in `write`, or in `begin`."""
    builds.build([] if early else toys, early=toys if early else (), **more)  # type: ignore[arg-type] # of any of its parameters


@EARLY
def test_what_did_not_change_is_kept(builds: Builds, early: bool) -> None:  # noqa: FBT001 - pytest passes it by name
    run(builds, TOYS, early=early)
    assert tree(builds.folder) == BEFORE
    before = stamps(builds.folder)
    run(builds, TOYS, early=early)
    assert rewritten(before, builds.folder) == set()


@EARLY
def test_a_changed_batch_is_written_again_with_all_of_its_files(builds: Builds, early: bool) -> None:  # noqa: FBT001 - pytest passes it by name
    run(builds, TOYS, early=early)
    before = stamps(builds.folder)
    run(builds, [*TOYS[:2], Toy(id="set", files={"set/1.txt": "one", "set/3.txt": "three"})], early=early)
    assert rewritten(before, builds.folder) == {"set/1.txt", "set/3.txt"}
    assert tree(builds.folder) == {"a.txt": "text", "deep/down/b.txt": "text", "set/1.txt": "one", "set/3.txt": "three"}


@EARLY
def test_another_key_of_all_makes_all_again(builds: Builds, early: bool) -> None:  # noqa: FBT001 - pytest passes it by name
    run(builds, TOYS, early=early)
    before = stamps(builds.folder)
    run(builds, TOYS[:2], early=early, key="other")
    assert rewritten(before, builds.folder) == {"a.txt", "deep/down/b.txt"}
    assert tree(builds.folder) == {"a.txt": "text", "deep/down/b.txt": "text"}


@EARLY
def test_what_is_gone_is_removed_with_the_folders_that_it_leaves_empty(builds: Builds, early: bool) -> None:  # noqa: FBT001 - pytest passes it by name
    run(builds, TOYS, early=early)
    run(builds, TOYS[:1], early=early)
    assert tree(builds.folder) == {"a.txt": "text"}


def test_a_batch_without_a_key_is_made_at_each_build(builds: Builds) -> None:
    toys = [toy("a.txt", keyed=False), toy("b.txt")]
    builds.build(toys)
    before = stamps(builds.folder)
    builds.build(toys)
    assert rewritten(before, builds.folder) == {"a.txt"}


def test_a_file_that_moves_from_one_batch_to_another_stays(builds: Builds) -> None:
    builds.build([Toy(id="one", files={"a.txt": "a", "b.txt": "b"}), Toy(id="two", files={"c.txt": "c"})])
    builds.build([Toy(id="one", files={"a.txt": "a"}), Toy(id="two", files={"b.txt": "B", "c.txt": "c"})])
    assert tree(builds.folder) == {"a.txt": "a", "b.txt": "B", "c.txt": "c"}


def test_a_file_becomes_a_folder_and_a_folder_a_file(builds: Builds) -> None:
    builds.build([toy("a"), toy("b/c.txt")])
    builds.build([toy("a/c.txt"), toy("b")])
    assert tree(builds.folder) == {"a/c.txt": "text", "b": "text"}
    builds.build([toy("a"), toy("b/c.txt")])
    assert tree(builds.folder) == {"a": "text", "b/c.txt": "text"}


@EARLY
@pytest.mark.parametrize("foreseen", [True, False])
def test_a_file_of_others_is_left_and_ours_comes_back_when_theirs_is_gone(builds: Builds, early: bool, foreseen: bool) -> None:  # noqa: FBT001 - pytest passes them by name
    run(builds, TOYS, early=early)
    for _ in range(2):
        run(builds, TOYS, early=early, others={"set/1.txt": "theirs"}, foreseen=foreseen)
        assert tree(builds.folder) == BEFORE | {"set/1.txt": "theirs"}
    before = stamps(builds.folder)
    run(builds, TOYS, early=early)
    assert tree(builds.folder) == BEFORE
    assert not rewritten(before, builds.folder) & {"a.txt", "deep/down/b.txt"}


def test_a_file_that_others_were_to_write_and_did_not_is_ours_again(builds: Builds) -> None:
    output = Output(builds.folder, Cache(None), "output")
    output.rescue()
    output.restore()
    output.begin(lambda: TOYS, "key", {"a.txt"}, lambda: None)
    output.make_way(set())
    output.write([], "key", set())
    assert tree(builds.folder) == BEFORE


def test_a_file_has_no_name_in_common_with_a_copy_that_is_kept_elsewhere(builds: Builds, tmp_path: Path) -> None:
    builds.build(TOYS)
    os.link(builds.folder / "a.txt", tmp_path / "copy")
    builds.build([toy("a.txt", "new"), *TOYS[1:]])
    assert (builds.folder / "a.txt").read_text(encoding="utf-8") == "new"
    assert (tmp_path / "copy").read_text(encoding="utf-8") == "text"


def revising(path: str, text: str) -> Callable[[Path, list[File], Callable[[Asset], File]], list[File]]:
    """A shorter way: writes one file and keeps the others."""

    def revise(folder: Path, files: list[File], put: Callable[[Asset], File]) -> list[File]:
        assert all((folder / file[0]).stat().st_size == file[1] for file in files)
        return [put(Asset(path, text.encode())) if file[0] == path else file for file in files]

    return revise


def set_of(second: str, reviser: Callable[..., list[File] | None]) -> list[Toy]:
    return [Toy(id="set", files={"set/1.txt": "one", "set/2.txt": second}, reviser=reviser)]


def test_a_shorter_way_is_taken_by_what_begins_early_and_what_it_left_is_kept(builds: Builds) -> None:
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
    raise AssertionError("the shorter way must not be taken")


@pytest.mark.parametrize(
    "why", ["a file was touched", "a file is gone", "another key of all", "no build before", "a file is another's", "the same key"]
)
def test_a_shorter_way_is_taken_only_from_what_the_last_build_left(builds: Builds, why: str) -> None:
    if why != "no build before":
        builds.build([], early=set_of("old", _wrong), others={"set/2.txt": "theirs"} if why == "a file is another's" else {})
    if why == "a file was touched":
        (builds.folder / "set" / "1.txt").write_text("touched", encoding="utf-8")
    if why == "a file is gone":
        (builds.folder / "set" / "1.txt").unlink()
    new = "old" if why == "the same key" else "new"
    builds.build([], early=set_of(new, _wrong), key="other" if why == "another key of all" else "key")
    assert tree(builds.folder) == {"set/1.txt": "one", "set/2.txt": new}


def test_where_the_shorter_way_gives_up_all_is_made(builds: Builds) -> None:
    builds.build([], early=set_of("old", lambda *_: None))
    builds.build([], early=set_of("new", lambda *_: None))
    assert tree(builds.folder) == {"set/1.txt": "one", "set/2.txt": "new"}


def test_batches_of_groups_and_without_are_all_made(builds: Builds) -> None:
    toys = [toy(f"{number % 7}/{number}.txt", str(number), group=("", "one", "two")[number % 3]) for number in range(120)]
    builds.build(toys)
    assert tree(builds.folder) == {f"{number % 7}/{number}.txt": str(number) for number in range(120)}
    before = stamps(builds.folder)
    builds.build(toys[10:])
    assert rewritten(before, builds.folder) == set()
    assert len(tree(builds.folder)) == 110
