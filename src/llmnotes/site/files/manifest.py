"""Make the web manifest and its icons: https://www.w3.org/TR/appmanifest/.

The manifest lets people install the site as an app on a phone. Then Android's share menu contains the app. When a reader shares a link with the app, the page
for adding an entry opens: https://w3c.github.io/web-share-target/.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING

from llmnotes.site.engine.artifact import Artifact, Asset, known
from llmnotes.site.files import cards
from llmnotes.site.theme.page_head import APPLE_ICON, ICON, MANIFEST, SMALL_ICON

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmnotes.site.publication.site_view import SiteView

SIZES = (192, 512)
"""Widths of the icons in the manifest in pixels. Chromium requires both sizes before it offers to install the site."""
OTHERS = {SMALL_ICON: 48, APPLE_ICON: 180}
"""Widths in pixels of the two icons that the head of each page names: for browsers without SVG icons, and for the home screen of iPhones."""
_PAPER = "#faf9f5"


def artifact() -> Artifact:
    """Return the artifact, a group of files that are written together, with the manifest and all icons of the site.

    These files need only data of the whole site, such as its name. So the view, the data for this artifact alone, is None.
    """
    return Artifact(id=MANIFEST, view=known(None), template=template)


def template(_: None, site: SiteView) -> Iterator[Asset]:
    """Yield the manifest, and all icons of the site."""
    yield Asset(MANIFEST, f"{json.dumps(_manifest(site), ensure_ascii=False, indent=2)}\n".encode())
    files = {**{_icon(size): size for size in SIZES}, **OTHERS}
    if cards.drawable():
        from llmnotes.site.files import icons  # noqa: PLC0415 - its libraries take 20 ms to load, and most builds draw no icon

        svg, images = icons.svg_icon(site.name), icons.png_icons(site.name, files.values())
    else:
        svg, images = _drawn("svg"), (_drawn(f"{size}.png") for size in files.values())
    yield Asset(ICON, svg)
    yield from (Asset(file, image) for file, image in zip(files, images, strict=True))


def _drawn(name: str) -> bytes:
    """Return the bytes of an icon that shows a bookmark, from a file of this package. It is used if the libraries that draw letters on icons are not installed."""
    return (resources.files("llmnotes.site") / "assets" / "icons" / f"bookmark.{name}").read_bytes()


def _manifest(site: SiteView) -> dict[str, object]:
    """Return the content of the manifest. Its addresses are relative to the manifest's own address, so the site can be in any folder of a host."""
    home = site.addresses.of("index") or "./"
    return {
        "name": site.name,
        "short_name": site.name,
        **({"description": site.description} if site.description else {}),
        "lang": site.language,
        "dir": "ltr",
        "start_url": home,
        "scope": "./",
        "display": "minimal-ui",  # with "browser", a phone doesn't show the site in its share menu; with "standalone", it shows no Back button
        "background_color": _PAPER,
        "theme_color": _PAPER,
        "icons": [
            {"src": _icon(size), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for size in SIZES
            for purpose in ("any", "maskable")
        ],
        "share_target": {
            "action": site.addresses.of("add/index"),
            "method": "GET",
            "enctype": "application/x-www-form-urlencoded",
            "params": {"url": "url", "title": "title", "text": "text"},
        },
    }


def _icon(size: int) -> str:
    return f"icons/icon-{size}.png"
