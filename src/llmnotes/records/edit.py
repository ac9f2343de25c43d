"""Change single values in a record's text, and leave all other bytes unchanged.

Most functions return None if they can't make the edit: for a reason that their docstrings give, or because the text has a layout that they can't edit.
"""

from __future__ import annotations

import dataclasses
import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from llmnotes.records import note, record
from llmnotes.records.record import WITHOUT_COMMENT
from llmnotes.yamlio import edit, strict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from llmnotes.model import Entry, Problem

_FENCE = re.compile(r"(?m)^\ufeff?---[ \t]*\r?$")
_URL_LINE = re.compile(r"(?m)^[\"']?url[\"']?[ \t]*:.*$")


def with_url(text: str, file: str, old: str, new: str) -> str | None:
    """Return the record's text with a URL replaced by another URL, both in the entry's `url` and in its note. A note without a link to the old URL stays unchanged.

    Args:
        text: The record's text. The result has the same line endings.
        file: The record's path, as messages show it.
        old: The URL to replace.
        new: The URL that replaces `old`. In the note, its parentheses are percent-encoded.

    Returns:
        The new text. None if the record can't be parsed, if neither the entry nor a link has the old URL, if the old URL has an unusual spelling in the text,
        or if the edit would make the record invalid or change another value too.

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
        # Parentheses in the new URL are encoded, because a parenthesis could end a link in the note's Markdown.
        body = _replaced(body, old, new.replace("(", "%28").replace(")", "%29"))
        wanted = dataclasses.replace(wanted, note=_replaced(before.note, old, new.replace("(", "%28").replace(")", "%29")))
    made = front + body
    after = _entry(made, file)
    unfit = after is None or after != wanted or after == before or any(link.url == old for link in note.links(after.note))
    return None if unfit else made


def with_archived(text: str, file: str, copy: str) -> str | None:
    """Return the record's text with a line that adds the key `archived` with the URL `copy`.

    Return None if the record has the key already or can't be parsed, or if the line would make the record invalid or change another value too.
    """
    before = _entry(text, file)
    if before is None or before.archived:
        return None
    front, body = _split(text)
    fences = list(_FENCE.finditer(front))
    end = fences[-1].start()
    line_end = "\r\n" if "\r\n" in front else "\n"
    line = f"archived: {strict.word(copy)}{line_end}"
    made = front[:end] + line + front[end:] + body
    return made if _entry(made, file) == dataclasses.replace(before, archived=copy) else None


def with_value(text: str, file: str, key: str, new: str) -> str | None:
    """Return the record's text with `new` as the value of `key`, in quotes if the old value has quotes and the new value may have them.

    Return None if the record can't be parsed or lacks the key, if the key doesn't accept the new value, or if the edit would change another value too.
    """
    before = _entry(text, file)
    if before is None:
        return None
    return _made(text, file, _with(before, key, new), lambda yaml: yaml.with_scalar(key, new))


def with_items(text: str, file: str, key: str, new: Sequence[str | None]) -> str | None:
    """Return the record's text with other topics or tags.

    Args:
        text: The record's text.
        file: The record's path, as messages show it.
        key: `topics` or `tags`.
        new: A new item for each old item, in the same order; None instead of each old item to remove. If all are None, the key is removed too.

    Returns:
        The new text. None if the record can't be parsed or has another number of items, if the key doesn't accept a new item, or if the edit would change
        another value too.

    """
    before = _entry(text, file)
    if before is None or len(getattr(before, key)) != len(new):
        return None
    wanted = _with(before, key, tuple(word for word in new if word is not None))
    return _made(text, file, wanted, lambda yaml: yaml.with_items(key, new))


def without_key(text: str, file: str, key: str) -> str | None:
    """Return the record's text without an optional key and its value.

    Return None if the record can't be parsed or lacks the key, or if the edit would change another value too.
    """
    before = _entry(text, file)
    if before is None:
        return None
    return _made(text, file, _with(before, key, None), lambda yaml: edit.applied(yaml.text, [yaml.without_key(yaml.root, key)]))


def with_note(text: str, file: str, change: Callable[[str], str]) -> str | None:
    """Return the record's text with a changed note.

    Args:
        text: The record's text.
        file: The record's path, as messages show it.
        change: Function that takes the text after the front matter, and returns the new text. It is also called with only the note, to check the result.

    Returns:
        The new text. None if the record can't be parsed, if the new record would be invalid, or if its note would differ from the changed note.

    """
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
    """Return a record's text after `change` edited its front matter; None if the edited text doesn't parse to the entry `wanted`."""
    made = _changed(text, change)
    return made if made is not None and _entry(made, file) == wanted else None


def _changed(text: str, change: Callable[[edit.Yaml], str]) -> str | None:
    """Return a record's text after `change` edited its front matter; None if the text has no front matter, or if `change` can't make the edit."""
    fences = list(_FENCE.finditer(text))
    if len(fences) < 2:  # noqa: PLR2004 - front matter begins and ends with a line `---`, so there are two such lines
        return None
    start, end = fences[0].end() + 1, fences[1].start()
    try:
        return f"{text[:start]}{change(edit.Yaml(text[start:end]))}{text[end:]}"
    except edit.Unfit:
        return None


def with_comments_quoted(text: str, file: str) -> str:
    """Put the values of `title`, `url` and `via` and the YAML comments after them into quotes: `title: C #1` becomes `title: "C #1"`.

    Args:
        text: The record's text. The record may have other faults.
        file: The record's path, as messages show it.

    Returns:
        The new text. A value that has quotes already, or no comment, stays unchanged. So does a value if its key doesn't accept it together with the comment.

    """
    for key in sorted(WITHOUT_COMMENT):
        made = _changed(text, lambda yaml, key=key: yaml.with_comment(key))  # type: ignore[misc] # mypy can't infer a lambda with a default
        if made is None:
            continue
        before, after = _problems(text, file), _problems(made, file)
        cut = [problem for problem in before if problem.rule == "value-comment" and problem.message.startswith(f"{key}:")]
        if cut and after == [problem for problem in before if problem not in cut]:
            text = made
    return text


def _replaced(text: str, old: str, new: str) -> str:
    """Replace the URL `old` with `new` everywhere in a text, except where `old` is part of a longer URL, such as the URL of an archived copy."""
    # A punctuation mark after `old`, such as a full stop, may end a sentence. But if another character of a URL follows the mark, the URL is longer than `old`.
    return re.sub(rf"(?<![A-Za-z0-9/=&%#?~+_@$:.-]){re.escape(old)}(?![.,:;!']*[A-Za-z0-9/=&%#?~+_@$(-])", lambda _: new, text)


def _split(text: str) -> tuple[str, str]:
    """Split a record's text into its front matter, including the lines `---` before and after it, and the text after the front matter."""
    fences = list(_FENCE.finditer(text))
    end = fences[1].end() if len(fences) > 1 else len(text)
    return text[:end], text[end:]


def _entry(text: str, file: str) -> Entry | None:
    found, _ = record.read(text.encode(), slug=PurePath(file).stem, file=file)
    return found.entry if found else None


def _problems(text: str, file: str) -> list[Problem]:
    return record.read(text.encode(), slug=PurePath(file).stem, file=file)[1]
