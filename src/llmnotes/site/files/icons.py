"""Draw the icons of the site in the design of its card images: an indigo line above the first character of the site's name, in a serif font.

If the font can't draw that character, or the name has no character, the icons show a bookmark instead.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pylopdf_fonts_jp as fonts
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw

from llmnotes.site.files.lettering import Face

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PAPER, INK, INDIGO = "#faf9f5", "#1c202c", "#3f51b5"
"""Colours of the design in the light scheme, as on card images."""
_DARK_PAPER, _DARK_INK, _DARK_INDIGO = "#1c1d22", "#ece9e1", "#8f9bea"
_UNITS = 512
"""Width and height of the drawing in its own units.

Everything is drawn within the middle 80 %, because systems may cut the edges off to give icons another shape: https://www.w3.org/TR/appmanifest/#icon-masks.
"""
_RULE = (126, 104, 260, 40)
"""Left, top, width and height of the horizontal line above the character, in units of the drawing."""
_LETTER, _MIDDLE = 232, (256, 296)
"""Height or width of the character, whichever is larger; and the x and y of its centre, in units of the drawing."""
_WEIGHT = 10
"""Additional width of the character's strokes, in units of the drawing, so that they are visible in small icons."""
_BOOKMARK = ((176, 188), (336, 188), (336, 404), (256, 344), (176, 404))
"""Corners of the bookmark, in units of the drawing."""


def png_icons(name: str, sizes: Iterable[int]) -> Iterator[bytes]:
    """Render the icon of a site with this name as square PNGs. `sizes` are their widths in pixels."""
    initial = _initial(name)
    return (_drawn(initial, size) for size in sizes)


def svg_icon(name: str) -> bytes:
    """Return the icon of a site with this name as an SVG with rounded corners. In browsers with a dark colour scheme, the icon has other colours."""
    initial = _initial(name)
    path = _outline(initial[1]) if initial else "M" + "L".join(f"{x} {y}" for x, y in _BOOKMARK) + "Z"
    left, top, width, height = _RULE
    # `viewBox` leaves out the margin, because browsers don't crop SVG icons. So the character is larger in a browser tab.
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="56 56 400 400"><style>.p{{fill:{PAPER}}}.i{{fill:{INK};stroke:{INK};stroke-width:{_WEIGHT}}}'
        f".r{{fill:{INDIGO}}}@media(prefers-color-scheme:dark){{.p{{fill:{_DARK_PAPER}}}.i{{fill:{_DARK_INK};stroke:{_DARK_INK}}}.r{{fill:{_DARK_INDIGO}}}}}</style>"
        f'<rect class="p" x="56" y="56" width="400" height="400" rx="72"/><rect class="r" x="{left}" y="{top}" width="{width}" height="{height}"/>'
        f'<path class="i" d="{path}"/></svg>\n'
    )
    return text.encode()


def _drawn(initial: tuple[Face, str] | None, size: int) -> bytes:
    image = Image.new("RGB", (size, size), PAPER)
    draw = ImageDraw.Draw(image)
    unit = size / _UNITS
    left, top, width, height = _RULE
    draw.rectangle((left * unit, top * unit, (left + width) * unit - 1, (top + height) * unit - 1), fill=INDIGO)
    if initial:
        face, letter = initial
        start, above, end, below = face.at(_UNITS).getbbox(letter)
        font = face.at(round(_UNITS * _LETTER * unit / max(end - start, below - above)))
        start, above, end, below = draw.textbbox((0, 0), letter, font=font)
        x, y = _MIDDLE[0] * unit - (start + end) / 2, _MIDDLE[1] * unit - (above + below) / 2
        draw.text((x, y), letter, font=font, fill=INK, stroke_width=_WEIGHT * unit / 2, stroke_fill=INK)
    else:
        draw.polygon([(x * unit, y * unit) for x, y in _BOOKMARK], fill=INK)
    stream = io.BytesIO()
    image.quantize(32).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _initial(name: str) -> tuple[Face, str] | None:
    """Return the font, and the first character of a name in upper case. Invisible characters, and emoji that the font lacks, don't count.

    Return None if the font lacks that character, or if there is no such character.
    """
    face = Face(fonts.serif_path())
    initial = face.drawable(name)[:1].upper()[:1]  # a character such as `ß` has two characters in upper case
    return (face, initial) if initial and not face.lacks(initial) else None


def _outline(letter: str) -> str:
    """Return the outline of a character as the data of an SVG path. It has the size and the place that the character has on icons."""
    with TTFont(fonts.serif_path(), lazy=True) as font:
        # Give the glyphs any names, because reading their names from the font takes 0.5 s.
        font.setGlyphOrder([str(number) for number in range(font["maxp"].numGlyphs)])
        number = int(font.getBestCmap()[ord(letter)])
        glyph = font["CFF "].cff.topDictIndex[0].CharStrings.charStringsIndex[number]
        bounds = BoundsPen(None)
        glyph.draw(bounds)
        left, bottom, right, top = bounds.bounds or (0, 0, 1, 1)  # a blank character has no outline, and so no bounds
        scale = _LETTER / max(right - left, top - bottom)
        pen = SVGPathPen(None, ntos=lambda value: f"{value:.0f}")
        x, y = _MIDDLE[0] - scale * (left + right) / 2, _MIDDLE[1] + scale * (bottom + top) / 2
        glyph.draw(TransformPen(pen, (scale, 0, 0, -scale, x, y)))
        return str(pen.getCommands())
