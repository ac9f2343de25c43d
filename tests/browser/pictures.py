"""Take the screenshots of README.md and of the manual: `python -m browser.pictures FOLDER`. They show the list of the tests.

One picture shows the page on link health, of this list with a ledger of ten weeks.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import sync_playwright

from browser import get_browser, lists
from browser.static_server import StaticServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_ENTRY = "entries/2023-06-09-classmethod-revise-retrieval-augmented-generation/"
_NEW = f"add/?url={quote('https://example.net/new', safe='')}"
_PHONE = 370


def take(folder: Path) -> None:
    """Build the list, and write each picture into a folder."""
    path = get_browser.installed()
    if path is None:
        raise SystemExit(get_browser.REMEDY)
    pictures: dict[str, Image.Image] = {}
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(get_browser.FLAGS))
        for name, ledger, pictured in (("list", False, _pictures), ("checked", True, _health)):
            own = Path(place) / name
            lists.write_own(own)
            if ledger:
                lists.write_ledger(own)
            with StaticServer(lists.build(own), "/list/") as server:
                pictures |= pictured(browser, server.url)
        browser.close()
    for name, picture in pictures.items():
        picture.quantize(256, dither=Image.Dither.NONE).save(folder / name, optimize=True)  # 256 colours take a third of the bytes


def _pictures(browser: Browser, root: str) -> dict[str, Image.Image]:
    phone = [
        _picture(browser, root, _PHONE, 900),
        _picture(browser, f"{root}{_ENTRY}", _PHONE, 900, scheme="dark"),
    ]
    both = Image.new("RGB", (2 * _PHONE, 900))
    for number, picture in enumerate(phone):
        both.paste(picture, (number * _PHONE, 0))
    return {
        "home.png": _picture(browser, root, 1280, 900),
        "search.png": _picture(browser, f"{root}search/?q=RAG&note=with", 1280, 900),
        "add.png": _picture(browser, f"{root}{_NEW}", 1000, 900),
        "add-phone.png": _picture(browser, f"{root}{_NEW}", 390, 800),
        "phone.png": both,
    }


def _health(browser: Browser, root: str) -> dict[str, Image.Image]:
    return {"health.png": _picture(browser, f"{root}health/", 1200, 1300)}


def _picture(browser: Browser, address: str, width: int, height: int, *, scheme: Literal["light", "dark"] = "light") -> Image.Image:
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    answer = page.goto(address, wait_until="networkidle")
    assert answer is not None, address
    assert answer.ok, address
    page.wait_for_selector("[aria-busy=true]", state="detached")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    page.close()
    return picture


if __name__ == "__main__":
    take(Path(sys.argv[1]))
