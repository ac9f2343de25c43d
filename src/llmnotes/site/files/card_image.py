"""Draw card images as PNGs of 1200 by 630 pixels with a palette. Other sites show them as previews of links: https://ogp.me/.

Equal texts give equal bytes on every machine that has the same versions of the libraries.
"""

from __future__ import annotations

import dataclasses
import functools
import io
from typing import TYPE_CHECKING

import pylopdf_fonts_jp as fonts
from PIL import Image, ImageDraw

from llmnotes.errors import CardError
from llmnotes.site.engine.artifact import Asset
from llmnotes.site.files.cards import card_path
from llmnotes.site.files.lettering import Face, Typesetter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from llmnotes.site.files.cards import Card
    from llmnotes.site.files.lettering import Block

WIDTH, HEIGHT = 1200, 630
_MARGIN = 96
_COLUMN = WIDTH - 2 * _MARGIN
_TOP, _ROOM, _GAP = 142, 366, 26
"""Position and sizes in pixels: the top of the area for the title and the text below it, the height of this area, and the gap between title and text."""

_PAPER = (250, 249, 245)
_RULE = (214, 211, 202)
_INK = (28, 32, 44)
_GREY = (88, 93, 108)
_ACCENT = (63, 81, 181)
_INKS = (_INK, _GREY, _ACCENT)
_STEPS = 8
"""Number of shades of each text colour (ink) in the palette.

The first shade is near the background colour (paper), and the last shade is the text colour itself.
"""

_TITLE = ((104, 1), (92, 1), (84, 1), (76, 1), (84, 2), (72, 2), (64, 2), (68, 3), (60, 4))
"""Font sizes of a title in pixels, each with its maximum number of lines. The first size in which a title fits is used, or else the last size."""


def check(cards: Iterable[Card]) -> None:
    """Raise CardError if texts on the cards contain characters that the fonts lack. The error names all these texts and characters.

    Invisible characters and emoji don't count, because a card leaves them out.
    """
    renderer = _renderer()
    printable = map(renderer.prepared, cards)
    lacking = [f"“{text}” on the card of {card.page}: {_named(chars)}" for card in printable for text, chars in renderer.lacks(card)]
    if lacking:
        message = "\n  ".join(
            ["the fonts for card images lack characters of these texts:", *lacking,
             "→ remove the characters from these texts, or set the plugin's option cards to false. If all these cards are of entries, you can set it to topics"]
        )  # fmt: skip
        raise CardError(message)


def drawn(card: Card) -> Asset:
    """Draw a card without invisible characters, and without emoji that the fonts lack. `check` must have accepted the card."""
    renderer = _renderer()
    return Asset(card_path(card.page), renderer.drawn(renderer.prepared(card)))


def _named(chars: Iterable[str]) -> str:
    return ", ".join(f"{char} (U+{ord(char):04X})" for char in chars)


@functools.cache
def _renderer() -> _CardRenderer:
    """Return the renderer of all cards. Making it takes as long as drawing five cards, because it reads the fonts."""
    return _CardRenderer()


class _CardRenderer:
    """Renders cards with a serif font for titles and a sans-serif font for all other texts."""

    def __init__(self) -> None:
        self.serif = Face(fonts.serif_path())
        self.sans = Face(fonts.sans_path())
        self.typesetter = Typesetter()

    def prepared(self, card: Card) -> Card:
        """Return the card with each text on one line, without invisible characters and without emoji that its font lacks.

        If nothing remains of the title, use the text of the line above the title for it.
        """
        return dataclasses.replace(
            card,
            title=self.serif.drawable(card.title) or self.serif.drawable(card.above),
            above=self.sans.drawable(card.above),
            lead=self.sans.drawable(card.lead),
            foot=self.sans.drawable(card.foot),
        )

    def lacks(self, card: Card) -> Iterator[tuple[str, list[str]]]:
        """Yield each text of a card that contains characters for which the font has no glyph, with these characters. `prepared` must have returned the card."""
        for face, text in ((self.serif, card.title), (self.sans, card.above), (self.sans, card.lead), (self.sans, card.foot)):
            if chars := face.lacks(text):
                yield text, chars

    def drawn(self, card: Card) -> bytes:
        """Draw a card that `prepared` returned, and return the bytes of the PNG."""
        image = Image.new("P", (WIDTH, HEIGHT), 0)
        image.putpalette([part for colour in _palette() for part in colour])
        image.paste(_index(_ACCENT), (0, 0, WIDTH, 12))
        image.paste(1, (_MARGIN, 524, WIDTH - _MARGIN, 526))
        fill = functools.partial(self.typesetter.set, width=_COLUMN)
        lead = fill(card.lead, self.sans, sizes=((34, 2),), height=_ROOM, leading=1.55) if card.lead else None
        below = _GAP + lead.height if lead else 0
        title = fill(card.title, self.serif, sizes=_TITLE, height=_ROOM - below, leading=1.32)
        top = _TOP + (_ROOM - title.height - below) // 2
        _write(image, title, top, _INK, weight=0.6)
        if lead:
            _write(image, lead, top + title.height + _GAP, _GREY)
        if card.above:
            _write(image, fill(card.above, self.sans, sizes=((34, 1),), height=_ROOM, leading=1.3), 80, _ACCENT)
        if card.foot:
            _write(image, fill(card.foot, self.sans, sizes=((30, 1),), height=_ROOM, leading=1.3), 548, _GREY)
        stream = io.BytesIO()
        image.save(stream, "PNG", compress_level=6)
        return stream.getvalue()


def _palette() -> list[tuple[int, ...]]:
    """Return the colours of the palette: the background (paper), the horizontal rule, then the shades of each text colour (ink)."""
    shades = [
        tuple(round(paper + (full - paper) * step / _STEPS) for paper, full in zip(_PAPER, ink, strict=True))
        for ink in _INKS
        for step in range(1, _STEPS + 1)
    ]
    return [_PAPER, _RULE, *shades]


def _index(ink: tuple[int, int, int]) -> int:
    """Return the index of a text colour (ink) in the palette."""
    return 1 + _STEPS * (_INKS.index(ink) + 1)


def _write(image: Image.Image, block: Block, top: int, ink: tuple[int, int, int], *, weight: float = 0) -> None:
    """Draw a block of text at the left margin of a card.

    `top` is the distance of the block from the card's top edge in pixels. The strokes of letters become `weight` pixels thicker on each side.
    """
    for number, line in enumerate(block.lines):
        coverage = Image.new("L", (WIDTH, 2 * block.leading), 0)
        ImageDraw.Draw(coverage).text((_MARGIN, block.leading), line, font=block.font, fill=255, anchor="lm", stroke_width=weight)
        steps = [round(cover * _STEPS / 255) for cover in range(256)]
        shades = coverage.point([_index(ink) - _STEPS + step for step in steps])
        seen = coverage.point([255 if step else 0 for step in steps])
        image.paste(shades, (0, top + number * block.leading - block.leading // 2), seen)
