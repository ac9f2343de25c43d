"""Parse and render a record, the file of an entry: YAML front matter, then the note. `fields.py` defines the keys of the front matter.

    ---
    title: Retrieval Augmented Generationを改良する2つの方法 | DevelopersIO
    url: https://dev.classmethod.jp/articles/revise-retrieval-augmented-generation/
    date: 2023-06-09
    topics: [rag]
    tags: [LlamaIndex, LangChain]
    ---

    - a note in CommonMark

`read` is strict and reports every problem of a record. `write` renders the keys in a fixed order, with one line for each value, so that git can merge
changes of different keys.
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import itertools
import re
import sys
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import frontmatter

from llmnotes.model import Entry, Place, Problem
from llmnotes.records import slug as slugs
from llmnotes.records.fields import BY_KEY, FIELDS, Field, ValueFault, fault, too_many
from llmnotes.records.term import MAX_ADDRESS
from llmnotes.web import url
from llmnotes.yamlio import strict

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

MAX_BYTES = 1024 * 1024
"""The maximum number of bytes of a record."""
MAX_FRONT = 256 * 1024
"""The maximum number of characters of the front matter. If every value is as long as allowed, the front matter has about 20,000 characters."""
MAX_PROBLEMS = 100
"""The maximum number of problems that are listed for one record."""

NOWHERE = Place("")
"""The place of a value that is missing or could not be parsed: no file and no line."""
NO_PLACES: Mapping[str, Place] = MappingProxyType({})
"""An empty mapping, for records whose places of values are not known."""


@dataclasses.dataclass(frozen=True, slots=True)
class Record:
    """An entry, with its file and the places of its values in the file."""

    entry: Entry
    file: str
    """The record's path, as messages show it."""
    places: Mapping[str, Place]
    """The place of each key's value. The key `note` has the place of the note's first line."""
    digest: str
    """The first 16 hexadecimal digits of the SHA-256 of the record's text."""
    unread: frozenset[str] = frozenset()
    """The required keys that are missing, the keys without a valid value, and `note` if the note holds a NUL character. Empty in records that `read` returns."""

    def place(self, key: str) -> Place:
        """Return the place of a key's value. If it is not known, for example because the record lacks the key, return the file's first line.

        For a key in `unread`, return `NOWHERE`.
        """
        return NOWHERE if key in self.unread else self.places.get(key, Place(self.file, 1))


class _Splitter(frontmatter.YAMLHandler):  # type: ignore[misc,name-defined] # the package frontmatter has no type annotations
    """The YAML handler of python-frontmatter, used only to split a text. The package's function `parse` would also remove white space around the note."""

    def halves(self, text: str) -> tuple[str, str] | None:
        """Return front matter and body, or None for a text without front matter."""
        if not self.detect(text):
            return None
        try:
            front, body = self.split(text)
        except ValueError:
            return None
        return front, body


_SPLITTER = _Splitter()
_FENCE = re.compile(r"-{3,}\s*")


def read(content: bytes, *, slug: str, file: str, size: int = 0) -> tuple[Record | None, list[Problem]]:
    """Parse a record.

    Args:
        content: The record's bytes. They may be incomplete if the file has more than `MAX_BYTES`.
        slug: The record's slug.
        file: The record's path, as messages show it.
        size: The number of bytes of the file if `content` is incomplete; else 0.

    Returns:
        The record, or None if there is a problem; and the problems, as `read_partly` returns them.

    """
    found, problems = read_partly(content, slug=slug, file=file, size=size)
    return (None if problems else found), problems


def read_partly(content: bytes, *, slug: str, file: str, size: int = 0) -> tuple[Record | None, list[Problem]]:
    """Parse a record, and go on after each problem, so that all problems are reported together.

    Args:
        content: The record's bytes. They may be incomplete if the file has more than `MAX_BYTES`.
        slug: The record's slug.
        file: The record's path, as messages show it.
        size: The number of bytes of the file if `content` is incomplete; else 0.

    Returns:
        The record, and every problem. After the first `MAX_PROBLEMS` problems, one more gives the number of the others. The record's `unread` names the
        required keys that are missing and the keys without a valid value. For these keys, the entry has placeholders if they are required, and no
        values otherwise. The record is None if the file is too large, isn't UTF-8, or has no front matter, or front matter that is too long.

    """
    if max(size, len(content)) > MAX_BYTES:
        message = f"the record has {max(size, len(content)) / 2**20:.1f} MiB; the limit is {MAX_BYTES // 2**20} MiB"
        return None, [Problem.error(Place(file), "record-size", message, "shorten the note; publish a long text elsewhere, and link to it")]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - (content.rfind(b"\n", 0, error.start) + 1) + 1
        return None, [Problem.error(Place(file, line, column), "utf-8", "the file is not UTF-8", "save the file in the encoding UTF-8")]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    front, body, problems = _halves(text, file)
    if front is None:
        return None, problems
    if len(front) > MAX_FRONT:
        message = f"the front matter has {len(front):,} characters; the limit is {MAX_FRONT:,}"
        return None, [
            Problem.error(
                Place(file, 1),
                "record-size",
                message,
                "keep only keys such as title, url and date between the lines `---`; move all other text into the note",
            )
        ]
    values, places, unread, found = _front_matter(front, file)
    if problems:  # a line `---` is missing or wrong, so text of the note may be parsed as YAML, and would cause false YAML problems
        found = [problem for problem in found if problem.rule != "yaml"]
    problems += found
    # The split has removed blank lines after the front matter, so the line number of the note's first line is counted from the end of the file.
    places["note"] = Place(file, text.count("\n") - body.count("\n") + 1 + _leading_lines(body), 1)
    values["note"] = blank_ends(body)
    if "\x00" in body:
        problems.append(Problem.error(Place(file), "value-control", "the note holds a NUL character", "remove the character"))
        unread.add("note")
        del values["note"]
    if unread:
        values = _placeholders(slug) | values
    entry = Entry(slug=slug, **values)
    return Record(entry, file, places, digest(text), frozenset(unread)), _limited(problems, file)


def has_front_matter(content: bytes) -> bool:
    """Return whether a file begins with the line that opens front matter."""
    first_line = content[: len("\ufeff---") + 80].decode("utf-8-sig", "replace").splitlines()[:1]
    return bool(first_line and _FENCE.fullmatch(first_line[0]))


def _limited(problems: list[Problem], file: str) -> list[Problem]:
    """Return the first `MAX_PROBLEMS` problems. If there are more, one problem that gives the number of the others follows."""
    if len(problems) <= MAX_PROBLEMS:
        return problems
    message = f"{len(problems) - MAX_PROBLEMS:,} more problems are not listed"
    return [
        *problems[:MAX_PROBLEMS],
        Problem.error(Place(file), "record-size", message, "correct the listed problems, then run the command again"),
    ]


def _placeholders(slug: str) -> dict[str, Any]:
    """Return placeholders for the required keys: an empty title, a URL that no other record has, and the date in the slug, or else 0001-01-01."""
    try:
        date = datetime.date.fromisoformat(slug[:10])
    except ValueError:
        date = datetime.date.min
    return {"title": "", "url": f"https://unread.invalid/{slug}", "date": date}


def _halves(text: str, file: str) -> tuple[str | None, str, list[Problem]]:
    """Split a record's text into front matter and body.

    Returns:
        The front matter, or None if the text has no front matter; the body; and a problem if the front matter is missing, or if the line `---` before or
        after it is missing or has more than three hyphens.

    """
    halves = _SPLITTER.halves(text)
    if halves is not None:
        return *halves, _long_fence(text, file)
    lines = text.split("\n")
    if lines[0].partition(":")[0] in BY_KEY:
        end = next((number for number, line in enumerate(lines) if _FENCE.fullmatch(line)), len(lines))
        problem = Problem.error(
            Place(file, 1), "front-matter", "the line '---' before the front matter is missing", "write a line '---' before the first key"
        )
        return "\n".join(lines[:end]), "\n".join(lines[end + 1 :]), [problem]
    if not _FENCE.fullmatch(lines[0]):
        remedy = "begin the file with a line '---', then title, url and date, and end them with a line '---'"
        return None, "", [Problem.error(Place(file, 1), "front-matter", "the file has no front matter", remedy)]
    others = (number for number, line in enumerate(lines[1:], 2) if not re.match(r"[A-Za-z_-]+:|\s*- |\s*#|\s+\S", line))
    end = next(others, len(lines) + 1)
    problem = Problem.error(
        Place(file, end),
        "front-matter",
        "the line '---' after the front matter is missing",
        f"write a line '---' after the last key, on line {end}",
    )
    return "\n".join(["", *lines[1 : end - 1]]), "\n".join(lines[end - 1 :]), [problem]


def _long_fence(text: str, file: str) -> list[Problem]:
    """Return a problem for each line of more than three hyphens that begins or ends the front matter. Other programs accept only `---`."""
    lines = text.split("\n")
    fences = ((number, line.rstrip()) for number, line in enumerate(lines, 1) if _FENCE.fullmatch(line))
    return [
        Problem.error(
            Place(file, number),
            "front-matter",
            f"the line '{line}' begins or ends the front matter, and must be exactly '---'",
            "write '---' instead",
        )
        for number, line in itertools.islice(fences, 2)
        if line != "---"
    ]


def _front_matter(front: str, file: str) -> tuple[dict[str, Any], dict[str, Place], set[str], list[Problem]]:
    """Parse the front matter.

    Returns:
        The valid values by key, with only the valid items of lists; the places of the values of known keys; the required keys that are missing
        and the known keys without a valid value, or all known keys if the front matter is not a mapping; and every problem.

    """
    root, problems, skipped = strict.read_by_line(front, file)
    if root is not None and not isinstance(root, strict.MappingNode):
        remedy = "write lines of the form 'key: value'"
        problems.append(Problem.error(root.place, "yaml-mapping", "the front matter has no keys", remedy))
    elif root is None and not problems:
        problems += _missing((), file)
    if not isinstance(root, strict.MappingNode):
        return {}, {}, set(BY_KEY), problems
    values: dict[str, Any] = {}
    places: dict[str, Place] = {}
    for key, node in root.items.items():
        field = BY_KEY.get(key)
        if field is None:
            remedy = f"correct or remove the key; the known keys are {', '.join(BY_KEY)}"
            problems.append(Problem.error(root.keys[key], "key-unknown", f"unknown key '{key}'", remedy))
            continue
        places[key] = node.place
        if key in skipped or (problems and any(problem.place == node.place for problem in problems)):
            continue  # the value could not be parsed, and its YAML problem is reported already
        value, faults = _value(field, node)
        problems += faults
        if value or not faults:
            values[key] = value
    problems += _missing(places, file)
    return values, places, {*places, *_REQUIRED} - values.keys(), problems


def _missing(keys: Collection[str], file: str) -> list[Problem]:
    return [
        Problem.error(Place(file, 1), "key-missing", f"'{key}' is missing", f"add a line '{key}: …'")
        for key in _REQUIRED
        if key not in keys
    ]


_REQUIRED = tuple(field.key for field in FIELDS if field.required)


def _value(field: Field, node: strict.Node) -> tuple[object, list[Problem]]:
    """Parse the value of a key.

    Returns the value, or None if it is invalid; and every problem. For `topics` and `tags`, the value is a tuple of the valid items.
    """
    problems: list[Problem] = []
    if field.many:
        if not isinstance(node, strict.SequenceNode):
            remedy = f"write '{field.key}: [one, two]', or remove the line"
            return None, [Problem.error(node.place, "value-type", f"'{field.key}' is not a list", remedy)]
        items = node.items[: field.most]
        if len(node.items) > field.most:
            message, remedy = too_many(field, len(node.items))
            problems.append(Problem.error(node.items[field.most].place, "values-many", message, remedy))
    else:
        items = (node,)
    read_values: list[Any] = []
    for item in items:
        if not isinstance(item, strict.ScalarNode):
            remedy = "write text; put the text in quotes if it holds brackets or colons"
            what = f"an item of '{field.key}'" if field.many else f"'{field.key}'"
            problems.append(Problem.error(item.place, "value-type", f"{what} holds a list or keys instead of text", remedy))
            continue
        if item.comment and field.key in WITHOUT_COMMENT:
            problems.append(_comment(field, item))
            continue
        try:
            read_values.append(field.kind.read(item.value))
        except ValueFault as found:
            problems.append(Problem.error(item.place, found.rule, f"{field.key}: {found.message}", found.remedy))
    if field.many:
        # Many records have the same topics and tags, so equal texts share one object.
        return tuple(map(sys.intern, read_values)), problems
    return (read_values[0] if read_values else None), problems


WITHOUT_COMMENT = frozenset({"title", "url", "via"})
"""Keys of the front matter whose values often hold a `#`. A YAML comment on their line is a problem, because the comment is probably part of the value."""


def _comment(field: Field, item: strict.ScalarNode) -> Problem:
    """Return the problem for a YAML comment on the line of a value. The remedy depends on whether the key accepts the value together with the comment."""
    whole, joined = f"{item.value} {item.comment}".strip(), f"{item.value}{item.comment}"
    remedy = "remove the comment"
    if not fault(field.key, whole):
        remedy = f"put the value in quotes: {field.key}: {strict.quoted(whole)}"
        if item.value:
            remedy += f"; if '{item.comment}' is not part of the value, remove it instead"
    elif not fault(field.key, joined):
        remedy += f"; if it is part of the value, remove the space before it instead: {field.key}: {joined}"
    message = f"{field.key}: YAML reads '{item.comment}' as a comment, so the value ends before it"
    return Problem.error(item.place, "value-comment", message, remedy)


def _leading_lines(body: str) -> int:
    """Return the number of blank lines at the beginning of a text."""
    return body.count("\n", 0, _first_line(body))


def _first_line(body: str) -> int:
    """Return the index in `body` at which the first line that isn't blank begins. The line begins with its indent."""
    return body.rfind("\n", 0, len(body) - len(body.lstrip(_BLANK))) + 1


def blank_ends(body: str) -> str:
    """Return a note without blank lines at its beginning and end. The indent of its first line stays, because it has a meaning in Markdown."""
    if not body.strip():
        return ""
    end = len(body.rstrip(_BLANK))
    line_end = body.find("\n", end)
    return body[_first_line(body) : len(body) if line_end < 0 else line_end]


_BLANK = " \t\n"


def write(entry: Entry) -> str:
    """Return the text of an entry's record. `read` parses the text into an equal entry if the entry's values are valid.

    In the note, all line breaks become line feeds, and blank lines at the beginning and end are left out.
    """
    lines = ["---"]
    for field in FIELDS:
        value = getattr(entry, field.key)
        if field.many and value:
            lines.append(f"{field.key}: [{', '.join(strict.word(item, flow=True) for item in value)}]")
        elif not field.many and value is not None:
            lines.append(f"{field.key}: {strict.word(str(value), date=isinstance(value, datetime.date))}")
    lines.append("---")
    note = blank_ends(entry.note.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join([*lines, *(["", note] if note else []), ""])


def digest(text: str) -> str:
    """Return the first 16 hexadecimal digits of a text's SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


RULES = {
    "keys": [(field.key, field.many) for field in FIELDS],
    "length": slugs.SLUG_LENGTH,
    "ending": slugs.ENDING,
    "says_nothing": sorted(slugs.GENERIC_SEGMENTS),
    "no_name": sorted(slugs.GENERIC_LABELS),
    "max_url": url.MAX_LENGTH,
    "max_host": url.MAX_HOST,
    "no_host": sorted(url.NO_HOST),
    "most": {field.key: field.most for field in FIELDS if field.many},
    "longest": {field.key: field.kind.schema["maxLength"] for field in FIELDS if "maxLength" in field.kind.schema},
    "max_address": MAX_ADDRESS,
    "max_bytes": MAX_BYTES,
}
"""The limits and tables of `read`, `write` and `make_slug` as JSON values, for the JavaScript versions of these functions in the browser (`site/assets/record.js`)."""
