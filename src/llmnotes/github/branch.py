"""Branches that a workflow makes and makes anew: one commit of a workflow's own on top of the branch that is checked out."""

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
"""As workflows sign: https://github.com/actions/checkout#push-a-commit-using-the-built-in-token."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """A branch as it stands on the remote."""

    commit: str
    moved: bool
    """Whether it was written now: otherwise it held just that already."""


class Branch:
    """A branch of the remote `origin`."""

    def __init__(self, folder: Path, name: str) -> None:
        """`folder` is anywhere in the working tree. Raises GithubError where `name` can't be a branch's."""
        self.folder, self.name = folder, name
        self._git("check-ref-format", "--branch", name)
        self._remote = f"refs/remotes/origin/{name}"

    def fetch(self) -> str | None:
        """Its newest commit; None where there is no such branch. Raises GithubError."""
        if not self._git("ls-remote", "origin", f"refs/heads/{self.name}").strip():
            return None
        self._git("fetch", "--quiet", "origin", f"+refs/heads/{self.name}:{self._remote}")
        return self._git("rev-parse", self._remote).strip()

    def foreign(self) -> bool:
        """Whether somebody else has committed to it since it left HEAD. Of the branch as it was fetched."""
        mails = self._git("log", "--format=%ce%n%ae", f"HEAD..{self._remote}").split()
        return any(mail != BOT_MAIL for mail in mails)

    def publish(self, paths: Sequence[Path], message: str) -> Published | None:
        """Make it HEAD and one commit of `paths` as they stand in the working tree; None where they hold nothing new. Raises GithubError.

        The working tree stays as it is. What somebody else pushed meanwhile is not overwritten.
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

    def put_back(self, commit: str | None) -> None:
        """Make it that commit again; with None, take it from the remote. Raises GithubError."""
        old = self.fetch()
        if old != commit:
            lease = f"--force-with-lease=refs/heads/{self.name}:{old or ''}"
            self._git("push", "--quiet", lease, "origin", f"{commit or ''}:refs/heads/{self.name}")

    def read(self, commit: str, path: Path) -> str | None:
        """A file's text as a commit holds it; None where it holds none. `path` is below `folder`. Raises GithubError."""
        name = f"{commit}:./{path.relative_to(self.folder).as_posix()}"
        return self._git("show", name) if self._git("cat-file", "-t", name, otherwise="").strip() == "blob" else None

    def _git(self, *arguments: str, given: str | None = None, otherwise: str | None = None) -> str:
        try:
            done = git.run(self.folder, *arguments, given=given.encode() if given is not None else None)
        except OSError as error:
            raise GithubError(f"git can't be run: {error.strerror}. Install it") from error
        if done.returncode:
            if otherwise is not None:
                return otherwise
            said = " ".join(_text(done.stderr).split()).removeprefix("fatal: ")
            raise GithubError(f"git {arguments[0]}: {said}. Look at the remote `origin` and at the token's permissions")
        return _text(done.stdout)


def _text(output: bytes) -> str:
    """Git's output as text whose lines end with a line feed."""
    return output.decode(errors="replace").replace("\r\n", "\n").replace("\r", "\n")
