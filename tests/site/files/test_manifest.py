"""The web manifest. It lets people install the site on a phone and share links with it."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import pytest
from PIL import Image

from llmnotes.records.catalogue import Catalogue
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.files import manifest
from llmnotes.site.publication.publication import Publication
from llmnotes.site.theme.page_head import APPLE_ICON, ICON, MANIFEST, SMALL_ICON


def made(name: str, *, directories: bool = True) -> dict[str, bytes]:
    publication = Publication(
        catalogue=Catalogue([]), taxonomy=None, name=name, language="ja", addresses=Addresses(directories=directories)
    )
    return {asset.path: asset.content for asset in manifest.template(None, publication.site)}


@pytest.mark.parametrize(("directories", "home", "add"), [(True, "./", "add/"), (False, "index.html", "add/index.html")])
def test_addresses_in_the_manifest_are_relative_so_that_the_site_can_be_in_any_folder(home: str, add: str, *, directories: bool) -> None:
    files = made('読書 "ノート" </script>', directories=directories)
    document: dict[str, Any] = json.loads(files[MANIFEST])
    assert document["name"] == '読書 "ノート" </script>'
    assert (document["start_url"], document["scope"], document["share_target"]["action"]) == (home, "./", add)
    assert "id" not in document  # an id is relative to the host, so two lists on one host would be the same app
    assert {icon["src"] for icon in document["icons"]} == files.keys() - {MANIFEST, ICON, SMALL_ICON, APPLE_ICON}


@pytest.mark.parametrize("name", ["読書ノート", "a list", "😀 list", "👩‍💻", "\u202e", "ꙮ", "ßeta", "ﬁsh"])
def test_a_site_with_any_name_has_an_icon(name: str) -> None:
    for size in manifest.SIZES:
        icon = Image.open(io.BytesIO(made(name)[f"icons/icon-{size}.png"])).convert("L")
        assert icon.size == (size, size)
        # The edge that a phone may cut off has one colour, and the middle shows something.
        border = size // 10
        middle = icon.crop((border, border, size - border, size - border))
        assert icon.getpixel((0, 0)) == icon.getpixel((size - 1, size // 2))
        assert len(set(middle.tobytes())) > 1
        assert len(set(icon.crop((0, 0, size, border)).tobytes())) == 1


def test_without_the_libraries_that_draw_cards_the_icons_show_a_bookmark(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = made("ꙮ")  # the font lacks this letter, so the icon shows a bookmark
    monkeypatch.setitem(sys.modules, "pylopdf_fonts_jp", None)
    shipped = made("読書ノート")
    assert shipped.keys() == drawn.keys()
    assert shipped[ICON] == drawn[ICON], "write the file that svg_icon draws to site/assets/icons"
    for file in drawn.keys() - {ICON, MANIFEST}:
        one, other = (Image.open(io.BytesIO(files[file])).convert("RGB").tobytes() for files in (shipped, drawn))
        assert one == other, f"write {file} as png_icons draws it to site/assets/icons"


def test_two_sites_with_one_name_get_equal_icons_and_manifests() -> None:
    assert made("読書ノート") == made("読書ノート")
    assert made("読書ノート") != made("図書ノート")
