"""Letters on cards: what a font lacks, and lines that break where a reader would.

Lines break between phrases, as BudouX finds them, and between words of other scripts; never before or after the characters that Japanese
typesetting keeps there (https://www.w3.org/TR/jlreq/#characters_not_starting_a_line and …_not_ending_a_line).
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
"""No line begins with one of these."""
NOT_LAST = frozenset("（〔［｛〈《「『【〘〖〝‘“｟«([{")
"""No line ends with one of these."""

_WORD = 16
"""Characters of a word that a cut takes away rather than halve it."""


class Face:
    """A font file in all sizes."""

    def __init__(self, file: Path) -> None:
        """Raises OSError for a file that can't be read."""
        with TTFont(file, lazy=True) as font:
            font.setGlyphOrder([str(number) for number in range(font["maxp"].numGlyphs)])  # real names take half a second to read
            self.characters = frozenset(map(chr, font.getBestCmap()))
        self._at = functools.cache(functools.partial(ImageFont.truetype, str(file), layout_engine=ImageFont.Layout.BASIC))
        self._widths = functools.cache(lambda size: functools.cache(self._at(size).getlength))

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """The font in a size in pixels. The layout is FreeType's plain one, which is the same on every machine."""
        return self._at(size)

    def measure(self, size: int) -> Measure:
        """What tells the width of a text in pixels: the sum of its characters', which the plain layout doesn't kern."""
        widths = self._widths(size)
        return lambda text: sum(map(widths, text))

    def drawable(self, text: str) -> str:
        """The text on one line, composed, without what is not seen and without emoji that the font lacks. Letters stay, lacking or not."""
        composed = unicodedata.normalize("NFC", " ".join(text.split()))
        kept = (char for char in composed if char in self.characters or not _is_emoji(char))
        return " ".join("".join(char for char in kept if not _is_unseen(char)).split())

    def lacks(self, text: str) -> list[str]:
        """The characters of a drawable text that the font has no glyph for, each once."""
        return [char for char in dict.fromkeys(text) if char not in self.characters]


def _is_unseen(char: str) -> bool:
    """Joiners, direction marks, controls, and variation selectors, which choose among glyphs that a card's font has one of."""
    return (
        unicodedata.category(char) in {"Cf", "Cc"}
        or char == "\u20e3"
        or "\ufe00" <= char <= "\ufe0f"
        or "\U000e0100" <= char <= "\U000e01ef"
    )


def _is_emoji(char: str) -> bool:
    """Pictures: other symbols, skin tones, and what newer versions of Unicode put into the blocks of emoji."""
    return unicodedata.category(char) == "So" or "\U0001f000" <= char <= "\U0001faff"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """Text, set."""

    lines: Sequence[str]
    font: ImageFont.FreeTypeFont
    leading: int
    """Pixels from line to line."""

    @property
    def height(self) -> int:
        """Pixels from the top of the first line to the bottom of the last."""
        return len(self.lines) * self.leading


class Typesetter:
    """Breaks text into lines."""

    def __init__(self) -> None:
        self._parser = budoux.load_default_japanese_parser()

    def set(self, text: str, face: Face, *, sizes: Sequence[tuple[int, int]], width: int, height: int, leading: float) -> Block:  # noqa: PLR0913 - measures of one block, by keyword
        """The text in the first of the sizes that holds it; in the last, cut off with an ellipsis, if none does.

        A size is its pixels and how many lines it may take; `height` (pixels) holds at least one line of the last. `leading` is a multiple
        of the size. Lines come out of about equal length.
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
        """What a line may break between; spaces stay at the end of a phrase."""
        glued: list[str] = []
        for word in re.findall(r"\S+\s*", text):
            for part in (part for phrase in self._parser.parse(word) for part in re.findall(r"[^・：／]+[・：／]*|[・：／]+", phrase)):
                if glued and _belong(glued[-1][-1], part[0]):
                    glued[-1] += part
                else:
                    glued.append(part)
        return glued


def _belong(before: str, after: str) -> bool:
    """Whether no line may break between two characters."""
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
    """A phrase that no line can hold, in parts that one can."""
    while measure(phrase.rstrip()) > width and len(phrase) > 1:
        most = next(end for end in range(len(phrase) - 1, 0, -1) if end == 1 or measure(phrase[:end]) <= width)
        end = next((end for end in range(most, 0, -1) if not _belong(phrase[end - 1], phrase[end])), most)
        yield phrase[:end]
        phrase = phrase[end:]
    yield phrase


def _balanced(phrases: Sequence[str], width: int, measure: Measure, count: int) -> list[str]:
    """The same number of lines in the narrowest column that still gives it, so that no line holds one word alone."""
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
    if end < len(text):  # no half words
        end = next((place for place in range(end, max(0, end - _WORD), -1) if not _belong(text[place - 1], text[place])), end)
    return text[:end].rstrip(" 、。，．・,.:;「『【（([") + "…"
