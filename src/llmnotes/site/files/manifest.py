"""The web manifest, with its icons: https://www.w3.org/TR/appmanifest/.

By it a phone keeps the site among its apps, and its share sheet leads to the page on adding an entry: https://w3c.github.io/web-share-target/.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from llmnotes.site.engine.artifact import Asset
from llmnotes.site.theme.page_head import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmnotes.site.publication.publication import Publication

SIZES = (192, 512)
"""Of icons, in pixels: the two that Chromium asks for."""
_PAPER = "#faf9f5"
_INDIGO = "#3f51b5"


def assets(publication: Publication) -> Iterator[Asset]:
    """The manifest and its icons."""
    from llmnotes.site.files.icons import icons  # noqa: PLC0415 - its libraries take 20 ms to load, and most builds draw no icon

    yield Asset(MANIFEST, f"{json.dumps(_manifest(publication), ensure_ascii=False, indent=2)}\n".encode())
    drawn = icons(publication.name, SIZES, ground=_INDIGO, ink=_PAPER)
    yield from (Asset(_icon(size), image) for size, image in zip(SIZES, drawn, strict=True))


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
