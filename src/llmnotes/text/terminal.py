"""Make text from strangers safe for terminals, workflow logs and reports.

The results of these functions don't move the cursor, don't colour or hide text, don't break lines and don't begin workflow commands. GitHub's runner reads
`::name …::` at the beginning of a line, after any white space, as a command, and `##[name …]` anywhere in a line, on standard output and standard error
alike (https://github.com/actions/runner, `ActionCommand.cs`). Azure Pipelines and TeamCity read `##vso[…]` and `##teamcity[…]` as commands.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NewType

from llmnotes.text.characters import replaced

if TYPE_CHECKING:
    import logging

Fit = NewType("Fit", str)
"""Text that this module made safe, so that it can be printed unchanged."""

_BEGINS = re.compile(r"^(\s*):(?=:)")
_ANYWHERE = re.compile(r"##(\w*)\[")
_NAMED = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
_BYTE, _PLANE = 0x100, 0x10000


def line(text: str, limit: int | None = None, *, keep: str = "") -> Fit:
    r"""Return text on one line, in which nothing is a workflow command. Escapes such as `\n`, `\x1b` and `\u202e` replace invisible characters.

    White space beyond ASCII, such as a no-break space, becomes a space. The ideographic space stays.

    Args:
        text: The text.
        limit: The maximum number of characters. A longer text is cut before its characters are escaped. None for no limit.
        keep: Invisible characters that are not escaped, because the caller added them.

    """
    if limit is not None and len(text) > limit:
        text = f"{text[: limit - 1]}…"
    text = replaced(text, lambda char: char if char in keep else _escaped(char))
    return Fit(_ANYWHERE.sub(r"##\1\\x5b", _BEGINS.sub(r"\1\\x3a", text)))


def lines(text: str, *, keep: str = "") -> Fit:
    """Return text of several lines, each as `line` returns it. Line feeds and the characters in `keep` are not escaped."""
    return Fit("\n".join(line(one, keep=keep) for one in text.split("\n")))


def sentence(text: str, limit: int = 200) -> str:
    """Return text on one line, without invisible characters, with single spaces, and cut to `limit` characters.

    Use it for text from servers that llmnotes stores, such as error messages.
    """
    shown = " ".join(replaced(text[: limit * 4], lambda _: " ").split())
    return shown if len(shown) <= limit else f"{shown[: limit - 1]}…"


def as_json(value: Any) -> Fit:
    """Return a value as indented JSON, with escapes for invisible characters and workflow commands, and with a line feed at the end."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    whole = "\n".join(replaced(part, lambda char: json.dumps(char)[1:-1]) for part in text.split("\n"))
    return Fit(_ANYWHERE.sub(r"##\1\\u005b", whole) + "\n")


def command(name: str, message: str, **properties: object) -> Fit:
    """Return a workflow command for GitHub's runner, such as `::error file=a.md,line=3::message`, with a line feed at its end.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands

    Args:
        name: The command's name.
        message: The message. Its line breaks are escaped.
        properties: The command's properties. A property whose value is None is left out.

    """
    given = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items() if value is not None)
    return Fit(f"::{name}{' ' if given else ''}{given}::{_data(line(message))}\n")


def _escaped(char: str) -> str:
    code = ord(char)
    if char in _NAMED:
        return _NAMED[char]
    if char.isspace() and code >= _BYTE // 2 and char not in "\x85\u2028\u2029":
        return " "  # many titles have no-break spaces; a plain space is easier to read than an escape
    return f"\\x{code:02x}" if code < _BYTE else f"\\u{code:04x}" if code < _PLANE else f"\\U{code:08x}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(line(text)).replace(":", "%3A").replace(",", "%2C")


def make_fit(logger: logging.Logger) -> None:
    """Make the handlers of another library's logger escape its messages for a terminal."""
    for handler in logger.handlers:
        handler.addFilter(_fit)


def _fit(record: logging.LogRecord) -> bool:
    record.msg, record.args = lines(record.getMessage()), ()
    return True
