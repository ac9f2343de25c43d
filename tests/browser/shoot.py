"""Take screenshots of the main pages, for people to look at: `python -m browser.shoot SITE FOLDER`."""

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
"""Maximum height of a screenshot in CSS pixels."""


def published_below(site: Path) -> str:
    """Return the path of the site on its host, from the canonical URL of its home page; `/` if the page states no canonical URL. Links of 404.html begin with this path."""
    found = re.search(r'rel="canonical" href="([^"]+)"', (site / "index.html").read_text(encoding="utf-8"))
    return urlsplit(found[1]).path if found else "/"


def shoot(site: Path, folder: Path) -> int:
    """Take a screenshot of the largest page of each kind at each width in both colour schemes. Return the number of screenshots."""
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
                    # The window is as tall as the page, because a screenshot beyond the window can wait forever for a frame.
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
    print(f"{made} screenshots in {sys.argv[2]}")
