"""Read records and other files from an earlier git revision, and find the files that changed since then, with the authors of the changes."""

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
    """Return the newest commit that both the current branch and another revision contain.

    Args:
        folder: A folder of the repository. If it doesn't exist, the current directory must be in the repository.
        revision: A branch, a tag or a commit.

    Returns:
        The commit's id: 40 or 64 hexadecimal digits.

    Raises:
        RevisionError: The revision is unknown or shares no commit with the branch; the clone is shallow, so that git lacks the history; or `folder` isn't in
            a git repository.

    """
    inside = folder if folder.is_dir() else Path()
    if _git(inside, "rev-parse", "--is-shallow-repository").strip() == "true":
        raise RevisionError(
            "the clone is shallow, so git lacks the earlier revision: run `git fetch --unshallow`, "
            "or in a workflow, set `fetch-depth: 0` for actions/checkout"
        )
    remedy = "name an existing branch, tag or commit, or fetch the revision first"
    if revision.endswith("/HEAD"):
        remedy = f"run `git remote set-head {revision.removesuffix('/HEAD')} --auto`, which sets the main branch of the remote"
    commit = _git(
        inside, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}",
        otherwise=f"git finds no revision '{revision}': {remedy}",
    ).strip()  # fmt: skip
    return _git(
        inside,
        "merge-base",
        commit,
        "HEAD",
        otherwise=f"'{revision}' and this branch have no commit in common: name the branch from which this branch was made",
    ).strip()


def entries_at(folder: Path, commit: str) -> list[Entry]:
    """Return the valid entries that a commit has below `folder`, except in hidden files and folders; an empty list if the commit has no such folder.

    Raises:
        RevisionError: Git can't read the commit.

    """
    inside = folder if folder.is_dir() else Path()
    root = Path(_git(inside, "rev-parse", "--show-toplevel").rstrip("\n"))
    below = Path(os.path.relpath(os.path.realpath(folder), os.path.realpath(root))).as_posix()
    listed = _git(root, "ls-tree", "-r", "-z", "--full-tree", commit, *(["--", f"{below}/"] if below != "." else []))
    blobs = []
    for line in filter(None, listed.split("\0")):
        attributes, _, path = line.partition("\t")
        _, kind, name = attributes.split()
        if kind == "blob" and path.endswith(".md") and not any(part.startswith(".") for part in Path(path).relative_to(below).parts):
            blobs.append((name, path))
    entries = []
    for content, (_, path) in zip(_contents(root, [name for name, _ in blobs]), blobs, strict=True):
        found, _ = record.read(content, slug=Path(path).stem, file=path)
        if found:
            entries.append(found.entry)
    return entries


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Commit:
    """A commit with its author. Names and addresses may be false, because git doesn't check them."""

    id: str
    author: str
    """The author's name: any text without line breaks."""
    mails: frozenset[str]
    """The mail addresses of the author and the committer."""


def files_at(folder: Path, commit: str, names: Collection[str]) -> dict[str, bytes]:
    """Return the bytes that files had in a commit, by file name.

    Args:
        folder: The folder that holds the files. Files in its subfolders are not read.
        commit: The commit.
        names: The names of the files. The result leaves out files that the commit doesn't have.

    Raises:
        RevisionError: Git can't read the commit.

    """
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
    """Return the files below `folder` that differ from a commit, as paths relative to `folder`. Untracked files are included, ignored files are not.

    Raises:
        RevisionError: Git can't compare the files with the commit.

    """
    root, below = _inside(folder)
    changed = _git(root, "diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", commit, "--", below)
    new = _git(root, "ls-files", "-z", "--others", "--exclude-standard", "--", below)
    return sorted({path.removeprefix(f"{below}/") for path in f"{changed}{new}".split("\0") if path})


def commits(folder: Path, since: str) -> list[Commit]:
    """Return the commits after `since` that change a file below `folder`, newest first.

    Raises:
        RevisionError: Git can't read the history.

    """
    root, below = _inside(folder)
    logged = _git(root, "log", *_LOG, "--format=%H%x00%an%x00%ae%x00%ce%x00", f"{since}..HEAD", "--", below)
    fields = logged.replace("\0\n", "\0").split("\0")[:-1]
    return [Commit(id=fields[at], author=fields[at + 1], mails=frozenset(fields[at + 2 : at + 4])) for at in range(0, len(fields), 4)]


def introduced(
    file: Path, lines: Mapping[str, str], holding: str, *, since: str | None = None, after: datetime.datetime | None = None
) -> dict[str, Commit]:
    """Find, for each of the given lines of a file, the commit that gave the line its current ending.

    A line is given by its beginning, which is its first word, and its ending, which is one or more words. Its commit is the newest commit that added a line
    with this beginning and this ending. A commit that also removed such a line is skipped, because it only moved the line or changed the words between.

    Args:
        file: The file in the working tree.
        lines: A mapping from the beginning of each line to its ending.
        holding: A word that every ending contains. Commits that change no line with this word are skipped.
        since: Skip commits up to this one.
        after: Skip commits before this time. This saves time, because git takes 0.02 s for each commit.

    Returns:
        The commit by the line's beginning. The result leaves out lines that only a merge or a skipped commit changed, and lines that aren't committed.

    Raises:
        RevisionError: Git can't read the history, or the clone is shallow. In a shallow clone, the oldest commit seems to have added every line.

    """
    root, below = _inside(file)
    if _git(root, "rev-parse", "--is-shallow-repository").strip() == "true":
        raise RevisionError("the clone is shallow, so git can't find the commit of a line: run `git fetch --unshallow`")
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
    """Return the root of the working tree that holds `path`, and `path` relative to this root, with slashes.

    Raises RevisionError outside a git repository.
    """
    parent = next(one for one in path.absolute().parents if one.is_dir()).resolve()
    root = Path(_git(parent, "rev-parse", "--show-toplevel").rstrip("\n")).resolve()
    below = Path(os.path.relpath(path.absolute().parent.resolve(), root), path.name).as_posix()
    return root, below


def _contents(root: Path, names: Sequence[str]) -> list[bytes]:
    """Return the contents of the files that git stores under the object ids `names`, in the same order.

    One git process reads them all: https://git-scm.com/docs/git-cat-file#_batch_output.
    """
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
    """Return the output of a git command. If git fails, raises RevisionError with the message `otherwise`, or with git's message if `otherwise` is empty."""
    done = _run(folder, list(arguments))
    if done.returncode:
        reported = " ".join(done.stderr.decode(errors="replace").split()).removeprefix("fatal: ")
        remedy = ". Run the command in the git repository of the list" if "not a git repository" in reported else ""
        raise RevisionError(otherwise or f"{show(folder.absolute())}: git reports: {reported}{remedy}")
    return done.stdout.decode(errors="surrogateescape")


def _run(folder: Path, arguments: list[str], given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    try:
        return git.run(folder, "--literal-pathspecs", *arguments, given=given)
    except OSError as error:
        raise RevisionError(f"git can't be started: {error.strerror}. Install git") from error
