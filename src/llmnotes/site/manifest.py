"""The web manifest, with its icons: https://www.w3.org/TR/appmanifest/.

By it a phone keeps the site among its apps, and its share sheet leads to the page on adding an entry: https://w3c.github.io/web-share-target/.
"""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pylopdf_fonts_jp as fonts
from PIL import Image, ImageDraw

from llmnotes.site.lettering import Face
from llmnotes.site.page import Asset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmnotes.site.publication import Publication

MANIFEST = "manifest.webmanifest"
"""Its place, from the site's root."""
SIZES = (192, 512)
"""Of icons, in pixels: the two that Chromium asks for."""
_PAPER = "#faf9f5"
_INDIGO = "#3f51b5"


def assets(publication: Publication) -> Iterator[Asset]:
    """The manifest and its icons."""
    yield Asset(MANIFEST, f"{json.dumps(_manifest(publication), ensure_ascii=False, indent=2)}\n".encode())
    initial = _initial(publication.name)
    yield from (Asset(_icon(size), _drawn(initial, size)) for size in SIZES)


def _manifest(publication: Publication) -> dict[str, object]:
    """Addresses are relative to the manifest, which stands at the root, so that the site works below any path."""
    home = publication.addresses.of("index") or "./"
    return {
        "name": publication.name,
        "short_name": publication.name,
        **({"description": publication.description} if publication.description else {}),
        "lang": publication.language,
        "dir": "ltr",
        "start_url": home,
        "scope": "./",
        "display": "minimal-ui",  # a browser's own is no app, so that phones would not share to it; links need the way back
        "background_color": _PAPER,
        "theme_color": _INDIGO,
        "icons": [
            {"src": _icon(size), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for size in SIZES
            for purpose in ("any", "maskable")
        ],
        "share_target": {
            "action": publication.addresses.of("add/index"),
            "method": "GET",
            "enctype": "application/x-www-form-urlencoded",
            "params": {"url": "url", "title": "title", "text": "text"},
        },
    }


def _icon(size: int) -> str:
    return f"icons/icon-{size}.png"


def _initial(name: str) -> tuple[Face, str] | None:
    """The first character of a name, and the face to draw it in; None where that lacks it."""
    face = Face(fonts.serif_path())
    initial = face.drawable(name)[:1].upper()
    return (face, initial) if initial and not face.lacks(initial) else None


def _drawn(initial: tuple[Face, str] | None, size: int) -> bytes:
    """An icon as a PNG: all that matters is within the middle 80 %, the rest may be masked (https://www.w3.org/TR/appmanifest/#icon-masks)."""
    image = Image.new("RGB", (size, size), _INDIGO)
    draw = ImageDraw.Draw(image)
    if initial:
        face, letter = initial
        font = face.at(size // 2)
        left, top, right, bottom = draw.textbbox((0, 0), letter, font=font)
        draw.text(((size - left - right) / 2, (size - top - bottom) / 2), letter, font=font, fill=_PAPER)
    else:  # a bookmark's ribbon
        unit = size // 16
        draw.polygon(
            [(5 * unit, 4 * unit), (11 * unit, 4 * unit), (11 * unit, 12 * unit), (8 * unit, 10 * unit), (5 * unit, 12 * unit)], fill=_PAPER
        )
    stream = io.BytesIO()
    image.quantize(16).save(stream, "PNG", optimize=True)
    return stream.getvalue()
