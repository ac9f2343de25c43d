"""An entry's file: YAML front matter, then its note. This is the one definition of the record.

    ---
    title: Retrieval Augmented Generationを改良する2つの方法 | DevelopersIO
    url: https://dev.classmethod.jp/articles/revise-retrieval-augmented-generation/
    date: 2023-06-09
    topics: [rag]
    tags: [LlamaIndex, LangChain]
    ---

    - a note in CommonMark

Reading is strict and finds every problem at once; writing is canonical: fixed order, one line a value, so that histories merge.
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import re
from typing import TYPE_CHECKING, Any

import frontmatter

from llmnotes.model import MAX_LANG, MAX_TAG, MAX_TAGS, MAX_TITLE, MAX_TOPIC, MAX_TOPICS, MAX_VIA, Entry, Place, Problem
from llmnotes.records.term import MAX_ADDRESS, tag_fault
from llmnotes.text import characters
from llmnotes.web import url
from llmnotes.yamlio import strict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

MAX_BYTES = 1024 * 1024
"""A record is at most this long; a note that is longer is no note."""

MAX_FRONT = 256 * 1024
"""Characters of the front matter. One whose values all are at their limits has some 20,000."""
MAX_PROBLEMS = 100
"""So many problems of one record are listed."""

SLUG = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:-[a-z0-9]+)+")
"""The form of a slug."""
SLUG_LENGTH = 80


@dataclasses.dataclass(frozen=True, slots=True)
class Record:
    """A record as it stands on disk."""

    entry: Entry
    file: str
    """Its path, as messages show it."""
    places: Mapping[str, Place]
    """Where each key's value stands; `note` for the note's first line."""
    digest: str
    """Of the record's text; see `digest`."""

    def place(self, key: str) -> Place:
        """Where a key's value stands, else the file's first line."""
        return self.places.get(key, Place(self.file, 1))


class _Fault(Exception):
    """A value that won't do: what is wrong, the remedy, and the rule."""

    def __init__(self, rule: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.rule, self.message, self.remedy = rule, message, remedy


_DATE_FORM = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DATE_SHAPE = re.compile(_DATE_FORM)
_LANG_FORM = "[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"
_TOPIC_FORM = "[a-z0-9]+(-[a-z0-9]+)*"


def parse_date(value: str) -> datetime.date:
    """A date of the form YYYY-MM-DD. Raises ValueError whose text says what is wrong."""
    if not _DATE_SHAPE.fullmatch(value):
        shown = value if len(value) <= len("YYYY-MM-DD") * 4 else f"{value[:40]}…"
        message = f"'{shown}' is no date of the form YYYY-MM-DD"
        raise ValueError(message)
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        message = f"{value} is no day of the calendar"
        raise ValueError(message) from None


def _text(value: str) -> str:
    if found := characters.forbidden(value):
        raise _Fault(
            "value-control", f"the value holds {characters.named(found)}", "write it on one line, without characters that can't be seen"
        )
    if not characters.without_hidden(value).strip():
        raise _Fault("value-empty", "the value is empty", "write it, or remove the line where the key is optional")
    return value


def _date(value: str) -> datetime.date:
    try:
        return parse_date(value)
    except ValueError as error:
        raise _Fault("date", str(error), "write year-month-day, such as 2023-06-09") from None


def _url(value: str) -> str:
    fault = url.fault(value)
    if fault:
        raise _Fault("url", *fault)
    return value


def _via(value: str) -> str:
    if any(map(url.has_login, _text(value).split())):
        raise _Fault("url", "the URL holds a user name or a password", "remove everything between // and @")
    return value


def _lang(value: str) -> str:
    if not re.fullmatch(_LANG_FORM, value):
        raise _Fault("lang", f"'{value}' is no language tag", "write a BCP 47 tag, such as en, ja or zh-Hant")
    return value


def _topic(value: str) -> str:
    if not re.fullmatch(_TOPIC_FORM, value):
        raise _Fault("topic-id", f"'{value}' is no topic id", "write an id from topics.yml: lower-case letters, digits and hyphens")
    return value


def _tag(value: str) -> str:
    if too_long := tag_fault(value):
        raise _Fault("tag-long", *too_long)
    return _text(value)


@dataclasses.dataclass(frozen=True, slots=True)
class ValueKind:
    """What a scalar of the front matter may be."""

    read: Callable[[str], object]
    """Turns one scalar into its value, or raises _Fault."""
    schema: Mapping[str, object]
    """As much of the same in JSON Schema as that language can say: it lets through whatever `read` takes."""


def _bounded(kind: ValueKind, longest: int) -> ValueKind:
    """The same, of at most so many characters: code points, as JSON Schema counts them too."""

    def read(value: str) -> object:
        if len(value) > longest:
            raise _Fault("value-long", f"{len(value):,} characters, at most {longest:,} are taken", "shorten it")
        return kind.read(value)

    return ValueKind(read, {**kind.schema, "maxLength": longest})


_VISIBLE = rf"[^{characters.FORBIDDEN}]*"
_TEXT = ValueKind(_text, {"type": "string", "minLength": 1, "pattern": rf"^{_VISIBLE}\S{_VISIBLE}$"})
_VIA = ValueKind(_via, _TEXT.schema)
_DATE = ValueKind(_date, {"type": "string", "format": "date", "pattern": f"^{_DATE_FORM}$"})
_URL = ValueKind(_url, {"type": "string", "pattern": r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#]\S*$", "maxLength": url.MAX_LENGTH})
_LANG = _bounded(ValueKind(_lang, {"type": "string", "pattern": f"^{_LANG_FORM}$"}), MAX_LANG)
_TOPIC = _bounded(ValueKind(_topic, {"type": "string", "pattern": f"^{_TOPIC_FORM}$"}), MAX_TOPIC)
_TAG = ValueKind(_tag, {**_TEXT.schema, "maxLength": MAX_TAG})


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """A key of the front matter."""

    key: str
    kind: ValueKind
    description: str
    most: int = 1
    """How many values it takes; more than one stand in a list."""
    required: bool = False

    @property
    def many(self) -> bool:
        """Whether its values stand in a list."""
        return self.most > 1


FIELDS = (
    Field("title", _bounded(_TEXT, MAX_TITLE), "The linked work's title, verbatim.", required=True),
    Field("url", _URL, "Where the title leads: http or https.", required=True),
    Field("date", _DATE, "When the source published it (YYYY-MM-DD).", required=True),
    Field("added", _DATE, "When it joined the list (YYYY-MM-DD)."),
    Field("updated", _DATE, "When the record last changed in a way that readers should notice (YYYY-MM-DD)."),
    Field("topics", _TOPIC, "Ids from topics.yml, most fitting first.", most=MAX_TOPICS),
    Field("tags", _TAG, "Free keywords in their usual spelling.", most=MAX_TAGS),
    Field("lang", _LANG, "Language of the linked work, where it differs from the list's (BCP 47)."),
    Field("via", _bounded(_VIA, MAX_VIA), "Where you found it: words or a URL."),
    Field("archived", _URL, "URL of an archived copy."),
)
"""The front matter, in the order in which it is written."""

_BY_KEY = {field.key: field for field in FIELDS}
_WITHOUT_COMMENT = frozenset({"title", "url", "via"})
"""Keys whose values may hold a `#` that is no comment."""


def fault(key: str, value: str) -> tuple[str, str] | None:
    """Why a word won't do as the value of a key, or as one of its values, and the remedy; None where it will."""
    try:
        _BY_KEY[key].kind.read(value)
    except _Fault as found:
        return found.message, found.remedy
    return None


def list_faults(key: str, values: Sequence[str]) -> list[tuple[str, str]]:
    """Why words won't do as the values of a key that takes several, each with its remedy. Of too many, only as many are judged as it takes."""
    field = _BY_KEY[key]
    found = [_too_many(field, len(values))] if len(values) > field.most else []
    return found + [one for value in values[: field.most] if (one := fault(key, value))]


def _too_many(field: Field, count: int) -> tuple[str, str]:
    return f"{count:,} {field.key}, at most {field.most} are taken", "keep those that say most"


class _Splitter(frontmatter.YAMLHandler):  # type: ignore[misc,name-defined] # the package has no types
    """python-frontmatter's split, without the trimming that its parse adds."""

    def halves(self, text: str) -> tuple[str, str] | None:
        """Front matter and body, or None where the text has no front matter."""
        if not self.detect(text):
            return None
        try:
            front, body = self.split(text)
        except ValueError:
            return None
        return front, body


_SPLITTER = _Splitter()


def read(content: bytes, *, slug: str, file: str, size: int = 0) -> tuple[Record | None, list[Problem]]:
    """A record from its bytes, or None, and every problem met.

    `file` is the path that messages show, `size` the file's whole length where `content` may be only its beginning.
    """
    if max(size, len(content)) > MAX_BYTES:
        message = f"the record has {max(size, len(content)) / 2**20:.1f} MiB, at most {MAX_BYTES // 2**20} is read"
        return None, [Problem.error(Place(file), "record-size", message, "shorten the note; put long texts behind a link")]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - (content.rfind(b"\n", 0, error.start) + 1) + 1
        return None, [Problem.error(Place(file, line, column), "utf-8", "the file is not UTF-8", "save it in the encoding UTF-8")]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    halves = _SPLITTER.halves(text)
    if halves is None:
        return None, [_without_front_matter(text, file)]
    front, body = halves
    if len(front) > MAX_FRONT:
        message = f"the front matter has {len(front):,} characters, at most {MAX_FRONT:,} are read"
        return None, [
            Problem.error(Place(file, 1), "record-size", message, "keep title, url, date and the other keys; put text into the note")
        ]
    values, places, problems = _front_matter(front, file)
    if "\x00" in body:
        problems.append(Problem.error(Place(file), "value-control", "the note holds a NUL character", "remove it"))
    if len(problems) > MAX_PROBLEMS:
        message = f"{len(problems) - MAX_PROBLEMS:,} more problems are not listed"
        problems = [
            *problems[:MAX_PROBLEMS],
            Problem.error(Place(file), "record-size", message, "mend those that are listed, then look again"),
        ]
    if problems:
        return None, problems
    note = blank_ends(body)
    # The body's first line is found from the end: the split swallows blank lines after the front matter.
    note_line = text.count("\n") - body.count("\n") + 1 + _leading_lines(body)
    places["note"] = Place(file, note_line, 1)
    entry = Entry(slug=slug, note=note, **values)
    return Record(entry, file, places, digest(text)), []


def _without_front_matter(text: str, file: str) -> Problem:
    """The problem of a text that has no front matter, or one without an end."""
    lines = text.split("\n")
    if not re.fullmatch(r"-{3,}\s*", lines[0]):
        remedy = "begin the file with a line '---', then title, url and date, and end them with a line '---'"
        return Problem.error(Place(file, 1), "front-matter", "there is no front matter", remedy)
    keys = (number for number, line in enumerate(lines[1:], 2) if not re.match(r"[A-Za-z_-]+:|\s*- |\s*#|\s+\S", line))
    end = next(keys, len(lines) + 1)
    return Problem.error(
        Place(file, end), "front-matter", "the front matter has no end", f"write a line '---' behind its last key, on line {end}"
    )


def _front_matter(front: str, file: str) -> tuple[dict[str, Any], dict[str, Place], list[Problem]]:
    """The values by key, their places, and every problem of them."""
    root, problems = strict.read(front, file)
    values: dict[str, Any] = {}
    places: dict[str, Place] = {}
    if root is not None and not isinstance(root, strict.MappingNode):
        problems.append(
            Problem.error(root.place, "yaml-mapping", "the front matter is no list of keys", "write lines of the form 'key: value'")
        )
    elif root is not None:
        for key, node in root.items.items():
            places[key] = node.place
            field = _BY_KEY.get(key)
            if field is None:
                known = ", ".join(_BY_KEY)
                problems.append(Problem.error(root.keys[key], "key-unknown", f"unknown key '{key}'", f"remove it; known are {known}"))
                continue
            if problems and any(problem.place == node.place for problem in problems):
                continue  # an alias or a tag: told already, and no value to judge
            value, faults = _value(field, node)
            problems += faults
            values[key] = value
    unread = any(problem.rule == "yaml" for problem in problems)
    if not unread:
        for field in FIELDS:
            if field.required and field.key not in places:
                problems.append(Problem.error(Place(file, 1), "key-missing", f"'{field.key}' is missing", f"add a line '{field.key}: …'"))
    return values, places, problems


def _value(field: Field, node: strict.Node) -> tuple[object, list[Problem]]:
    problems: list[Problem] = []
    if field.many:
        if not isinstance(node, strict.SequenceNode):
            remedy = f"write '{field.key}: [one, two]', or remove the line"
            return None, [Problem.error(node.place, "value-type", f"'{field.key}' is no list", remedy)]
        items = node.items[: field.most]
        if len(node.items) > field.most:
            message, remedy = _too_many(field, len(node.items))
            problems.append(Problem.error(node.items[field.most].place, "values-many", message, remedy))
    else:
        items = (node,)
    read_values = []
    for item in items:
        if not isinstance(item, strict.ScalarNode):
            remedy = "write words only, in quotes if they hold brackets or colons"
            problems.append(Problem.error(item.place, "value-type", f"'{field.key}' holds something that is no word", remedy))
            continue
        if item.comment and field.key in _WITHOUT_COMMENT:
            whole = f"{item.value} {item.comment}"
            message = f"{field.key}: YAML takes '{item.comment}' for a comment, so the value ends before it"
            problems.append(
                Problem.error(item.place, "value-comment", message, f"put the value in quotes: {field.key}: {strict.quoted(whole)}")
            )
            continue
        try:
            read_values.append(field.kind.read(item.value))
        except _Fault as fault:
            problems.append(Problem.error(item.place, fault.rule, f"{field.key}: {fault.message}", fault.remedy))
    if field.many:
        return tuple(read_values), problems
    return (read_values[0] if read_values else None), problems


def _leading_lines(body: str) -> int:
    """How many blank lines a text begins with."""
    return body.count("\n", 0, _first_line(body))


def _first_line(body: str) -> int:
    """Where the first line begins that isn't blank; indents stay, they mean something."""
    return body.rfind("\n", 0, len(body) - len(body.lstrip(_BLANK))) + 1


def blank_ends(body: str) -> str:
    """A note without the blank lines around it."""
    if not body.strip():
        return ""
    end = len(body.rstrip(_BLANK))
    line_end = body.find("\n", end)
    return body[_first_line(body) : len(body) if line_end < 0 else line_end]


_BLANK = " \t\n"


def write(entry: Entry) -> str:
    """The record's text. `read` gives the same entry back."""
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
    """What tells two texts apart: the first 16 hexadecimal digits of their SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def make_slug(date: datetime.date, address: str, source: str, taken: Callable[[str], bool], numbers: dict[str, int] | None = None) -> str:
    """A new slug from a date, an address and its source's name for slugs (or ""), such that `taken(slug)` is false.

    Readable words are the source, then the path without the segments that say nothing, then the query where the path says nothing.

    `numbers` is for those who make many slugs and free none: it holds the last number tried for each stem, so that thousands of entries of one
    address don't each try all numbers of those before.
    """
    numbers = {} if numbers is None else numbers
    path, query = url.path_and_query(address)
    parts = [source or _host_words(url.host(address))]
    segments = [_ascii_words(segment) for segment in re.sub(_ENDING, "", path, flags=re.IGNORECASE).split("/")]
    said = [segment for segment in segments if segment and segment not in _SAYS_NOTHING and not _is_date_part(segment, date)]
    parts += said or [_ascii_words(query)] if said or query else [segment for segment in segments if segment]
    words = "-".join(part for part in parts if part) or "entry"
    stem = _cut(f"{date.isoformat()}-{words}", SLUG_LENGTH)
    number = numbers.get(stem, 1)
    while taken(slug := _numbered(stem, number)):
        number += 1
    numbers[stem] = number
    return slug


def _numbered(stem: str, number: int) -> str:
    return stem if number == 1 else f"{_cut(stem, SLUG_LENGTH - len(str(number)) - 1)}-{number}"


_ENDING = r"\.(?:html?|php|aspx?|pdf|md)$"
_SAYS_NOTHING = frozenset([  # of a path's segments
    "n", "items", "article", "articles", "entry", "entries", "post", "posts", "status", "archives", "archive", "blog", "news", "s", "i",
    "p", "e", "d", "a", "deck", "slides", "watch", "view", "index", "default", "ja", "en", "ja-jp", "en-us", "questions", "story",
])  # fmt: skip
_NO_NAME = frozenset(["www", "dev", "blog", "blogs", "tech", "docs", "m", "ja", "en", "jp"])  # of a host's labels


def _host_words(host: str) -> str:
    labels = host.split(".")
    if len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3:  # noqa: PLR2004 - example.co.jp: two labels are the registry's
        labels = labels[:-2]
    elif len(labels) > 1:
        labels = labels[:-1]
    telling = [label for label in labels if label not in _NO_NAME]
    return _ascii_words("-".join(telling or labels))


def _ascii_words(segment: str) -> str:
    """Lower-case ASCII letters and digits joined by hyphens; percent-encoded characters fall out."""
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"%[0-9a-f]{2}", "-", segment.lower())).strip("-")


def _is_date_part(segment: str, date: datetime.date) -> bool:
    return segment in {f"{date:%Y}", f"{date:%m}", f"{date:%d}", f"{date:%Y-%m-%d}", f"{date:%Y%m%d}"}


def _cut(words: str, length: int) -> str:
    """At most `length` characters, cut between words where one ends in the second half."""
    if len(words) <= length:
        return words
    cut = words[: length + 1].rfind("-")
    return words[: cut if cut > length // 2 else length].rstrip("-")


RULES = {
    "keys": [(field.key, field.many) for field in FIELDS],
    "length": SLUG_LENGTH,
    "ending": _ENDING,
    "says_nothing": sorted(_SAYS_NOTHING),
    "no_name": sorted(_NO_NAME),
    "max_url": url.MAX_LENGTH,
    "max_host": url.MAX_HOST,
    "no_host": sorted(url.NO_HOST),
    "most": {field.key: field.most for field in FIELDS if field.many},
    "longest": {field.key: field.kind.schema["maxLength"] for field in FIELDS if "maxLength" in field.kind.schema},
    "max_address": MAX_ADDRESS,
    "max_bytes": MAX_BYTES,
}
"""What `write`, `make_slug` and `read` go by, as JSON takes it, for the browser's record (`site/assets/record.js`)."""
