"""What remains of an entry that was removed: `entries/.removed/<slug>.yml`, a file an entry, so that two removals never conflict in git.

    url: https://example.org/article
    title: The title that it had
    date: 2023-06-09
    removed: 2026-01-31
    reason: its author asked for it

It keeps the slug from being taken again, tells an import to leave the entry out, and gives the page at the old address. To undo a removal,
revert its commit; or take the record back from git, and delete this file.
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
"""Where these files stand, below the folder of records."""
MAX_BYTES = 64 * 1024

_RULE = "removal"
_KEYS = {"url": "url", "title": "title", "date": "date", "removed": "added", "reason": "via"}
"""Its keys in their order, with the record's key whose values are of the same kind."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Removal:
    """An entry that was removed."""

    slug: str
    url: str
    title: str
    date: datetime.date
    """When the source published it."""
    removed: datetime.date
    """When it was removed."""
    reason: str


def write(removal: Removal) -> str:
    """The file's text. `read` gives the same removal back."""
    lines = [
        "# What remains of an entry that was removed. To undo it, revert the commit; or take its record back from git, and delete this file."
    ]
    for key in _KEYS:
        value = getattr(removal, key)
        lines.append(f"{key}: {strict.word(str(value), date=key in {'date', 'removed'})}")
    return "".join(f"{line}\n" for line in lines)


def read(content: bytes, *, slug: str, file: str) -> tuple[Removal | None, list[Problem]]:
    """A removal from its file, or None, and every problem met. `file` is the path that messages show."""
    if len(content) > MAX_BYTES:
        return None, [Problem.error(Place(file), _RULE, f"the file has more than {MAX_BYTES // 1024} KiB", "take it back from git")]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None, [Problem.error(Place(file), _RULE, "the file is not UTF-8", "save it in the encoding UTF-8")]
    root, problems = strict.read(text, file)
    if not SLUG.fullmatch(slug):
        problems.append(Problem.error(Place(file), _RULE, f"'{slug}' is no slug", "name the file after the record that was removed"))
    if not isinstance(root, strict.MappingNode):
        if not problems:
            problems.append(
                Problem.error(Place(file, 1), _RULE, "there are no keys", f"write lines of the form 'key: value', for {', '.join(_KEYS)}")
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
    """The sound values by key, and what is wrong with the others."""
    values: dict[str, str] = {}
    problems = []
    for key, node in root.items.items():
        if key not in _KEYS:
            problems.append(Problem.error(root.keys[key], _RULE, f"unknown key '{key}'", f"remove it; known are {', '.join(_KEYS)}"))
        elif not isinstance(node, strict.ScalarNode):
            problems.append(Problem.error(node.place, _RULE, f"'{key}' is no word", f"write '{key}: …' on one line"))
        elif fault := fields.fault(_KEYS[key], node.value):
            problems.append(Problem.error(node.place, _RULE, f"{key}: {fault[0]}", fault[1]))
        else:
            values[key] = node.value
    return values, problems


def of_url(removals: Iterable[Removal], url: str) -> Removal | None:
    """The newest removal of an entry of that address, or of one under which the same page nearly always stands."""
    wanted = alike(url)
    return max((one for one in removals if canonical(one.url) in wanted), key=lambda one: (one.removed, one.slug), default=None)
