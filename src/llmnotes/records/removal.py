"""The file of a removed entry, `entries/.removed/<slug>.yml`. Each entry has its own file, so that two removals never conflict in git.

    url: https://example.org/article
    title: The title that it had
    date: 2023-06-09
    removed: 2026-01-31
    reason: its author asked for it

The file reserves the slug, and makes imports skip the entry. The site shows the file's values at the entry's old address. To undo a removal, revert its
commit; or restore the record from git and delete this file.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from llmnotes.model import Place, Problem
from llmnotes.records import fields
from llmnotes.records.slug import SLUG
from llmnotes.web.url import alike, canonical
from llmnotes.yamlio import strict

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

FOLDER = ".removed"
"""The name of the folder that holds the files of removed entries, in the folder of records."""
MAX_BYTES = 64 * 1024

_RULE = "removal"
_KEYS = {"url": "url", "title": "title", "date": "date", "removed": "added", "reason": "via"}
"""The keys of a removal's file, in the order in which they are rendered, each with the key of a record that accepts the same values."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Removal:
    """An entry that was removed from the reading list, as its file in `entries/.removed/` describes it."""

    slug: str
    url: str
    title: str
    date: datetime.date
    """The day on which the source published the work."""
    removed: datetime.date
    """The day on which the entry was removed from the reading list."""
    reason: str


def write(removal: Removal) -> str:
    """Return the text of a removal's file. `read` parses it into an equal removal."""
    lines = ["# This entry was removed. To undo the removal, revert its commit; or restore the record from git and delete this file."]
    for key in _KEYS:
        value = getattr(removal, key)
        lines.append(f"{key}: {strict.word(str(value), date=key in {'date', 'removed'})}")
    return "".join(f"{line}\n" for line in lines)


def read(content: bytes, *, slug: str, file: str) -> tuple[Removal | None, list[Problem]]:
    """Parse the file of a removed entry.

    Args:
        content: The file's bytes.
        slug: The entry's slug.
        file: The file's path, as messages show it.

    Returns:
        The removal, or None if there is a problem; and every problem. If the file is too large, isn't UTF-8 or isn't YAML, other problems are not found.

    """
    if len(content) > MAX_BYTES:
        return None, [
            Problem.error(
                Place(file),
                _RULE,
                f"the file has more than {MAX_BYTES // 1024} KiB",
                "shorten it to the keys that `llmnotes remove` writes, or restore it from git",
            )
        ]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None, [Problem.error(Place(file), _RULE, "the file is not UTF-8", "save the file in the encoding UTF-8")]
    root, problems = strict.read(text, file)
    if not SLUG.fullmatch(slug):
        problems.append(
            Problem.error(
                Place(file),
                _RULE,
                f"'{slug}' is not a slug",
                "give the file the name of the record that was removed, with '.yml' instead of '.md'",
            )
        )
    if not isinstance(root, strict.MappingNode):
        if not problems:
            problems.append(
                Problem.error(Place(file, 1), _RULE, "the file has no keys", f"write lines of the form 'key: value' for {', '.join(_KEYS)}")
            )
        return None, problems
    values, faults = _values(root)
    problems += faults
    problems += [
        Problem.error(Place(file, 1), _RULE, f"'{key}' is missing", f"add a line '{key}: …'") for key in _KEYS if key not in root.items
    ]
    if problems:
        return None, problems
    return (
        Removal(
            slug=slug,
            url=values["url"],
            title=values["title"],
            date=fields.parse_date(values["date"]),
            removed=fields.parse_date(values["removed"]),
            reason=values["reason"],
        ),
        [],
    )


def _values(root: strict.MappingNode) -> tuple[dict[str, str], list[Problem]]:
    """Return the valid values by key, and a problem for each invalid value."""
    values: dict[str, str] = {}
    problems = []
    for key, node in root.items.items():
        if key not in _KEYS:
            problems.append(
                Problem.error(
                    root.keys[key], _RULE, f"unknown key '{key}'", f"correct or remove the key; the known keys are {', '.join(_KEYS)}"
                )
            )
        elif not isinstance(node, strict.ScalarNode):
            problems.append(
                Problem.error(node.place, _RULE, f"'{key}' holds a list or keys instead of text", f"write '{key}: …' on one line")
            )
        elif fault := fields.fault(_KEYS[key], node.value):
            problems.append(Problem.error(node.place, _RULE, f"{key}: {fault[0]}", fault[1]))
        else:
            values[key] = node.value
    return values, problems


def of_url(removals: Iterable[Removal], url: str) -> Removal | None:
    """Return the newest removal of an entry with this URL, or with a URL that nearly always opens the same page; None if no such entry was removed."""
    wanted = alike(url)
    return max((one for one in removals if canonical(one.url) in wanted), key=lambda one: (one.removed, one.slug), default=None)
