"""Publish files on a branch of the remote `origin`, from a workflow. The branch gets one commit, whose parent is the commit that is checked out."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from llmnotes.errors import GithubError
from llmnotes.system import git
from llmnotes.system.files import show

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

BOT_MAIL = "41898282+github-actions[bot]@users.noreply.github.com"
"""The mail address of the author of commits that workflows on GitHub make: https://github.com/actions/checkout#push-a-commit-using-the-built-in-token."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Committer:
    """The author of the commits that a workflow makes."""

    name: str
    mail: str


_REMOTE = ("ls-remote", "fetch")
"""The git commands in this module that read from the remote and never write to it."""

GITHUB_BOT = Committer(name="github-actions[bot]", mail=BOT_MAIL)
LLMNOTES = Committer(name="llmnotes", mail="llmnotes@noreply.invalid")
"""The author of commits on code hosts that have no account for workflows. `.invalid` is a reserved domain, so the address can't belong to a person."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """The state of a branch on the remote after `Branch.publish`."""

    commit: str
    moved: bool
    """Whether `publish` pushed a new commit; false if the branch had the same files already."""


class Branch:
    """A branch of the remote `origin`. Each method raises GithubError if git fails."""

    def __init__(self, folder: Path, name: str, committer: Committer = GITHUB_BOT) -> None:
        """Set a folder in the working tree, the branch's name, and the author of new commits.

        Raises GithubError if git doesn't allow this name for a branch.
        """
        self.folder, self.name, self._committer = folder, name, committer
        self._git("check-ref-format", "--branch", name)
        self._remote = f"refs/remotes/origin/{name}"

    def fetch(self) -> str | None:
        """Fetch the branch from the remote. Return the id of its newest commit; None if the remote has no such branch."""
        if not self._git("ls-remote", "origin", f"refs/heads/{self.name}").strip():
            return None
        self._git("fetch", "--quiet", "origin", f"+refs/heads/{self.name}:{self._remote}")
        return self._git("rev-parse", self._remote).strip()

    def has_commits_by_people(self) -> bool:
        """Return whether the branch, as last fetched, has a commit by a person: by an author or committer other than the one of this object.

        Commits that are also in HEAD don't count.
        """
        mails = self._git("log", "--format=%ce%n%ae", f"HEAD..{self._remote}").split()
        return any(mail != self._committer.mail for mail in mails)

    def publish(self, paths: Sequence[Path], message: str) -> Published | None:
        """Push one commit to the branch, unless HEAD or the branch has the same content already. Earlier commits of the branch are discarded.

        The commit's parent is HEAD. It contains the files of HEAD, with the files `paths` as they are on disk now. The working tree does not change, but
        staged changes become unstaged.

        Args:
            paths: The files and folders in the working tree to commit. Missing ones are ignored.
            message: The message of the commit.

        Returns:
            The state of the branch; None if the files are the same as in HEAD. Then the branch is not changed.

        Raises:
            GithubError: git fails, or another push changed the branch after it was fetched.

        """
        old = self.fetch()
        self._git("add", "--all", "--", *(str(path.absolute()) for path in paths if path.exists()))
        tree, head = self._git("write-tree").strip(), self._git("rev-parse", "HEAD").strip()
        self._git("reset", "--quiet")
        if tree == self._git("rev-parse", "HEAD^{tree}").strip():
            return None
        if old and tree == self._git("rev-parse", f"{old}^{{tree}}").strip():
            return Published(commit=old, moved=False)
        author = ("-c", f"user.name={self._committer.name}", "-c", f"user.email={self._committer.mail}")
        commit = self._git("commit-tree", tree, "-p", head, "-F", "-", options=author, given=message).strip()
        self._git("push", "--quiet", f"--force-with-lease=refs/heads/{self.name}:{old or ''}", "origin", f"{commit}:refs/heads/{self.name}")
        return Published(commit=commit, moved=True)

    def reset_to(self, commit: str | None) -> None:
        """Make `commit` the newest commit of the branch on the remote. If `commit` is None, delete the branch on the remote."""
        old = self.fetch()
        if old != commit:
            lease = f"--force-with-lease=refs/heads/{self.name}:{old or ''}"
            self._git("push", "--quiet", lease, "origin", f"{commit or ''}:refs/heads/{self.name}")

    def read(self, commit: str, path: Path) -> str | None:
        """Return the text that the file at `path` has in a commit; None if the commit lacks this file. `path` must be below the folder of this object."""
        name = f"{commit}:./{path.relative_to(self.folder).as_posix()}"
        return self._git("show", name) if self._git("cat-file", "-t", name, otherwise="").strip() == "blob" else None

    def _git(
        self, command: str, *arguments: str, options: Sequence[str] = (), given: str | None = None, otherwise: str | None = None
    ) -> str:
        """Run a git command, and return its output. `options` are git's own options, before the command. `given` is passed to git's standard input.

        If the command fails, return `otherwise`, or raise GithubError if `otherwise` is None.
        """
        try:
            done = git.run(self.folder, *options, command, *arguments, given=given.encode() if given is not None else None)
        except OSError as error:
            raise GithubError(f"git can't be run: {error.strerror}. Install git") from error
        if done.returncode:
            if otherwise is not None:
                return otherwise
            raise GithubError(self._message(command, done.stderr))
        return _text(done.stdout)

    def _message(self, command: str, output: bytes) -> str:
        """Return a message about a failed git command, such as `push`: the command, what git printed, and the remedy."""
        said = " ".join(_text(output).split()).removeprefix("fatal: ").removesuffix(".")
        if command == "push":
            remedy = "Check the remote `origin` and the token's permissions. If another push has changed the branch meanwhile, run the command again"
        elif command in _REMOTE:
            remedy = "Check the remote `origin` and the token's permissions"
        elif command == "check-ref-format":
            remedy = "Use another name for the branch"
        else:
            remedy = f"Check that {show(self.folder)} is in a git repository with a commit, and that git can write there"
        return f"git {command}: {said}. {remedy}"


def _text(output: bytes) -> str:
    """Decode git's output, and replace each line ending with a line feed."""
    return output.decode(errors="replace").replace("\r\n", "\n").replace("\r", "\n")
