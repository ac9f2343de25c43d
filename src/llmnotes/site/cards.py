"""Card images, which previews of links show: one for the site, one a topic, and one an entry if asked for.

1200 by 630 pixels, as https://ogp.me/ readers expect them, in a palette. The same text gives the same bytes.
"""

from __future__ import annotations

import dataclasses
import functools
import io
from typing import TYPE_CHECKING

import pylopdf_fonts_jp as fonts
from PIL import Image, ImageDraw

from llmnotes.errors import CardError
from llmnotes.site.lettering import Face, Typesetter
from llmnotes.site.page import Asset

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from llmnotes.site.lettering import Block

WIDTH, HEIGHT = 1200, 630
_MARGIN = 96
_COLUMN = WIDTH - 2 * _MARGIN

_PAPER = (250, 249, 245)
_INK = (28, 32, 44)
_GREY = (88, 93, 108)
_RULE = (214, 211, 202)
_ACCENT = (63, 81, 181)
_COLOURS = 40
"""In the palette: five inks and their edges."""

_NAMED = 20
"""At most so many texts stand in the message of an error."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """What one image says. All is plain text; all but the title may be empty."""

    page: str
    """Path of the page that it is of."""
    title: str
    above: str = ""
    """Above the title: the site's name, where the title is another."""
    lead: str = ""
    """Below the title."""
    foot: str = ""
    """At the bottom: how many entries, or an entry's source and date."""


def card_path(page: str) -> str:
    """Where the card of a page stands, from the page's path."""
    return f"cards/{page}.png"


def assets(cards: Iterable[Card]) -> Iterator[Asset]:
    """An image a card. Raises CardError, before it draws any, with every text that holds a letter which no font of ours has."""
    press = _Press()
    printable = [press.prepared(card) for card in cards]
    lacking = [f"“{text}” in the card of {card.page}: {_named(chars)}" for card in printable for text, chars in press.lacks(card)]
    if lacking:
        more = [f"and {len(lacking) - _NAMED:,} more"] if len(lacking) > _NAMED else []
        message = "\n  ".join(
            ["the fonts of card images lack characters:", *lacking[:_NAMED], *more,
             "→ write these texts without them, or set the plugin's option cards to false (or to topics, where only entries are concerned)"]
        )  # fmt: skip
        raise CardError(message)
    return (Asset(card_path(card.page), press.drawn(card)) for card in printable)


def _named(chars: Iterable[str]) -> str:
    return ", ".join(f"{char} (U+{ord(char):04X})" for char in chars)


class _Press:
    """Fonts and the drawing of cards."""

    def __init__(self) -> None:
        self.serif = Face(fonts.serif_path())
        self.sans = Face(fonts.sans_path())
        self.typesetter = Typesetter()

    def prepared(self, card: Card) -> Card:
        """The card with texts as they are drawn."""
        return dataclasses.replace(
            card,
            title=self.serif.drawable(card.title),
            above=self.sans.drawable(card.above),
            lead=self.sans.drawable(card.lead),
            foot=self.sans.drawable(card.foot),
        )

    def lacks(self, card: Card) -> Iterator[tuple[str, list[str]]]:
        """Each text of a prepared card that holds characters without a glyph, with these."""
        for face, text in ((self.serif, card.title), (self.sans, card.above), (self.sans, card.lead), (self.sans, card.foot)):
            if chars := face.lacks(text):
                yield text, chars

    def drawn(self, card: Card) -> bytes:
        """A prepared card as a PNG."""
        image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
        draw = ImageDraw.Draw(image)
        fill = functools.partial(self.typesetter.set, width=_COLUMN)
        draw.rectangle((0, 0, WIDTH, 11), fill=_ACCENT)
        if card.above:
            _write(draw, fill(card.above, self.sans, sizes=(34,), limit=1, leading=1.3), 84, _ACCENT)
        title = fill(card.title, self.serif, sizes=(104, 92, 80, 70, 60), limit=3, leading=1.32)
        lead = fill(card.lead, self.sans, sizes=(34,), limit=2, leading=1.55) if card.lead else None
        gap = 30 if lead else 0
        top, bottom = 130, 506
        start = top + (bottom - top - title.height - gap - (lead.height if lead else 0)) // 2
        _write(draw, title, start, _INK, weight=0.6)
        if lead:
            _write(draw, lead, start + title.height + gap, _GREY)
        draw.rectangle((_MARGIN, 524, WIDTH - _MARGIN, 525), fill=_RULE)
        if card.foot:
            _write(draw, fill(card.foot, self.sans, sizes=(30,), limit=1, leading=1.3), 546, _GREY)
        stream = io.BytesIO()
        image.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(stream, "PNG", optimize=True)
        return stream.getvalue()


def _write(draw: ImageDraw.ImageDraw, block: Block, top: int, colour: tuple[int, int, int], *, weight: float = 0) -> None:
    """Draw a block at the left margin; `weight` thickens its strokes by so many pixels on each side."""
    for number, line in enumerate(block.lines):
        middle = top + number * block.leading + block.leading / 2
        draw.text((_MARGIN, middle), line, font=block.font, fill=colour, anchor="lm", stroke_width=weight)
