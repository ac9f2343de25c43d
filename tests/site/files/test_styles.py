from __future__ import annotations

from importlib import resources

from llmnotes.site.files.styles import PARTS, sheet

STYLES = resources.files("llmnotes.site") / "assets" / "styles"


def test_the_style_sheet_contains_every_component_once_in_order() -> None:
    texts = [(STYLES / f"{part}.css").read_text(encoding="utf-8") for part in PARTS]
    assert sorted(f"{part}.css" for part in PARTS) == sorted(file.name for file in STYLES.iterdir())
    assert sheet() == "\n".join(texts)
