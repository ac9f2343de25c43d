"""Change a reading list at random, step by step, and after each step compare its built site with a build of a copy without site and cache."""

from __future__ import annotations

import dataclasses
import random
import shutil
import time
from typing import TYPE_CHECKING, Any

import building
import small_list
from changes import changes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_AT_ONCE = 3
"""The maximum number of changes in one step."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A step: some changes, a build, and the result of the comparison."""

    number: int
    """Number of the step; 0 is the first build."""
    changes: tuple[str, ...]
    """Descriptions of the changes before the build, in order."""
    differing: tuple[str, ...]
    """Files and empty folders in which the two sites differ, each with the kind of difference."""


def steps(folder: Path, *, count: int, seed: int, entries: int, theme: dict[str, Any]) -> Iterator[Step]:
    """Write a reading list into `folder`, build it, and build it again after the changes of each step. Yield each step.

    Equal seeds give equal changes, except for the moment at which a build is killed.

    Args:
        folder: Folder for the list and for its copy. It need not exist.
        count: Number of steps after the first build.
        seed: Seed for choosing the changes.
        entries: Number of entries of the first list.
        theme: Settings of the theme, `small_list.MATERIAL` or `small_list.PLAIN`.

    Raises:
        BuildError: A build or a command failed.

    """
    small_list.write(folder / "list", entries, theme)
    seconds = 0.0
    for number in range(count + 1):
        done = tuple(_changed(folder / "list", seed, number, seconds)) if number else ()
        began = time.monotonic()
        building.build(folder / "list")
        seconds = time.monotonic() - began
        yield Step(number=number, changes=done, differing=tuple(differing(tree(folder / "list" / "site"), _from_nothing(folder))))


def tree(folder: Path) -> dict[str, bytes]:
    """Return, by path, the content of each file below a folder, the target of each link, and an empty value for each empty folder."""
    found = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = str(path.readlink()).encode()
        elif path.is_file():
            found[name] = path.read_bytes()
        elif not any(path.iterdir()):
            found[f"{name}/"] = b""
    return found


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Return the paths at which two sites differ, each with the kind of difference. `other` is the site of the build from nothing."""
    return [
        f"{path}: {_how(one.get(path), other.get(path))}" for path in sorted(one.keys() | other.keys()) if one.get(path) != other.get(path)
    ]


def _how(one: bytes | None, other: bytes | None) -> str:
    if one is None:
        return "missing"
    return "not in the build from nothing" if other is None else "different bytes"


def _changed(folder: Path, seed: int, step: int, seconds: float) -> Iterator[str]:
    """Make the changes of a step, and yield a description of each. `seconds` is the duration of a build.

    Each change has its own random generator, so that an edit to the code of one change doesn't alter the other changes of a seed.
    """
    chooser = random.Random(f"{seed} {step}")  # noqa: S311 - the seed makes the changes repeatable, and nothing here is secret
    known = changes(seconds)
    chosen = chooser.choices(known, [change.weight for change in known], k=chooser.randint(1, _AT_ONCE))
    for place, change in enumerate(chosen):
        done = change.do(random.Random(f"{seed} {step} {place}"), folder)  # noqa: S311 - the seed makes the changes repeatable, and nothing here is secret
        yield f"{change.name}: {'not possible' if done is None else done}"


def _from_nothing(folder: Path) -> dict[str, bytes]:
    """Build a copy of the list without a site and without a cache. Return the files of the site."""
    copy = folder / "from-nothing"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder / "list", copy, ignore=shutil.ignore_patterns("site", ".cache"))
    building.build(copy)
    return tree(copy / "site")
