"""Find out whether the issue form and the JSON Schema of records, which are generated from topics.yml, are up to date, and rewrite them."""

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

    from llmnotes.config import Settings
    from llmnotes.records.taxonomy import Taxonomy
    from llmnotes.system.regular_files import Bounds

_MAX_BYTES = 8 * 1024 * 1024


def root(folder: Path) -> Path:
    """Return the root of the git repository that contains `folder`, below which GitHub and Forgejo look for issue forms; `folder` if there is no repository."""
    return checkout(folder)


def paths(settings: Settings) -> tuple[Path, ...]:
    """Return the paths of the issue form and the schema, whether or not the files exist."""
    return root(settings.folder) / form.FILE, settings.entries / schema.NAME


def rewrites(settings: Settings, before: Taxonomy | None, after: Taxonomy | None) -> list[Rewrite]:
    """Return the rewrites that adapt the issue form and the schema to a change of the taxonomy.

    Args:
        settings: The settings of the reading list.
        before: The taxonomy before the change.
        after: The taxonomy after the change.

    Returns:
        A rewrite for each file that was generated from `before` and whose text changes. Missing files, and files that weren't generated from
        `before`, get no rewrite.

    Raises:
        StoreError: A file can't be read.

    """
    made = []
    for (path, old, _), (_, new, _) in zip(_files(settings, before), _files(settings, after), strict=True):
        if old == new:
            continue
        with explained(path), contextlib.suppress(FileNotFoundError, NotADirectoryError):
            if not _holds(path, old, settings.bounds):
                continue
            text = text_of(path)
            made.append(Rewrite(file=show(path), before=text, after=new.replace("\n", "\r\n") if "\r\n" in text else new))
    return made


def stale(settings: Settings, taxonomy: Taxonomy | None) -> list[Problem]:
    """Return a problem if the issue form is out of date or can't be read, and one if the JSON Schema of records is out of date or can't be read.

    A file is out of date if its text differs from the text that llmnotes generates now. A missing file is not a problem.
    """
    problems = []
    for path, text, command in _files(settings, taxonomy):
        try:
            fresh = _holds(path, text, settings.bounds)
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
                    "the file is out of date: topics.yml, the list's language or llmnotes has changed since the file was written, or the file was edited",
                    f"run `{command}`, which writes this file, and commit it",
                )
            )
    return problems


def _files(settings: Settings, taxonomy: Taxonomy | None) -> tuple[tuple[Path, str, str], ...]:
    """Return, for the issue form and for the schema: the path, the text that is generated from the taxonomy, and the command that writes the file."""
    form_path, schema_path = paths(settings)
    return (
        (form_path, form.text(taxonomy, settings.language), "llmnotes github form"),
        (schema_path, schema.text(taxonomy, settings.language), "llmnotes schema --write"),
    )


def _holds(path: Path, text: str, bounds: Bounds) -> bool:
    """Return whether a file has this text, with CRLF or LF line endings. The file is read only if it lies within `bounds`.

    Raises OSError if the file can't be read.
    """
    return bounds.read(path, limit=_MAX_BYTES).replace(b"\r\n", b"\n") == text.encode()
