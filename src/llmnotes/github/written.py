"""Files that our commands write from topics.yml, and that stay in the repository: the issue form and the schema of records."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from llmnotes.github import form
from llmnotes.model import Place, Problem
from llmnotes.records import schema
from llmnotes.system.files import checkout, explained, show, unread
from llmnotes.system.rewrite import Rewrite, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from llmnotes.records.taxonomy import Taxonomy
    from llmnotes.system.regular_files import Bounds

_MAX_BYTES = 8 * 1024 * 1024


def root(folder: Path) -> Path:
    """Where GitHub looks for forms."""
    return checkout(folder)


def paths(folder: Path, entries: Path) -> tuple[Path, ...]:
    """Where these files stand, or would. `folder` is mkdocs.yml's."""
    return root(folder) / form.FILE, entries / schema.NAME


def rewrites(  # noqa: PLR0913 - two taxonomies, and where their files stand
    folder: Path, entries: Path, before: Taxonomy | None, after: Taxonomy | None, language: str, *, bounds: Bounds
) -> list[Rewrite]:
    """What keeps those of these files fresh that are, when the taxonomy changes. Raises StoreError."""
    made = []
    for (path, old, _), (_, new, _) in zip(
        _files(folder, entries, before, language), _files(folder, entries, after, language), strict=True
    ):
        if old == new:
            continue
        with explained(path), contextlib.suppress(FileNotFoundError, NotADirectoryError):
            if not _holds(path, old, bounds):
                continue
            text = text_of(path)
            made.append(Rewrite(file=show(path), before=text, after=new.replace("\n", "\r\n") if "\r\n" in text else new))
    return made


def stale(folder: Path, entries: Path, taxonomy: Taxonomy | None, language: str, bounds: Bounds) -> list[Problem]:
    """A problem for each of these files that isn't what its command would write now. A list may do without them. `folder` is mkdocs.yml's."""
    problems = []
    for path, text, command in _files(folder, entries, taxonomy, language):
        try:
            fresh = _holds(path, text, bounds)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            problems.append(unread(path, error))
            continue
        if not fresh:
            problems.append(
                Problem.warning(
                    Place(show(path)),
                    "file-stale",
                    "the file is made from topics.yml, and does not say what that says now",
                    f"run `{command}`, and commit what it writes",
                )
            )
    return problems


def _files(folder: Path, entries: Path, taxonomy: Taxonomy | None, language: str) -> tuple[tuple[Path, str, str], ...]:
    """Each file, what it should hold, and the command that writes it."""
    form_path, schema_path = paths(folder, entries)
    return (
        (form_path, form.text(taxonomy), "llmnotes github form"),
        (schema_path, schema.text(taxonomy, language), "llmnotes schema --write"),
    )


def _holds(path: Path, text: str, bounds: Bounds) -> bool:
    """Whether a file holds just that, however its lines end. Raises OSError."""
    return bounds.read(path, limit=_MAX_BYTES).replace(b"\r\n", b"\n") == text.encode()
