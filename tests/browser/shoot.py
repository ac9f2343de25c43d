"""Pictures of the main pages, for people to look at: `python -m browser.shoot SITE FOLDER`."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from browser import get_browser
from browser.kinds import kinds
from browser.static_server import StaticServer

WIDTHS = (360, 768, 1440)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TALL = 2400
"""CSS pixels: more of a long page is not worth looking at."""


def published_below(site: Path) -> str:
    """The path of the site's own address, for which its 404.html is made."""
    found = re.search(r'rel="canonical" href="([^"]+)"', (site / "index.html").read_text(encoding="utf-8"))
    return urlsplit(found[1]).path if found else "/"


def shoot(site: Path, folder: Path) -> int:
    """Picture each kind's largest page at each width in both themes; tells how many pictures were made."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    path = get_browser.installed()
    if path is None:
        raise SystemExit(get_browser.REMEDY)
    with StaticServer(site, published_below(site)) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(get_browser.FLAGS))
        for width in WIDTHS:
            for scheme in SCHEMES:
                page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
                for kind, addresses in kinds(site).items():
                    page.set_viewport_size({"width": width, "height": 900})
                    page.goto(server.url + addresses[0])
                    page.wait_for_selector("[aria-busy=true]", state="detached")
                    # A window as tall as the page: a picture beyond the window can wait for a frame that never comes.
                    tall = int(page.evaluate("document.documentElement.scrollHeight"))
                    page.set_viewport_size({"width": width, "height": max(900, min(TALL, tall))})
                    name = kind.replace("/*", "-one").replace(" ", "-")
                    page.screenshot(path=folder / f"{name}-{width}-{scheme}.png")
                    count += 1
                page.close()
        browser.close()
    return count


if __name__ == "__main__":
    made = shoot(Path(sys.argv[1]), Path(sys.argv[2]))
    print(f"{made} pictures in {sys.argv[2]}")
