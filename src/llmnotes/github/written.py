"""Files that our commands write from topics.yml, and that stay in the repository: the issue form and the schema of records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes import schema
from llmnotes.files import show
from llmnotes.github import form
from llmnotes.model import Place, Problem, Severity

if TYPE_CHECKING:
    from pathlib import Path

    from llmnotes.topics import Taxonomy


def root(folder: Path) -> Path:
    """The root of the repository that `folder` is in, where GitHub looks for forms; `folder` itself outside of git."""
    if (folder / ".git").exists():
        return folder
    return next((parent for parent in folder.absolute().parents if (parent / ".git").exists()), folder)


def stale(folder: Path, entries: Path, taxonomy: Taxonomy | None, language: str) -> list[Problem]:
    """A problem for each of these files that isn't what its command would write now. A list may do without them. `folder` is mkdocs.yml's."""
    files = (
        (root(folder) / form.FILE, form.text(taxonomy), "llmnotes github form"),
        (entries / schema.NAME, schema.text(taxonomy, language), "llmnotes schema --write"),
    )
    return [
        Problem(
            place=Place(show(path)),
            rule="file-stale",
            severity=Severity.WARNING,
            message="the file is made from topics.yml, and does not say what that says now",
            remedy=f"run `{command}`, and commit what it writes",
        )
        for path, text, command in files
        if not _same(path, text)
    ]


def _same(path: Path, text: str) -> bool:
    """Whether a file holds just that, however its lines end; also where there is none."""
    try:
        return path.read_bytes().replace(b"\r\n", b"\n") == text.encode()
    except OSError:
        return True
