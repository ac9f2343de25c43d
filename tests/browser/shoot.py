"""Pictures of the main pages, for people to look at: `python -m browser.shoot SITE FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

from playwright.sync_api import sync_playwright

from browser import get_browser
from browser.kinds import kinds
from browser.static_server import StaticServer

WIDTHS = (360, 768, 1440)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TALL = 2400
"""CSS pixels: more of a long page is not worth looking at."""


def shoot(site: Path, folder: Path) -> int:
    """Picture each kind's largest page at each width in both themes; tells how many pictures were made."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    path = get_browser.installed()
    if path is None:
        raise SystemExit(get_browser.REMEDY)
    with StaticServer(site) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(get_browser.FLAGS))
        for width in WIDTHS:
            for scheme in SCHEMES:
                page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
                for kind, addresses in kinds(site).items():
                    page.goto(server.url + addresses[0])
                    tall = min(TALL, int(page.evaluate("document.documentElement.scrollHeight")))
                    name = kind.replace("/*", "-one").replace(" ", "-")
                    clip = {"x": 0, "y": 0, "width": width, "height": tall}
                    page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True, clip=clip)  # type: ignore[arg-type] # a dict of its shape
                    count += 1
                page.close()
        browser.close()
    return count


if __name__ == "__main__":
    made = shoot(Path(sys.argv[1]), Path(sys.argv[2]))
    print(f"{made} pictures in {sys.argv[2]}")
