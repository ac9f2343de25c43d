"""Draw the icons that the web manifest names. An icon shows the first character of the site's name."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pylopdf_fonts_jp as fonts
from PIL import Image, ImageDraw

from llmnotes.site.files.lettering import Face

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def icons(name: str, sizes: Iterable[int], *, ground: str, ink: str) -> Iterator[bytes]:
    """Draw one square icon for each size, and yield the bytes of the PNGs.

    Args:
        name: Name of the site. If the font lacks its first character, the icons show a bookmark.
        sizes: Widths of the icons in pixels.
        ground: Colour of the background, such as `#3f51b5`.
        ink: Colour of the character.

    """
    initial = _initial(name)
    return (_drawn(initial, size, ground, ink) for size in sizes)


def _drawn(initial: tuple[Face, str] | None, size: int, ground: str, ink: str) -> bytes:
    """Draw an icon. Only its middle 80 % have content, because phones may cut off the edges: https://www.w3.org/TR/appmanifest/#icon-masks."""
    image = Image.new("RGB", (size, size), ground)
    draw = ImageDraw.Draw(image)
    if initial:
        face, letter = initial
        font = face.at(size // 2)
        left, top, right, bottom = draw.textbbox((0, 0), letter, font=font)
        draw.text(((size - left - right) / 2, (size - top - bottom) / 2), letter, font=font, fill=ink)
    else:  # the shape of a bookmark
        unit = size // 16
        draw.polygon(
            [(5 * unit, 4 * unit), (11 * unit, 4 * unit), (11 * unit, 12 * unit), (8 * unit, 10 * unit), (5 * unit, 12 * unit)], fill=ink
        )
    stream = io.BytesIO()
    image.quantize(16).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _initial(name: str) -> tuple[Face, str] | None:
    """Return the font and the first drawable character of a name, as a capital letter; None if the font lacks this character."""
    face = Face(fonts.serif_path())
    initial = face.drawable(name)[:1].upper()
    return (face, initial) if initial and not face.lacks(initial) else None
