"""Small edits of a record's text that leave every other byte alone."""

from __future__ import annotations

import dataclasses
import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from llmnotes.records import note, record
from llmnotes.yamlio import edit, strict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from llmnotes.model import Entry

_FENCE = re.compile(r"(?m)^---[ \t]*\r?$")
_URL_LINE = re.compile(r"(?m)^[\"']?url[\"']?[ \t]*:.*$")


def with_url(text: str, file: str, old: str, new: str) -> str | None:
    """The record's text with `new` wherever it leads to `old`: its own URL, and its note's links. None where that can't be done by these bytes alone.

    `text` keeps its line ends. What the edit made is read again: a record that would then differ in anything else is no answer.
    """
    before = _entry(text, file)
    if before is None:
        return None
    front, body = _split(text)
    wanted = before
    if before.url == old:
        front = _URL_LINE.sub(lambda line: _replaced(line[0], old, new), front, count=1)
        wanted = dataclasses.replace(wanted, url=new)
    if any(link.url == old for link in note.links(before.note)):
        # In a note brackets would end a link.
        body = _replaced(body, old, new.replace("(", "%28").replace(")", "%29"))
        wanted = dataclasses.replace(wanted, note=_replaced(before.note, old, new.replace("(", "%28").replace(")", "%29")))
    made = front + body
    after = _entry(made, file)
    unmended = after is None or after != wanted or after == before or any(link.url == old for link in note.links(after.note))
    return None if unmended else made


def with_archived(text: str, file: str, copy: str) -> str | None:
    """The record's text with a line that names an archived copy; None where it has one, or can't be read."""
    before = _entry(text, file)
    if before is None or before.archived:
        return None
    front, body = _split(text)
    fences = list(_FENCE.finditer(front))
    end = fences[-1].start()
    line_end = "\r\n" if "\r\n" in front else "\n"
    made = f"{front[:end]}archived: {strict.word(copy)}{line_end}{front[end:]}{body}"
    return made if _entry(made, file) == dataclasses.replace(before, archived=copy) else None


def with_value(text: str, file: str, key: str, new: str) -> str | None:
    """The record's text with `new` for the value of `key`, in the quotes that it has; None where that can't be done by these bytes alone."""
    before = _entry(text, file)
    if before is None:
        return None
    return _made(text, file, _with(before, key, new), lambda yaml: yaml.with_scalar(key, new))


def with_items(text: str, file: str, key: str, new: Sequence[str | None]) -> str | None:
    """The record's text with another word for each item of the list at `key`, or without it where that is None. None as above."""
    before = _entry(text, file)
    if before is None or len(getattr(before, key)) != len(new):
        return None
    wanted = _with(before, key, tuple(word for word in new if word is not None))
    return _made(text, file, wanted, lambda yaml: yaml.with_items(key, new))


def without_key(text: str, file: str, key: str) -> str | None:
    """The record's text without the line of an optional key. None as above."""
    before = _entry(text, file)
    if before is None:
        return None
    return _made(text, file, _with(before, key, None), lambda yaml: edit.applied(yaml.text, [yaml.without_key(yaml.root, key)]))


def with_note(text: str, file: str, change: Callable[[str], str]) -> str | None:
    """The record's text with another note, which `change` makes of the text behind the front matter. None where it doesn't read as the changed note."""
    before = _entry(text, file)
    if before is None:
        return None
    front, body = _split(text)
    made = front + change(body)
    after = _entry(made, file)
    wanted = record.blank_ends(change(before.note))
    return made if after == dataclasses.replace(before, note=wanted) else None


def _with(entry: Entry, key: str, value: Any) -> Entry:
    return dataclasses.replace(entry, **{key: value})


def _made(text: str, file: str, wanted: Entry, change: Callable[[edit.Yaml], str]) -> str | None:
    """What an edit of the front matter makes, if it reads as wanted."""
    fences = list(_FENCE.finditer(text.removeprefix("\ufeff")))
    if len(fences) < 2:  # noqa: PLR2004 - front matter stands between two
        return None
    shift = len(text) - len(text.removeprefix("\ufeff"))
    # Behind the first fence's line: a value's place is counted from there.
    start, end = shift + fences[0].end() + 1, shift + fences[1].start()
    try:
        made = f"{text[:start]}{change(edit.Yaml(text[start:end]))}{text[end:]}"
    except edit.Unfit:
        return None
    return made if _entry(made, file) == wanted else None


def _replaced(text: str, old: str, new: str) -> str:
    """Every whole `old` replaced: not where it is a part of a longer URL, such as that of its archived copy."""
    # A bracket or a full stop may end a link or a sentence behind a URL; what is ASCII and of a URL behind that makes it a longer one.
    return re.sub(rf"(?<![A-Za-z0-9/=&%#?~+_@$:.-]){re.escape(old)}(?![.,:;!']*[A-Za-z0-9/=&%#?~+_@$-])", lambda _: new, text)


def _split(text: str) -> tuple[str, str]:
    """Front matter with its fences, and all behind it."""
    fences = list(_FENCE.finditer(text))
    end = fences[1].end() if len(fences) > 1 else len(text)
    return text[:end], text[end:]


def _entry(text: str, file: str) -> Entry | None:
    found, _ = record.read(text.encode(), slug=PurePath(file).stem, file=file)
    return found.entry if found else None
