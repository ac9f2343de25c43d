"""The keys of a record's front matter, and the values that each key accepts. The parser, the JSON Schema, the forms and the documentation use this definition."""

from __future__ import annotations

import dataclasses
import datetime
import re
from typing import TYPE_CHECKING

from llmnotes.model import MAX_LANG, MAX_TAG, MAX_TAGS, MAX_TITLE, MAX_TOPIC, MAX_TOPICS, MAX_VIA
from llmnotes.records.term import tag_fault
from llmnotes.text import characters
from llmnotes.web import url

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


class ValueFault(Exception):
    """Raised for a value that its key doesn't accept. Holds the id of the broken rule, the message and the remedy."""

    def __init__(self, rule: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.rule, self.message, self.remedy = rule, message, remedy


_DATE_FORM = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DATE_SHAPE = re.compile(_DATE_FORM)
_LANG_FORM = "[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"
_TOPIC_FORM = "[a-z0-9]+(-[a-z0-9]+)*"


def parse_date(value: str) -> datetime.date:
    """Parse a date of the form YYYY-MM-DD. Raises ValueError, with a message to show, if the text has another form or isn't a day of the calendar."""
    if not _DATE_SHAPE.fullmatch(value):
        shown = value if len(value) <= len("YYYY-MM-DD") * 4 else f"{value[:40]}…"
        message = f"'{shown}' is not a date of the form YYYY-MM-DD"
        raise ValueError(message)
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        message = f"{value} is not a day of the calendar"
        raise ValueError(message) from None


def _text(value: str) -> str:
    if found := characters.forbidden(value):
        raise ValueFault(
            "value-control", f"the value holds {characters.named(found)}", "write the value on one line, without invisible characters"
        )
    if characters.is_blank(value):
        raise ValueFault("value-empty", "the value is empty", "write a value, or remove the line if the key is optional")
    return value


def _date(value: str) -> datetime.date:
    try:
        return parse_date(value)
    except ValueError as error:
        raise ValueFault("date", str(error), "write year-month-day, such as 2023-06-09") from None


def _url(value: str) -> str:
    fault = url.fault(value)
    if fault:
        raise ValueFault("url", *fault)
    return value


def _via(value: str) -> str:
    if any(map(url.has_login, _text(value).split())):
        raise ValueFault("url", "the URL holds a user name or a password", "remove everything between // and @, and the @ itself")
    return value


def _lang(value: str) -> str:
    if not re.fullmatch(_LANG_FORM, value):
        raise ValueFault(
            "lang",
            f"'{value}' is not a language tag",
            "write a BCP 47 tag that begins with the language in lower case, such as en, ja or zh-Hant",
        )
    return value


def _topic(value: str) -> str:
    if not re.fullmatch(_TOPIC_FORM, value):
        raise ValueFault(
            "topic-id", f"'{value}' is not a topic id", "write an id of lower-case letters, digits and hyphens, as in topics.yml"
        )
    return value


def _tag(value: str) -> str:
    if too_long := tag_fault(value):
        raise ValueFault("tag-long", *too_long)
    return _text(value)


@dataclasses.dataclass(frozen=True, slots=True)
class ValueKind:
    """A kind of value, such as a date or a URL: its parser, and its JSON Schema."""

    read: Callable[[str], object]
    """A function that parses one scalar. It raises ValueFault if the scalar isn't a value of this kind."""
    schema: Mapping[str, object]
    """The JSON Schema of the scalar, which accepts every scalar that `read` accepts. If JSON Schema can't express a limit, it also accepts scalars that
    `read` refuses."""


def _bounded(kind: ValueKind, longest: int) -> ValueKind:
    """Return a copy of `kind` with a maximum number of characters. Both `read` and JSON Schema count Unicode code points."""

    def read(value: str) -> object:
        if len(value) > longest:
            raise ValueFault("value-long", f"the value has {len(value):,} characters; the limit is {longest:,}", "shorten the value")
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
    """A key of a record's front matter, with the values that it accepts."""

    key: str
    kind: ValueKind
    description: str
    most: int = 1
    """The maximum number of values. If it is more than 1, the key's value is a YAML list."""
    required: bool = False

    @property
    def many(self) -> bool:
        """Whether the key accepts only a YAML list, as `tags` does, and not a single value."""
        return self.most > 1


FIELDS = (
    Field("title", _bounded(_TEXT, MAX_TITLE), "The linked work's title, verbatim.", required=True),
    Field("url", _URL, "The URL to which the title links: http or https.", required=True),
    Field("date", _DATE, "The day on which the source published the work (YYYY-MM-DD).", required=True),
    Field("added", _DATE, "The day on which the entry joined the list (YYYY-MM-DD)."),
    Field("updated", _DATE, "The day of the last change of the record that readers should notice (YYYY-MM-DD)."),
    Field("topics", _TOPIC, "Ids from topics.yml, the most fitting one first.", most=MAX_TOPICS),
    Field("tags", _TAG, "Free keywords in their usual spelling.", most=MAX_TAGS),
    Field("lang", _LANG, "The language of the linked work (BCP 47), if it differs from the language of the list."),
    Field("via", _bounded(_VIA, MAX_VIA), "The place where you found the work: text or a URL."),
    Field("archived", _URL, "The URL of an archived copy."),
)
"""The keys in the order in which a record is written."""

BY_KEY = {field.key: field for field in FIELDS}


def fault(key: str, value: str) -> tuple[str, str] | None:
    """Return the message and the remedy for a value that `key` doesn't accept; None for a valid value. For `topics` and `tags`, `value` is one item."""
    try:
        BY_KEY[key].kind.read(value)
    except ValueFault as found:
        return found.message, found.remedy
    return None


def list_faults(key: str, values: Sequence[str]) -> list[tuple[str, str]]:
    """Return the message and the remedy for each invalid item of `topics` or `tags`.

    If the list has more items than the key allows, the first pair reports that, and the items beyond the limit are not checked.
    """
    field = BY_KEY[key]
    found = [too_many(field, len(values))] if len(values) > field.most else []
    return found + [one for value in values[: field.most] if (one := fault(key, value))]


def too_many(field: Field, count: int) -> tuple[str, str]:
    """Return the message and the remedy for a YAML list that has more items than the key allows."""
    return f"{count:,} {field.key}; the limit is {field.most}", f"keep the {field.key} that describe the entry best"
