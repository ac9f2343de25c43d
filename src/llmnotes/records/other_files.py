"""Report files below the folder of records that aren't records, although people may expect the tool to read them. A README is not reported."""

from __future__ import annotations

import re

from llmnotes.model import Place, Problem

_RECORD_ENDINGS = re.compile(r"(?i)\.(?:md|markdown|mdown|mdwn|mkdn?|md\.txt)$")
"""Matches file name endings of Markdown files that people may expect to be records. Only names that end with `.md` in lower case are records."""
_README = re.compile(r"(?i)readme(?:[._-][\w.-]*)?")
_INDEX = re.compile(r"(?i)index")


def is_readme(stem: str) -> bool:
    """Return whether a file name, with or without its ending, is the name of a README, such as `README`, `README.ja` or `readme.txt`.

    A README without front matter is not a record.
    """
    return _README.fullmatch(stem) is not None


def is_index(stem: str) -> bool:
    """Return whether a file name without its ending is `index`, in upper or lower case. An index without front matter is not a record."""
    return _INDEX.fullmatch(stem) is not None


def problem_of(name: str, shown: str) -> Problem | None:
    """Return the problem for a file whose name isn't that of a record, or None for a README.

    Args:
        name: The file's name, which doesn't end with `.md`.
        shown: The file's path, as messages show it.

    """
    if is_readme(name):
        return None
    place = Place(shown.encode("utf-8", "replace").decode())
    ending = _RECORD_ENDINGS.search(name)
    if ending:
        message = f"the file is not read as a record, because its name ends with '{ending[0]}'"
        return Problem.error(place, "record-name", message, f"rename the file to {name[: ending.start()]}.md")
    message = "the file is not read, because its name doesn't end with '.md'"
    remedy = "move the file out of the folder of records, or remove it; if it is a record, end its name with '.md'"
    return Problem.warning(place, "file-unread", message, remedy)


def index_problem(shown: str) -> Problem:
    """Return the problem for an `index.md` without front matter."""
    remedy = "rename the file to README.md if it describes the folder; if it is a record, add front matter, and begin the file's name with the record's date"
    return Problem.error(Place(shown), "record-name", "an index without front matter is not a record, so the file is not read", remedy)


def unread_hidden(name: str, shown: str) -> Problem | None:
    """Return the problem for a hidden file or a file in a hidden folder, if the file's name ends like the name of a record; None for other files and for a README."""
    if not _RECORD_ENDINGS.search(name) or is_readme(name.partition(".")[0]):
        return None
    message = "the file is not read, because its name or the name of a folder above it begins with a dot"
    remedy = "if it is a record, rename it or the folder; otherwise move it out of the folder of records"
    return Problem.warning(Place(shown.encode("utf-8", "replace").decode()), "file-unread", message, remedy)


def hidden_problem(shown: str) -> Problem:
    """Return the problem for a file in `.logs/` or `.removed/` whose name doesn't end with `.yml`."""
    message = "the file is not read, because its name doesn't end with '.yml'"
    return Problem.warning(Place(shown), "file-unread", message, "end the name with '.yml', or remove the file")
