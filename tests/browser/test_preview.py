"""A page of a preview that stays open in a browser while its record is saved with a fault, and then without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect
from preview_server import SETTINGS, make_list, serving

if TYPE_CHECKING:
    from pathlib import Path

    from browser.conftest import Tabs

BANNER = "#llmnotes-preview"


def test_an_open_page_of_a_preview_keeps_its_text_and_shows_a_fault_of_its_record_until_the_fault_is_corrected(
    tmp_path: Path, tab: Tabs
) -> None:
    make_list(tmp_path, SETTINGS)
    with serving(tmp_path) as served:
        page = tab()
        page.goto(f"{served.address}{served.page(3)}")
        text, banner = page.locator(".md-content"), page.locator(BANNER)
        expect(text).to_contain_text("Note 3.")
        expect(banner).to_have_count(0)
        record = served.record(3)
        good = record.read_text(encoding="utf-8")
        record.write_text(good.replace("title: Title 3", "title: [<b>x").replace("Note 3.", "Half of a"), encoding="utf-8")
        expect(banner).to_be_in_viewport()
        expect(banner).to_contain_text("entries/2024/2024-01-03-title.md:")
        expect(banner).to_contain_text("→")
        expect(text).to_contain_text("Note 3.")
        record.write_text(good.replace("Note 3.", "A whole note."), encoding="utf-8")
        expect(banner).to_have_count(0)
        expect(text).to_contain_text("A whole note.")
        page.close()  # otherwise the page reports that it can't reach the stopped server
