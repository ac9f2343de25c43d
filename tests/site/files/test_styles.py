from __future__ import annotations

from importlib import resources

from llmnotes.site.files.styles import FOLDER, OF_THEME, PARTS, sheet

STYLES = resources.files("llmnotes.site") / "assets" / "styles"


def test_the_style_sheet_contains_every_component_once_in_order() -> None:
    texts = [(STYLES / f"{part}.css").read_text(encoding="utf-8") for part in PARTS]
    assert sorted(f"{part}.css" for part in (*PARTS, FOLDER)) == sorted(file.name for file in STYLES.iterdir())
    assert sheet() == "\n".join(texts)


def test_the_style_sheet_of_a_list_in_a_folder_of_a_larger_site_keeps_the_themes_colours_header_and_footer() -> None:
    text = sheet(whole=False)
    assert set(PARTS) > OF_THEME
    for selector in ("\n.md-header,", "\n.md-footer {", "--md-primary-fg-color:", "--md-default-bg-color:", "--ln-serif"):
        assert selector in sheet()
        assert selector not in text
    assert ".ln-entry" in text
