"""Records and other files as an earlier revision in git held them, and who committed what came since."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import TYPE_CHECKING

from llmnotes.errors import RevisionError
from llmnotes.records import record
from llmnotes.system import git
from llmnotes.system.files import show

if TYPE_CHECKING:
    import datetime
    import subprocess
    from collections.abc import Collection, Mapping, Sequence

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


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Commit:
    """A commit, as its author described it: git checks neither names nor addresses."""

    id: str
    author: str
    """A name: any text without line breaks."""
    mails: frozenset[str]
    """Of author and committer."""


def files_at(folder: Path, commit: str, names: Collection[str]) -> dict[str, bytes]:
    """Those files directly in `folder` that it had in that commit, by name. Raises RevisionError."""
    root, below = _inside(folder)
    listed = _git(root, "ls-tree", "-z", "--full-tree", commit, "--", f"{below}/")
    blobs = {}
    for line in filter(None, listed.split("\0")):
        attributes, _, path = line.partition("\t")
        _, kind, blob = attributes.split()
        if kind == "blob" and Path(path).name in names:
            blobs[Path(path).name] = blob
    return dict(zip(blobs, _contents(root, list(blobs.values())), strict=True))


def changed_files(folder: Path, commit: str) -> list[str]:
    """The files below `folder` that differ from that commit's, in the working tree or not yet known to git, relative to it. Raises RevisionError."""
    root, below = _inside(folder)
    changed = _git(root, "diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", commit, "--", below)
    new = _git(root, "ls-files", "-z", "--others", "--exclude-standard", "--", below)
    return sorted({path.removeprefix(f"{below}/") for path in f"{changed}{new}".split("\0") if path})


def commits(folder: Path, since: str) -> list[Commit]:
    """The commits after `since` that change something below `folder`, newest first. Raises RevisionError."""
    root, below = _inside(folder)
    logged = _git(root, "log", *_LOG, "--format=%H%x00%an%x00%ae%x00%ce%x00", f"{since}..HEAD", "--", below)
    fields = logged.replace("\0\n", "\0").split("\0")[:-1]
    return [Commit(id=fields[at], author=fields[at + 1], mails=frozenset(fields[at + 2 : at + 4])) for at in range(0, len(fields), 4)]


def introduced(
    file: Path, lines: Mapping[str, str], holding: str, *, since: str | None = None, after: datetime.datetime | None = None
) -> dict[str, Commit]:
    """The commit that brought the end of each line of `file`: the newest one that added it where none of its removed lines had it.

    A line is given by its beginning, up to a space, with its end, which holds `holding`, a plain word. A line that only a merge brought, or that isn't
    committed, is missing from the result. Raises RevisionError, also in a shallow clone, whose oldest commit seems to have brought everything.

    Args:
        file: In the working tree.
        lines: Ends by beginnings.
        holding: Commits that change no line with it are passed over.
        since: Look only at commits after this one.
        after: Look only at commits of this time or later. Git compares 0.02 s a commit.

    """
    root, below = _inside(file)
    if _git(root, "rev-parse", "--is-shallow-repository").strip() == "true":
        raise RevisionError("this clone is shallow, so git can't tell who committed a line: run `git fetch --unshallow`")
    logged = _git(
        root, "log", *_LOG, "--format=%x00%H%x00%an%x00%ae%x00%ce%x00", f"-G{holding}", "-p", "-U0", "--text", "--no-color", "--no-renames",
        "--no-ext-diff", "--no-textconv", *([f"--since={after.isoformat()}"] if after else []), f"{since}..HEAD" if since else "HEAD", "--", below,
    )  # fmt: skip
    found: dict[str, Commit] = {}
    fields = logged.split("\0")[1:]
    for at in range(0, len(fields) - 4, 5):
        id_, author, *mails, patch = fields[at : at + 5]
        sides: dict[str, set[str]] = {"+": set(), "-": set()}
        for line in patch.split("\n"):
            beginning = line[1:].partition(" ")[0]
            if line[:1] in sides and beginning in lines and line.endswith(f" {lines[beginning]}"):
                sides[line[0]].add(beginning)
        for beginning in sides["+"] - sides["-"]:
            found.setdefault(beginning, Commit(id=id_, author=author, mails=frozenset(mails)))
    return found


_LOG = ("--no-show-signature", "--no-notes", "--no-mailmap", "--encoding=UTF-8")


def _inside(path: Path) -> tuple[Path, str]:
    """The root of the working tree, and `path` below it as git writes it. Raises RevisionError where there is none."""
    parent = next(one for one in path.absolute().parents if one.is_dir()).resolve()
    root = Path(_git(parent, "rev-parse", "--show-toplevel").rstrip("\n")).resolve()
    below = Path(os.path.relpath(path.absolute().parent.resolve(), root), path.name).as_posix()
    return root, below


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
        return git.run(folder, "--literal-pathspecs", *arguments, given=given)
    except OSError as error:
        raise RevisionError(f"git can't be run: {error.strerror}. Install it, or check without --changed-since") from error
