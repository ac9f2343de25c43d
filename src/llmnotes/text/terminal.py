"""Text from strangers, made fit for terminals, logs of workflows, and reports.

In what these functions return, nothing moves a cursor, colours or hides text, breaks a line or begins a workflow command. GitHub's runner takes for a
command `::name …::` at the beginning of a line behind any white space, and `##[name …]` anywhere in it, on standard output and standard error alike
(https://github.com/actions/runner, `ActionCommand.cs`); Azure Pipelines and TeamCity read `##vso[…]` and `##teamcity[…]`.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NewType

from llmnotes.text.characters import replaced

if TYPE_CHECKING:
    import logging

Fit = NewType("Fit", str)
"""Text that was made fit here, so that it can be printed as it is."""

_BEGINS = re.compile(r"^(\s*):(?=:)")
_ANYWHERE = re.compile(r"##(\w*)\[")
_NAMED = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
_BYTE, _PLANE = 0x100, 0x10000


def line(text: str, limit: int | None = None, *, keep: str = "") -> Fit:
    r"""A text on one line, with escapes such as `\n`, `\x1b` and `\u202e` for what can't be seen; cut at `limit` characters.

    Characters in `keep` stay: invisible ones that the caller has put in.
    """
    if limit is not None and len(text) > limit:
        text = f"{text[: limit - 1]}…"
    text = replaced(text, lambda char: char if char in keep else _escaped(char))
    return Fit(_ANYWHERE.sub(r"##\1\\x5b", _BEGINS.sub(r"\1\\x3a", text)))


def lines(text: str, *, keep: str = "") -> Fit:
    """A text whose line feeds are meant, each line made fit."""
    return Fit("\n".join(line(one, keep=keep) for one in text.split("\n")))


def sentence(text: str, limit: int = 200) -> str:
    """A text on one line, without what can't be seen and with single spaces; cut at `limit` characters. For words that a server sent, which are kept."""
    shown = " ".join(replaced(text[: limit * 4], lambda _: " ").split())
    return shown if len(shown) <= limit else f"{shown[: limit - 1]}…"


def as_json(value: Any) -> Fit:
    """JSON for people and programs, indented, with JSON's own escapes for what can't be seen; with a line feed at its end."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    whole = "\n".join(replaced(part, lambda char: json.dumps(char)[1:-1]) for part in text.split("\n"))
    return Fit(_ANYWHERE.sub(r"##\1\\u005b", whole) + "\n")


def command(name: str, message: str, **properties: object) -> Fit:
    """A command for GitHub's runner, such as `::error file=a.md,line=3::message`, with a line feed at its end. A property that is None is left out.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    """
    given = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items() if value is not None)
    return Fit(f"::{name}{' ' if given else ''}{given}::{_data(line(message))}\n")


def _escaped(char: str) -> str:
    code = ord(char)
    if char in _NAMED:
        return _NAMED[char]
    if char.isspace() and code >= _BYTE // 2 and char not in "\x85\u2028\u2029":
        return " "  # as wide, and harmless: no-break spaces stand in many titles
    return f"\\x{code:02x}" if code < _BYTE else f"\\u{code:04x}" if code < _PLANE else f"\\U{code:08x}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(line(text)).replace(":", "%3A").replace(",", "%2C")


def make_fit(logger: logging.Logger) -> None:
    """Make the messages of another program's logger fit for a terminal."""
    for handler in logger.handlers:
        handler.addFilter(_fit)


def _fit(record: logging.LogRecord) -> bool:
    record.msg, record.args = lines(record.getMessage()), ()
    return True
