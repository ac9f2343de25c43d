"""Prepare text for images: find characters that a font lacks, choose a size, and break the text into lines.

Japanese text breaks between phrases, which the library BudouX finds, and text in other writing systems breaks between words. Japanese typesetting rules name
characters that must not begin or end a line: https://www.w3.org/TR/jlreq/#characters_not_starting_a_line and …#characters_not_ending_a_line.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import re
import unicodedata
from typing import TYPE_CHECKING

import budoux
from fontTools.ttLib import TTFont
from PIL import ImageFont

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    Measure = Callable[[str], float]

NOT_FIRST = frozenset(
    "、。，．・：；？！‐–〜～゠ー）〕］｝〉》」』】〙〗〟’”｠»々〻ゝゞヽヾぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ…‥,.:;?!)]}%％"
)
"""Characters that must not begin a line."""
NOT_LAST = frozenset("（〔［｛〈《「『【〘〖〝‘“｟«([{")
"""Characters that must not end a line."""

_WORD = 16
"""When a text is cut inside a word, the part of the word before the cut is removed too, if it has fewer characters than this number."""


class Face:
    """A font file, from which `at` makes the font in a given size."""

    def __init__(self, file: Path) -> None:
        """Find out which characters a font file has."""
        with TTFont(file, lazy=True) as font:
            # Give the glyphs any names, because reading their names from the font takes 0.5 s.
            font.setGlyphOrder([str(number) for number in range(font["maxp"].numGlyphs)])
            self.characters = frozenset(map(chr, font.getBestCmap()))
        self._at = functools.cache(functools.partial(ImageFont.truetype, str(file), layout_engine=ImageFont.Layout.BASIC))
        self._widths = functools.cache(lambda size: functools.cache(self._at(size).getlength))

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """Return the font in the given size in pixels. The font uses FreeType's basic layout, which gives the same result on every machine."""
        return self._at(size)

    def measure(self, size: int) -> Measure:
        """Return a function that measures the width of a text in pixels.

        The function adds the widths of characters, because the basic layout has no kerning.
        """
        widths = self._widths(size)
        return lambda text: sum(map(widths, text))

    def drawable(self, text: str) -> str:
        """Return the text on one line in Unicode's normal form C, without invisible characters and without emoji that the font lacks.

        All other characters that the font lacks stay in the text, so that `lacks` finds them.
        """
        composed = unicodedata.normalize("NFC", " ".join(text.split()))
        kept = (char for char in composed if char in self.characters or not _is_emoji(char))
        return " ".join("".join(char for char in kept if not _is_unseen(char)).split())

    def lacks(self, text: str) -> list[str]:
        """Return the characters of a text that the font lacks, each character once. `drawable` must have returned the text."""
        return [char for char in dict.fromkeys(text) if char not in self.characters]


def _is_unseen(char: str) -> bool:
    """Return whether a character is not drawn by itself.

    Such characters are format and control characters (Unicode's categories Cf and Cc), variation selectors, and the keycap around a digit of an emoji (U+20E3).
    """
    return (
        unicodedata.category(char) in {"Cf", "Cc"}
        or char == "\u20e3"
        or "\ufe00" <= char <= "\ufe0f"
        or "\U000e0100" <= char <= "\U000e01ef"
    )


def _is_emoji(char: str) -> bool:
    """Return whether a character is a pictograph: in Unicode's category So (other symbols), a skin tone, or in one of the blocks of emoji."""
    return unicodedata.category(char) == "So" or "\U0001f000" <= char <= "\U0001faff"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A text that is broken into lines, in a font of one size."""

    lines: Sequence[str]
    font: ImageFont.FreeTypeFont
    leading: int
    """Distance from one line to the next in pixels."""

    @property
    def height(self) -> int:
        """Return the distance in pixels from the top of the first line to the bottom of the last line."""
        return len(self.lines) * self.leading


class Typesetter:
    """Chooses the size of a text, and breaks the text into lines."""

    def __init__(self) -> None:
        self._parser = budoux.load_default_japanese_parser()

    def set(self, text: str, face: Face, *, sizes: Sequence[tuple[int, int]], width: int, height: int, leading: float) -> Block:  # noqa: PLR0913 - a text, its font, and four measures that differ for each kind of text
        """Choose the first size in which a text fits, and break the text into lines of about equal width.

        A text fits in a size if it needs no more lines than the size allows, the block is at most `height` high, and no phrase is wider than a line. If the text
        fits in no size, use the last size. If it then has too many lines, cut the text, and add an ellipsis.

        Args:
            text: The text, on one line.
            face: The font.
            sizes: Sizes in pixels, each with its maximum number of lines.
            width: Maximum width of a line in pixels.
            height: Maximum height of the block in pixels. At least one line of the last size must fit.
            leading: Distance from one line to the next, as a multiple of the size.

        """
        phrases = self.phrases(text)
        for size, most in sizes:
            limit = min(most, height // round(size * leading))
            measure = face.measure(size)
            lines = _fill(phrases, width, measure)
            fits = len(lines) <= limit and max(map(measure, phrases), default=0) <= width
            if fits:
                lines = _balanced(phrases, width, measure, len(lines))
                break
        if len(lines) > limit:
            lines = [*lines[: limit - 1], _cut("".join(lines[limit - 1 :]), width, measure)]
        return Block(lines=[line.rstrip() for line in lines], font=face.at(size), leading=round(size * leading))

    def phrases(self, text: str) -> list[str]:
        """Split a text into parts after which a line may break. Spaces between two parts stay at the end of the first one."""
        glued: list[str] = []
        for word in re.findall(r"\S+\s*", text):
            for part in (part for phrase in self._parser.parse(word) for part in re.findall(r"[^・：／]+[・：／]*|[・：／]+", phrase)):
                if glued and _belong(glued[-1][-1], part[0]):
                    glued[-1] += part
                else:
                    glued.append(part)
        return glued


def _belong(before: str, after: str) -> bool:
    """Return whether a line must not break between two characters."""
    return after in NOT_FIRST or before in NOT_LAST or ("!" <= before <= "~" and "!" <= after <= "~")


def _fill(phrases: Iterable[str], width: float, measure: Measure) -> list[str]:
    lines = [""]
    for phrase in phrases:
        for piece in _pieces(phrase, width, measure):
            if lines[-1] and measure((lines[-1] + piece).rstrip()) > width:
                lines.append("")
            lines[-1] += piece
    return lines


def _pieces(phrase: str, width: float, measure: Measure) -> Iterable[str]:
    """Yield a phrase, or its parts if the phrase is wider than a line. Each part fits on a line, unless it is a single wide character."""
    while measure(phrase.rstrip()) > width and len(phrase) > 1:
        most = next(end for end in range(len(phrase) - 1, 0, -1) if end == 1 or measure(phrase[:end]) <= width)
        end = next((end for end in range(most, 0, -1) if not _belong(phrase[end - 1], phrase[end])), most)
        yield phrase[:end]
        phrase = phrase[end:]
    yield phrase


def _balanced(phrases: Sequence[str], width: int, measure: Measure, count: int) -> list[str]:
    """Break phrases into at most `count` lines, in the narrowest column in which this is possible, so that all lines have about the same width."""
    longest = max((math.ceil(measure(phrase.rstrip())) for phrase in phrases), default=0)
    low, high = min(longest, width), width
    while low < high:
        middle = (low + high) // 2
        if len(_fill(phrases, middle, measure)) > count:
            low = middle + 1
        else:
            high = middle
    return _fill(phrases, high, measure)


def _cut(text: str, width: float, measure: Measure) -> str:
    end = len(text)
    while end and measure(f"{text[:end]}…") > width:
        end -= 1
    if end < len(text):  # the text is cut here, perhaps inside a word
        end = next((place for place in range(end, max(0, end - _WORD), -1) if not _belong(text[place - 1], text[place])), end)
    return text[:end].rstrip(" 、。，．・,.:;「『【（([") + "…"
