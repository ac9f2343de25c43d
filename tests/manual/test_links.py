"""Links between Markdown files work on GitHub. A strict build checks the links between pages of the site."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from manual.blocks import PAGES, ROOT

if TYPE_CHECKING:
    from pathlib import Path

_LINK = re.compile(r"(?<!`)\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
_FENCED = re.compile(r"^( *)(`{3,}).*?^\1\2$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")


def _prose(path: Path) -> str:
    """Return the text of a page without its code."""
    return _FENCED.sub("", path.read_text(encoding="utf-8"))


def _anchors(path: Path) -> set[str]:
    """Return the anchors that GitHub gives the headings of a page: lower case, without punctuation, with hyphens for spaces."""
    headings = re.findall(r"^#+ (.+)$", _prose(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize(
    "path", [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"], ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_links_on_each_page_of_the_manual_lead_to_existing_files_and_headings(path: Path) -> None:
    wrong = []
    for target, anchor in _LINK.findall(_CODE.sub("", _prose(path))):
        file = (path.parent / target) if target else path
        if not file.exists() or (anchor and file.suffix == ".md" and anchor not in _anchors(file)):
            wrong.append(f"{target}#{anchor}")
    assert wrong == []
