"""The records as an earlier revision in git held them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from llmnotes import record
from llmnotes.errors import RevisionError
from llmnotes.files import show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmnotes.model import Entry


def merge_base(folder: Path, revision: str) -> str:
    """The commit where this branch left `revision`: 40 or 64 hex digits. Raises RevisionError, also in a shallow clone, which can't know."""
    inside = folder if folder.is_dir() else Path()
    if _git(inside, "rev-parse", "--is-shallow-repository").strip() == "true":
        raise RevisionError(
            "this clone is shallow, so git can't tell what is new: run `git fetch --unshallow`, "
            "or in a workflow give actions/checkout the option `fetch-depth: 0`"
        )
    remedy = "name a branch, a tag or a commit, or fetch it first"
    if revision.endswith("/HEAD"):
        remedy = f"run `git remote set-head {revision.removesuffix('/HEAD')} --auto`, which asks the remote for its main branch"
    commit = _git(
        inside, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}",
        otherwise=f"git knows no revision '{revision}': {remedy}",
    ).strip()  # fmt: skip
    return _git(
        inside,
        "merge-base",
        commit,
        "HEAD",
        otherwise=f"'{revision}' and this branch have no commit in common: name the branch it came from",
    ).strip()


def entries_at(folder: Path, commit: str) -> list[Entry]:
    """The sound entries below `folder` in that commit; none if it had no such folder. Raises RevisionError."""
    inside = folder if folder.is_dir() else Path()
    root = Path(_git(inside, "rev-parse", "--show-toplevel").rstrip("\n"))
    below = Path(os.path.relpath(os.path.realpath(folder), os.path.realpath(root))).as_posix()
    listed = _git(root, "ls-tree", "-r", "-z", "--full-tree", commit, *(["--", f"{below}/"] if below != "." else []))
    blobs = []
    for line in filter(None, listed.split("\0")):
        attributes, _, path = line.partition("\t")
        _, kind, name = attributes.split()
        if kind == "blob" and path.endswith(".md") and not any(part.startswith(".") for part in Path(path).parts):
            blobs.append((name, path))
    entries = []
    for content, (_, path) in zip(_contents(root, [name for name, _ in blobs]), blobs, strict=True):
        found, _ = record.read(content, slug=Path(path).stem, file=path)
        if found:
            entries.append(found.entry)
    return entries


def _contents(root: Path, names: Sequence[str]) -> list[bytes]:
    """Blobs by one process: https://git-scm.com/docs/git-cat-file#_batch_output."""
    if not names:
        return []
    answer = _run(root, ["cat-file", "--batch"], "\n".join(names).encode() + b"\n").stdout
    contents, at = [], 0
    for _ in names:
        end = answer.index(b"\n", at)
        size = int(answer[at:end].rsplit(b" ", 1)[1])
        contents.append(answer[end + 1 : end + 1 + size])
        at = end + size + 2
    return contents


def _git(folder: Path, *arguments: str, otherwise: str = "") -> str:
    """What git prints. Raises RevisionError with `otherwise`, else with git's own words."""
    done = _run(folder, list(arguments))
    if done.returncode:
        said = " ".join(done.stderr.decode(errors="replace").split()).removeprefix("fatal: ")
        raise RevisionError(otherwise or f"{show(folder.absolute())}: git says: {said}")
    return done.stdout.decode(errors="surrogateescape")


def _run(folder: Path, arguments: list[str], given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", *arguments], cwd=folder, input=given, capture_output=True, check=False)  # noqa: S603, S607 - the git of this machine, no shell
    except OSError as error:
        raise RevisionError(f"git can't be run: {error.strerror}. Install it, or check without --changed-since") from error
