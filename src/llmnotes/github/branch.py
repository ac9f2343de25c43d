"""Branches that a workflow writes: one commit by the workflow on top of the branch that is checked out."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from llmnotes.errors import GithubError
from llmnotes.system import git

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

BOT = "github-actions[bot]"
BOT_MAIL = "41898282+github-actions[bot]@users.noreply.github.com"
"""The address in commits of workflows: https://github.com/actions/checkout#push-a-commit-using-the-built-in-token."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """A branch on the remote after `Branch.publish`."""

    commit: str
    moved: bool
    """Whether `publish` pushed this commit; false where the branch held the same files before."""


class Branch:
    """A branch of the remote `origin`. Each method raises GithubError where git fails."""

    def __init__(self, folder: Path, name: str) -> None:
        """Take any folder of the working tree and the branch's name. Raises GithubError where git allows no branch of this name."""
        self.folder, self.name = folder, name
        self._git("check-ref-format", "--branch", name)
        self._remote = f"refs/remotes/origin/{name}"

    def fetch(self) -> str | None:
        """Fetch the branch. Return its newest commit, or None where the remote has no such branch."""
        if not self._git("ls-remote", "origin", f"refs/heads/{self.name}").strip():
            return None
        self._git("fetch", "--quiet", "origin", f"+refs/heads/{self.name}:{self._remote}")
        return self._git("rev-parse", self._remote).strip()

    def has_commits_by_people(self) -> bool:
        """Return whether the fetched branch has a commit that is not on HEAD and that no workflow made."""
        mails = self._git("log", "--format=%ce%n%ae", f"HEAD..{self._remote}").split()
        return any(mail != BOT_MAIL for mail in mails)

    def publish(self, paths: Sequence[Path], message: str) -> Published | None:
        """Replace the branch by HEAD and one commit of some files. The working tree does not change.

        Args:
            paths: Files and folders of the working tree, whose present content is committed.
            message: The commit's message.

        Returns:
            The branch on the remote; None where the files are the same as on HEAD.

        Raises:
            GithubError: git fails, or another push has moved the branch meanwhile.

        """
        old = self.fetch()
        self._git("add", "--all", "--", *(str(path.absolute()) for path in paths if path.exists()))
        tree, head = self._git("write-tree").strip(), self._git("rev-parse", "HEAD").strip()
        self._git("reset", "--quiet")
        if tree == self._git("rev-parse", "HEAD^{tree}").strip():
            return None
        if old and tree == self._git("rev-parse", f"{old}^{{tree}}").strip():
            return Published(commit=old, moved=False)
        commit = self._git(
            "-c", f"user.name={BOT}", "-c", f"user.email={BOT_MAIL}", "commit-tree", tree, "-p", head, "-F", "-", given=message
        ).strip()  # fmt: skip
        self._git("push", "--quiet", f"--force-with-lease=refs/heads/{self.name}:{old or ''}", "origin", f"{commit}:refs/heads/{self.name}")
        return Published(commit=commit, moved=True)

    def reset_to(self, commit: str | None) -> None:
        """Move the branch on the remote to a commit; with None, delete the branch there."""
        old = self.fetch()
        if old != commit:
            lease = f"--force-with-lease=refs/heads/{self.name}:{old or ''}"
            self._git("push", "--quiet", lease, "origin", f"{commit or ''}:refs/heads/{self.name}")

    def read(self, commit: str, path: Path) -> str | None:
        """Return a file's text in a commit, or None where the commit has no such file. `path` is below `folder`."""
        name = f"{commit}:./{path.relative_to(self.folder).as_posix()}"
        return self._git("show", name) if self._git("cat-file", "-t", name, otherwise="").strip() == "blob" else None

    def _git(self, *arguments: str, given: str | None = None, otherwise: str | None = None) -> str:
        """Return git's output. `given` is its standard input; `otherwise` is returned where git fails."""
        try:
            done = git.run(self.folder, *arguments, given=given.encode() if given is not None else None)
        except OSError as error:
            raise GithubError(f"git can't be run: {error.strerror}. Install it") from error
        if done.returncode:
            if otherwise is not None:
                return otherwise
            message = " ".join(_text(done.stderr).split()).removeprefix("fatal: ")
            raise GithubError(f"git {arguments[0]}: {message}. Check the remote `origin` and the token's permissions")
        return _text(done.stdout)


def _text(output: bytes) -> str:
    """Return git's output as text whose lines end with a line feed."""
    return output.decode(errors="replace").replace("\r\n", "\n").replace("\r", "\n")
