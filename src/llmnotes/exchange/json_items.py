"""Read the items of a list in a JSON text, each with the line on which it begins. Python's own parser does not give lines."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder(strict=False)


class JsonItem(NamedTuple):
    """An item of a list in a JSON text."""

    value: Any
    line: int


class JsonFault(Exception):
    """Raised for a text that can't be parsed as JSON, or that lacks the list to read. Holds the line of the fault and a message."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line, self.message = line, message


def members(text: str) -> dict[str, Any]:
    """Return the members of a JSON object, up to the first that can't be parsed. Lists are not parsed: in the result, None replaces each list.

    For a text that is not a JSON object, return an empty mapping.
    """
    found: dict[str, Any] = {}
    try:
        for key, at in _Scanner(text).keys(_skipped(text, 0)):
            is_list = text[at : at + 1] == "["
            found[key] = None if is_list else _DECODER.raw_decode(text, at)[0]
    except (JsonFault, ValueError, RecursionError):
        pass
    return found


def items(text: str, key: str = "") -> Iterator[JsonItem]:
    """Yield the items of a list. The list is the value of the member `key` of an object, or, if `key` is empty, the whole text.

    Raises:
        JsonFault: The text is damaged, or has no such list. The items before the fault were yielded.

    """
    scanner = _Scanner(text)
    start = _skipped(text, 0)
    if not key:
        yield from scanner.items(start)
        return
    for name, at in scanner.keys(start):
        if name == key:
            yield from scanner.items(at)
            return
    raise JsonFault(1, f"the file has no member '{key}'")


class _Scanner:
    """Finds values in a JSON text, and counts the lines before them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._line, self._counted = 1, 0

    def items(self, at: int) -> Iterator[JsonItem]:
        """Yield the items of the list that begins at an index of the text."""
        at = self._opened("[", "a list", at)
        while self._text[at : at + 1] != "]":
            line = self._line_of(at)
            value, end = self._value(at)
            yield JsonItem(value, line)
            at = _skipped(self._text, end)
            if self._text[at : at + 1] == "]":
                return
            at = self._expected(",", at)

    def keys(self, at: int) -> Iterator[tuple[str, int]]:
        """Yield the keys of the object that begins at an index, each with the index of its value."""
        at = self._opened("{", "an object", at)
        while self._text[at : at + 1] != "}":
            key, end = self._value(at)
            value = self._expected(":", _skipped(self._text, end))
            yield str(key), value
            _, end = self._value(value)
            at = _skipped(self._text, end)
            if self._text[at : at + 1] == "}":
                return
            at = self._expected(",", at)

    def _value(self, at: int) -> tuple[Any, int]:
        try:
            value, end = _DECODER.raw_decode(self._text, at)
        except json.JSONDecodeError as error:
            raise JsonFault(self._text.count("\n", 0, error.pos) + 1, f"the text is not JSON: {error.msg.lower()}") from None
        except RecursionError:
            raise JsonFault(self._line_of(at), "the value has too many levels of brackets") from None
        except ValueError:  # Python raises ValueError for a number with thousands of digits
            raise JsonFault(self._line_of(at), "the value holds a number that is too long") from None
        return value, end

    def _opened(self, bracket: str, kind: str, at: int) -> int:
        """Check that the value at an index of the text begins with `bracket`, and return the index of its first item or key.

        Raises:
            JsonFault: The value has another kind than `kind`, or is not JSON.

        """
        if self._text[at : at + 1] != bracket:
            self._value(at)
            raise JsonFault(self._line_of(at), f"the JSON value that begins here is not {kind}")
        return _skipped(self._text, at + 1)

    def _expected(self, char: str, at: int) -> int:
        """Check that `char` is at an index of the text, and return the index after it and after the white space that follows it.

        Raises:
            JsonFault: Another character is at the index.

        """
        if self._text[at : at + 1] != char:
            found = repr(self._text[at : at + 1]) if at < len(self._text) else "the end of the file"
            raise JsonFault(self._text.count("\n", 0, at) + 1, f"the text is not JSON: '{char}' is expected, not {found}")
        return _skipped(self._text, at + 1)

    def _line_of(self, at: int) -> int:
        self._line += self._text.count("\n", self._counted, at)
        self._counted = at
        return self._line


def _skipped(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
