"""Unicode characters that are invisible, or that change how other text is displayed."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

FORBIDDEN = r"\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff"
"""Control characters, characters that change the direction of text (Bidi_Control), private-use characters and noncharacters.

The characters are written as they must be between the brackets of a regular expression in JSON Schema.

Surrogates and characters beyond the Basic Multilingual Plane are left out, because regular expressions in JSON Schema can't express them. `_FORBIDDEN`
adds them.
"""
_planes = "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0xF0000, 0x10000))
_FORBIDDEN = re.compile(f"[{FORBIDDEN}\ud800-\udfff{_planes}\U000f0000-\U0010ffff]")

# These are the characters of Unicode's Default_Ignorable_Code_Point that are not in Bidi_Control.
# Line and paragraph separators, interlinear annotations and the blank Braille pattern are added.
_INVISIBLE = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2028\u2029\u2060-\u2065\u206a-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_EMOJI = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d"
    "\u3297\u3299\U0001f000-\U0001faff"
)
_VARIED = f"#*0-9{_EMOJI}\u2010-\u2027\u2030-\u205e\u2070-\u27ff\u2900-\u2fff\u3001-\u3163\u3165-\u9fff\uf900-\ufaff\uff01-\uff60"
"""Characters on which a variation selector has a visible effect: it selects their text form, emoji form, or another form of a symbol or ideograph."""
_JOINED = "\u0600-\u06ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af"
"""Scripts in which a joiner or a non-joiner changes the shape of the letters around it."""
_FLAGS = "|".join("".join(chr(0xE0000 + ord(letter)) for letter in name) for name in ("gbeng", "gbsct", "gbwls"))

# A joiner or a variation selector has a visible effect only next to certain characters.
# Next to other characters, a joiner or a variation selector is invisible, and can hide data.
_HIDDEN = re.compile(
    f"(\U0001f3f4(?:{_FLAGS})\U000e007f"
    f"|(?:(?<=[{_EMOJI}])|(?<=[{_EMOJI}]\ufe0f))\u200d(?=[{_EMOJI}])"
    f"|(?<=[{_JOINED}])[\u200c\u200d](?=[{_JOINED}])"
    f"|(?<=[{_VARIED}])[\ufe00-\ufe0f]"
    "|(?<=[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003fffd])[\U000e0100-\U000e01ef]"
    f")|[{_INVISIBLE}]"
)
_VISIBLE = re.compile(rf"[^\s{_INVISIBLE}]")
_NO_ASCII = re.compile(r"[^ -~]+")
_NAMELESS = {"Cc": "a control character", "Co": "private use", "Cs": "a lone surrogate"}
_JOINERS = frozenset("\u200c\u200d")
_TAGS = range(0xE0020, 0xE0080)


def forbidden(text: str) -> str | None:
    """Return the first character in a text that is not allowed in records; None if the text has no such character.

    Such characters are control characters, bidirectional formatting characters, private-use characters, surrogates and noncharacters.
    """
    found = None if text.isprintable() else _FORBIDDEN.search(text)
    return found[0] if found else None


def hidden(text: str) -> str | None:
    """Return the first invisible character that isn't part of an emoji or a letter; None if the text has no such character."""
    if text.isascii():
        return None
    return next((found[0] for found in _HIDDEN.finditer(text) if found[1] is None), None)


def is_blank(text: str) -> bool:
    """Return whether a text has only white space and invisible characters."""
    return not _VISIBLE.search(text)


def without_hidden(text: str) -> str:
    """Return a text without invisible characters, except those in emoji and letters. A line or paragraph separator becomes a space."""
    if text.isascii():
        return text
    return _HIDDEN.sub(lambda found: found[1] or (" " if found[0] in "\u2028\u2029" else ""), text)


def apart(one: str, other: str) -> str:
    """Describe the difference between two words that look the same but aren't equal.

    For example, é may be one character in one word, and two characters, e and an accent, in the other.

    Returns:
        A text in brackets after a space; an empty string if the words are equal or look different.

    """
    if one == other or unicodedata.normalize("NFC", one) != unicodedata.normalize("NFC", other):
        return ""
    place = next((at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), min(len(one), len(other)))
    shown = (" ".join(f"U+{ord(char):04X}" for char in word[place : place + 2]) or "the end" for word in (one, other))
    return f" (both look the same, but differ from character {place + 1} on: {' and '.join(shown)})"


def named(char: str) -> str:
    """Return a character's code and Unicode name, such as `U+202E (right-to-left override)`, or its code and kind if it has no name."""
    kind = _NAMELESS.get(unicodedata.category(char), "not a character")
    return f"U+{ord(char):04X} ({unicodedata.name(char, kind).lower()})"


def replaced(text: str, instead: Callable[[str], str]) -> str:
    """Replace every character that is invisible, or that does more than display a sign, such as moving the cursor.

    Control and format characters, private-use characters, surrogates, unassigned code points, line breaks, tabs and other white space are replaced.
    Letters, symbols, complete emoji, the space and the ideographic space stay.

    Args:
        text: The text.
        instead: A function that returns the replacement for a character, in printable ASCII.

    """
    if text.isascii() and text.isprintable():
        return text

    def replacement(char: str) -> str:
        # Keep characters that may be part of an emoji or a letter. The code below checks them together with their neighbours.
        return char if char.isprintable() or char == "\u3000" or char in _JOINERS or ord(char) in _TAGS else instead(char)

    text = _NO_ASCII.sub(lambda run: run[0] if run[0].isprintable() else "".join(map(replacement, run[0])), text)
    return _HIDDEN.sub(lambda found: found[1] or instead(found[0]), text)
